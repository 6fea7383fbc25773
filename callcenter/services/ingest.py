"""The way in for gateways: who is it, what do they want, then the journal. The answer comes after the commit.

Look-ups of events that arrive together become one query. A look-up or a classification that fails never stops a
customer: the caller is then unknown, the words unsure, and unsure goes to a human.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace

import structlog

from callcenter.errors import Unavailable
from callcenter.model.customer import NOBODY, IdentityKind, Known
from callcenter.model.events import AnyEvent, CallArrived, CustomerSpoke, MessageReceived
from callcenter.model.intent import NO_CONTEXT, UNHEARD, Context, Intent
from callcenter.services.door import Door
from callcenter.services.ports import Customers

log = structlog.get_logger()

LOOK_UP_SECONDS = 1.0
Seated = Callable[[MessageReceived], Known | None]
"""Who writes, if the conversation is going on already."""
Understand = Callable[[str, str, float | None, Context], Intent]
"""Text, language hint, confidence of the recogniser, what is known beside the words."""
ContextOf = Callable[[CustomerSpoke | MessageReceived, Known], Context]
"""What is known beside these words; `Known` is who the look-up of this very event found."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An event as a gateway told it: nobody looked up, nothing classified."""

    id: str
    source: str
    event: AnyEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    id: str
    duplicate: bool


class Ingest:
    def __init__(
        self,
        *,
        door: Door,
        customers: Customers,
        understand: Callable[[], Understand],
        ready: Callable[[Collection[str]], Awaitable[None]],
        seated: Seated = lambda event: None,
        context_of: ContextOf = lambda event, known: NO_CONTEXT,
        seal: Callable[[AnyEvent], AnyEvent] = lambda event: event,
    ) -> None:
        """`understand` gives the classifier of the site now in force; `ready` is told who is coming, or may be,
        and returns once their panels can be shown. Whom `seated` knows is not looked up once more for every line of a chat.
        `seal` has the last word before the journal: an answer that is nobody's business goes into the vault."""
        self._door, self._understand, self._ready, self._seated = door, understand, ready, seated
        self._context_of, self._seal = context_of, seal
        self._look_up = LookUp(customers)

    async def take(self, gateway: str, drafts: Sequence[Draft]) -> list[Taken]:
        """Every draft in order, after the commit of all. Raises `Unavailable`: then send all of them again."""
        events = await self._complete([draft.event for draft in drafts])
        waiting = [
            self._door.submit(event, f"{gateway} {draft.source} {draft.id}")
            for event, draft in zip(events, drafts, strict=True)
        ]
        if len(waiting) == 1:
            return [Taken(id=drafts[0].id, duplicate=await waiting[0] is None)]
        sequences = await asyncio.gather(*waiting, return_exceptions=True)
        for seq in sequences:
            if isinstance(seq, BaseException):
                raise seq
        return [Taken(id=draft.id, duplicate=seq is None) for draft, seq in zip(drafts, sequences, strict=True)]

    async def _complete(self, events: list[AnyEvent]) -> list[AnyEvent]:
        events = [self._known_already(event) for event in events]
        asked = [_identity(event) for event in events]
        wanted = [one for one in asked if one is not None]
        if wanted:
            known = self._look_up.known
            many = len(wanted) > 1
            found = await asyncio.gather(*(known(*one) for one in wanted)) if many else [await known(*wanted[0])]
            answers = iter(found)
            events = [
                replace(event, known=next(answers))
                if isinstance(event, CallArrived | MessageReceived) and one is not None
                else event
                for event, one in zip(events, asked, strict=True)
            ]
        if coming := {customer for event in events for customer in _coming(event)}:
            await self._ready(coming)
        return [self._seal(self._classified(event)) for event in events]

    def _known_already(self, event: AnyEvent) -> AnyEvent:
        if not isinstance(event, MessageReceived):
            return event
        known = self._seated(event)
        return event if known is None else replace(event, known=known)

    def _classified(self, event: AnyEvent) -> AnyEvent:
        if isinstance(event, CustomerSpoke):
            return replace(event, intent=self._intent(event, event.language, event.confidence))
        if isinstance(event, MessageReceived):
            return replace(event, intent=self._intent(event, event.known.language, None))
        return event

    def _intent(self, event: CustomerSpoke | MessageReceived, language: str, confidence: float | None) -> Intent:
        try:
            known = event.known if isinstance(event, MessageReceived) else NOBODY
            return self._understand()(event.text, language, confidence, self._context_of(event, known))
        except Exception as error:
            log.error("The classifier failed; the customer goes to a human.", action="intent.failed", exc_info=error)
            return replace(UNHEARD, reasons=("the classifier failed",), down=True)


def _coming(event: AnyEvent) -> tuple[str, ...]:
    """Whose panel an agent will want to see; lines of a going conversation bring nobody new."""
    if not isinstance(event, CallArrived | MessageReceived):
        return ()
    return (event.known.customer,) if event.known.customer else event.known.candidates


def _identity(event: AnyEvent) -> tuple[IdentityKind, str] | None:
    if isinstance(event, CallArrived) and event.caller:
        return IdentityKind.PHONE, event.caller
    if isinstance(event, MessageReceived) and event.sender and event.known is NOBODY:
        if "@" in event.sender:
            return IdentityKind.EMAIL, event.sender
        return (IdentityKind.PHONE if event.sender.startswith("+") else IdentityKind.WEB), event.sender
    return None


class LookUp:
    """Gathers the look-ups of one turn of the loop into one query for each kind of identity."""

    def __init__(self, customers: Customers) -> None:
        self._customers = customers
        self._asked: dict[IdentityKind, dict[str, list[asyncio.Future[Known]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def known(self, kind: IdentityKind, value: str) -> Known:
        answer: asyncio.Future[Known] = asyncio.get_running_loop().create_future()
        if kind not in self._asked:
            self._asked[kind] = {}
            task = asyncio.create_task(self._query(kind), name=f"look-up {kind}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._asked[kind].setdefault(value, []).append(answer)
        return await answer

    async def _query(self, kind: IdentityKind) -> None:
        await asyncio.sleep(0)
        asked = self._asked.pop(kind)
        try:
            found = await asyncio.wait_for(self._customers.known(kind, list(asked)), LOOK_UP_SECONDS)
        except (Unavailable, TimeoutError) as trouble:
            log.warning("Callers could not be looked up.", action="lookup.failed", reason=str(trouble))
            found = {}
        for value, answers in asked.items():
            for answer in answers:
                if not answer.done():
                    answer.set_result(found.get(value, NOBODY))
