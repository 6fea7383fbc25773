"""Look-ups: a flow asks a source of the site, and its answer comes back through the journal like everything else.

    LookUp ─► still awaited? ─► cache ─► is the source well? ─► our own records | a web service ─► LookUpAnswered

Every look-up is answered once, with facts or with a failure that has a name: the journal knows the event by the
look-up's number, so a command that is performed again after a crash changes nothing. What was awaited when the process
ended is asked again at the next start. Addresses and arguments are personal: no log and no figure has them.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field

import structlog

from callcenter.clock import Clock
from callcenter.errors import Malformed, SourceFailed, Unavailable
from callcenter.model.commands import LookUp
from callcenter.model.contact import Contact
from callcenter.model.customer import NOBODY, Known
from callcenter.model.events import LookUpAnswered, SourceHeard, SourceSilent
from callcenter.model.site import Site, Source
from callcenter.services import codec, questions
from callcenter.services.door import Door
from callcenter.services.health import Health
from callcenter.services.own_records import QUESTIONS
from callcenter.services.ports import Json, Store, WebServices
from callcenter.services.vault import Vault
from callcenter.switchboard.board import Switchboard

log = structlog.get_logger()

MOST_KEPT = 2_000
"""Answers in the cache."""
PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Seconds between tries to bring an answer into a journal that cannot be written; then the switchboard's own timer ends
the wait."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a source said."""

    right: bool = True
    facts: Mapping[str, str] = field(default_factory=dict)
    known: Known = NOBODY
    outcome: str = "answered"
    """answered, wrong or cached."""


