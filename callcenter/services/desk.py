"""The agents' screens: what each agent's sockets are told, in order, resumable, never blind.

An agent has one stream, however many browsers are open. A panel is sent whole once and then as RFC 6902 patches.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from callcenter.clock import Clock, rfc3339
from callcenter.model import commands as c
from callcenter.model.contact import ENDED, Contact, Message
from callcenter.model.events import AgentConnected, AgentDisconnected, Recorded
from callcenter.model.site import Site
from callcenter.services import codec, views
from callcenter.services.door import Door
from callcenter.services.panel import panel_patch
from callcenter.services.panels import Panels
from callcenter.services.stream import Seat, Send, Stream
from callcenter.services.texts import contact_text
from callcenter.switchboard.board import Switchboard

log = structlog.get_logger()

RINGS = frozenset({"offer.made", "offer.withdrawn"})
PANEL_PACE = 0.1
"""Seconds between two looks at what panels have changed."""


class Desk:
    def __init__(
        self,
        *,
        board: Switchboard,
        door: Door,
        panels: Panels,
        clock: Clock,
        sites: Mapping[str, Site],
        roster: Callable[[str], Awaitable[None]],
    ) -> None:
        """`roster` makes sure that the switchboard knows the agent's skills as they are now."""
        self._roster = roster
        self._board, self._door, self._panels, self._clock, self._sites = board, door, panels, clock, sites
        self._streams: dict[str, Stream] = {}
        self._sent: dict[str, dict[str, dict[str, Any]]] = {}
        """Agent, then panel key, to the panel as all of the agent's screens have it."""
        self._showing: dict[str, set[str]] = {}
        """Customer to the agents who may have the panel open; who has not any more is found out when it matters."""
        self._opened_by: dict[str, set[str]] = {}
        """The same from the other side: agent to customers."""
        self._ended: dict[str, Contact] = {}
        self._later: list[c.ShowContact | c.ShowAgent] = []
        self._stale: set[tuple[str, str]] = set()
        self._wake = asyncio.Event()
        panels.on_change, panels.watched = self._panel_changed, self.watched

    # --- sockets -------------------------------------------------------------------------------------------------------

    async def join(self, agent: str, send: Send, after: int | None) -> Seat:
        """Sends what was missed after that number, or a welcome with everything as it is now."""
        seat = Seat(owner=agent, send=send)
        stream = await self._there(agent)
        missed = None if after is None else stream.missed(after)
        if missed is None:
            send(codec.json_text(self._welcome(agent, stream)))
        else:
            resumed = {"type": "resumed", "seq": after, "server_time": rfc3339(self._clock.now())}
            send(codec.json_text(resumed))
            for text in missed:
                send(text)
            self._look_again(agent)
        stream.seats.append(seat)
        return seat

    async def attend(self, agent: str, send: Send) -> Seat:
        """A seat at a screen of another kind, where only what rings at them shows: the floor of a supervisor."""
        seat = Seat(owner=agent, send=send, only=RINGS)
        stream = await self._there(agent)
        person = self._board.state.agents.get(agent)
        for name in person.offers if person else ():
            if fields := self._offer_fields(agent, name):
                send(codec.json_text({"type": "offer.made", **fields}))
        stream.seats.append(seat)
        return seat

    async def _there(self, agent: str) -> Stream:
        """The agent's stream; with the first seat at it they count as connected."""
        stream = self._streams.get(agent)
        if stream is None:
            stream = self._streams[agent] = Stream(int(self._clock.now() * 1000))
        if not stream.seats:
            await self._roster(agent)
            await self._door.submit(AgentConnected(agent=agent))
        return stream

    def _look_again(self, agent: str) -> None:
        """While nobody listened no panel was patched: what differs from the last one sent follows."""
        for contact in self._contacts_of(agent):
            self._opened(agent, contact.known.customer, *contact.known.candidates)
        self._stale |= {(agent, key) for key in self._shown(agent)}
        self._wake.set()

    async def leave(self, seat: Seat) -> None:
        stream = self._streams[seat.owner]
        if seat in stream.seats:
            stream.seats.remove(seat)
        self._tidy(seat.owner)
        if not stream.seats:
            await self._door.submit(AgentDisconnected(agent=seat.owner))

    async def watch(self, seat: Seat, customer: str) -> None:
        """Shows a customer's panel until `unwatch`, contact or not."""
        seat.watching.add(customer)
        self._opened(seat.owner, customer)
        await self._panels.fresh(customer)
        self._show_panel(seat.owner, customer, whole=True)

    async def unwatch(self, seat: Seat, customer: str) -> None:
        seat.watching.discard(customer)
        self._tidy(seat.owner)

    def _welcome(self, agent: str, stream: Stream) -> dict[str, Any]:
        state, now = self._board.state, self._clock.now()
        person = state.agents.get(agent)
        contacts = [state.contacts[name] for name in person.assignments] if person else []
        offers = [state.offers[name] for name in person.offers] if person else []
        offered = [(offer, state.contacts[offer.contact]) for offer in offers]
        panels = {}
        for contact in [*contacts, *(contact for _, contact in offered)]:
            key = views.panel_key(contact)
            self._opened(agent, contact.known.customer, *contact.known.candidates)
            self._show_panel(agent, key)  # screens already open must not miss what the newcomer is about to see
            if panel := self._sent.get(agent, {}).get(key):
                panels[key] = panel
        return {
            "type": "welcome",
            "seq": stream.seq,
            "snapshot": {
                "agent": views.agent_view(person, self._sites[state.site]) if person else None,
                "offers": [
                    {
                        **views.offer_view(offer, contact, self._site(contact), now),
                        "panel": panels.get(views.panel_key(contact)),
                    }
                    for offer, contact in offered
                ],
                "contacts": [views.contact_view(contact, self._site(contact), now) for contact in contacts],
                "panels": panels,
                "site": views.site_view(self._sites[state.site]),
            },
            "server_time": rfc3339(now),
        }

    def _site(self, contact: Contact) -> Site:
        return self._sites[contact.site]

    # --- what the switchboard decided ----------------------------------------------------------------------------------

    def show(self, command: c.AnyCommand, recorded: Recorded) -> None:
        match command:
            case c.MakeOffer(offer=offer):
                self._offer(offer.agent, offer.id)
            case c.WithdrawOffer(offer=offer, agent=agent, reason=reason):
                self._push(agent, "offer.withdrawn", offer=offer, reason=reason)
                self._tidy(agent)
            case c.ShowMessage():
                message = Message(id=command.message, sender=command.sender, text=command.text, at=recorded.at)
                view = views.message_view(message)
                self._push(command.agent, "message.received", contact=command.contact, message=view)
            case c.Notify(agent=agent, kind=kind, detail=detail):
                times = {k: rfc3339(v) for k, v in detail.items() if k.endswith("_at") and isinstance(v, float)}
                self._push(agent, kind, **{**detail, **times})
            case c.ShowContact() | c.ShowAgent():
                self._later.append(command)

    def changed(self, outcome: c.Outcome) -> None:
        """Screens show how things are after the event, each once."""
        self._ended = {contact.id: contact for contact in outcome.contacts if contact.state in ENDED}
        wishes, self._later = self._later, []
        latest = {(type(wish), wish.agent, getattr(wish, "contact", "")): wish for wish in wishes}
        for wish in latest.values():
            if isinstance(wish, c.ShowAgent):
                if person := self._board.state.agents.get(wish.agent):
                    self._push(
                        wish.agent, "agent.changed", agent=views.agent_view(person, self._sites[self._board.state.site])
                    )
            elif wish.agent in self._streams:
                self._contact(wish.agent, wish.contact)
        for agent in {wish.agent: None for wish in latest.values() if isinstance(wish, c.ShowContact)}:
            self._tidy(agent)

    def _contact(self, agent: str, name: str) -> None:
        contact = self._board.state.contacts.get(name) or self._ended.get(name)
        if contact is None:
            return
        text = contact_text(contact, self._site(contact), self._clock.now())
        if contact.agent != agent:
            text = f'{text[:-1]},"released":true}}'
        if stream := self._streams.get(agent):
            stream.push_text("contact.changed", f'"contact":{text}')
        if contact.agent == agent and contact.state not in ENDED:
            self._opened(agent, contact.known.customer, *contact.known.candidates)
        self._stale.add((agent, views.panel_key(contact)))
        self._wake.set()

    def _offer(self, agent: str, name: str) -> None:
        if agent in self._streams and (fields := self._offer_fields(agent, name)):
            self._push(agent, "offer.made", **fields)

    def _offer_fields(self, agent: str, name: str) -> dict[str, Any] | None:
        """The offer with its panel, as every screen of the agent has it from now on; None: its customer has gone."""
        offer = self._board.state.offers[name]
        contact = self._board.state.contacts.get(offer.contact)
        if contact is None:
            return None
        view = views.offer_view(offer, contact, self._site(contact), self._clock.now())
        key = views.panel_key(contact)
        self._opened(agent, contact.known.customer, *contact.known.candidates)
        panel = self._panels.panel(contact.known.customer, contact)
        if panel is not None:
            self._sent.setdefault(agent, {})[key] = panel
        return {**view, "panel": panel}

    # --- panels -----------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Shows panels that changed, at most ten times a second each, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            stale, self._stale = self._stale, set()
            for agent, key in sorted(stale):
                try:
                    self._show_panel(agent, key)
                except Exception:  # the border of one panel: the others go on
                    log.exception("A panel could not be shown.", action="screen.failed", agent=agent, panel=key)
            await asyncio.sleep(PANEL_PACE)

    def watched(self, customer: str) -> bool:
        """Does any open screen show this customer's panel?"""
        return bool(self._screens_of(customer))

    def _opened(self, agent: str, *customers: str | None) -> None:
        for customer in customers:
            if customer is not None:
                self._showing.setdefault(customer, set()).add(agent)
                self._opened_by.setdefault(agent, set()).add(customer)

    def _shown(self, agent: str) -> set[str]:
        """The keys of every panel on the agent's screens: of contacts, of what rings, and asked for."""
        return {views.panel_key(contact) for contact in self._contacts_of(agent)} | self._asked_for(agent)

    def _asked_for(self, agent: str) -> set[str]:
        stream = self._streams.get(agent)
        return {customer for seat in stream.seats for customer in seat.watching} if stream else set()

    def _tidy(self, agent: str) -> None:
        """Keeps nothing of panels that are on none of the agent's screens any more."""
        shown = self._shown(agent)
        sent = {key: panel for key, panel in self._sent.pop(agent, {}).items() if key in shown}
        if sent:
            self._sent[agent] = sent
        opened = self._opened_by.pop(agent, set())
        open_still = {customer for customer in opened if self._shows(agent, customer)}
        if open_still:
            self._opened_by[agent] = open_still
        for customer in opened - open_still:
            agents = self._showing.get(customer, set())
            agents.discard(agent)
            if not agents:
                self._showing.pop(customer, None)

    def _screens_of(self, customer: str) -> list[str]:
        """The agents whose open screens show it, in the order of their names."""
        agents = self._showing.get(customer)
        if agents is None:
            return []
        agents -= {agent for agent in agents if not self._shows(agent, customer)}
        if not agents:
            del self._showing[customer]
        return sorted(agent for agent in agents if self._streams[agent].seats)

    def _shows(self, agent: str, customer: str) -> bool:
        return bool(self._keys_of(agent, customer))

    def _keys_of(self, agent: str, customer: str) -> set[str]:
        """The panels at which the agent sees something of the customer: theirs, and those that ask which of several
        it is and therefore show the name."""
        found = [one for one in self._contacts_of(agent) if customer in (one.known.customer, *one.known.candidates)]
        keys = {views.panel_key(contact) for contact in found}
        if customer in self._asked_for(agent):
            keys.add(customer)
        return keys

    def _panel_changed(self, customer: str) -> None:
        for agent in self._screens_of(customer):
            self._stale |= {(agent, key) for key in self._keys_of(agent, customer)}
            self._wake.set()

    def _contact_with(self, agent: str, customer: str) -> Contact | None:
        """The agent's contact with this customer, or the one that rings."""
        return next((contact for contact in self._contacts_of(agent) if contact.known.customer == customer), None)

    def _contacts_of(self, agent: str) -> list[Contact]:
        """What the agent has, and what rings."""
        state = self._board.state
        person = state.agents.get(agent)
        if person is None:
            return []
        names = [*person.assignments, *(state.offers[name].contact for name in person.offers)]
        return [state.contacts[name] for name in names if name in state.contacts]

    def _show_panel(self, agent: str, key: str, *, whole: bool = False) -> None:
        if key not in self._shown(agent):
            return  # it left the screen before its turn came
        unknown = key.removeprefix("contact:") if key.startswith("contact:") else None
        customer = None if unknown else key
        contact = self._board.state.contacts.get(unknown) if unknown else self._contact_with(agent, key)
        if unknown and contact is None:
            return
        panel = self._panels.panel(customer, contact)
        if panel is None:
            return
        sent = self._sent.setdefault(agent, {})
        before = None if whole else sent.get(key)
        sent[key] = panel
        if before is None:
            self._push(agent, "panel.snapshot", customer=key, panel=panel)
        elif patch := panel_patch(before, panel):
            self._push(agent, "panel.patch", customer=key, patch=patch)

    def _push(self, agent: str, kind: str, /, **fields: Any) -> None:
        """Nobody has ever opened this agent's screen: nobody needs to be told."""
        if stream := self._streams.get(agent):
            stream.push(kind, **fields)
