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
PARTS = {
    "zh": (
        ("你好", "嗯", "好的", "那个", "请问一下", "我想问问", "麻烦您", "还有", "不好意思", "上次说的", "昨天", "今天上午"),
        ("我的新卡", "那笔转账", "房贷", "账单", "短信提醒", "手机银行", "工资", "信用卡额度", "存款", "密码", "柜台", "利息"),
        ("到哪里了", "什么时候能到", "怎么办理", "要带什么证件", "手续费是多少", "为什么没有收到", "周六可以办吗",
         "谢谢您了", "我再看看", "能帮我查一下吗"),
    ),
    "en": (
        ("hello", "ok", "one more question", "thanks", "sorry", "about last time", "yesterday", "well", "please", "also"),
        ("my new card", "the transfer", "the loan", "my statement", "the app", "my salary", "the limit", "the branch", "the fee"),
        ("when does it arrive", "how do I apply", "is it open on saturday", "could you check it again", "I am still waiting",
         "what do I need to bring", "how much is it", "that is all", "it says pending"),
    ),
}  # fmt: skip
"""An everyday line is made of three of these and an amount, so few are ever said twice."""


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
            while len(self._accepted) < CHATS:  # noqa: ASYNC110
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
            "text": self._line(),
            "message": mark(number),
        }
        return number, request(self._server, "message.received", f"e-{number}", data)

    def _line(self) -> str:
        tongue = self._random.choice(("zh", "zh", "en"))
        said = [self._random.choice(choice) for choice in PARTS[tongue]]
        amount = self._random.randrange(10, 5000)
        return (
            f"{said[0]}，{said[1]}{amount}{said[2]}" if tongue == "zh" else f"{said[0]}, {said[1]} {amount} {said[2]}"
        )

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
