"""Tones: written as sound files, and found again in what somebody heard.

Every voice of a test is a tone of its own pitch, so that who hears whom can be measured instead of believed.
"""

import wave
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

RATE = 8000
"""Samples a second that telephones use."""
WINDOW = 0.2
"""Seconds over which a level is measured. Tones 20 Hz apart are told apart in it."""
AUDIBLE = -30.0
"""dB of full scale above which a tone is heard. Ours are written at -12."""
LOUDNESS = 0.25
"""Of full scale."""
MUSIC = 330
"""Hz of what the switch plays to whoever is on hold."""
CUSTOMERS = (440, 500, 560, 620, 680)
AGENTS = (1000, 1060, 1120, 1180, 1240)

Samples = npt.NDArray[Any]
"""Of full scale, -1 to 1."""
SILENCE: Samples = np.zeros(0)


def write(path: Path, frequency: float, seconds: float) -> Path:
    """A mono WAV file of 16 bits with one tone in it."""
    t = np.arange(int(RATE * seconds)) / RATE
    sound = (np.sin(2 * np.pi * frequency * t) * LOUDNESS * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.tobytes())
    return path


def read(path: Path, *, rate: int = RATE, skip: int = 0) -> Samples:
    """What a file of 16-bit samples holds after so many bytes, brought to `RATE`; it may still be growing. `rate` is a
    multiple of `RATE`, and the sound has nothing above 4 kHz."""
    raw = path.read_bytes()[skip:] if path.exists() else b""
    samples = np.frombuffer(raw[: len(raw) // 2 * 2], "<i2").astype(float) / 32768
    return samples[:: rate // RATE]


def level(samples: Samples, frequency: float) -> float:
    """How loud this frequency is in these samples, in dB of full scale; -120 is nothing at all."""
    if not len(samples):
        return -120.0
    hann = np.hanning(len(samples))
    turning = np.exp(-2j * np.pi * frequency * np.arange(len(samples)) / RATE)
    amplitude = 2 * abs(np.sum(samples * hann * turning)) / np.sum(hann)
    return float(20 * np.log10(max(amplitude, 1e-6)))


def loudest(samples: Samples, frequency: float) -> float:
    """The highest level of any window, in dB of full scale."""
    size = int(WINDOW * RATE)
    starts = range(0, len(samples) - size + 1, size // 2)
    return max((level(samples[at : at + size], frequency) for at in starts), default=-120.0)


def heard(samples: Samples, frequency: float) -> bool:
    return loudest(samples, frequency) > AUDIBLE


def write_mu_law(path: Path, frequency: float, seconds: float) -> Path:
    """The same as bare G.711 mu-law, a byte a sample, as telephones send it."""
    t = np.arange(int(RATE * seconds)) / RATE
    path.write_bytes(mu_law(np.sin(2 * np.pi * frequency * t) * LOUDNESS))
    return path


def mu_law(samples: Samples) -> bytes:
    """After ITU-T G.711, by way of 14 bits: a sign, three bits of segment, four within it, all turned round."""
    linear = np.round(samples * 8159).astype(int)
    magnitude = np.minimum(abs(linear), 8158) + 33
    segment = np.floor(np.log2(magnitude)).astype(int) - 5
    within = (magnitude >> (segment + 1)) & 0xF
    sign = np.where(linear < 0, 0x80, 0)
    return bytes((~(sign | segment << 4 | within) & 0xFF).astype(np.uint8))
