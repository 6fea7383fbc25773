"""A voice that says every text as a tone of its own: `python speak_tone.py FILE`, the text by standard input.

A test that knows the text knows the tone, and so can tell that the customer heard this prompt and no other.
"""

import sys
import zlib
from pathlib import Path

LOWEST, STEP, PITCHES = 1500, 20, 90
"""Hz; above all voices of people."""


def frequency_of(text: str) -> int:
    """Hz. White space at either end does not count. Two texts share one in 90."""
    return LOWEST + STEP * (zlib.crc32(text.strip().encode()) % PITCHES)


def seconds_of(text: str) -> float:
    """Long enough to be found, longer for a longer text."""
    return 0.6 + 0.02 * len(text.strip())


def main(path: str) -> None:
    # Run as a program, by its path: its neighbour is found there, whatever the directory.
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from tests.asterisk.tones import write

    text = sys.stdin.read()
    write(Path(path), frequency_of(text), seconds_of(text))


if __name__ == "__main__":
    main(sys.argv[1])
