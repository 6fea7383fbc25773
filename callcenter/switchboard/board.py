"""The switchboard: every live contact, queue, agent and offer, moved by events, answering with commands.

    outcome = switchboard.handle(Recorded(seq=..., at=..., event=...))

It never waits, logs or reads a clock. `handle` either does all of an event or, when it raises, nothing. The same events
on the same site lead to the same outcomes, byte for byte. Which handler takes which event stands in `_handlers` below.
"""

import heapq
from collections.abc import Callable, Mapping
from typing import Any

from callcenter.model import events as e
from callcenter.model.commands import HangUp, Outcome
from callcenter.model.contact import WAITING, Channel, Contact, ContactState
from callcenter.model.site import Site
from callcenter.routing.crowd import Crowd
from callcenter.routing.lines import Lines
from callcenter.switchboard import (
    after_talk,
    arrivals,
    consulting,
    delays,
    farewell,
    floor,
    holds,
    joining,
    ladder,
    lookups,
    moving,
    muting,
    offers,
    promised,
    proposals,
    repair,
    rungs,
    secure_mode,
    steps,
    talking,
    texting,
    virtual_hold,
    voicemail,
    waiting,
    written,
)
from callcenter.switchboard.state import State, leg_key
from callcenter.switchboard.work import Work, climbs, moment, spoken

Handler = Callable[[Work, Any], object]
OnLive = Callable[[Work, Contact, Any], object]
Alarm = tuple[float, int, str]
"""Due, the length of the name, the name: of two at the same time that of `c9` goes off before that of `c10`."""


class Switchboard:
    """`sites` holds every version of the site the events name; the caller adds versions before it hands in `SiteTaken`."""

    def __init__(self, sites: Mapping[str, Site], state: State | None = None) -> None:
        self.sites = sites
        self.state = state or State()
        self.lines = Lines()
        self.crowd = Crowd()
        self._made: dict[str, list[str]] = {}
        self.watched: dict[str, dict[str, None]] = {}
        self.climbing: dict[str, None] = {}
        self._alarm_clock: list[Alarm] = []
        self._rebuild()

    def handle(self, recorded: e.Recorded) -> Outcome:
        work = Work(
            state=self.state,
            sites=self.sites,
            lines=self.lines,
            crowd=self.crowd,
            made=self._made,
            watched=self.watched,
            climbing=self.climbing,
            seq=recorded.seq,
            now=recorded.at,
        )
        site = self.state.site
        try:
            self._dispatch(work, recorded.event)
            consulting.keep_up(work)
            after_talk.keep_up(work, recorded.event)
            offers.balance(work)
            rungs.ask(work)
        except Exception:
            work.undo()
            self.state.site, self.state.seq = site, recorded.seq
            self._rebuild()
            raise
        self.state.seq = recorded.seq
        self._set_alarm_clock(work)
        return _outcome(work)

    def next_timer(self) -> e.TimerElapsed | None:
        """The timer that elapses next, as the event to be handed in once it is due."""
        while self._alarm_clock:
            due, _, name = self._alarm_clock[0]
            if self.state.timers.get(name) == due:
                return e.TimerElapsed(timer=name, due=due)
            heapq.heappop(self._alarm_clock)
        return None

    def _set_alarm_clock(self, work: Work) -> None:
        timers, clock = self.state.timers, self._alarm_clock
        for book, key, _ in work.undos:
            if book is timers and key in timers:
                heapq.heappush(clock, (timers[key], len(key), key))
        if len(clock) > 3 * len(timers) + 1000:  # most timers are cancelled long before their time
            clock[:] = _clock(timers)

    def due_timers(self, now: float, most: int = 1000) -> list[e.TimerElapsed]:
        """Every timer due by now, earliest first; they stay until their events have been handled."""
        due: list[Alarm] = []
        while self._alarm_clock and self._alarm_clock[0][0] <= now and len(due) < most:
            entry = heapq.heappop(self._alarm_clock)
            if self.state.timers.get(entry[2]) == entry[0] and due[-1:] != [entry]:
                due.append(entry)
        for entry in due:
            heapq.heappush(self._alarm_clock, entry)
        return [e.TimerElapsed(timer=name, due=at) for at, _, name in due]

    def restore(self, state: State) -> None:
        """Goes on from a snapshot."""
        self.state = state
        self._rebuild()

    def _rebuild(self) -> None:
        """The indexes, from the state alone."""
        self.lines.rebuild(
            (contact, self.sites[contact.site].channels[contact.channel].cost)
            for contact in self.state.contacts.values()
            if contact.state is ContactState.QUEUED
        )
        self.crowd.rebuild(self.state.agents.values())
        self.climbing.clear()
        self.climbing.update((one.id, None) for one in self.state.contacts.values() if climbs(one))
        self._made.clear()
        for offer in self.state.offers.values():
            if offer.contact in self.state.contacts:
                self._made.setdefault(offer.contact, []).append(offer.id)
        self.watched.clear()
        for contact in self.state.contacts.values():
            if steps.is_watched(self.sites[contact.site], self.state.timers, contact):
                self.watched.setdefault(contact.queue or "", {})[contact.id] = None
        self._alarm_clock = _clock(self.state.timers)

    # --- who takes what ------------------------------------------------------------------------------------------------

    def _dispatch(self, w: Work, event: e.AnyEvent) -> None:
        kind = type(event)
        if kind is e.RepairAsked:
            self._rebuild()
        if kind in _HANDLERS:
            _HANDLERS[kind](w, event)
        elif kind in _ON_CALL:
            assert isinstance(event, e.OnCall)
            contact = w.find(leg_key(event.gateway, event.call))
            contact = contact or arrivals.not_yet(w, event)
            if contact is not None:
                _ON_CALL[kind](w, contact, event)
        elif isinstance(event, e.CallArrived):
            for early in arrivals.call_arrived(w, event):
                self._dispatch(w, early)
        elif isinstance(event, e.MessageDelivered | e.MessageFailed):
            contact = w.find(leg_key(event.gateway, event.conversation, written=True))
            if contact is not None:
                written.delivered(w, contact, event)
            elif isinstance(event, e.MessageFailed):
                proposals.not_delivered(w, event)
                texting.failed(w, event)
        else:
            raise TypeError(f"no handler for {kind.__name__}")


