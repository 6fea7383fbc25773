"""The yardstick: a bare server of the same path (POST, group commit, match in memory, push a frame), if one is given.

It is a program that takes `--role server --db sqlite|postgres --port N --path FILE|--dsn URL`, `POST /v1/events` with
the bodies that its own `make_body(n, random)` makes, and gives `GET /ws?agent=N` one frame for each. Its server runs as
it is; the load comes from the same generator that drives ours.
"""

import asyncio
import importlib.util
import random
import re
import sys
from itertools import count
from pathlib import Path
from types import ModuleType

from bench.gateway import first_number
from bench.load import Load, Shot
from bench.place import AGENTS, Server
from bench.wires import HANDSHAKE, Listener
from tests.house import free_port

MARK = re.compile(rb"flr-(\d{10})")


def program(path: Path) -> ModuleType:
    """Its file as a module, for the bodies it expects. Raises `ImportError`."""
    spec = importlib.util.spec_from_file_location("yardstick_program", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Yardstick:
    """`python`: the interpreter that has what the program needs."""

    def __init__(self, path: Path, python: str | None) -> None:
        self._path, self._python = path, python or sys.executable
        self.module = program(path)

    async def open(self, folder: Path, database: str) -> Server:
        port = free_port()
        words = [self._python, str(self._path), "--role", "server", "--port", str(port)]
        if database.startswith("sqlite"):
            words += ["--db", "sqlite", "--path", str(folder / "yardstick.db")]
        else:
            words += ["--db", "postgres", "--dsn", database]
        server = Server(words, folder, port)
        await server.listening()
        return server


class Bare:
    """The yardstick's own mix: each event is matched to a free agent and pushed."""

    name = "yardstick"
    width = 64

    def __init__(self, server: Server, yardstick: Yardstick, load: Load) -> None:
        self._server, self._yardstick, self._load = server, yardstick, load
        self._random = random.Random(2)
        self._numbers = count(first_number())
        self._listeners: list[Listener] = []
        self._closing = False

    async def open(self) -> None:
        where = f"{self._server.host}:{self._server.port}"
        for n in range(AGENTS):
            listener = Listener(
                f"GET /ws?agent={n} HTTP/1.1\r\nHost: {where}\r\n{HANDSHAKE}\r\n\r\n".encode(), self._heard, self._cut
            )
            await asyncio.get_running_loop().create_connection(
                lambda listener=listener: listener,  # type: ignore[misc]
                self._server.host,
                self._server.port,
            )
            await listener.up
            self._listeners.append(listener)
        head = f"POST /v1/events HTTP/1.1\r\nHost: {where}\r\nContent-Type: application/json\r\nContent-Length: "
        self._head = head.encode()

    def close(self) -> None:
        self._closing = True
        for listener in self._listeners:
            listener.close()

    def prepared(self, many: int) -> list[Shot]:
        return [self._shot(next(self._numbers)) for _ in range(many)]

    def _shot(self, number: int) -> Shot:
        body = self._yardstick.module.make_body(number, self._random).encode()
        return number, self._head + str(len(body)).encode() + b"\r\n\r\n" + body

    def _heard(self, listener: Listener, frame: bytes) -> None:
        found = MARK.search(frame)
        if found:
            self._load.seen(int(found[1]))

    def _cut(self) -> None:
        if not self._closing:
            self._load.broken += 1
