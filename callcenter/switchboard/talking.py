"""Customer and agent together: on hold, ended, wrapped up; and lost agents. Who joins or takes over is in moving.py."""

from callcenter.model.agent import Agent
from callcenter.model.changed import changed
from callcenter.model.commands import (
    Connect,
    HangUp,
    Hold,
    KeepNote,
    Monitor,
    SendMessage,
    ShowMessage,
)
from callcenter.model.contact import ENDED, LIVE_WITH_AGENT, Contact, ContactState, Message
from callcenter.model.events import (
    EndAsked,
    HelpAsked,
    HoldAsked,
    MessageWritten,
    MonitorAsked,
    MuteAsked,
    NoteTaken,
    OnContact,
    ResumeAsked,
    WrapUpDone,
)
from callcenter.switchboard import figures, gathering, interrupts, promised, waiting
from callcenter.switchboard.joining import release
from callcenter.switchboard.saying import thread
from callcenter.switchboard.work import Work, moment, spoken, undialled

OF_A_CONSULTATION = (EndAsked, NoteTaken, HelpAsked, MuteAsked)
"""All that a colleague who was asked for advice can do; everything else is for the customer's own agent."""
LATE_LEG = 600.0
"""Seconds for which late events about an ended leg are ignored."""


def own(w: Work, event: OnContact) -> Contact | None:
    """The contact, if it is with the agent who clicked; otherwise the click is refused."""
    contact = w.state.contacts.get(event.contact)
    if contact is None or contact.agent != event.agent or contact.state in ENDED:
        w.refuse(event, "not_yours", "This contact is not with you: it has ended or somebody else has it.")
        return None
    if contact.parent is not None and not contact.part and not isinstance(event, OF_A_CONSULTATION):
        w.refuse(
            event,
            "conflict",
            f"You were asked for advice; the customer is {contact.asked_by}'s. Leave with contact.end.",
        )
        return None
    return changed(contact, touched_at=w.now)


# --- clicks during the talk --------------------------------------------------------------------------------------------


def hold(w: Work, event: HoldAsked) -> None:
    if contact := own(w, event):
        if contact.state is not ContactState.CONNECTED or not spoken(contact):
            w.refuse(event, "conflict", "Only a connected call can be put on hold.")
            return
        contact = w.keep(contact, state=ContactState.HELD)
        w.do(Hold(gateway=contact.gateway, leg=contact.leg))
        w.tell(contact, "held")
        w.accept(event)


def resume(w: Work, event: ResumeAsked) -> None:
    if contact := own(w, event):
        if contact.state is not ContactState.HELD:
            w.refuse(event, "conflict", "The contact is not on hold.")
            return
        back_to(w, contact)
        w.accept(event)


def back_to(w: Work, contact: Contact) -> Contact:
    """The agent talks with the customer again."""
    contact = w.keep(contact, state=ContactState.CONNECTED)
    agent = w.state.agents[contact.agent or ""]
    w.do(Connect(gateway=contact.gateway, leg=contact.leg, agent=agent.id, endpoint=agent.endpoint))
    w.tell(contact, "resumed")
    return contact


def note(w: Work, event: NoteTaken) -> None:
    if contact := own(w, event):
        w.tell(w.keep(contact), "note", by=event.agent, text=event.text)
        _keep_note(w, contact, event.text, event.agent)
        w.accept(event)


def _keep_note(w: Work, contact: Contact, text: str, by: str) -> None:
    if text and contact.known.customer:
        w.do(KeepNote(customer=contact.known.customer, contact=contact.parent or contact.id, text=text, by=by))


def ask_help(w: Work, event: HelpAsked) -> None:
    if contact := own(w, event):
        w.quieten(f"help_asked:{contact.id}")
        w.alarm(
            "help_asked",
            contact.id,
            event.text or f"{event.agent} asks for help.",
            contact=contact.id,
            agent=event.agent,
        )
        w.tell(contact, "help_asked", by=event.agent)
        w.accept(event)


