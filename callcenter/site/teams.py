"""Teams: which queues a group of agents serves, in what order, and after what delay."""

from collections.abc import Mapping
from dataclasses import replace

from callcenter.model.site import Queue, Serving, Team
from callcenter.site.part import Part
from callcenter.site.texts import read_text


def read_teams(
    part: Part | None, languages: tuple[str, ...], order_seconds: float, queues: Mapping[str, Queue]
) -> dict[str, Team]:
    """`order_seconds` turns a place in the order into seconds. Delays at a queue for emergencies are refused."""
    entries = part.named() if part else {}
    urgent = frozenset(name for name, queue in queues.items() if queue.emergency)
    return {name: _read_team(name, entries[name], languages, order_seconds, urgent) for name in sorted(entries)}


def _read_team(name: str, part: Part, languages: tuple[str, ...], order_seconds: float, urgent: frozenset[str]) -> Team:
    fields = part.fields(needed=("title", "queues"))
    served = fields.named("queues")
    if part.is_mapping() and fields.get("queues") and not served:
        part.problem(f"{name}: a team serves one queue at least")
    queues = {queue: _read_serving(served[queue], queue in urgent) for queue in sorted(served)}
    first = min((serving.order for serving in queues.values()), default=1)
    return Team(
        name=name,
        title=read_text(fields.get("title"), languages),
        queues={
            queue: replace(serving, behind=(serving.order - first) * order_seconds) for queue, serving in queues.items()
        },
    )


def _read_serving(part: Part, urgent: bool) -> Serving:
    if part.is_nothing():
        return Serving()
    fields = part.fields(allowed=("order", "delay"))
    delay = fields.get("delay")
    if urgent and delay:
        delay.problem("delay: an emergency waits for nobody's delay")
    return Serving(order=fields.whole("order", 1, least=1, most=20), delay=fields.number("delay", 0.0, most=3600.0))
