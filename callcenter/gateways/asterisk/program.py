"""The program that speaks: run without a shell, with the text on its standard input and a WAV file as its answer.

It gets ten seconds, a folder of its own, 64 MiB at most, and nothing of what the server keeps secret. What it prints is
thrown away: it may hold what is said to a customer.
"""

import asyncio
import os
import resource
import signal
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from callcenter.errors import Unavailable

SECONDS = 10.0
MOST_BYTES = 64 * 1024 * 1024
OURS = "CALLCENTER_"
"""What begins so in the environment is the server's own."""


async def speak(command: Sequence[str], text: str, *, voice: str, language: str, seconds: float = SECONDS) -> bytes:
    """The WAV. Raises `Unavailable`: the detail names the program and what to do, never the text."""
    with tempfile.TemporaryDirectory(prefix="callcenter-voice-") as folder:
        file = Path(folder) / "spoken.wav"
        given = {"file": str(file), "voice": voice, "language": language, "text": text}
        program, *arguments = (filled(word, given) for word in command)
        await _run(program, arguments, text, folder, seconds)
        try:
            if file.stat().st_size > MOST_BYTES:
                raise Unavailable(f"{program} wrote more than {MOST_BYTES} bytes for one text")
            return await asyncio.to_thread(file.read_bytes)
        except OSError:
            wrote = "wrote no file: {file} must be the argument that names the one it writes (voice.command)"
            raise Unavailable(f"{program} {wrote}") from None


def filled(word: str, given: Mapping[str, str]) -> str:
    """The argument with its placeholders filled in. A text that begins with a dash is never taken for an option."""
    said = word
    for name in ("file", "voice", "language", "text"):
        said = said.replace(f"{{{name}}}", given[name])
    return f" {said}" if word.startswith("{text}") and said.startswith("-") else said


async def _run(program: str, arguments: Sequence[str], text: str, folder: str, seconds: float) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    quiet = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            program, *arguments, stdin=asyncio.subprocess.PIPE, stdout=quiet, stderr=quiet, cwd=folder, env=environ,
            start_new_session=True,
        )  # fmt: skip
    except FileNotFoundError:
        what = f"install it (apt-get install {Path(program).name}), or name another program under voice.command"
        raise Unavailable(f"there is no program {program}: {what}") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "a null byte in its arguments"
        raise Unavailable(f"{program} cannot be started ({why}): see voice.command") from None
    try:
        with suppress(OSError):
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))
        async with asyncio.timeout(seconds):
            await process.communicate(text.encode(errors="replace") + b"\n")
    except TimeoutError:
        raise Unavailable(f"{program} took more than {seconds:.0f} s for one text, and was ended") from None
    finally:
        await _ended(process)
    if process.returncode:
        how = f"signal {-process.returncode}" if process.returncode < 0 else f"exit code {process.returncode}"
        raise Unavailable(f"{program} failed ({how}): try it by hand; does it know the voice (voice.voices)?")


async def _ended(process: asyncio.subprocess.Process) -> None:
    """With everything it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