def write(w: Work, event: MessageWritten) -> None:
    """The agent's line of a written thread."""
    if contact := own(w, event):
        if spoken(contact) or contact.state not in LIVE_WITH_AGENT:
            w.refuse(event, "conflict", "Messages go to a live chat, text message or e-mail only.")
            return
        message = Message(id=event.message, sender="agent", text=event.text, at=w.now)
        contact = w.keep(contact, messages=thread(contact, message))
        w.do(
            SendMessage(
                gateway=contact.gateway, leg=contact.leg, conversation=True, message=event.message, text=event.text
            ),
            ShowMessage(agent=event.agent, contact=contact.id, message=event.message, text=event.text, sender="agent"),
        )
        w.tell(contact, "message", message=event.message, sender="agent", by=event.agent, text=event.text)
        w.accept(event, message=event.message)


def monitor(w: Work, event: MonitorAsked) -> None:
    contact = w.state.contacts.get(event.contact)
    if contact is None or contact.state not in LIVE_WITH_AGENT or not spoken(contact):
        w.refuse(event, "conflict", "Only a call that is with an agent can be listened to.")
        return
    if contact.secure_until is not None:
        w.refuse(event, "secure_mode", "Secrets are being told on this call: nobody listens in until secure mode ends.")
        return
    w.do(
        Monitor(
            gateway=contact.gateway,
            leg=contact.leg,
            supervisor=event.agent,
            endpoint=event.endpoint,
            mode=event.mode,
        )
    )
    w.tell(contact, "monitored", by=event.agent, mode=event.mode)
    w.accept(event)


def agent_lost(w: Work, agent: Agent) -> None:
    """Gone for longer than the grace: what is written goes back to the front; a call goes on at the telephone."""
    for name in tuple(agent.assignments):
        contact = w.state.contacts[name]
        if contact.state in LIVE_WITH_AGENT and not spoken(contact):
            release(w, contact, w.state.agents[agent.id])
            waiting.back_in_line(w, contact, "agent lost")


# --- the end ------------------------------------------------------------------------------------------------------------


def end(w: Work, event: EndAsked) -> None:
    contact = own(w, event)
    if contact is None:
        return
    if contact.state not in LIVE_WITH_AGENT:
        w.refuse(event, "conflict", "The contact has ended; finish the wrap-up.")
        return
    if spoken(contact):
        w.do(HangUp(gateway=contact.gateway, leg=contact.leg, reason="agent_hangup"))
    over(w, contact, "agent_hangup")
    w.accept(event)


def over(w: Work, contact: Contact, reason: str) -> None:
    """Customer and agent are apart; the agent's wrap-up begins, unless the queue wants none."""
    _over(w, contact, reason)
    after = w.state.contacts.get(contact.id)
    if after is not None and after.wrap_up_until == w.now:
        close(w, after, None, "", by="the queue, which wants no wrap-up")


def _over(w: Work, contact: Contact, reason: str) -> None:
    """The wrap-up has its own deadline."""
    agent = w.state.agents[contact.agent or ""]
    if contact.connected_at is None and not undialled(contact):
        figures.count_abandoned(w, changed(contact, ended_at=w.now))
        waiting.keep_place(w, contact)
    if agent.outside:
        _over_outside(w, contact, agent, reason)
        return
    for timer in ("connect", "lease"):
        w.no_wake(f"{timer}:{contact.id}")
    forget_leg(w, contact)
    contact = w.keep(contact, state=ContactState.WRAP_UP, ended_at=w.now, end_reason=reason)
    begin_wrap_up(w, contact, agent)
    w.quieten(f"help_asked:{contact.id}")
    w.quieten(f"connect_unconfirmed:{contact.id}")
    w.tell(contact, "ended", reason=reason)


def begin_wrap_up(w: Work, contact: Contact, agent: Agent) -> None:
    """It has its own deadline, which stands still while the contact is parked."""
    seconds = w.queue_of(contact).wrap_up_seconds
    if contact.id in agent.parked:
        w.keep_agent(interrupts.wrap_up_later(agent, contact, seconds))
        return
    until = moment(w.now + seconds)
    w.keep(contact, wrap_up_until=until)
    w.keep_agent(agent, wrapping={**agent.wrapping, contact.id: until})
    w.wake(f"wrap_up:{contact.id}", until)


