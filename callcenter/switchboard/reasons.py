"""Why an agent gets no contact just now: what keeps everything away, or for each queue why not the next one in it.

Asked by people, never by the switchboard itself: it looks at every line and at everybody who is free.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from callcenter.model.agent import CAPACITY, Agent
from callcenter.model.contact import Contact
from callcenter.model.site import Queue
from callcenter.routing.crowd import SPEAKS, Standing, unable, why_not_routable
from callcenter.routing.lines import Demand
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.holds import why_not_open

LINES = 5
"""Lines of a queue that are told one by one; the others are counted."""
BEFORE = 3
"""Of those who are asked before this agent, how many are named."""


@dataclass(frozen=True, kw_only=True)
class Rival:
    """Somebody who is asked before this agent."""

    agent: str
    proficiency: int
    speaks: bool
    used: int
    idle_seconds: float


@dataclass(frozen=True, kw_only=True)
class LineSeen:
    """Waiting contacts that ask for the same: in the end the first of them is what could come next."""

    waiting: int
    needs: tuple[str, ...]
    """"card 5"; none when anybody will do."""
    first: str
    """The contact."""
    place: int
    """Its place in the queue, 1 is next."""
    why_not: str | None
    """What keeps it from this agent, apart from what keeps everything; None: nothing does."""


@dataclass(frozen=True, kw_only=True)
class QueueSeen:
    queue: str
    waiting: int
    why_not: str | None
    """What keeps a new contact of this queue from this agent, apart from what keeps everything."""
    lines: tuple[LineSeen, ...]
    more_lines: int
    before: tuple[Rival, ...]
    """The first of those who would be asked before this agent for a new contact."""
    more_before: int


@dataclass(frozen=True, kw_only=True)
class Reasons:
    agent: str
    name: str
    state: str
    since: float
    kept_away: str | None
    """The filter that keeps every contact away."""
    offers: tuple[str, ...]
    contacts: tuple[str, ...]
    used: int
    queues: tuple[QueueSeen, ...]
    site: str
    seq: int
    """Of the last event that had been handled."""
    at: float

    @property
    def verdict(self) -> str:
        """kept_away; not_mine: people wait, none for this agent; nobody_waits; others_first: nobody waits, and the next
        contact would go to somebody else."""
        if self.kept_away:
            return "kept_away"
        if any(queue.waiting for queue in self.queues):
            return "not_mine"
        fitting = [queue for queue in self.queues if queue.why_not is None]
        return "others_first" if fitting and all(queue.before for queue in fitting) else "nobody_waits"


def why_nothing(board: Switchboard, name: str, now: float) -> Reasons:
    """Raises `KeyError` when there is no such agent."""
    state = board.state
    agent = state.agents[name]
    site = board.sites[state.site]
    lines: dict[str, list[tuple[Demand, str]]] = {}
    for demand in board.lines.heaps:
        if head := board.lines.head(demand, lambda contact: True):
            lines.setdefault(demand.queue, []).append((demand, head[1]))
    queues = {**site.queues, **{queue: None for queue in lines if queue not in site.queues}}
    return Reasons(
        agent=name,
        name=agent.name,
        state=agent.state.value,
        since=agent.since,
        kept_away=kept_away(agent),
        offers=agent.offers,
        contacts=tuple(agent.assignments),
        used=agent.used,
        queues=tuple(
            _queue(board, agent, queue, policy, lines.get(queue, []), now) for queue, policy in queues.items()
        ),
        site=state.site,
        seq=state.seq,
        at=now,
    )


def kept_away(agent: Agent) -> str | None:
    if reason := why_not_routable(agent):
        return reason
    return f"capacity: {agent.used} of {CAPACITY} in use" if agent.used >= CAPACITY else None


def lacks(agent: Agent, demand: Demand) -> str | None:
    """What of this demand the agent cannot give, however free they are or will be."""
    return unable(agent.skills, agent.serves, demand)


def _queue(
    board: Switchboard, agent: Agent, name: str, queue: Queue | None, lines: list[tuple[Demand, str]], now: float
) -> QueueSeen:
    new = Demand(name, queue.needs if queue else (), False, 0, "", bool(queue and queue.emergency))
    told = sorted((_line(board, agent, demand, first, now) for demand, first in lines), key=lambda line: line.place)
    why_not = lacks(agent, new)
    before = sorted(_before(board, agent, new)) if why_not is None else []
    return QueueSeen(
        queue=name,
        waiting=board.lines.waiting.get(name, 0),
        why_not=why_not,
        lines=tuple(told[:LINES]),
        more_lines=max(0, len(told) - LINES),
        before=tuple(_rival(level, standing, now) for level, standing in before[:BEFORE]),
        more_before=max(0, len(before) - BEFORE),
    )


def _line(board: Switchboard, agent: Agent, demand: Demand, first: str, now: float) -> LineSeen:
    contact = board.state.contacts[first]
    return LineSeen(
        waiting=board.lines.lengths[demand],
        needs=() if demand.anyone else tuple(f"{need.skill} {need.level}" for need in demand.needs),
        first=first,
        place=board.lines.place(first),
        why_not=_why_not(agent, demand, contact, now),
    )


def _why_not(agent: Agent, demand: Demand, contact: Contact, now: float) -> str | None:
    if reason := lacks(agent, demand):
        return reason
    if reason := why_not_open(contact, agent.id, now):
        return reason
    if agent.used + demand.cost > CAPACITY:
        return f"capacity: {agent.used} of {CAPACITY} in use"
    return None


def _before(board: Switchboard, agent: Agent, demand: Demand) -> Iterator[tuple[int, Standing]]:
    """Everybody free who stands before this agent, as (minus proficiency, standing); nobody while they are not free."""
    own = board.crowd.filed.get(agent.id)
    if own is None:
        return
    level = own[0].level(demand)
    if level is None:
        return
    mine = (-level, own[1])
    for group, standing in board.crowd.filed.values():
        if (other := group.level(demand)) is not None and (-other, standing) < mine:
            yield -other, standing


def _rival(level: int, standing: Standing, now: float) -> Rival:
    used, idle_since, agent = standing
    return Rival(
        agent=agent,
        proficiency=-level % SPEAKS,
        speaks=-level >= SPEAKS,
        used=used,
        idle_seconds=round(now - idle_since, 3),
    )
