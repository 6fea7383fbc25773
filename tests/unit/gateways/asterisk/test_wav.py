"""Any WAV becomes the telephone's: what is below 3.4 kHz stays as loud as it was, what is above 4 kHz is gone."""

import io
import struct
import wave

import numpy as np
import pytest

from callcenter.gateways.asterisk.wav import EXTENSIBLE, FLOAT, NoSound, for_telephone, resampled


def riff(
    data: bytes, *, form: int = 1, channels: int = 1, rate: int = 16000, bits: int = 16, extra: bytes = b""
) -> bytes:
    width = bits // 8 * channels
    shape = struct.pack("<HHIIHH", form, channels, rate, rate * width, width, bits) + extra
    chunks = b"fmt " + struct.pack("<I", len(shape)) + shape + b"LIST\x03\x00\x00\x00abc\x00"
    chunks += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def tone(hertz: float, rate: int, seconds: float = 1.0) -> "np.ndarray":
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)


def samples(wav: bytes) -> "np.ndarray":
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def loudness(sound: "np.ndarray") -> float:
    """Against a full tone of half the range, its ends left out."""
    inner = sound[400:-400]
    return float(np.sqrt((inner**2).mean()) / (0.5 / np.sqrt(2)))


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 24000, 44100, 48000, 96000])
def test_what_a_telephone_carries_stays_and_the_rest_is_gone(rate: int) -> None:
    for hertz in (300, 1000, 3000, 3400):
        out = resampled(tone(hertz, rate), rate)
        assert abs(len(out) - 8000) <= 1
        assert loudness(out) == pytest.approx(1.0, abs=0.06), hertz
        at = np.abs(np.fft.rfft(out)).argmax() * 8000 / len(out)
        assert at == pytest.approx(hertz, abs=2)
    for hertz in (4300, 5000, 7000, 10_000):
        if hertz < rate / 2 and rate > 8000:
            assert loudness(resampled(tone(hertz, rate), rate)) < 0.01, hertz


def test_a_lower_rate_comes_up_without_a_mirror() -> None:
    out = resampled(tone(1000, 4000), 4000)
    spectrum = np.abs(np.fft.rfft(out[400:-400])) ** 2
    at = np.fft.rfftfreq(len(out) - 800, 1 / 8000)
    assert spectrum[at > 2100].sum() < 1e-4 * spectrum.sum()
    assert loudness(out) == pytest.approx(1.0, abs=0.06)


def test_every_usual_kind_of_sample_is_read() -> None:
    wanted = tone(440, 16000)
    kinds = {
        (1, 8): (wanted * 127 + 128).astype("u1").tobytes(),
        (1, 16): (wanted * 32767).astype("<i2").tobytes(),
        (1, 24): b"".join(struct.pack("<i", int(v * 8388607))[:3] for v in wanted),
        (1, 32): (wanted * 2147483647).astype("<i4").tobytes(),
        (FLOAT, 32): wanted.astype("<f4").tobytes(),
        (FLOAT, 64): wanted.astype("<f8").tobytes(),
    }
    for (form, bits), data in kinds.items():
        assert loudness(samples(for_telephone(riff(data, form=form, bits=bits)))) == pytest.approx(1.0, abs=0.02)
    extra = struct.pack("<HHIH", 22, 16, 4, 1) + b"\x00" * 14
    wide = riff(kinds[1, 16], form=EXTENSIBLE, extra=extra)
    assert loudness(samples(for_telephone(wide))) == pytest.approx(1.0, abs=0.02)


def test_two_channels_become_one() -> None:
    left, right = tone(440, 16000), np.zeros(16000)
    both = (np.stack([left, right], axis=1) * 32767).astype("<i2").tobytes()
    assert loudness(samples(for_telephone(riff(both, channels=2)))) == pytest.approx(0.5, abs=0.01)


def test_a_program_that_could_not_say_how_long_it_would_get_is_read_to_the_end() -> None:
    data = (tone(440, 16000) * 32767).astype("<i2").tobytes()
    endless = riff(data).replace(b"data" + struct.pack("<I", len(data)), b"data\xff\xff\xff\xff")
    assert len(samples(for_telephone(endless))) == 8000


def test_too_loud_is_clipped_and_nothing_stays_nothing() -> None:
    loud = riff((np.ones(1600) * 7.0).astype("<f4").tobytes(), form=FLOAT, bits=32, rate=8000)
    assert samples(for_telephone(loud)).max() == pytest.approx(1.0, abs=1e-4)
    assert len(samples(for_telephone(riff(b"")))) == 0
    odd = riff(np.array([np.nan, np.inf, -np.inf, 0.0], "<f4").tobytes(), form=FLOAT, bits=32, rate=8000)
    assert np.isfinite(samples(for_telephone(odd))).all()


BROKEN = {
    "no WAV file": b"ID3 this is an mp3",
    "lacks its header": b"RIFF\x04\x00\x00\x00WAVE",
    "6 channels": riff(b"\x00" * 24, channels=6),
    "1 samples a second": riff(b"\x00" * 24, rate=1),
    "format 7, 8 bits": riff(b"\x00" * 24, form=7, bits=8),
    "longer than": riff(bytes(2 * 4000 * 601), rate=4000),
}


@pytest.mark.parametrize("why", BROKEN)
def test_what_cannot_be_played_says_why(why: str) -> None:
    with pytest.raises(NoSound, match=why):
        for_telephone(BROKEN[why])
