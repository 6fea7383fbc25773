"""How everything is put together, from the settings and the environment."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from prometheus_client import CollectorRegistry

import callcenter
from callcenter.app import figures
from callcenter.app.house import House
from callcenter.clock import Clock, FastClock, SystemClock, rfc3339
from callcenter.gateways.asterisk.carrier import AsteriskCarrier
from callcenter.gateways.asterisk.gateways import AsteriskGateways
from callcenter.gateways.asterisk.links import AriDoor
from callcenter.gateways.asterisk.links import routes as ari_routes
from callcenter.gateways.asterisk.voice import Speaker
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
    MessageReceived,
)
from callcenter.services.callbacks import Callbacks
from callcenter.services.cases import Cases
from callcenter.services.desk import Desk
from callcenter.services.floor import FloorWatch
from callcenter.services.flow_reports import FlowReports
from callcenter.services.gauges import LiveGauges
from callcenter.services.ingest import Ingest
from callcenter.services.on_the_line import on_the_line
from callcenter.services.pace import Pace
from callcenter.services.panels import Panels
from callcenter.services.passwords import Passwords
from callcenter.services.people import Entrance, KeyRing, Staff
from callcenter.services.perform import Perform
from callcenter.services.ports import WebServices
from callcenter.services.promises import PromiseKeeper
from callcenter.services.receipts import Receipts
from callcenter.services.reconciler import Reconciler
from callcenter.services.records import Records
from callcenter.services.roster import Roster
from callcenter.services.runner import Runner
from callcenter.services.sealing import hidden, sealed
from callcenter.services.secrecy import in_secure_mode, may_be_secret
from callcenter.services.shelf import SiteShelf
from callcenter.services.signing import Signer
from callcenter.services.sources import Sources
from callcenter.services.told import GatewayTold
from callcenter.services.topics import TopicReports
from callcenter.services.understanding import Watch
from callcenter.services.vault import Vault
from callcenter.settings import Settings
from callcenter.sources.http import opened_services
from callcenter.store import SqlStore, migrate, open_store
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.contexts import context_of, live
from callcenter.switchboard.state import leg_key
from callcenter.web import Parts, build
from callcenter.web.callers import address_of

HERE = Path(callcenter.__file__).parent
DEMO_SITE = HERE / "demo" / "site"
CONSOLE = HERE / "console" / "dist"
GATEWAY_PACE = "6000 per 1 second"
"""Requests a gateway may send; a request may hold ten thousand events."""


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
    shelf = SiteShelf(settings.site or DEMO_SITE, store, clock, Watch(figures.down(registry)))
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
        observe=figures.journal(registry),
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
        observe=figures.sources(registry),
    )
    ingest = Ingest(
        door=runner,
        customers=store,
        understand=lambda: shelf.understand,
        ready=panels.ready,
        seated=lambda event: _seated(board, event),
        seal=lambda event: _sealed(board, shelf, event, vault),
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
    asterisk = AsteriskGateways(
        site=shelf.current,
        intake=ingest,
        told=told,
        speaker=Speaker,
        believed=lambda gateway: on_the_line(board.state, gateway),
        passwords=secrets.words,
        clock=clock,
    )
    floor = FloorWatch(
        board=board,
        clock=clock,
        sites=shelf.sites,
        gateways=lambda: _gateways(shelf, events, carrier, asterisk),
        complaints=store.complaint_counts,
    )
    reconciler = Reconciler(board=board, door=runner, clock=clock, mended=figures.mended(registry))
    registry.register(
        LiveGauges(
            board=board,
            clock=clock,
            site=shelf.current,
            unacknowledged=lambda name: _outstanding(asterisk, carrier, name),
        )
    )
    keeper = PromiseKeeper(store, runner.submit, clock, shelf.current)
    alarm_clock = AlarmClock(keeper, store, clock)
    perform.connect(
        screens=(desk, floor),
        carrier=lambda gateway: asterisk.of(gateway) or carrier,
        answer=runner.answer,
        look_up=sources.ask,
        promised=alarm_clock.poke,
        ledger_changed=panels.forget,
    )
    shelf.take, shelf.taken = runner.submit, asterisk.look
    commands = CommandDoor(site=shelf.current, access=access, carrier=carrier)
    passwords = Passwords()
    signer = Signer(store, clock, settings.receipt_key)
    proxies = tuple(settings.trusted_proxies.split())
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
            proxies=proxies,
            registry=registry,
            routes=(
                gateway_routes(GatewayParts(events=events, commands=commands)),
                ari_routes(
                    AriDoor(asterisk.called, secrets.words, clock, lambda request: address_of(request, proxies))
                ),
            ),
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
        asterisk=asterisk,
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


def _sealed(board: Switchboard, shelf: SiteShelf, event: AnyEvent, vault: Vault) -> AnyEvent:
    """The event as it may be written down."""
    contact = live(board.state, event)
    if in_secure_mode(contact):
        return hidden(event)
    return sealed(event, vault) if may_be_secret(event, contact, lambda one: shelf.sites[one.site]) else event


def _gateways(
    shelf: SiteShelf, events: EventDoor, carrier: HttpCarrier, asterisk: AsteriskGateways
) -> dict[str, dict[str, Any]]:
    """What supervisors see of each gateway."""
    rows = {}
    for name in shelf.current().gateways:
        if switch := asterisk.of(name):
            rows[name] = _switch(switch)
            continue
        heard = events.heard(name)
        rows[name] = {
            "last_event": rfc3339(heard) if heard else None,
            "unacked": carrier.unacknowledged(name),
            "sockets": carrier.sockets(name),
        }
    return rows


def _outstanding(asterisk: AsteriskGateways, carrier: HttpCarrier, name: str) -> int:
    switch = asterisk.of(name)
    return switch.unacknowledged() if switch else carrier.unacknowledged(name)


def _switch(carrier: AsteriskCarrier) -> dict[str, Any]:
    heard = carrier.heard_at
    return {
        "last_event": rfc3339(heard) if heard else None,
        "unacked": carrier.unacknowledged(),
        "sockets": 1 if heard else 0,
    }


def _moved(panels: Panels, alarm_clock: AlarmClock, customer: str | None) -> None:
    """A promise was changed at a desk."""
    panels.forget(customer)
    alarm_clock.poke()
