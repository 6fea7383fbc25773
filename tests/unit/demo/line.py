"""A telephone line without a server: what a simulated customer tells is kept, commands are handed in by the test."""

import asyncio
from collections.abc import Callable
from typing import Any


class Line:
    """Stands in for `Gateway`. `on` is asked after each event for the commands that answer it."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.legs: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self.on: Callable[[str, dict[str, Any]], list[tuple[str, dict[str, Any]]]] = lambda type, data: []
        self._numbers = 0

    def open_leg(self, leg: str) -> "asyncio.Queue[dict[str, Any]]":
        return self.legs.setdefault(leg, asyncio.Queue())

    def close_leg(self, leg: str) -> None:
        del self.legs[leg]

    async def tell(self, type: str, **data: Any) -> None:
        self.told.append((type, data))
        leg = data.get("call") or data.get("conversation")
        for command, args in self.on(type, data):
            self.command(str(leg), command, **args)

    def command(self, leg: str, type: str, **args: Any) -> None:
        self._numbers += 1
        self.legs[leg].put_nowait({"id": f"{self._numbers}.0", "type": type, "args": args})

    def types(self) -> list[str]:
        return [type for type, _ in self.told]
