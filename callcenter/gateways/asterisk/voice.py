"""Text to sound, for a switch that plays files."""

from callcenter.errors import Unavailable
from callcenter.model.gateways import Voice


class Speaker:
    def __init__(self, voice: Voice) -> None:
        self._voice = voice

    async def sound(self, text: str, language: str) -> str:
        raise Unavailable("no voice yet")
