"""A numbered stream of pushes with a memory: whoever was away a moment gets what they missed, or starts afresh."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from callcenter.services.codec import json_text

Send = Callable[[str], bool]
"""Takes a frame's text; False when the client reads too slowly."""
REMEMBERED = 200
REMEMBERED_BYTES = 512 * 1024


@dataclass(eq=False)
class Seat:
    """One open socket at a stream."""

    owner: str
    send: Send
    watching: set[str] = field(default_factory=set)
    """Panels asked for beside those of the own contacts."""
    only: frozenset[str] | None = None
    """Kinds of pushes that come here, without a number: another stream counts at this socket. None: all, numbered."""


class Stream:
    """Sequence numbers start at the clock's milliseconds: a client from before a restart is told to start afresh."""

    def __init__(self, first: int) -> None:
        self.seq = first
        self.seats: list[Seat] = []
        self._memory: deque[tuple[int, str]] = deque()
        self._bytes = 0

    def push(self, kind: str, /, **fields: Any) -> None:
        """Serialised once for every seat; a seat that cannot take it is dropped and will come back."""
        self.push_text(kind, json_text(fields)[1:-1])

    def push_text(self, kind: str, fields: str) -> None:
        """The same of fields that are JSON already, `"name":value,...`."""
        self.seq += 1
        text = f'{{"seq":{self.seq},"type":"{kind}",{fields}}}'
        self._memory.append((self.seq, text))
        self._bytes += len(text)
        while len(self._memory) > REMEMBERED or self._bytes > REMEMBERED_BYTES:
            self._bytes -= len(self._memory.popleft()[1])
        for seat in tuple(self.seats):
            if seat.only is not None and kind not in seat.only:
                continue
            if not seat.send(text if seat.only is None else f'{{"type":"{kind}",{fields}}}'):
                self.seats.remove(seat)

    def forget(self) -> None:
        """What happens from here on was not pushed whole: no earlier number can be gone on from any more."""
        self._memory.clear()
        self._bytes = 0
        self.seq += 1

    def missed(self, after: int) -> list[str] | None:
        """The frames after that number; None when they are no longer remembered."""
        if after == self.seq:
            return []
        if not self._memory or not self._memory[0][0] - 1 <= after <= self.seq:
            return None
        return [text for seq, text in self._memory if seq > after]
