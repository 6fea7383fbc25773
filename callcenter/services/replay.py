"""The journal again: the same events on the same site must lead to the same decisions, byte for byte."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from callcenter.services import codec
from callcenter.services.ports import Journal
from callcenter.switchboard.board import Switchboard

PAGE = 1000
RAISED = "raised"
"""Stands for the outcome of an event that was put aside."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One event handled again. `recorded` and `now` are outcomes as JSON; equal: the decision is the same."""

    seq: int
    kind: str
    recorded: str
    now: str

    @property
    def same(self) -> bool:
        return self.recorded == self.now


async def replay(journal: Journal, *, first: int = 1, last: int | None = None) -> AsyncIterator[Compared]:
    """Handles every event from the snapshot before `first` on and compares those from `first` to `last`.

    Events whose outcome is not written yet (a crash came between) are handled but not compared.
    """
    board = Switchboard({version: codec.site_of(text) for version, text in (await journal.sites()).items()})
    seq = 0
    if snapshot := await journal.snapshot_before(first):
        seq = snapshot[0]
        board.restore(codec.state_of(snapshot[1]))
    watermark = await journal.watermark()
    while rows := await journal.read(seq, PAGE):
        recorded = {row.seq: row.body for row in await journal.outcomes(seq, PAGE)}
        for row in rows:
            seq = row.seq
            if last is not None and seq > last:
                return
            try:
                now = codec.outcome_text(board.handle(codec.recorded(row)))
            except Exception as error:  # noqa: BLE001 - an event that raised when it happened must raise again
                now = f"{RAISED}: {type(error).__name__}"
            then = recorded.get(seq, now if now.startswith(RAISED) else RAISED)
            if first <= seq <= watermark:
                yield Compared(seq=seq, kind=row.type, recorded=then, now=now)
