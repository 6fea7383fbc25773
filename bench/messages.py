"""Mix "message": a line of an open chat, POST to journal to switchboard to `message.received` at its agent's socket.

A thousand chats are with fifty agents when the clock starts. Each event is one sentence of one customer.
"""

import asyncio
import json
import random
import re
from itertools import count

from bench.gateway import OPENING_SECONDS, Desks, first_number, mark, request
from bench.load import Load, Shot
from bench.place import AGENTS, CHAT_COST, Place, Server, web
from bench.wires import Listener

CHATS = AGENTS * (100 // CHAT_COST)
MARK = re.compile(rb"flr-(\d{10})")
SENTENCES = (
    "我的新卡寄到哪里了", "好的，谢谢您", "请问手续费是多少", "昨天那笔转账到了没有，收款人说还没有收到",
    "thank you, one more question", "I would like to change my address please", "could you check the last payment again",
    "网点周六营业吗？我想去柜台办", "嗯，我等一下", "my number is 13800000001",
)  # fmt: skip


class Messages:
    name = "message"
    width = 64

    def __init__(self, server: Server, place: Place, load: Load) -> None:
        self._server, self._load = server, load
        self._desks = Desks(server, place, load, self._pushed)
        self._random = random.Random(2)
        self._numbers = count(first_number())
        self._accepted: set[str] = set()

    async def open(self) -> None:
        """Every chat is with an agent. Raises `TimeoutError`."""
        await self._desks.open()
        run = next(self._numbers)
        self._chats = [f"chat-{run}-{n}" for n in range(CHATS)]
        for n, chat in enumerate(self._chats):
            data = {"conversation": chat, "channel": "chat", "from": web(n), "text": "转人工"}
            self._load.post(request(self._server, "message.received", f"{chat}-opening", data))
        async with asyncio.timeout(OPENING_SECONDS):
            while len(self._accepted) < CHATS:
                await asyncio.sleep(0.05)

    def close(self) -> None:
        self._desks.close()

    def prepared(self, many: int) -> list[Shot]:
        return [self._shot(next(self._numbers)) for _ in range(many)]

    def _shot(self, number: int) -> Shot:
        n = self._random.randrange(CHATS)
        data = {
            "conversation": self._chats[n],
            "channel": "chat",
            "from": web(n),
            "text": self._random.choice(SENTENCES),
            "message": mark(number),
        }
        return number, request(self._server, "message.received", f"e-{number}", data)

    def _pushed(self, listener: Listener, kind: bytes, frame: bytes) -> None:
        if kind == b"message.received":
            found = MARK.search(frame)
            if found:
                self._load.seen(int(found[1]))
        elif kind == b"offer.made":
            self._desks.click(listener, "offer.accept", offer=json.loads(frame)["offer"])
        elif kind == b"contact.changed" and len(self._accepted) < CHATS:
            contact = json.loads(frame)["contact"]
            if contact["state"] == "connected":
                self._accepted.add(contact["id"])
