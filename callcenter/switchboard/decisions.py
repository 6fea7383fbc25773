"""The record that explains a decision: who could have had the contact, what removed the others, the numbers that decided."""

from collections.abc import Iterable

from callcenter.model.commands import Decision
from callcenter.model.contact import Contact
from callcenter.routing.crowd import SPEAKS, Standing, why_not_for
from callcenter.routing.lines import Demand, behind
from callcenter.switchboard.holds import why_not_open
from callcenter.switchboard.work import Work

SHOWN = 50
"""What removed each agent is listed one by one for so many at most; beyond that they are counted."""
SHOWN_BEST = 5
Best = list[tuple[int, Standing]]
"""Proficiency and standing, the very best first."""


def record(w: Work, contact: Contact, chosen: str | None, best: Best, tie_break: str) -> None:
    """`contact` stands in line; `chosen`: who gets it, None: nobody can; `best`: those it could have gone to."""
    demand, _ = w.lines.filed[contact.id]
    agent = w.state.agents.get(chosen or "")
    decision = Decision(
        contact=contact.id,
        queue=contact.queue or "",
        step=len(contact.taken),
        site=contact.site,
        chosen=chosen,
        candidates=tuple(
            {
                "agent": name,
                "proficiency": level % SPEAKS,
                "speaks": level >= SPEAKS,
                "used": used,
                "idle_seconds": round(w.now - idle_since, 3),
            }
            for level, (used, idle_since, name) in best[:SHOWN_BEST]
        ),
        removed=_removed(w, contact, demand, chosen),
        kept_away=dict(sorted(w.crowd.kept_away.items())) if len(w.state.agents) > SHOWN else {},
        rank=contact.rank,
        head_starts={start.reason: start.seconds for start in contact.head_starts},
        behind=behind(agent.serves, demand) if agent else 0.0,
        held_for=contact.preferred or "" if contact.held_until is not None else "",
        ahead=w.lines.place(contact.id) - 1,
        tie_break=tie_break,
    )
    w.decisions.append(decision)


def _removed(w: Work, contact: Contact, demand: Demand, chosen: str | None) -> dict[str, str]:
    """Agent to what removed them. On a large floor those only who could take something else."""
    agents = w.state.agents
    names: Iterable[str] = agents if len(agents) <= SHOWN else w.crowd.filed if len(w.crowd.filed) <= SHOWN else ()
    removed: dict[str, str] = {}
    for name in sorted(names):
        if name != chosen and (reason := why_not_for(agents[name], demand) or why_not_open(contact, name, w.now)):
            removed[name] = reason
    return removed