_HANDLERS: dict[type[e.Event], Handler] = {
    e.CallEnded: arrivals.call_ended,
    e.MessageReceived: written.message_received,
    e.ConversationEnded: written.conversation_ended,
    e.AgentRostered: floor.rostered,
    e.AgentConnected: floor.connected,
    e.AgentDisconnected: floor.disconnected,
    e.PresenceChosen: floor.choose_presence,
    e.PresenceForced: floor.force_presence,
    e.OfferAccepted: joining.accept,
    e.OfferDeclined: offers.decline,
    e.HoldAsked: talking.hold,
    e.ResumeAsked: consulting.resume,
    e.MuteAsked: muting.ask,
    e.SecureAsked: secure_mode.ask,
    e.EndAsked: consulting.end,
    e.NoteTaken: talking.note,
    e.TransferAsked: moving.transfer,
    e.WrapUpDone: talking.wrap_up,
    e.MessageWritten: talking.write,
    e.HelpAsked: talking.ask_help,
    e.MonitorAsked: talking.monitor,
    e.ContactAssigned: floor.assign,
    e.ContactRequeued: floor.requeue,
    e.AlarmAcknowledged: floor.acknowledge,
    e.CallbackPromised: promised.promise,
    e.CallbackFellDue: promised.fall_due,
    e.ComplaintReported: promised.report,
    e.ClockPassed: promised.clock_passed,
    e.LookUpAnswered: lookups.answered,
    e.ServerStarted: lambda w, event: floor.server_started(w),
    e.SiteTaken: lambda w, event: _take_site(w, event),
    e.GatewaySilent: lambda w, event: _gateway_silent(w, event),
    e.GatewayHeard: lambda w, event: w.quieten(f"gateway_silent:{event.gateway}"),
    e.SourceSilent: lookups.source_silent,
    e.SourceHeard: lambda w, event: w.quieten(f"source_down:{event.source}"),
    e.EventQuarantined: lambda w, event: _quarantined(w, event),
    e.RepairAsked: repair.mend,
    e.TimerElapsed: lambda w, event: _timer(w, event),
}
_ON_CALL: dict[type[e.Event], OnLive] = {
    e.CustomerSpoke: arrivals.spoke,
    e.CustomerKeyed: arrivals.keyed,
    e.CommandDone: arrivals.command_done,
    e.CommandFailed: arrivals.command_failed,
    e.AgentPhoneRinging: arrivals.phone_ringing,
    e.AgentPhoneAnswered: arrivals.phone_answered,
    e.AgentPhoneFailed: arrivals.phone_failed,
    e.RecordingReady: arrivals.recording,
}


def _clock(timers: Mapping[str, float]) -> list[Alarm]:
    return sorted((due, len(name), name) for name, due in timers.items())


