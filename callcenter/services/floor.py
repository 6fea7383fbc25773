"""The supervisors' screen: the whole floor, live. A snapshot, then RFC 6902 patches, at most four a second."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from callcenter.clock import Clock, rfc3339
from callcenter.errors import Unavailable, Unknown
from callcenter.model import commands as c
from callcenter.model.events import Recorded
from callcenter.model.site import Site
from callcenter.services import codec, explain_agent, views
from callcenter.services.stream import Seat, Send, Stream
from callcenter.switchboard.board import Switchboard

log = structlog.get_logger()

PACE = 0.25
"""Seconds between two patches."""
LEDGER_PACE = 2.0
"""Seconds between two looks at the complaints' counts."""
Json = dict[str, Any]
Patch = list[dict[str, Any]]


class FloorWatch:
    def __init__(
        self,
        *,
        board: Switchboard,
        clock: Clock,
        sites: Mapping[str, Site],
        gateways: Callable[[], dict[str, Json]],
        complaints: Callable[[float], Awaitable[Json]],
    ) -> None:
        """`gateways` tells each gateway's last event and unacknowledged commands; `complaints` counts the ledger."""
        self._board, self._clock, self._sites = board, clock, sites
        self._gateways, self._count_complaints = gateways, complaints
        self._stream = Stream(int(clock.now() * 1000))
        self._complaints: Json = {"open": 0, "due_soon": 0, "breached": 0}
        self._shown: Json | None = None
        """The floor as the open screens have it; None while nobody looks."""
        self._contacts: dict[str, None] = {}
        self._agents: dict[str, None] = {}

    async def join(self, user: str, send: Send, after: int | None) -> Seat:
        seat = Seat(owner=user, send=send)
        missed = None if after is None or self._shown is None else self._stream.missed(after)
        if missed is None:
            self._patch_screens()  # those already open must not miss what the newcomer is about to see
            send(codec.json_text(self._welcome()))
        else:
            send(codec.json_text({"type": "resumed", "seq": after, "server_time": rfc3339(self._clock.now())}))
            for text in missed:
                send(text)
        self._stream.seats.append(seat)
        return seat

    async def leave(self, seat: Seat) -> None:
        if seat in self._stream.seats:
            self._stream.seats.remove(seat)

    def _welcome(self) -> Json:
        return {
            "type": "welcome",
            "seq": self._stream.seq,
            "snapshot": self._shown,
            "site": views.site_view(self._site),
            "server_time": rfc3339(self._clock.now()),
        }

    @property
    def _site(self) -> Site:
        return self._sites[self._board.state.site]

    def snapshot(self) -> Json:
        """FLOOR of docs/wire.md as it is now."""
        state = self._board.state
        return {
            "queues": self._queues(),
            "agents": {name: views.floor_agent_view(agent, self._site) for name, agent in state.agents.items()},
            "contacts": {
                name: views.floor_contact_view(contact, state.offers) for name, contact in state.contacts.items()
            },
            "complaints": self._complaints,
            "gateways": self._gateways(),
            "alarms": {name: views.alarm_view(alarm) for name, alarm in state.alarms.items()},
        }

    def why_nothing(self, agent: str) -> Json:
        """Why this agent gets no contact just now. Raises `Unknown`."""
        if agent not in self._board.state.agents:
            raise Unknown(f"there is no agent {agent}; agents are known once they have logged in")
        return explain_agent.told(self._board, agent, self._clock.now())

    def _queues(self) -> Json:
        now = self._clock.now()
        today = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(self._site.zone)).date().isoformat()
        return views.queue_views(self._board, self._site, now, today)

    # --- what the switchboard decided ----------------------------------------------------------------------------------

    def show(self, command: c.AnyCommand, recorded: Recorded) -> None:
        """Alarms do not wait for the next patch."""
        match command:
            case c.RaiseAlarm(alarm=name) | c.AcknowledgeAlarm(alarm=name):
                if alarm := self._board.state.alarms.get(name):
                    self._stream.push("alarm", alarm=views.alarm_view(alarm))
            case c.ClearAlarm(alarm=name):
                self._stream.push("alarm.cleared", alarm=name)

    def changed(self, outcome: c.Outcome) -> None:
        for contact in outcome.contacts:
            self._contacts[contact.id] = None
        for agent in outcome.agents:
            self._agents[agent] = None

    async def run(self) -> None:
        """Patches open screens until cancelled."""
        next_count = 0.0
        loop = asyncio.get_running_loop()
        while True:
            if self._stream.seats:
                if loop.time() >= next_count:
                    await self._count()
                    next_count = loop.time() + LEDGER_PACE
                self._patch_screens()
            else:
                self._shown = None
                self._contacts.clear()
                self._agents.clear()
            await asyncio.sleep(PACE)

    async def _count(self) -> None:
        try:
            self._complaints = await self._count_complaints(self._clock.now())
        except Unavailable as trouble:
            log.warning("Complaints could not be counted.", action="floor.count_failed", reason=trouble.detail)

    def _patch_screens(self) -> None:
        if patch := self._catch_up():
            self._stream.push("floor.patch", patch=patch)

    def _catch_up(self) -> Patch:
        """Brings the shown floor up to now; the answer is the patch that does the same at the screens."""
        if self._shown is None:
            self._stream.forget()  # of what changed while nobody looked there are no patches
            self._shown = self.snapshot()
            self._contacts.clear()
            self._agents.clear()
            return []
        state = self._board.state
        patch: Patch = []
        contacts, self._contacts = self._contacts, {}
        agents, self._agents = self._agents, {}
        for name in contacts:
            contact = state.contacts.get(name)
            self._replace(patch, "contacts", name, views.floor_contact_view(contact, state.offers) if contact else None)
        for name in agents:
            self._replace(patch, "agents", name, views.floor_agent_view(state.agents[name], self._site))
        self._whole(patch, "queues", self._queues())
        self._whole(patch, "gateways", self._gateways())
        self._whole(patch, "alarms", {name: views.alarm_view(alarm) for name, alarm in state.alarms.items()})
        if self._shown["complaints"] != self._complaints:
            patch.append({"op": "replace", "path": "/complaints", "value": self._complaints})
            self._shown["complaints"] = self._complaints
        return patch

    def _whole(self, patch: Patch, table: str, rows: Mapping[str, Json]) -> None:
        assert self._shown is not None
        for name in [*rows, *(old for old in tuple(self._shown[table]) if old not in rows)]:
            self._replace(patch, table, name, rows.get(name))

    def _replace(self, patch: Patch, table: str, name: str, row: Json | None) -> None:
        assert self._shown is not None
        shown: dict[str, Json] = self._shown[table]
        path = f"/{table}/{name.replace('~', '~0').replace('/', '~1')}"
        if row is None:
            if shown.pop(name, None) is not None:
                patch.append({"op": "remove", "path": path})
        elif shown.get(name) != row:
            patch.append({"op": "replace" if name in shown else "add", "path": path, "value": row})
            shown[name] = row
