"""Composition root: the only file that knows every adapter. It opens the house, runs it in one TaskGroup and closes it.

    async with opened(settings) as house:
        await house.run()          # until `house.stop()`

Start: migrate, take the journal's lock, read the site, send again what no gateway acknowledged, restore the live state.
Stop: sockets are closed with a reason, the last batch and its rows are written, a snapshot is stored.
"""

import asyncio
import gc
import os
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Histogram

import callcenter
from callcenter.clock import Clock, FastClock, SystemClock, rfc3339
from callcenter.errors import SiteRefused, Unavailable
from callcenter.gateways.http.access import Access
from callcenter.gateways.http.carrier import HttpCarrier
from callcenter.gateways.http.commands import CommandDoor
from callcenter.gateways.http.events import EventDoor
from callcenter.gateways.http.outstanding import Patience
from callcenter.gateways.http.routes import Parts as GatewayParts
from callcenter.gateways.http.routes import routes as gateway_routes
from callcenter.gateways.http.signature import Secrets
from callcenter.gateways.http.webhook import Webhooks
from callcenter.ids import new_id
from callcenter.jobs.alarm_clock import AlarmClock
from callcenter.jobs.night import NightWork
from callcenter.model.customer import Known
from callcenter.model.events import (
    AnyEvent,
    CustomerKeyed,
    CustomerSpoke,
    GatewayHeard,
    GatewaySilent,
    MessageReceived,
    ServerStarted,
    SiteTaken,
)
from callcenter.services.callbacks import Callbacks
from callcenter.services.cases import Cases
from callcenter.services.desk import Desk
from callcenter.services.floor import FloorWatch
from callcenter.services.flow_reports import FlowReports
from callcenter.services.gauges import LiveGauges
from callcenter.services.ingest import Ingest
from callcenter.services.pace import Pace
from callcenter.services.panels import Panels
from callcenter.services.passwords import Passwords
from callcenter.services.people import Entrance, KeyRing, Staff
from callcenter.services.perform import Perform
from callcenter.services.ports import OutboxRow, WebServices
from callcenter.services.promises import PromiseKeeper
from callcenter.services.receipts import Receipts
from callcenter.services.reconciler import Reconciler
from callcenter.services.records import Records
from callcenter.services.roster import Roster
from callcenter.services.runner import Runner
from callcenter.services.sealing import sealed
from callcenter.services.shelf import SiteShelf
from callcenter.services.signing import Signer
from callcenter.services.sources import Sources
from callcenter.services.topics import TopicReports
from callcenter.services.understanding import Down, Watch
from callcenter.services.vault import Vault
from callcenter.settings import Settings
from callcenter.sources.http import opened_services
from callcenter.store import SqlStore, migrate, open_store
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.contexts import context_of, live
from callcenter.switchboard.state import leg_key
from callcenter.web import Parts, build

log = structlog.get_logger()

HERE = Path(callcenter.__file__).parent
DEMO_SITE = HERE / "demo" / "site"
CONSOLE = HERE / "console" / "dist"
GATEWAY_PACE = "6000 per 1 second"
"""Requests a gateway may send; a request may hold ten thousand events."""
SHUTDOWN_SECONDS = 10.0


