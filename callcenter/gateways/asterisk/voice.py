"""Text to sound, for a switch that plays files.

What the studio has recorded is played as it is. Everything else is spoken once by the program the site names, brought
into the telephone's form and kept under the hash of its text: the second caller who hears it waits for nothing. What is
said to customers appears in no log and no error.
"""

import asyncio
import json
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256

import structlog

from callcenter.errors import Unavailable
from callcenter.gateways.asterisk.kept import Kept, own_directory
from callcenter.gateways.asterisk.program import speak
from callcenter.gateways.asterisk.wav import NoSound, for_telephone, silence
from callcenter.model.gateways import Voice

log = structlog.get_logger(__name__)

AT_ONCE = 2
"""Programs that speak at the same time, of one gateway."""
MOST_WAITING = 200
"""Texts that may wait for their turn: more are refused, because nobody would still be there to hear them."""
WAIT_SECONDS = 15.0
"""How long a caller is kept waiting for a sentence; it is spoken to its end and kept all the same."""
TURNS_WRONG = 3
"""Failures in a row after which the prompts are not prepared any further."""
PAUSE = 0.2
"""Seconds of silence for a text in which there is nothing to be said."""
FORM = 1
"""Of what is kept: counted up when the same text would become another file."""


class Speaker:
    """Of one gateway. Lives on one event loop."""

    def __init__(self, voice: Voice, kept: Kept | None = None) -> None:
        self._voice = voice
        self._kept = kept or Kept(own_directory() if not voice.keep else None, keep=voice.keep, seen_as=voice.seen_as)
        self._recorded = {_plain(text): sound for text, sound in voice.recorded.items()}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._speaking: dict[str, asyncio.Task[None]] = {}

    async def sound(self, text: str, language: str) -> str:
        """What Asterisk plays for this text (`sound:...`). Raises `Unavailable` with what to do about it."""
        text = _plain(text)
        if recorded := self._recorded.get(text):
            return f"sound:{recorded}"
        name = self.name(text, language)
        if not self._kept.has(name):
            try:
                async with asyncio.timeout(WAIT_SECONDS):
                    await asyncio.shield(self._task(name, text, language))
            except TimeoutError:
                raise Unavailable(f"nothing was spoken within {WAIT_SECONDS:.0f} s: {self._busy()}") from None
        return self._kept.media(name)

    async def warm(self, texts: Iterable[tuple[str, str]]) -> tuple[int, int]:
        """Has texts (each with its language) spoken beforehand, one after the other, so that whoever calls is never behind
        more than one of them. How many are ready, and how many are not; never raises for want of a voice."""
        ready = failed = in_a_row = 0
        for text, language in texts:
            try:
                await self.sound(text, language)
                ready, in_a_row = ready + 1, 0
            except Unavailable as trouble:
                failed, in_a_row = failed + 1, in_a_row + 1
                if in_a_row == 1:
                    log.warning("A prompt cannot be spoken.", action="voice.failed", reason=trouble.detail)
                if in_a_row == TURNS_WRONG:
                    break
        return ready, failed

    async def close(self) -> None:
        """Ends what is being spoken."""
        tasks = list(self._speaking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def name(self, text: str, language: str) -> str:
        """The file's: the same for the same words of the same voice, also after a restart."""
        told = [FORM, *self._voice.command, self._voice_of(language), language, _plain(text)]
        return sha256(json.dumps(told, ensure_ascii=False).encode(errors="replace")).hexdigest()[:40]

    def _voice_of(self, language: str) -> str:
        """The language's own, or of the nearest one, or any."""
        voices, primary = self._voice.voices, language.split("-")[0].lower()
        near = (voice for tag, voice in voices.items() if tag.split("-")[0].lower() == primary)
        return voices.get(language) or next(near, next(iter(voices.values()), language))

    def _task(self, name: str, text: str, language: str) -> asyncio.Task[None]:
        """Whoever wants the same text waits for the same rendering. Who leaves does not end it."""
        task = self._speaking.get(name)
        if task is None:
            if len(self._speaking) >= MOST_WAITING:
                raise Unavailable(f"{MOST_WAITING} texts wait for their turn: {self._busy()}")
            task = self._speaking[name] = asyncio.create_task(self._spoken(name, text, language), name="speaking")
            task.add_done_callback(lambda done: self._over(name, done))
        return task

    def _over(self, name: str, task: asyncio.Task[None]) -> None:
        self._speaking.pop(name, None)
        with suppress(asyncio.CancelledError):
            task.exception()  # it was told to whoever still waited

    async def _spoken(self, name: str, text: str, language: str) -> None:
        async with self._turns:
            if not any(letter.isalnum() for letter in text):
                sound = silence(PAUSE)
            else:
                wav = await speak(self._voice.command, text, voice=self._voice_of(language), language=language)
                try:
                    sound = await asyncio.to_thread(for_telephone, wav)
                except NoSound as wrong:
                    raise Unavailable(f"what {self._voice.command[0]} wrote cannot be played: {wrong}") from None
            await asyncio.to_thread(self._kept.put, name, sound)

    def _busy(self) -> str:
        return f"{self._voice.command[0]} is too slow for what is asked of it; a recording needs no program (voice.recorded)"


def _plain(text: str) -> str:
    """Without line ends, double spaces and signs no program takes."""
    return " ".join(text.replace("\x00", " ").split())
