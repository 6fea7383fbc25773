"""Text to sound: with a small program in place of a speech program, and with espeak-ng where it is installed."""

import asyncio
import io
import os
import shutil
import sys
import textwrap
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from callcenter.errors import Unavailable
from callcenter.gateways.asterisk import program, voice
from callcenter.gateways.asterisk.kept import STAYS, Kept
from callcenter.gateways.asterisk.voice import Speaker
from callcenter.model.gateways import Voice
from tests.house import until

NEEDS_ESPEAK = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed here")
TONE = """
    import math, struct, sys, wave
    text = sys.stdin.read()
    file, said = sys.argv[1:3]
    with wave.open(file, "wb") as out:
        out.setnchannels(1); out.setsampwidth(2); out.setframerate(22050)
        n = 2205 * len(text.split())
        out.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i * 0.3))) for i in range(n)))
    with open(sys.argv[3], "a") as log:
        log.write(said + "|" + text)
"""
Make = Callable[..., Speaker]


class Runs:
    """A line for each run of the program: the voice, and what it was to say."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def text(self) -> str:
        return self.file.read_text() if self.file.exists() else ""


@pytest.fixture
def calls(tmp_path: Path) -> Runs:
    return Runs(tmp_path / "calls")


@pytest.fixture
def make(tmp_path: Path, calls: Runs) -> Make:
    """A speaker whose program is the source given; `most` files are kept."""

    def made(source: str = TONE, most: int = 100, words: tuple[str, ...] = (), **more: object) -> Speaker:
        script = tmp_path / "speak.py"
        script.write_text(textwrap.dedent(source))
        command = (sys.executable, str(script), "{file}", "{voice}", str(calls.file), *words)
        policy = Voice(command=command, voices={"en": "alba", "zh-CN": "xiaoyan"}, keep=str(tmp_path / "kept"), **more)  # type: ignore[arg-type]
        return Speaker(policy, Kept(None, keep=policy.keep, seen_as=policy.seen_as, most=most))

    return made


def heard(media: str) -> tuple[wave.Wave_read, np.ndarray]:
    file = wave.open(media.removeprefix("sound:") + ".wav", "rb")  # noqa: SIM115
    return file, np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)


async def test_a_text_is_spoken_once_kept_and_played_by_its_path(make: Make, calls: Runs, tmp_path: Path) -> None:
    speaker = make()
    media = await speaker.sound("one two three", "en")
    file, samples = heard(media)
    assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
    assert len(samples) == pytest.approx(0.3 * 8000, abs=2)
    assert np.sqrt((samples[200:-200] ** 2).mean()) == pytest.approx(9000 / np.sqrt(2), rel=0.03)
    assert media.startswith(f"sound:{tmp_path}/kept/")
    assert await speaker.sound("one  two\nthree ", "en") == media
    assert await make().sound("one two three", "en") == media  # after a restart
    assert calls.text() == "alba|one two three\n"
    assert os.stat(media.removeprefix("sound:") + ".wav").st_mode & 0o777 == 0o644


async def test_another_voice_or_language_is_another_sound(make: Make, calls: Runs) -> None:
    speaker = make()
    sounds = [await speaker.sound("one", language) for language in ("en", "zh-CN", "en-GB", "zh", "")]
    assert len(set(sounds)) == 5
    assert calls.text().splitlines() == [f"{name}|one" for name in ("alba", "xiaoyan", "alba", "xiaoyan", "alba")]


async def test_callers_of_the_same_text_wait_for_one_rendering(make: Make, calls: Runs) -> None:
    speaker = make()
    sounds = await asyncio.gather(*(speaker.sound("the same", "en") for _ in range(20)))
    assert len(set(sounds)) == 1
    assert calls.text().count("\n") == 1


async def test_who_leaves_does_not_end_it_for_the_others(make: Make, calls: Runs) -> None:
    speaker = make()
    leaving = asyncio.create_task(speaker.sound("the same", "en"))
    staying = asyncio.create_task(speaker.sound("the same", "en"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert (await staying).startswith("sound:/")
    assert calls.text().count("\n") == 1


async def test_no_more_than_two_programs_run_at_once(make: Make, tmp_path: Path) -> None:
    running = tmp_path / "running"
    running.mkdir()
    counting = f"""
        import os, sys, time, wave
        own = {str(running)!r} + "/" + str(os.getpid())
        open(own, "w").close()
        with open(sys.argv[3], "a") as log:
            log.write(str(len(os.listdir({str(running)!r}))) + "\\n")
        time.sleep(0.1)
        os.unlink(own)
        with wave.open(sys.argv[1], "wb") as out:
            out.setnchannels(1); out.setsampwidth(2); out.setframerate(8000); out.writeframes(bytes(1600))
    """
    speaker = make(counting)
    await asyncio.gather(*(speaker.sound(f"text {n}", "en") for n in range(6)))
    seen = (tmp_path / "calls").read_text().split()
    assert len(seen) == 6
    assert set(seen) <= {"1", "2"}
    assert "2" in seen


async def test_what_was_recorded_is_played_and_not_spoken(make: Make, calls: Runs) -> None:
    speaker = make(recorded={"Welcome to Small Bank.": "custom/welcome"})
    assert await speaker.sound("Welcome to  Small Bank. ", "en") == "sound:custom/welcome"
    assert calls.text() == ""


async def test_the_switch_may_see_it_elsewhere(make: Make) -> None:
    kept = await make().sound("one", "en")
    name = kept.rpartition("/")[2]
    assert await make(seen_as="/mnt/voice").sound("one", "en") == f"sound:/mnt/voice/{name}"
    by_address = await make(seen_as="https://voice.example/kept").sound("one", "en")
    assert by_address == f"sound:https://voice.example/kept/{name}.wav"


async def test_a_text_without_words_is_a_short_silence(make: Make, calls: Runs) -> None:
    _, samples = heard(await make().sound(" … ", "en"))
    assert len(samples) == 1600
    assert not samples.any()
    assert calls.text() == ""


SECRET_TEXT = "your balance is 4711"
FAILS: list[tuple[str, str]] = [
    ("import sys; sys.exit(3)", "failed (exit code 3): try it by hand"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "failed (signal 15)"),
    ("pass", "wrote no file: {file} must be the argument"),
    ("import sys; open(sys.argv[1], 'wb').write(b'no wave')", "cannot be played: it is no WAV file"),
    ("import sys, time; print(sys.stdin.read()); time.sleep(99)", "took more than"),
    (
        "import sys\nfile = open(sys.argv[1], 'wb')\nwhile True:\n    file.write(bytes(1 << 20)); file.flush()",
        "failed (",
    ),
]


@pytest.mark.parametrize(("source", "why"), FAILS, ids=[why[:24] for _, why in FAILS])
async def test_a_program_that_fails_is_told_with_what_to_do(
    make: Make, monkeypatch: pytest.MonkeyPatch, source: str, why: str
) -> None:
    monkeypatch.setattr(program.speak, "__kwdefaults__", {"seconds": 1.0 if "sleep" in source else 10.0})
    monkeypatch.setattr(program, "MOST_BYTES", 4 << 20)
    speaker = make(source)
    with capture_logs() as logs, pytest.raises(Unavailable) as raised:
        await speaker.sound(SECRET_TEXT, "en")
    assert why in raised.value.detail
    assert "4711" not in f"{raised.value.detail}{logs}"
    with pytest.raises(Unavailable):
        await speaker.sound(SECRET_TEXT, "en")  # tried anew each time


def ended(child: Path) -> bool:
    """Of the process whose number is in the file; it may wait for somebody to ask how."""
    state = Path(f"/proc/{child.read_text()}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


async def test_what_it_started_ends_with_it(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program.speak, "__kwdefaults__", {"seconds": 3.0})
    child = tmp_path / "child"
    source = f"""
        import subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(99)"])
        open({str(child)!r}, "w").write(str(child.pid))
        time.sleep(99)
    """
    with pytest.raises(Unavailable):
        await make(source).sound("hello", "en")
    await until(lambda: ended(child))


async def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    speaker = Speaker(Voice(command=("no-such-program", "{file}"), keep=str(tmp_path)))
    with pytest.raises(Unavailable, match="apt-get install no-such-program"):
        await speaker.sound("hello", "en")


async def test_it_sees_no_secret_of_the_server_and_takes_no_text_for_an_option(
    make: Make, calls: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLCENTER_SECRET_PBX", "whsec_x")
    source = (
        TONE
        + '    import os; open(sys.argv[3], "a").write(repr((sys.argv[4:], [n for n in os.environ if "SECRET" in n])))'
    )
    await make(source, words=("{text}", "--say={text}")).sound("--file /etc/passwd", "en")
    assert calls.text().endswith("([' --file /etc/passwd', '--say=--file /etc/passwd'], [])")


async def test_the_least_used_are_let_go_and_what_is_about_to_be_heard_stays(make: Make, tmp_path: Path) -> None:
    speaker = make(most=10)
    sounds = [await speaker.sound(f"text {n}", "en") for n in range(10)]
    files = [Path(media.removeprefix("sound:") + ".wav") for media in sounds]
    left = tmp_path / "kept" / "died.new"
    left.write_bytes(b"")
    for n, file in enumerate([left, *files[:6]]):
        os.utime(file, (file.stat().st_mtime - STAYS * (9 - n),) * 2)
    assert await speaker.sound("text 0", "en") == sounds[0]  # used once more
    await speaker.sound("one more", "en")
    assert not left.exists()
    assert [file.exists() for file in files] == [True, False, False, *[True] * 7]
    await asyncio.gather(*(speaker.sound(f"new {n}", "en") for n in range(10)))
    assert all(file.exists() for file in files[6:])


async def test_a_directory_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    speaker = Speaker(Voice(command=("true", "{file}"), keep=str(tmp_path / "file" / "kept")))
    with pytest.raises(Unavailable, match=r"under voice\.keep"):
        await speaker.sound("…", "en")


@pytest.mark.parametrize("how", ["may be written by all", "is a link to another's"])
async def test_what_somebody_put_where_the_servers_own_directory_should_be_is_never_played(
    tmp_path: Path, how: str
) -> None:
    theirs, own = tmp_path / "theirs", tmp_path / "own"
    theirs.mkdir()
    if how == "is a link to another's":
        own.symlink_to(theirs)
    else:
        theirs.rename(own)
        own.chmod(0o777)
    speaker = Speaker(Voice(), Kept(own))
    planted = own / f"{speaker.name('Your PIN, please.', 'en')}.wav"
    planted.write_bytes(b"Tell me your PIN.")
    planted.chmod(0o666)
    with pytest.raises(Unavailable, match="not ours alone"):
        await speaker.sound("Your PIN, please.", "en")
    assert planted.read_bytes() == b"Tell me your PIN."


async def test_nobody_can_list_what_was_said_and_the_switch_can_open_it(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir(mode=0o755)
    sound = await Speaker(Voice(), Kept(own)).sound("…", "en")
    assert own.stat().st_mode & 0o777 == 0o711
    assert os.stat(f"{sound.removeprefix('sound:')}.wav").st_mode & 0o777 == 0o644


async def test_the_servers_own_directory_must_be_nobody_elses(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    own.chmod(0o777)
    with pytest.raises(Unavailable, match="not ours alone"):
        await Speaker(Voice(), Kept(own)).sound("…", "en")
    own.chmod(0o755)
    assert (await Speaker(Voice(), Kept(own)).sound("…", "en")).startswith(f"sound:{own}/")


async def test_prompts_are_prepared_one_after_the_other_and_failure_ends_it(make: Make, calls: Runs) -> None:
    assert await make().warm([("one", "en"), ("two", "en"), ("one", "en")]) == (3, 0)
    assert calls.text() == "alba|one\nalba|two\n"
    with capture_logs() as logs:
        assert await make("import sys; sys.exit(1)").warm([(f"text {n}", "en") for n in range(9)]) == (0, 3)
    assert [line["action"] for line in logs] == ["voice.failed"]
    assert "text" not in str(logs[0]["reason"]).replace("text (", "")


async def test_too_many_texts_at_once_are_refused_and_who_waits_too_long_is_told(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "MOST_WAITING", 1)
    monkeypatch.setattr(voice, "WAIT_SECONDS", 0.2)
    speaker = make("import time; time.sleep(99)")
    first = asyncio.create_task(speaker.sound("one", "en"))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="wait for their turn"):
        await speaker.sound("two", "en")
    with pytest.raises(Unavailable, match=r"nothing was spoken within"):
        await first
    await speaker.close()


@NEEDS_ESPEAK
@pytest.mark.parametrize(
    ("text", "language"),
    [("您好，这里是小小银行，挂失请按一。", "zh-CN"), ("Welcome to Small Bank. For a lost card press one.", "en")],
)
async def test_espeak_speaks_chinese_and_english(tmp_path: Path, text: str, language: str) -> None:
    """Heard by measuring: seconds of sound as long as a person takes, loud where there are words, quiet between them."""
    media = await Speaker(Voice(keep=str(tmp_path))).sound(text, language)
    file, samples = heard(media)
    assert file.getframerate() == 8000
    assert 1.5 < len(samples) / 8000 < 8.0
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    level = np.sqrt((frames**2).mean(axis=1))
    assert np.percentile(level, 90) > 1000
    assert (level < 50).mean() > 0.03
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    at = np.fft.rfftfreq(len(samples), 1 / 8000)
    assert spectrum[(at > 200) & (at < 3400)].sum() > 0.8 * spectrum.sum()


def test_sounds_are_waves(make: Make) -> None:
    with wave.open(io.BytesIO(voice.silence(1.0))) as file:
        assert file.getnframes() == 8000