@dataclass
class House:
    """Everything, put together. Parts are public so that tests and tools can look at them."""

    settings: Settings
    clock: Clock
    store: SqlStore
    shelf: SiteShelf
    board: Switchboard
    runner: Runner
    perform: Perform
    panels: Panels
    desk: Desk
    floor: FloorWatch
    reconciler: Reconciler
    sources: Sources
    vault: Vault
    carrier: HttpCarrier
    alarm_clock: AlarmClock
    night: NightWork
    roster: Roster
    app: web.Application
    told: "GatewayTold"
    port: int = 0
    """Where it listens, once it does."""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self) -> None:
        self._stop.set()

    async def stopped(self) -> None:
        """Returns when somebody has told the house to stop."""
        await self._stop.wait()

    def reload(self) -> None:
        """Takes the site's files as they are now; with a problem nothing changes and the problems are logged."""
        if self.told.tasks is not None:
            self.told.tasks.create_task(self._reload(), name="reload")

    async def _reload(self) -> None:
        try:
            await self.shelf.reload()
        except (SiteRefused, Unavailable) as trouble:
            log.error("The site was not taken.", action="site.refused", problems=str(trouble))

    async def run(self) -> None:
        """Serves until `stop`. Any task that fails stops the house loudly."""
        for row in await self.store.unacknowledged():  # older than anything the journal's tail leads to: first in line
            self.carrier.send(row)
        handled = await self.runner.recover()
        log.info("The live state is restored.", action="runner.recovered", events=handled, seq=self.runner.seq)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(self.runner.run(), name="runner")
            helpers = [
                tasks.create_task(self.panels.run(), name="panels"),
                tasks.create_task(self.desk.run(), name="desk"),
                tasks.create_task(self.floor.run(), name="floor"),
                tasks.create_task(self.reconciler.run(), name="reconciler"),
                tasks.create_task(self.sources.run(), name="sources"),
                tasks.create_task(self.vault.run(), name="vault"),
                tasks.create_task(self.carrier.run(), name="carrier"),
            ]
            self.told.tasks = tasks
            await self._begin()
            helpers.append(tasks.create_task(self.alarm_clock.run(), name="alarm clock"))
            helpers.append(tasks.create_task(self.night.run(), name="night"))
            server = await self._listen()
            _settle()
            self.ready.set()
            try:
                await self._stop.wait()
            finally:
                log.info("The server stops.", action="server.stopping")
                await self.carrier.close()
                await server.cleanup()
                for task in helpers:
                    task.cancel()
                self.runner.stop()
                await asyncio.wait([running], timeout=SHUTDOWN_SECONDS)

    async def _begin(self) -> None:
        """What must be true before anybody is let in."""
        version = self.shelf.current().version
        if self.board.state.site != version:
            await self.runner.submit(SiteTaken(version=version))
        await self.runner.submit(ServerStarted(version=callcenter.__version__))
        await self.roster.call_all()

    async def _listen(self) -> web.AppRunner:
        server = web.AppRunner(self.app, access_log=None, handle_signals=False, shutdown_timeout=5.0)
        await server.setup()
        where = (self.settings.host, self.settings.port)
        try:
            listening = socket.create_server(where, backlog=1024, reuse_port=False)
        except OSError as error:
            why = f"Nothing can listen at {where[0]}:{where[1]} ({error.strerror}): name another port or host."
            raise Unavailable(why) from error
        self.port = listening.getsockname()[1]
        await web.SockSite(server, listening).start()
        log.info(
            "The server listens.", action="server.listening", host=self.settings.host, port=self.port, pid=os.getpid()
        )
        return server