def _over_outside(w: Work, contact: Contact, agent: Agent, reason: str) -> None:
    """A call that was put through to a number has no wrap-up: nobody of ours could do it."""
    figures.count_handled(w, contact)
    release(w, contact, agent)
    if contact.connected_at is None:
        finish(w, contact, ContactState.ABANDONED, reason)
    else:
        finish(w, w.keep(contact, state=ContactState.WRAP_UP), ContactState.COMPLETED, reason)


def wrap_up(w: Work, event: WrapUpDone) -> None:
    contact = own(w, event)
    if contact is None:
        return
    if fault := _fault(w, contact, event):
        w.refuse(event, *fault)
        return
    if contact.state is not ContactState.WRAP_UP:
        if spoken(contact):
            w.do(HangUp(gateway=contact.gateway, leg=contact.leg, reason="agent_hangup"))
        _over(w, contact, "agent_hangup")
        contact = w.state.contacts[contact.id]
    contact = promised.from_wrap_up(w, contact, event)
    close(w, contact, event.disposition, event.note, by=event.agent)
    w.accept(event, complaint=contact.complaint)


def _fault(w: Work, contact: Contact, event: WrapUpDone) -> tuple[str, str] | None:
    """Code and sentence of what is wrong with a wrap-up: it is refused before anything ends."""
    site, callback = w.site_of(contact), event.callback
    if event.disposition not in site.dispositions:
        known = ", ".join(sorted(site.dispositions))
        return "unknown_disposition", f"There is no disposition {event.disposition!r}. Known: {known}."
    if event.complaint and event.complaint.cause not in site.causes:
        known = ", ".join(sorted(site.causes))
        return "unknown_cause", f"There is no complaint cause {event.complaint.cause!r}. Known: {known}."
    if callback and callback.agent is not None and callback.agent not in w.state.agents:
        return "unknown_agent", f"There is no agent {callback.agent!r} who could call back."
    if callback and callback.queue is not None and callback.queue not in site.queues:
        return "unknown_queue", f"There is no queue {callback.queue!r}. Known: {', '.join(sorted(site.queues))}."
    if callback and not callback.number and not (spoken(contact) and contact.caller):
        return "no_number", "Nobody can be called back without a number: this customer's is not known, write one."
    return None


def close(w: Work, contact: Contact, disposition: str | None, note: str, *, by: str) -> None:
    """The assignment ends and with it the contact."""
    w.no_wake(f"wrap_up:{contact.id}")
    figures.count_handled(w, contact)
    agent = w.state.agents[contact.agent or ""]
    w.tell(contact, "wrapped_up", by=by, disposition=disposition, note=note)
    _keep_note(w, contact, note, by)
    contact = changed(contact, disposition=disposition)
    agent = w.keep_agent(agent, handled=agent.handled + 1)
    finish(w, contact, ContactState.COMPLETED, contact.end_reason)
    release(w, contact, agent)


def finish(w: Work, contact: Contact, state: ContactState, reason: str) -> None:
    """The contact leaves the switchboard for good, and the promise it was made for gets its outcome."""
    forget_leg(w, contact)
    ended = contact.ended_at if contact.ended_at is not None else w.now
    contact = w.keep(gathering.left(contact), state=state, ended_at=ended, end_reason=reason, wrap_up_until=None)
    for timer in (
        "gather",
        "lookup",
        "farewell",
        "connect",
        "lease",
        "cool",
        "wrap_up",
        "dial",
        "transfer",
        "voicemail",
    ):
        w.no_wake(f"{timer}:{contact.id}")
    for alarm in ("emergency_waiting", "help_asked", "connect_unconfirmed"):
        w.quieten(f"{alarm}:{contact.id}")
    w.tell(contact, state.value, reason=reason)
    w.finished[contact.id] = contact
    w.drop(w.state.contacts, contact.id)
    w.forget_offers(contact.id)
    if w.state.virtual_holds.get(contact.caller) == contact.id:
        w.drop(w.state.virtual_holds, contact.caller)
    promised.settle(w, contact)


def forget_leg(w: Work, contact: Contact) -> None:
    """Late events about this leg change nothing for a while; a conversation may start anew at once."""
    key = w.leg_of(contact)
    if w.state.legs.get(key) == contact.id:
        w.drop(w.state.legs, key)
        if spoken(contact):
            w.put(w.state.gone, key, contact.id)
            w.wake(f"gone:{key}", w.now + LATE_LEG)