def _take_site(w: Work, event: e.SiteTaken) -> None:
    if event.version not in w.sites:
        raise LookupError(f"site {event.version} is not at hand")
    delays.take(w, event.version)
    floor.serve_anew(w)


def _gateway_silent(w: Work, event: e.GatewaySilent) -> None:
    w.alarm(
        "gateway_silent",
        event.gateway,
        f"Gateway {event.gateway} has not acknowledged {event.unacknowledged} commands for {event.seconds:.0f} s.",
    )


def _quarantined(w: Work, event: e.EventQuarantined) -> None:
    w.alarm("quarantine", str(event.quarantined), f"Event {event.quarantined} was put aside: {event.error}")


# --- time ---------------------------------------------------------------------------------------------------------------


def _timer(w: Work, event: e.TimerElapsed) -> None:
    """A timer that was cancelled or set anew meanwhile does nothing."""
    if w.state.timers.get(event.timer) != event.due:
        return
    w.no_wake(event.timer)
    kind, _, subject = event.timer.partition(":")
    name, _, detail = subject.partition(":")
    contact = w.state.contacts.get(name)
    if kind == "offer":
        offers.expire(w, w.state.offers[subject])
    elif kind == "grace":
        floor.lost(w, w.state.agents[subject])
    elif kind == "watch":
        steps.look(w, subject)
    elif kind == "cut":
        virtual_hold.cut(w, subject)
    elif kind in _FORGET:
        w.drop(getattr(w.state, _FORGET[kind]), subject)
    elif contact is not None:
        _contact_timer(w, kind, contact, detail)


_FORGET = {"gone": "gone", "early": "early", "place": "places", "past": "offers"}


def _contact_timer(w: Work, kind: str, contact: Contact, detail: str) -> None:
    match kind:
        case "farewell":
            farewell.elapsed(w, contact)
        case "lookup":
            lookups.elapsed(w, contact)
        case "gather":
            arrivals.silent(w, contact)
        case "proposal":
            proposals.go_on(w, contact)
        case "voicemail":
            voicemail.end(w, contact)
        case "step":
            steps.due(w, contact, int(detail))
        case "alarm":
            ladder.alarm(w, contact, detail)
        case "delay":
            delays.elapsed(w, contact, detail)
        case "hold":
            holds.end(w, contact)
        case "rung":
            ladder.elapsed(w, contact, int(detail))
        case "cool":
            waiting.cooling(w, contact)
            w.fresh_contacts[contact.id] = None
        case "connect":
            arrivals.connect_overdue(w, contact)
        case "dial":
            consulting.overdue(w, contact)
        case "transfer":
            moving.arrived(w, contact)
        case "secure":
            secure_mode.elapsed(w, contact)
        case "wrap_up":
            talking.close(w, contact, None, "", by="the wrap-up's deadline")
        case "lease":
            _lease(w, contact)
        case _:
            raise LookupError(f"no timer of kind {kind}")


def _lease(w: Work, contact: Contact) -> None:
    """Nothing was heard of this contact for very long: its end got lost. No emergency that waits is hung up on."""
    patience = w.site_of(contact).patience.longest_contact
    until = moment(contact.touched_at + patience)
    if until > w.now:
        w.wake(f"lease:{contact.id}", until)
        return
    if contact.state in WAITING and (contact.emergency or contact.channel in _PATIENT):
        w.wake(f"lease:{contact.id}", w.now + patience)
        w.alarm(
            "waiting_long",
            contact.id,
            f"A contact has waited for more than {patience / 3600:.0f} hours.",
            contact=contact.id,
            queue=contact.queue,
        )
        return
    w.alarm(
        "lease_expired", contact.id, "Nothing was heard of this contact for too long; it was ended.", contact=contact.id
    )
    if spoken(contact):
        w.do(HangUp(gateway=contact.gateway, leg=contact.leg, reason="lease_expired"))
    arrivals.ended(w, contact, "lease_expired")


_PATIENT = frozenset({Channel.SMS, Channel.EMAIL})
"""Channels on which nobody hangs up: who waits, waits for us, for days."""


def _outcome(w: Work) -> Outcome:
    changed = {name: w.state.contacts.get(name) or w.finished.get(name) for name in w.contacts}
    return Outcome(
        commands=(*w.commands, *w.shown.values()),
        contacts=tuple(contact for contact in changed.values() if contact is not None),
        agents=tuple(w.agents),
        queues=tuple(w.queues),
        decisions=tuple(w.decisions),
    )
