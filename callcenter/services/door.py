"""The one door by which everything comes in: journal first, then the switchboard. The runner is behind it."""

from collections.abc import Awaitable, Mapping
from typing import Protocol

from callcenter.errors import Conflict, Fault, Forbidden, Malformed, Unknown
from callcenter.model.commands import Reply
from callcenter.model.events import AnyEvent, Asked


class Door(Protocol):
    """What the runner offers to whoever brings events. Both raise `Unavailable`: then nothing was done."""

    def submit(self, event: AnyEvent, key: str = "") -> Awaitable[int | None]:
        """On its way at once, in the order of the calls. Awaited: the event's sequence after its commit; None when
        `key` is in the journal already."""
        ...

    async def ask(self, event: Asked) -> Reply:
        """The switchboard's answer to a person's wish, after the commit (and after the ledgers' rows, if any)."""
        ...


_FAULTS: Mapping[str, type[Fault]] = {"forbidden": Forbidden, "malformed": Malformed}


def fault_of(reply: Reply) -> Fault:
    """A refusal of the switchboard as an error of the house: "unknown..." is 404, what came too late is 409."""
    kind = Unknown if reply.code.startswith("unknown") else _FAULTS.get(reply.code, Conflict)
    return kind(reply.detail or reply.code, code=reply.code or None)


async def granted(door: Door, event: Asked) -> Mapping[str, object]:
    """Asks and returns the result; a refusal is raised as the `Fault` it means."""
    reply = await door.ask(event)
    if not reply.ok:
        raise fault_of(reply)
    return reply.result
