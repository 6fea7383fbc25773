"""One simulated conversation in writing: a few messages, each after an answer, then goodbye."""

import asyncio
from dataclasses import dataclass

from callcenter.demo.gateway import Command, Gateway
from callcenter.demo.keying import asks_for_grade
from callcenter.demo.pace import Pace

THAT_IS_ALL = "9"
"""Key of the demo bank's menus for who needs nothing more."""


@dataclass(frozen=True, kw_only=True)
class ChatScript:
    conversation: str
    channel: str
    """chat, sms or email."""
    sender: str
    messages: tuple[str, ...]
    types: float = 4.0
    """Seconds from an answer to the next message."""
    grade: str = ""
    """Written when one is asked for; empty: what was meant to be written next."""
    patience: float = 300.0
    """Seconds without an answer after which the customer leaves."""


class Chat:
    def __init__(self, gateway: Gateway, script: ChatScript, pace: Pace) -> None:
        self._gateway, self._script, self._pace = gateway, script, pace
        self._choices: list[dict[str, str]] = []
        """Of the menu that was written last; empty once something else was."""
        self._grades = False
        """A grade was asked for last."""

    async def run(self) -> None:
        script = self._script
        commands = self._gateway.open_leg(script.conversation)
        try:
            for number, text in enumerate(script.messages):
                await self._write(number, self._by_number() or self._graded() or text)
                if not await self._read(commands):
                    break
                await self._pace.sleep(script.types)
            await self._gateway.tell("conversation.ended", conversation=script.conversation, by="customer")
        finally:
            self._gateway.close_leg(script.conversation)

    def _by_number(self) -> str:
        """A menu is answered as its buttons would: "that is all" where it is offered, else the first line; empty: none."""
        keys = [choice["key"] for choice in self._choices]
        self._choices = []
        return THAT_IS_ALL if THAT_IS_ALL in keys else next(iter(keys), "")

    def _graded(self) -> str:
        asked, self._grades = self._grades, False
        return self._script.grade if asked else ""

    async def _write(self, number: int, text: str) -> None:
        script = self._script
        await self._gateway.tell(
            "message.received",
            conversation=script.conversation,
            channel=script.channel,
            text=text,
            message=f"{script.conversation}-{number}",
            **{"from": script.sender},
        )

    async def _read(self, commands: "asyncio.Queue[Command]") -> bool:
        """Waits for an answer; False when none came in time. What follows within the time of typing belongs to it."""
        if not await self._next(commands, self._script.patience):
            return False
        while await self._next(commands, self._script.types):
            pass
        return True

    async def _next(self, commands: "asyncio.Queue[Command]", seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds / self._pace.speed):
                command = await commands.get()
        except TimeoutError:
            return False
        if command["type"] == "send_message":
            conversation, message = self._script.conversation, command["args"]["message"]
            self._choices = command["args"].get("choices", [])
            self._grades = asks_for_grade(command["args"].get("text", ""))
            await self._gateway.tell("message.delivered", conversation=conversation, message=message)
        return True
