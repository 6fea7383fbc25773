"""A WAV of any rate and width becomes what Asterisk plays as `.wav`: 8,000 samples a second, 16 bit, one channel.

Read by hand: the standard library's reader takes neither floating point nor the "extensible" header that many programs
write. Sampling down goes through a low-pass, or everything above 4 kHz would come back as a whistle below it.
"""

import struct
from typing import Any

import numpy as np

RATE = 8000
MOST_SECONDS = 600.0
RATES = range(4000, 192_001)
CUTOFF = 0.92
"""Of half the lower rate: where the low-pass lets half through."""
CROSSINGS = 24
"""Zero crossings of its kernel to each side; the Kaiser window keeps what is cut out 70 dB down."""
KAISER = 7.0
BLOCK = 2048
PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
Samples = np.ndarray[Any, np.dtype[np.float64]]


class NoSound(ValueError):
    """It is no WAV that can be played; says why."""


def for_telephone(wav: bytes) -> bytes:
    """Raises `NoSound`. A WAV without a single sample is one of no length."""
    samples, rate = _read(wav)
    if len(samples) > MOST_SECONDS * rate:
        raise NoSound(f"it is longer than {MOST_SECONDS:.0f} seconds")
    return written(resampled(samples, rate))


def silence(seconds: float) -> bytes:
    return written(np.zeros(int(seconds * RATE)))


def written(samples: Samples) -> bytes:
    """Samples from -1 to 1 as a WAV for the telephone; louder ones are clipped."""
    data = np.rint(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, PCM, 1, RATE, RATE * 2, 2, 16)
    return head + struct.pack("<4sI", b"data", len(data)) + data


def resampled(samples: Samples, rate: int) -> Samples:
    """At 8,000 a second: each new sample is the old ones around its moment, weighted by a windowed sinc."""
    if rate == RATE or not len(samples):
        return samples
    bend = CUTOFF * min(rate, RATE) / rate
    """Twice the cut-off in cycles a sample."""
    reach = int(np.ceil(CROSSINGS / bend))
    padded = np.pad(samples, (reach, reach + 1))
    offsets = np.arange(-reach, reach + 1)
    out = np.empty(max(1, len(samples) * RATE // rate))
    for start in range(0, len(out), BLOCK):
        moments = np.arange(start, min(start + BLOCK, len(out))) * (rate / RATE)
        nearest = np.floor(moments).astype(np.int64)
        away = offsets[None, :] - (moments - nearest)[:, None]
        window = np.i0(KAISER * np.sqrt(np.clip(1.0 - (away / (reach + 1)) ** 2, 0.0, None))) / np.i0(KAISER)
        kernel = bend * np.sinc(bend * away) * window
        kernel /= kernel.sum(axis=1, keepdims=True)
        out[start : start + BLOCK] = (padded[nearest[:, None] + offsets + reach] * kernel).sum(axis=1)
    return out


def _read(wav: bytes) -> tuple[Samples, int]:
    """One channel, from -1 to 1, and its rate."""
    if wav[:4] != b"RIFF" or wav[8:12] != b"WAVE":
        raise NoSound("it is no WAV file")
    shape, data = _chunks(wav)
    if shape is None or len(shape) < 16 or data is None:
        raise NoSound("it lacks its header or its sound")
    form, channels, rate, _, _, bits = struct.unpack("<HHIIHH", shape[:16])
    if form == EXTENSIBLE and len(shape) >= 26:
        form = struct.unpack("<H", shape[24:26])[0]
    if channels not in (1, 2):
        raise NoSound(f"it has {channels} channels: one or two are wanted")
    if rate not in RATES:
        raise NoSound(f"it has {rate} samples a second: from {RATES[0]} to {RATES[-1]} are wanted")
    flat = _numbers(data, form, bits)
    return flat[: len(flat) // channels * channels].reshape(-1, channels).mean(axis=1), rate


def _chunks(wav: bytes) -> tuple[bytes | None, bytes | None]:
    """The first `fmt ` and `data`. A program that wrote into a pipe could not go back to say how long it would get: what
    is there counts."""
    shape, at = None, 12
    while at + 8 <= len(wav):
        name, size = struct.unpack("<4sI", wav[at : at + 8])
        if name == b"fmt ":
            shape = wav[at + 8 : at + 8 + size]
        elif name == b"data":
            return shape, wav[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return shape, None


def _numbers(data: bytes, form: int, bits: int) -> Samples:
    width = bits // 8
    data = data[: len(data) // width * width] if width else b""
    match form, bits:
        case (1, 8):
            return (np.frombuffer(data, "u1").astype(np.float64) - 128.0) / 128.0
        case (1, 16):
            return np.frombuffer(data, "<i2").astype(np.float64) / 32768.0
        case (1, 24):
            triples = np.frombuffer(data, "u1").reshape(-1, 3)
            wide = np.zeros((len(triples), 4), "u1")
            wide[:, 1:] = triples
            return np.frombuffer(wide.tobytes(), "<i4").astype(np.float64) / 2147483648.0
        case (1, 32):
            return np.frombuffer(data, "<i4").astype(np.float64) / 2147483648.0
        case (3, 32 | 64):
            numbers = np.frombuffer(data, f"<f{width}").astype(np.float64)
            return np.asarray(np.nan_to_num(numbers, posinf=1.0, neginf=-1.0), dtype=np.float64)
    raise NoSound(f"its samples are of a kind that is not read (format {form}, {bits} bits): PCM is wanted")
