"""The journal again: the same events on the same site must lead to the same decisions, byte for byte.

Under another site it says what would have been decided differently. What people did stays as it was recorded: who accepted an
offer then, accepts nothing if it would have been made to somebody else.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from callcenter.model.site import Site
from callcenter.services import codec
from callcenter.services.explain import numbers_of
from callcenter.services.ports import Journal, Json
from callcenter.services.reason_words import said
from callcenter.switchboard.board import Switchboard

PAGE = 1000
RAISED = "raised"
"""Stands for the outcome of an event that was put aside."""
VERDICT = ("queue", "chosen", "step")
"""What of a decision makes it another one; the rest are the numbers behind it."""


@dataclass(frozen=True, kw_only=True)
class Different:
    """A decision about one contact, as it was and as it would be; None: nobody was looked for."""

    contact: str
    then: Json | None
    now: Json | None

    def why(self, language: str = "en") -> list[str]:
        """What the two decisions show of the reason, in words."""
        return list(_why(self.then, self.now, language))


@dataclass(frozen=True)
class Compared:
    """One event handled again. `recorded` and `now` are outcomes as JSON; equal: the decision is the same."""

    seq: int
    kind: str
    recorded: str
    now: str

    @property
    def same(self) -> bool:
        return self.recorded == self.now

    @cached_property
    def decided_differently(self) -> list[Different]:
        """Other agents, queues, steps, or a decision where there was none; in the order they were taken."""
        if self.same:
            return []
        then, now = _decisions(self.recorded), _decisions(self.now)
        return [
            Different(contact=key[0], then=then.get(key), now=now.get(key))
            for key in dict.fromkeys([*then, *now])
            if _verdict(then.get(key)) != _verdict(now.get(key))
        ]


async def replay(
    journal: Journal, *, first: int = 1, last: int | None = None, site: Site | None = None
) -> AsyncIterator[Compared]:
    """Handles every event from the snapshot before `first` on and compares those from `first` to `last`.

    With `site` every version the journal names is answered by that one. Events whose outcome is not written yet (a crash
    came between) are handled but not compared.
    """
    texts = await journal.sites()
    board = Switchboard({version: site or codec.site_of(text) for version, text in texts.items()})
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
                yield Compared(seq, row.type, then, now)


# --- what is different, and why -----------------------------------------------------------------------------------------


def _decisions(outcome: str) -> dict[tuple[str, int], Json]:
    """By contact and how often it had been decided about in the same event."""
    found: dict[tuple[str, int], Json] = {}
    for decision in [] if outcome.startswith(RAISED) else json.loads(outcome)["decisions"]:
        times = sum(1 for contact, _ in found if contact == decision["contact"])
        found[decision["contact"], times] = decision
    return found


def _verdict(decision: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    return None if decision is None else tuple(decision.get(name) for name in VERDICT)


_WHY: Mapping[str, tuple[str, str]] = {
    "none_then": ("nobody was looked for then", "当时没有为其寻找坐席"),
    "none_now": ("nobody is looked for now", "现在不会为其寻找坐席"),
    "queue": ("queue {then} then, {now} now", "当时队列 {then}，现在 {now}"),
    "step": ("step {then} then, {now} now", "当时第 {then} 步，现在第 {now} 步"),
    "ahead": ("{then} ahead then, {now} now", "当时前面 {then} 个，现在 {now} 个"),
    "start": (
        "head start {then} s then, {now} s now for {reason}",
        "提前量：当时 {then} 秒，现在 {now} 秒（{reason}）",
    ),
    "out_now": ("{agent} now: {reason}", "{agent} 现在：{reason}"),
    "out_then": ("{agent} then: {reason}", "{agent} 当时：{reason}"),
    "away_now": ("{agent} could not have it now", "{agent} 现在不能接"),
    "away_then": ("{agent} could not have it then", "{agent} 当时不能接"),
    "had_now": ("{agent} now: {numbers}", "{agent} 现在：{numbers}"),
    "had_then": ("{agent} then: {numbers}", "{agent} 当时：{numbers}"),
    "tie": ("decided by {now} now, by {then} then", "现在的依据：{now}；当时：{then}"),
}


def _why(then: Json | None, now: Json | None, language: str) -> Iterator[str]:
    def say(name: str, **parts: object) -> str:
        return _WHY[name][language == "zh-CN"].format(**parts)

    if then is None or now is None:
        yield say("none_then" if then is None else "none_now")
        return
    for name in ("queue", "step", "ahead"):
        if then.get(name) != now.get(name):
            yield say(name, then=then.get(name), now=now.get(name))
    starts_then, starts_now = then.get("head_starts") or {}, now.get("head_starts") or {}
    for reason in sorted({*starts_then, *starts_now}):
        before, after = starts_then.get(reason, 0.0), starts_now.get(reason, 0.0)
        if before != after:
            yield say("start", reason=said(reason, language), then=f"{before:g}", now=f"{after:g}")
    if then.get("chosen") != now.get("chosen"):
        yield from _why_not(then.get("chosen"), now, "now", language)
        yield from _why_not(now.get("chosen"), then, "then", language)
        if then.get("tie_break") != now.get("tie_break"):
            parts = {"then": said(then.get("tie_break", ""), language), "now": said(now.get("tie_break", ""), language)}
            yield say("tie", **parts)


def _why_not(agent: str | None, decision: Json, when: str, language: str) -> Iterator[str]:
    """Why the agent chosen in one of two decisions was not chosen in the other."""
    if agent is None:
        return
    place = 1 if language == "zh-CN" else 0
    candidate = next((one for one in decision.get("candidates") or [] if one.get("agent") == agent), None)
    if reason := (decision.get("removed") or {}).get(agent):
        yield _WHY[f"out_{when}"][place].format(agent=agent, reason=said(reason, language))
    elif candidate is None:
        yield _WHY[f"away_{when}"][place].format(agent=agent)
    else:
        for one in decision["candidates"]:
            if one.get("agent") in (agent, decision.get("chosen")):
                yield _WHY[f"had_{when}"][place].format(agent=one["agent"], numbers=numbers_of(one, language))