class Sources:
    def __init__(
        self,
        *,
        door: Door,
        board: Switchboard,
        sites: Mapping[str, Site],
        store: Store,
        services: WebServices,
        vault: Vault,
        clock: Clock,
        ready: Callable[[Collection[str]], Awaitable[None]],
        observe: Callable[[str, str, float], None] = lambda source, outcome, seconds: None,
    ) -> None:
        """`ready` is told of a customer a source has named, and returns once their panel can be shown. `observe` is told
        source, outcome and seconds of every look-up."""
        self._door, self._board, self._sites, self._store = door, board, sites, store
        self._services, self._vault, self._clock, self._ready = services, vault, clock, ready
        self._observe = observe
        self._health = Health(clock)
        self._cache = _Cache(clock)
        self._asked: asyncio.Queue[LookUp] = asyncio.Queue()
        self._telling: set[str] = set()
        """Sources of which it is under way that they are silent, or heard again."""

    def ask(self, command: LookUp) -> None:
        """At once, by `run`; waits for nothing."""
        self._asked.put_nowait(command)

    async def run(self) -> None:
        """Answers until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._take_up(), name="look-ups taken up")
            while True:
                command = await self._asked.get()
                tasks.create_task(self._one(command), name=f"look-up {command.look_up}")

    # --- what was awaited when the last process ended -----------------------------------------------------------------

    async def _take_up(self) -> None:
        """Commands behind the watermark come again by themselves; those before it are read from what was decided."""
        for look_up in self._awaited():
            for command in await self._decided(look_up):
                self.ask(command)

    def _awaited(self) -> list[str]:
        contacts = self._board.state.contacts.values()
        return [one.dialogue.fetching for one in contacts if one.dialogue is not None and one.dialogue.fetching]

    async def _decided(self, look_up: str) -> list[LookUp]:
        seq = int(look_up.partition(".")[0])
        try:
            rows = await self._store.outcomes(seq - 1, 1)
            decided = codec.commands_of(rows[0].body) if rows and rows[0].seq == seq else []
        except (Unavailable, Malformed) as trouble:
            log.warning("A look-up could not be taken up.", action="source.failed", reason=trouble.detail)
            return []
        return [command for command in decided if isinstance(command, LookUp) and command.look_up == look_up]

    # --- one look-up ----------------------------------------------------------------------------------------------------

    async def _one(self, command: LookUp) -> None:
        contact = self._awaiting(command)
        if contact is None:
            return
        began = asyncio.get_running_loop().time()
        outcome, event = await self._answer(command, contact)
        self._observe(command.source, outcome, asyncio.get_running_loop().time() - began)
        await self._tell(event, f"look-up {command.look_up}")
        self._vault.forget(command.sealed)

    def _awaiting(self, command: LookUp) -> Contact | None:
        """None when nobody waits for it any longer: it was answered before a crash, or the customer went on."""
        contact = self._board.state.contacts.get(command.contact)
        waits = contact is not None and contact.dialogue is not None and contact.dialogue.fetching == command.look_up
        return contact if waits else None

    async def _answer(self, command: LookUp, contact: Contact) -> tuple[str, LookUpAnswered]:
        """The outcome in a word, and the event that tells of it."""
        try:
            found = await self._found(command, contact)
        except SourceFailed as failed:
            failure, found = failed.failure, Found()
            # That there is no card on its way is what the bank knows, and the figures count it: nobody needs to look.
            tell = log.debug if failure == "unknown" else log.warning
            tell("A source gave no answer.", action="source.failed", source=command.source, why=failure)
        except Exception:  # the border of a task: the customer must get an answer
            log.exception("A look-up failed by a defect.", action="source.failed", source=command.source)
            failure, found = "unavailable", Found()
        else:
            failure = ""
        event = LookUpAnswered(
            contact=command.contact,
            look_up=command.look_up,
            failure=failure,
            right=found.right and not failure,
            facts=found.facts,
            known=found.known,
        )
        return failure or found.outcome, event

    async def _found(self, command: LookUp, contact: Contact) -> Found:
        site = self._sites[contact.site]
        source = site.sources.get(command.source)
        if source is None:
            raise SourceFailed("unavailable")
        told = {**command.arguments, "customer": command.customer or "", "caller": command.caller}
        key = (site.version, source.name, *sorted(told.items()))
        if not command.sealed and (kept := self._cache.get(key)) is not None:
            return Found(facts=kept, outcome="cached")
        said = await self._said(site, source, told, command)
        facts = questions.facts(source, said)
        if command.sealed:
            return await self._judged(said, facts, command)
        if source.gives and not facts:
            raise SourceFailed("unknown")
        self._cache.put(key, facts, source.cache)
        return Found(facts=facts)

    async def _said(self, site: Site, source: Source, told: Mapping[str, str], command: LookUp) -> Json:
        """The answer as it is. Raises `SourceFailed`."""
        answer = self._opened(command)
        if not self._health.begin(source.name):
            raise SourceFailed("unavailable")
        ill = True
        try:
            said = await self._asked_of(site, source, told, answer, command)
            ill = False
        except SourceFailed as failed:
            ill = failed.ill
            raise
        finally:
            self._health.end(source.name, ill=ill)
            self._tell_health(source.name, ill=ill)
        return said

    async def _asked_of(
        self, site: Site, source: Source, told: Mapping[str, str], answer: str | None, command: LookUp
    ) -> Json:
        if source.store:
            return await self._own(source, command)
        asked = questions.request(source, site.services[source.service], told, answer)
        return questions.read(await self._services.ask(asked))

    def _opened(self, command: LookUp) -> str | None:
        """What the customer answered; None when nothing is to be judged."""
        if not command.sealed:
            return None
        answer = self._vault.open(command.sealed, command.look_up)
        if answer is None:
            raise SourceFailed("expired")
        return answer

    async def _own(self, source: Source, command: LookUp) -> Json:
        """Our own records judge no secret."""
        if command.sealed:
            raise SourceFailed("refused", ill=True)
        if command.customer is None:
            raise SourceFailed("unknown")
        try:
            async with asyncio.timeout(source.timeout):
                facts = (await self._store.panel_facts([command.customer])).get(command.customer)
        except TimeoutError:
            raise SourceFailed("timeout", ill=True) from None
        except Unavailable:
            raise SourceFailed("unavailable", ill=True) from None
        said = QUESTIONS[source.store](facts, command.contact) if facts else None
        if said is None:
            raise SourceFailed("unknown")
        return said

    async def _judged(self, said: Json, facts: Mapping[str, str], command: LookUp) -> Found:
        if not questions.judged(said):
            return Found(right=False, facts=facts, outcome="wrong")
        named = said.get("customer")
        known = await self._who(named) if isinstance(named, str) and named else NOBODY
        return Found(facts=facts, known=known)

    async def _who(self, customer: str) -> Known:
        """Somebody who is no customer of ours stays nobody: the proof holds all the same."""
        try:
            known = await self._store.known_by_id(customer)
        except Unavailable:
            raise SourceFailed("unavailable") from None
        if known is None:
            return NOBODY
        await self._ready([customer])
        return known

    # --- what is told ---------------------------------------------------------------------------------------------------

    async def _tell(self, event: LookUpAnswered, key: str) -> None:
        for pause in (*PAUSES, None):
            try:
                await self._door.submit(event, key)
                return
            except Unavailable as trouble:
                if pause is None:
                    log.error("An answer could not be told.", action="source.failed", reason=trouble.detail)
                    return
                await asyncio.sleep(pause)

    def _tell_health(self, source: str, *, ill: bool) -> None:
        """Whether it counts as down stands among the switchboard's alarms, which outlive the process."""
        counts_as_down = f"source_down:{source}" in self._board.state.alarms
        if source in self._telling or counts_as_down is self._health.is_down(source):
            return
        if counts_as_down and ill:
            return
        failures = self._health.failures(source)
        event = SourceSilent(source=source, failures=failures) if ill else SourceHeard(source=source)
        self._telling.add(source)
        told = asyncio.ensure_future(self._door.submit(event))
        told.add_done_callback(lambda done: self._told(source, done))

    def _told(self, source: str, done: asyncio.Future[int | None]) -> None:
        """If it could not be committed, the next look-up finds the alarm as it was and tries again."""
        self._telling.discard(source)
        if not done.cancelled():
            done.exception()


class _Cache:
    """Facts by site, source and all that was told, so that nobody hears what was said to another."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[object, ...], tuple[float, Mapping[str, str]]] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> Mapping[str, str] | None:
        until, facts = self._kept.get(key, (0.0, {}))
        if until <= self._clock.now():
            self._kept.pop(key, None)
            return None
        return facts

    def put(self, key: tuple[object, ...], facts: Mapping[str, str], seconds: float) -> None:
        if seconds <= 0:
            return
        self._kept[key] = (self._clock.now() + seconds, facts)
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
