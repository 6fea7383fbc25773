"""All gateways of kind asterisk that the site declares, each with its carrier. A reloaded site may bring or take some."""

import asyncio
from collections.abc import Callable

import structlog

from callcenter.clock import Clock
from callcenter.gateways.asterisk.carrier import AsteriskCarrier, Intake, Told
from callcenter.gateways.asterisk.links import Passwords, call
from callcenter.gateways.asterisk.prompts import fixed
from callcenter.gateways.asterisk.protocol import Protocol
from callcenter.gateways.asterisk.voice import Speaker
from callcenter.model.gateways import AsteriskPolicy, Voice
from callcenter.model.site import Site
from callcenter.services.on_the_line import OnTheLine

LOOK_SECONDS = 1.0
GIVE_UP_SECONDS = 60.0
"""For which a gateway that is declared no more, and is not connected, may still come back with its calls."""

log = structlog.get_logger(__name__)


class AsteriskGateways:
    """`run` must be running, once. A gateway whose policy changes keeps its connection and calls until the next start. One that
    is declared no more keeps them until its last call has ended."""

    def __init__(
        self,
        *,
        site: Callable[[], Site],
        intake: Intake,
        told: Told,
        speaker: Callable[[Voice], Speaker],
        believed: Callable[[str], list[OnTheLine]],
        passwords: Passwords,
        clock: Clock,
    ) -> None:
        self._site, self._intake, self._told, self._speaker = site, intake, told, speaker
        self._believed, self._passwords, self._clock = believed, passwords, clock
        self._carriers: dict[str, tuple[AsteriskCarrier, AsteriskPolicy]] = {}
        self._speakers: dict[str, Speaker] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._of: dict[str, list[asyncio.Task[None]]] = {}
        self._leaving: dict[str, asyncio.Task[None]] = {}
        self.look()

    def of(self, gateway: str) -> AsteriskCarrier | None:
        found = self._carriers.get(gateway)
        return found[0] if found else None

    def called(self, gateway: str) -> tuple[AsteriskCarrier, AsteriskPolicy] | None:
        """If it is one to which Asterisk connects."""
        found = self._carriers.get(gateway)
        return found if found and not found[1].address else None

    def _declared(self) -> set[str]:
        return {name for name, policy in self._site().gateways.items() if policy.asterisk is not None}

    def look(self) -> None:
        """Takes up what the site declares now. Called again whenever a site was taken."""
        site = self._site()
        declared = self._declared()
        for name, (carrier, _) in self._carriers.items():
            carrier.retire(name not in declared)
            if name not in declared and name not in self._leaving and self._tasks is not None:
                self._leaving[name] = self._tasks.create_task(self._retires(name), name=f"{name} goes")
        for name, policy in site.gateways.items():
            if policy.asterisk is not None and name not in self._carriers:
                self._carriers[name] = (self._built(name, policy.asterisk, site), policy.asterisk)
                if self._tasks is not None:
                    self._begin(name)
        self._prepare()

    async def _retires(self, name: str) -> None:
        """Its calls go on to their end; then it is closed. If nothing is heard of it meanwhile they are given up."""
        carrier, _ = self._carriers[name]
        real = asyncio.get_running_loop().time
        heard_at = real()
        log.info("The site declares this gateway no more.", action="asterisk.retired", gateway=name)
        try:
            while not carrier.idle or self._believed(name):
                await asyncio.sleep(LOOK_SECONDS)
                if name in self._declared():
                    return
                heard_at = real() if carrier.live else heard_at
                if real() - heard_at >= GIVE_UP_SECONDS:
                    carrier.give_up()
        finally:
            self._leaving.pop(name, None)
        del self._carriers[name]
        speaker, tasks = self._speakers.pop(name), self._of.pop(name)
        await carrier.close()
        await speaker.close()
        for task in tasks:
            task.cancel()
        log.info("A gateway was closed.", action="asterisk.closed", gateway=name)

    def _prepare(self) -> None:
        """Has the site's prompts spoken beside everything else, so that no caller waits for the first time of one."""
        if self._tasks is not None:
            for name, speaker in self._speakers.items():
                prompts = list(fixed(self._site()))
                self._tasks.create_task(speaker.warm(prompts), name=f"prompts of {name}")

    def _built(self, name: str, policy: AsteriskPolicy, site: Site) -> AsteriskCarrier:
        protocol = Protocol(gateway=name, policy=policy, region=site.phone_region, caller_id=site.main_number)
        self._speakers[name] = speaker = self._speaker(policy.voice)
        return AsteriskCarrier(
            protocol,
            intake=self._intake,
            told=self._told,
            speaker=speaker,
            believed=lambda: self._believed(name),
            clock=self._clock,
        )

    async def run(self) -> None:
        async with asyncio.TaskGroup() as self._tasks:
            for name in self._carriers:
                self._begin(name)
            self._prepare()
            await asyncio.Event().wait()

    def _begin(self, name: str) -> None:
        assert self._tasks is not None
        carrier, policy = self._carriers[name]
        self._of[name] = [self._tasks.create_task(carrier.run(), name=f"asterisk {name}")]
        if policy.address:
            calling = call(carrier, name, policy, self._passwords)
            self._of[name].append(self._tasks.create_task(calling, name=f"calling {name}"))

    async def close(self) -> None:
        for carrier, _ in list(self._carriers.values()):
            await carrier.close()
        for speaker in list(self._speakers.values()):
            await speaker.close()
