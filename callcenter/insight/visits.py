"""Visits: one customer's way through one flow, read from the lines of the contact's timeline.

    flow_started ─► nodes, nodes, ... ─► left for somewhere (`leaves`), or hung up (left_in_flow), or taken out (queued)

The lines are those `switchboard.turns` writes. Whatever a line lacks, or says out of turn, is passed over: the timeline is
read as it is, also where an older version of the house wrote it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

LINES = ("understood", "flow_started", "nodes", "left_in_flow", "graded", "queued")
"""Kinds of lines that are needed."""

NOBODY_HUNG_UP = frozenset({"failed", "lease_expired"})
"""Ends of a contact that its customer did not choose: the line broke, or was taken back after hours of nothing."""


class End(StrEnum):
    """How a visit ended."""

    SERVED = "served"
    """The flow said goodbye."""
    DONE = "hung_up_done"
    """Hung up at a closing question: one of its answers leads straight to the goodbye, so what they came for was done."""
    DROPPED = "dropped_out"
    """Hung up anywhere else."""
    HUMAN = "human"
    CALLBACK = "callback"
    VOICEMAIL = "voicemail"
    TRANSFER = "transfer"
    INTENT = "intent"
    """Wanted something else, and is judged there."""
    START = "start"
    """Asked for the main menu."""
    OTHER = "other"
    """The line failed, or the contact ended without a word of it."""


MOVED_ON = frozenset({End.INTENT, End.START})


@dataclass(frozen=True, kw_only=True)
class Line:
    at: float
    what: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question put, and what was heard. `seconds` from putting it, its words included."""

    node: str
    seconds: float
    heard: str
    """keyed, spoke, silence"""
    understood: bool


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """One source asked, and how long it took to answer, or not to. `understood` False: it judged an answer wrong."""

    node: str
    source: str
    seconds: float
    understood: bool


@dataclass(kw_only=True)
class Visit:
    flow: str
    version: str
    intent: str
    """What was understood last before it began; empty: nothing yet."""
    began: float
    ended: float | None = None
    """None: still inside."""
    end: End | None = None
    why: str = ""
    """Why a human, or which intent."""
    at: str = ""
    """The node it was left at."""
    walked: list[tuple[str, str]] = field(default_factory=list)
    """From node to node, in order; also where no way of the flow leads so (back, once more)."""
    chosen: list[tuple[str, str]] = field(default_factory=list)
    """Nodes and which of their ways was taken, by name; two may lead to one node. Older lines do not tell."""
    reached: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    fetched: list[Fetched] = field(default_factory=list)
    grades: list[int] = field(default_factory=list)
    questions: int = 0


def visits(lines: Iterable[Line], *, over: bool) -> list[Visit]:
    """All visits of one contact, in order. `over`: the contact has ended."""
    reader = _Reader()
    for line in lines:
        reader.take(line)
    last = reader.found[-1] if reader.found else None
    if over and last is not None and last.end is None:
        last.end, last.ended = End.OTHER, reader.at
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found: list[Visit] = []
        self.at = 0.0
        self._intent = ""
        self._question: tuple[str, float] | None = None
        self._fetch: tuple[str, str, float] | None = None

    def take(self, line: Line) -> None:
        self.at = line.at
        here = self.found[-1] if self.found and self.found[-1].end is None else None
        match line.what:
            case "understood":
                self._intent = str(line.detail.get("intent", ""))
            case "flow_started":
                self._begin(here, line)
            case "graded" if self.found:
                self.found[-1].grades.append(line.detail["grade"])
            case "nodes" if here is not None:
                self._turn(here, line)
            case "left_in_flow" if here is not None:
                end = End.OTHER if line.detail.get("reason") in NOBODY_HUNG_UP else End.DROPPED
                self._end(here, end, line.at, at=str(line.detail.get("at", "")))
            case "queued" if here is not None:
                # The switchboard took them out, not the flow.
                self._end(here, End.HUMAN, line.at, why=str(line.detail.get("why", "")), at=self._place(here))

    def _begin(self, here: Visit | None, line: Line) -> None:
        if here is not None:
            self._end(here, End.OTHER, line.at, at=self._place(here))
        flow, version = str(line.detail["flow"]), str(line.detail.get("version", ""))
        self.found.append(Visit(flow=flow, version=version, intent=self._intent, began=line.at))
        self._question = self._fetch = None

    def _turn(self, here: Visit, line: Line) -> None:
        detail = line.detail
        at, heard, understood = detail.get("at", ""), detail.get("heard", ""), bool(detail.get("understood", True))
        self._answered(here, line.at, at, heard, understood)
        visited = [str(node) for node in detail.get("visited", ())]
        steps = [at, *visited] if at else visited
        here.walked += pairwise(steps)
        here.reached += visited
        here.chosen += [(str(node), str(way)) for node, way in detail.get("ways", ())]
        last = visited[-1] if visited else at
        if asks := detail.get("asks", ""):
            self._question, self._fetch = (asks, line.at), None
            here.questions += 1
        elif source := detail.get("fetch", ""):
            self._question, self._fetch = None, (last, source, line.at)
        if leaves := detail.get("leaves", ""):
            end = End(leaves) if leaves in set(End) else End.OTHER
            self._end(here, end, line.at, why=str(detail.get("why", "")), at=last)

    def _answered(self, here: Visit, now: float, at: str, heard: str, understood: bool) -> None:
        if self._question is not None and heard in ("keyed", "spoke", "silence") and self._question[0] == at:
            seconds = now - self._question[1]
            here.asked.append(Asked(node=at, seconds=seconds, heard=heard, understood=understood))
            self._question = None
        elif self._fetch is not None and heard == "answered":
            node, source, began = self._fetch
            here.fetched.append(Fetched(node=node, source=source, seconds=now - began, understood=understood))
            self._fetch = None

    def _place(self, here: Visit) -> str:
        return self._question[0] if self._question else here.reached[-1] if here.reached else ""

    def _end(self, here: Visit, end: End, now: float, *, why: str = "", at: str = "") -> None:
        here.end, here.ended, here.why, here.at = end, now, why, at
        self._question = self._fetch = None
