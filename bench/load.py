"""The load generator's clockwork: 64 keep-alive connections, closed and open loop, latencies from when a shot was due.

Closed loop: as many shots in the air as `width`, the next as soon as one is over; its rate is the saturation. Open loop:
Poisson arrivals at a given rate, whatever the server does. A shot that finds no connection free waits for one, and that
wait counts: its latency runs from the moment it was due (no coordinated omission).
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.wires import Poster

CONNECTIONS = 64
DRAIN_SECONDS = 5.0

Shot = tuple[int, bytes]
"""A number that the frame will carry, and the whole request."""


@dataclass
class Tally:
    """What one phase saw. Times are seconds."""

    answers: list[float] = field(default_factory=list)
    """From due to the POST's answer."""
    frames: list[float] = field(default_factory=list)
    """From due to the frame at the agent's socket."""
    over: int = 0
    late: list[float] = field(default_factory=list)
    """How late the generator itself was."""
    refused: int = 0
    lost: int = 0
    seconds: float = 0.0


class Load:
    """Owns the posting connections and the time each shot was due. A mix tells it when frames come and shots are over."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._free: deque[Poster] = deque()
        self._posters: list[Poster] = []
        self._backlog: deque[tuple[int, bytes]] = deque()
        self._on_line: dict[Poster, int] = {}
        self._due: dict[int, float] = {}
        self._unseen: dict[int, float] = {}
        self._work: list[Shot] = []
        self._closed = self._closing = False
        self.over_at_answer = True
        """False: the mix says when a shot is over."""
        self.tally = Tally()
        self.broken = 0

    async def connect(self, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(CONNECTIONS):
            _, poster = await loop.create_connection(lambda: Poster(self._answered, self._cut), host, port)
            self._posters.append(poster)
        self._free.extend(self._posters)

    def close(self) -> None:
        self._closing = True
        for poster in self._posters:
            poster.close()

    def _cut(self) -> None:
        if not self._closing:
            self.broken += 1

    # --- shots -----------------------------------------------------------------------------------------------------------

    def post(self, request: bytes, number: int = 0) -> None:
        """As soon as a connection is free. Number 0: nobody measures it."""
        if self._free:
            self._go(self._free.popleft(), number, request)
        else:
            self._backlog.append((number, request))

    def _go(self, poster: Poster, number: int, request: bytes) -> None:
        self._on_line[poster] = number
        poster.post(request)

    def _answered(self, poster: Poster, status: int) -> None:
        number = self._on_line.pop(poster)
        if status // 100 != 2:
            self.tally.refused += 1
        elif number in self._due:
            self.tally.answers.append(time.perf_counter() - self._due[number])
        if number:
            self._due.pop(number, None)
        if self._backlog:
            self._go(poster, *self._backlog.popleft())
        else:
            self._free.append(poster)
        if number and self.over_at_answer:
            self.over()

    def seen(self, number: int) -> None:
        """The frame of this shot is at its agent's socket."""
        due = self._unseen.pop(number, None)
        if due is not None:
            self.tally.frames.append(time.perf_counter() - due)

    def over(self) -> None:
        """One shot has run its course."""
        self.tally.over += 1
        if self._closed and self._work:
            self._fire(self._work.pop(), time.perf_counter())

    def _fire(self, shot: Shot, due: float) -> None:
        number, request = shot
        self._due[number] = self._unseen[number] = due
        self.post(request, number)

    # --- phases ----------------------------------------------------------------------------------------------------------

    async def closed(self, work: Sequence[Shot], seconds: float, width: int) -> Tally:
        """Until the time is up or the work is done."""
        self._begin(work)
        self._closed = True
        start = time.perf_counter()
        for _ in range(min(width, len(self._work))):
            self._fire(self._work.pop(), time.perf_counter())
        while time.perf_counter() - start < seconds and self._work:  # noqa: ASYNC110 - time passes
            await asyncio.sleep(0.02)
        return await self._end(start)

    async def open(self, work: Sequence[Shot], seconds: float, rate: float) -> Tally:
        """`rate` shots a second for that long; the work must be enough for it."""
        self._begin(work)
        loop, start = asyncio.get_running_loop(), time.perf_counter()
        done, due = loop.create_future(), start

        def tick() -> None:
            nonlocal due
            now = time.perf_counter()
            while due <= now and self._work and due - start < seconds:
                self.tally.late.append(now - due)
                self._fire(self._work.pop(), due)
                due += self._random.expovariate(rate)
            if due - start >= seconds or not self._work:
                done.set_result(None)
            else:
                loop.call_later(max(0.0, due - time.perf_counter()), tick)

        tick()
        await done
        return await self._end(start)

    def _begin(self, work: Sequence[Shot]) -> None:
        self._work = list(work)
        self.tally = Tally()

    async def _end(self, start: float) -> Tally:
        """Counts stop now; what is still in the air may land, and its latency counts."""
        tally = self.tally
        tally.seconds, over = time.perf_counter() - start, tally.over
        self._closed, self._work = False, []
        until = time.perf_counter() + DRAIN_SECONDS
        while (self._unseen or self._on_line or self._backlog) and time.perf_counter() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        tally.over, tally.lost = over, len(self._unseen)
        self._unseen.clear()
        self._due.clear()
        return tally