def _settle() -> None:
    """What was built to stay is not looked through for garbage any more, and what is young less often: a call centre's
    live state is large, has hardly a cycle in it, and each look at all of it is a pause for everybody."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class GatewayTold:
    """What the carrier learns of commands: rows go when acknowledged, silence becomes an event.

    Whether a gateway counts as silent stands among the switchboard's alarms, which outlive the process.
    """

    def __init__(self, runner: Runner, perform: Perform) -> None:
        self._runner, self._perform = runner, perform
        self._under_way: dict[str, GatewaySilent | GatewayHeard] = {}
        """Gateway to what was handed in of it last and is not committed yet."""
        self.tasks: asyncio.TaskGroup | None = None

    def on_acknowledged(self, gateway: str, id: str) -> None:
        self._perform.acknowledged(id)
        self._runner.flush_soon()
        if self._counts_as_silent(gateway):
            self._tell(GatewayHeard(gateway=gateway))

    def on_given_up(self, row: OutboxRow) -> None:
        self._perform.acknowledged(row.id)
        self._runner.flush_soon()

    def on_silent(self, gateway: str, seconds: float, unacknowledged: int) -> None:
        if not self._counts_as_silent(gateway):
            self._tell(GatewaySilent(gateway=gateway, seconds=round(seconds, 1), unacknowledged=unacknowledged))

    def _counts_as_silent(self, gateway: str) -> bool:
        """Once what is under way has been committed."""
        if last := self._under_way.get(gateway):
            return isinstance(last, GatewaySilent)
        return f"gateway_silent:{gateway}" in self._runner.board.state.alarms

    def _tell(self, event: GatewaySilent | GatewayHeard) -> None:
        self._under_way[event.gateway] = event
        self._runner.submit(event).add_done_callback(lambda done: self._told(event, done))

    def _told(self, event: GatewaySilent | GatewayHeard, done: asyncio.Future[int | None]) -> None:
        """If it could not be committed, the next occasion finds the alarm as it was and tries again."""
        if self._under_way.get(event.gateway) is event:
            del self._under_way[event.gateway]
        if not done.cancelled():
            done.exception()


@asynccontextmanager
async def opened(
    settings: Settings, *, clock: Clock | None = None, environ: Mapping[str, str] = os.environ
) -> AsyncIterator[House]:
    """The house, built but not yet running. Raises `SiteRefused`, `Malformed` or `Unavailable` when it cannot be."""
    clock = clock or SystemClock()
    await migrate(settings.database)
    store = await open_store(settings.database)
    try:
        async with aiohttp.ClientSession() as client, opened_services(environ) as services:
            yield await _build(settings, clock, environ, store, client, services)
    finally:
        await store.close()


async def _build(
    settings: Settings,
    clock: Clock,
    environ: Mapping[str, str],
    store: SqlStore,
    client: aiohttp.ClientSession,
    services: WebServices,
) -> House:
    registry = CollectorRegistry()
    shelf = SiteShelf(settings.site or DEMO_SITE, store, clock, Watch(_down(registry)))
    await shelf.open()
    board = Switchboard(shelf.sites)
    panels = Panels(customers=store, site=shelf.current, clock=clock)
    perform = Perform(sites=shelf.sites)
    runner = Runner(
        journal=store,
        board=board,
        performer=perform,
        clock=clock,
        snapshot_every=settings.snapshot_every,
        observe=_observer(registry),
    )
    roster = Roster(people=store, board=board, door=runner)
    desk = Desk(board=board, door=runner, panels=panels, clock=clock, sites=shelf.sites, roster=roster.call)
    secrets = Secrets(environ)
    told = GatewayTold(runner, perform)
    carrier = HttpCarrier(
        told=told,
        letters=store,
        webhook_of=lambda gateway: _webhook(shelf, gateway),
        webhooks=Webhooks(client, secrets),
        clock=clock,
        new_id=new_id,
        patience=Patience().at_speed(clock.speed if isinstance(clock, FastClock) else 1.0),
    )
    keys = KeyRing(store, clock)
    access = Access(secrets, keys.holder, clock)
    vault = Vault(clock, new_id)
    sources = Sources(
        door=runner,
        board=board,
        sites=shelf.sites,
        store=store,
        services=services,
        vault=vault,
        clock=clock,
        ready=panels.ready,
        observe=_source_observer(registry),
    )
    ingest = Ingest(
        door=runner,
        customers=store,
        understand=lambda: shelf.understand,
        ready=panels.ready,
        seated=lambda event: _seated(board, event),
        seal=lambda event: sealed(event, vault) if _stands_sealed(board, event) else event,
        context_of=lambda event, known: context_of(board.state, live(board.state, event), event, known, clock.now()),
    )
    events = EventDoor(
        site=shelf.current,
        access=access,
        intake=ingest,
        dead=store,
        pace=Pace(GATEWAY_PACE, clock),
        clock=clock,
        new_id=new_id,
    )
    floor = FloorWatch(
        board=board,
        clock=clock,
        sites=shelf.sites,
        gateways=lambda: _gateways(shelf, events, carrier),
        complaints=store.complaint_counts,
    )
    reconciler = Reconciler(board=board, door=runner, clock=clock, mended=_mended(registry))
    registry.register(LiveGauges(board=board, clock=clock, site=shelf.current, unacknowledged=carrier.unacknowledged))
    keeper = PromiseKeeper(store, runner.submit, clock, shelf.current)
    alarm_clock = AlarmClock(keeper, store, clock)
    perform.connect(
        screens=(desk, floor),
        carrier=lambda gateway: carrier,
        answer=runner.answer,
        look_up=sources.ask,
        promised=alarm_clock.poke,
        ledger_changed=panels.forget,
    )
    shelf.take = runner.submit
    commands = CommandDoor(site=shelf.current, access=access, carrier=carrier)
    passwords = Passwords()
    signer = Signer(store, clock, settings.receipt_key)
    app = build(
        Parts(
            store=store,
            door=runner,
            desk=desk,
            floor=floor,
            site=shelf,
            clock=clock,
            entrance=Entrance(store, clock, passwords),
            keys=keys,
            staff=Staff(store, passwords, runner),
            cases=Cases(
                store, runner, clock, shelf.current, told=lambda case: _moved(panels, alarm_clock, case.customer)
            ),
            callbacks=Callbacks(
                store, runner, clock, shelf.current, told=lambda promise: _moved(panels, alarm_clock, promise.customer)
            ),
            records=Records(store, clock, lambda: shelf.current().phone_region, told=panels.forget),
            flows=FlowReports(store, shelf.newest_first, clock),
            receipts=Receipts(store, signer, clock),
            signer=signer,
            panel=panels.fresh,
            console=CONSOLE,
            secure=settings.secure_cookies,
            allowed_origins=tuple(settings.allowed_origins.split()),
            proxies=tuple(settings.trusted_proxies.split()),
            registry=registry,
            routes=(gateway_routes(GatewayParts(events=events, commands=commands)),),
        )
    )
    return House(
        settings=settings,
        clock=clock,
        store=store,
        shelf=shelf,
        board=board,
        runner=runner,
        perform=perform,
        panels=panels,
        desk=desk,
        floor=floor,
        reconciler=reconciler,
        sources=sources,
        vault=vault,
        carrier=carrier,
        alarm_clock=alarm_clock,
        night=NightWork(TopicReports(store, clock, shelf.current), lambda: shelf.current().zone),
        roster=roster,
        app=app,
        told=told,
    )


def _webhook(shelf: SiteShelf, gateway: str) -> str | None:
    policy = shelf.current().gateways.get(gateway)
    return policy.webhook if policy else None


def _seated(board: Switchboard, event: MessageReceived) -> Known | None:
    """What the look-up found when the conversation began, while it is going on. Who was nobody then is asked for again."""
    contact = board.state.contacts.get(
        board.state.legs.get(leg_key(event.gateway, event.conversation, written=True), "")
    )
    return contact.known if contact is not None and contact.known.customer and contact.caller == event.sender else None


def _stands_sealed(board: Switchboard, event: AnyEvent) -> bool:
    """The customer is asked for something that only they know, or it is being judged: what else they key in meanwhile
    may belong to it."""
    state = board.state
    match event:
        case CustomerKeyed() | CustomerSpoke():
            leg = leg_key(event.gateway, event.call)
        case MessageReceived():
            leg = leg_key(event.gateway, event.conversation, written=True)
        case _:
            return False
    contact = state.contacts.get(state.legs.get(leg, ""))
    return contact is not None and contact.dialogue is not None and contact.dialogue.sealed


def _gateways(shelf: SiteShelf, events: EventDoor, carrier: HttpCarrier) -> dict[str, dict[str, Any]]:
    """What supervisors see of each gateway."""
    rows = {}
    for name in shelf.current().gateways:
        heard = events.heard(name)
        rows[name] = {
            "last_event": rfc3339(heard) if heard else None,
            "unacked": carrier.unacknowledged(name),
            "sockets": carrier.sockets(name),
        }
    return rows


def _moved(panels: Panels, alarm_clock: AlarmClock, customer: str | None) -> None:
    """A promise was changed at a desk."""
    panels.forget(customer)
    alarm_clock.poke()


def _down(registry: CollectorRegistry) -> Callable[[Down], None]:
    """Every reason is there from the start, as 0, so that an alarm can be set on it."""
    down = Counter(
        "callcenter_intent_down", "Classifications nobody can rely on: to a human.", ("reason",), registry=registry
    )
    by_reason = {reason: down.labels(reason.value) for reason in Down}
    return lambda reason: by_reason[reason].inc()


def _mended(registry: CollectorRegistry) -> Callable[[int], None]:
    repairs = Counter(
        "callcenter_repairs", "Broken promises of the live state a repair was asked for.", registry=registry
    )
    return lambda found: repairs.inc(found)


def _observer(registry: CollectorRegistry) -> Callable[[int, float], None]:
    events = Counter("callcenter_journal_events", "Events committed to the journal.", registry=registry)
    seconds = Histogram(
        "callcenter_journal_commit_seconds",
        "Seconds one transaction of the journal took.",
        registry=registry,
        buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0),
    )

    def observe(count: int, took: float) -> None:
        events.inc(count)
        seconds.observe(took)

    return observe


def _source_observer(registry: CollectorRegistry) -> Callable[[str, str, float], None]:
    taken = Histogram(
        "callcenter_source_seconds",
        "Seconds until a look-up had its answer.",
        ("source", "outcome"),
        registry=registry,
        buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
    )
    return lambda source, outcome, seconds: taken.labels(source, outcome).observe(seconds)
