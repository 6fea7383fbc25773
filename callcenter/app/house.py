"""Everything of one server, put together: it opens, serves until it is told to stop, and closes."""

import asyncio
import gc
import os
import socket
from dataclasses import dataclass, field

import structlog
from aiohttp import web

import callcenter
from callcenter.clock import Clock
from callcenter.errors import SiteRefused, Unavailable
from callcenter.gateways.asterisk.gateways import AsteriskGateways
from callcenter.gateways.http.carrier import HttpCarrier
from callcenter.jobs.alarm_clock import AlarmClock
from callcenter.jobs.night import NightWork
from callcenter.model.events import ServerStarted, SiteTaken
from callcenter.services.desk import Desk
from callcenter.services.floor import FloorWatch
from callcenter.services.panels import Panels
from callcenter.services.perform import Perform
from callcenter.services.ports import Carrier
from callcenter.services.reconciler import Reconciler
from callcenter.services.roster import Roster
from callcenter.services.runner import Runner
from callcenter.services.shelf import SiteShelf
from callcenter.services.sources import Sources
from callcenter.services.told import GatewayTold
from callcenter.services.vault import Vault
from callcenter.settings import Settings
from callcenter.store import SqlStore
from callcenter.switchboard.board import Switchboard

log = structlog.get_logger()

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
    asterisk: AsteriskGateways
    alarm_clock: AlarmClock
    night: NightWork
    roster: Roster
    app: web.Application
    told: GatewayTold
    port: int = 0
    """Where it listens, once it does."""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self) -> None:
        self._stop.set()

    async def stopped(self) -> None:
        """Returns when somebody has told the house to stop."""
        await self._stop.wait()

    def carrier_of(self, gateway: str) -> Carrier:
        """Who brings commands to it. One that no site declares any more has them kept by the first."""
        return self.asterisk.of(gateway) or self.carrier

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
            self.carrier_of(row.gateway).send(row)
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
                tasks.create_task(self.asterisk.run(), name="asterisk"),
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
                await self.asterisk.close()
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
