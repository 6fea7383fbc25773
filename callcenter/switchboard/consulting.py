"""A consultation: the agent of a call asks a colleague or a number outside for advice, while the customer hears music.

The colleague is found by a contact of its own, the child: it waits at its customer's place, is offered, expires and takes
capacity like any other, so that every rule of waiting and offering holds for it. It has no line, no lease and no wrap-up:
its line is the customer's call, and it ends with the talk. A number outside needs no child.

Then the agent hands the customer over (`complete`), lets all three talk (`ask` with conference) or goes back to the
customer (`resume`). `keep_up` runs after every event: whatever became of the call, the agent or the colleague, the
consultation follows, and nobody is left alone on a line.
"""

from callcenter.model.changed import changed
from callcenter.model.commands import Conference, Connect, Hold, Notify, ReleaseAgent
from callcenter.model.contact import (
    CONSULTATION,
    LIVE_WITH_AGENT,
    WAITING,
    Consultation,
    Contact,
    ContactState,
    OfferState,
    Stage,
)
from callcenter.model.events import EndAsked, ResumeAsked, TransferAsked
from callcenter.routing.rank import EMERGENCY, ORDINARY
from callcenter.switchboard import beginnings, figures, joining, offers, parts, receipts, talking, waiting
from callcenter.switchboard.work import Work, spoken

S = ContactState
TOGETHER = frozenset({Stage.TALKING, Stage.JOINED})
NEVER = 10 * 365 * 24 * 3600.0
"""Seconds: nobody is asked for advice by themselves."""
BACK = "Wait until they answer, or go back to the customer with contact.resume."


# --- what the agent asks for --------------------------------------------------------------------------------------------


def ask(w: Work, event: TransferAsked, contact: Contact) -> None:
    """`consult`: the customer hears music meanwhile. `conference`: all three, also out of a consultation."""
    if event.mode == "conference" and on_the_line(contact, event.to_agent or event.to_number):
        _join(w, event, contact)
    elif why_not := _why_not(w, event, contact):
        w.refuse(event, *why_not)
    else:
        _open(w, event, contact)
        w.accept(event)


def _why_not(w: Work, event: TransferAsked, contact: Contact) -> tuple[str, str] | None:
    """Code and sentence."""
    if not spoken(contact) or contact.state is S.CONNECTING:
        return "conflict", "Somebody can be asked in only on a call, once you and the customer talk."
    if contact.consultation is not None:
        return "conflict", "You are consulting already. Go back to the customer first, with contact.resume."
    if event.to_queue is not None:
        known = event.to_queue in w.site_of(contact).queues
        return None if known else ("unknown", f"There is no queue {event.to_queue!r}.")
    if event.to_agent is None:
        return None if event.to_number else ("conflict", "Name a queue, an agent or a number.")
    if event.to_agent == event.agent:
        return "agent_not_available", "That is you. Choose somebody else or a queue."
    if not (colleague := w.state.agents.get(event.to_agent)) or not colleague.endpoint:
        return (
            "agent_not_available",
            f"There is no agent {event.to_agent!r} with a phone. Choose somebody else or a queue.",
        )
    why_not = offers.why_not_by_hand(w, contact, event.to_agent)
    return ("agent_not_available", f"{why_not} Choose somebody else or a queue.") if why_not else None


def _open(w: Work, event: TransferAsked, contact: Contact) -> None:
    if event.mode == "consult" and contact.state is S.CONNECTED:
        contact = w.keep(contact, state=S.HELD)
        w.do(Hold(gateway=contact.gateway, leg=contact.leg))
    number = event.to_number if event.to_queue is None and event.to_agent is None else None
    asked = Consultation(
        contact=None if number else f"c{w.seq}",
        to_queue=event.to_queue,
        to_agent=event.to_agent if event.to_queue is None else None,
        to_number=number,
        since=w.now,
    )
    contact = w.keep(contact, consultation=asked)
    w.tell(
        contact, event.mode, by=event.agent, to=event.to_queue or event.to_agent or number, consultation=asked.contact
    )
    if number:
        w.wake(f"dial:{contact.id}", w.now + w.site_of(contact).patience.connect)
        _dial(w, contact, asked, number, number)
        return
    child = _child(w, contact, asked)
    if asked.to_agent:
        offers.offer_to(w, child, asked.to_agent)


def _child(w: Work, contact: Contact, asked: Consultation) -> Contact:
    """Stands where its customer would stand if they were moved there."""
    child = beginnings.beside(
        w,
        contact,
        id=asked.contact or "",
        head_starts=contact.head_starts,
        asked_by=contact.agent,
        spurned=waiting.spurned(w, contact, contact.agent or "", NEVER),
    )
    queue = asked.to_queue or contact.queue or w.site_of(contact).default_queue
    return waiting.enter(w, w.keep(child), queue, f"consultation by {contact.agent}", quiet=True)


def _dial(w: Work, contact: Contact, asked: Consultation, party: str, endpoint: str) -> None:
    """On the wire once somebody is to be rung; with the customer at once when the agent still talks to them."""
    dialling = changed(asked, stage=_next(asked, Stage.DIALLING), since=w.now, party=party, command=w.next_command())
    w.do(
        Conference(
            gateway=contact.gateway,
            leg=contact.leg,
            endpoint=endpoint,
            agent=party,
            with_customer=contact.state is S.CONNECTED,
        )
    )
    w.keep(contact, consultation=dialling)


def _join(w: Work, event: TransferAsked, contact: Contact) -> None:
    """The customer comes to the talk of the two."""
    asked = contact.consultation
    assert asked is not None
    party = asked.party or ""
    if asked.stage is Stage.JOINED:
        w.refuse(event, "conflict", "All three of you talk already.")
        return
    endpoint = w.state.agents[party].endpoint if asked.contact else party
    asked = changed(asked, command=w.next_command())
    w.do(Conference(gateway=contact.gateway, leg=contact.leg, endpoint=endpoint, agent=party))
    w.tell(w.keep(contact, state=S.CONNECTED, consultation=asked), "conference", by=event.agent, to=party)
    w.accept(event)


def on_the_line(contact: Contact, party: str | None) -> bool:
    """Does this agent or number talk in the contact's consultation?"""
    asked = contact.consultation
    return asked is not None and party is not None and asked.party == party and asked.stage in TOGETHER


def rings_at(contact: Contact, party: str | None) -> bool:
    asked = contact.consultation
    return asked is not None and party is not None and asked.party == party and asked.stage is Stage.DIALLING


def resume(w: Work, event: ResumeAsked) -> None:
    """Back to the customer: who was asked goes, or is not looked for any longer."""
    contact = w.state.contacts.get(event.contact)
    if contact is None or contact.consultation is None or contact.agent != event.agent:
        talking.resume(w, event)
        return
    contact = _close(w, changed(contact, touched_at=w.now), "back to the customer")
    if contact.state is S.HELD:
        talking.back_to(w, contact)
    w.accept(event)


def end(w: Work, event: EndAsked) -> None:
    """The agent hangs up; a colleague only leaves the talk."""
    child = w.state.contacts.get(event.contact)
    if child is None or child.parent is None or child.part:
        talking.end(w, event)
    elif talking.own(w, event):
        _left(w, w.state.contacts[child.parent], "left")
        w.accept(event)


def complete(w: Work, event: TransferAsked, contact: Contact) -> None:
    """A warm transfer: the customer is connected with the colleague, the agent is out of it."""
    child = w.state.contacts[contact.consultation.contact or ""] if contact.consultation else contact
    colleague, agent = w.state.agents[child.agent or ""], w.state.agents[event.agent]
    w.do(
        Connect(gateway=contact.gateway, leg=contact.leg, agent=colleague.id, endpoint=colleague.endpoint),
        ReleaseAgent(gateway=contact.gateway, leg=contact.leg, agent=agent.id),
    )
    w.tell(contact, "transferred", by=agent.id, to=colleague.id, warm=True)
    _hand_over(w, contact, child)
    w.accept(event)


def _hand_over(w: Work, contact: Contact, child: Contact, *, not_responding: bool = False) -> None:
    """The colleague has the customer: place and history stay, the talk that begins is theirs."""
    figures.count_handled(w, contact)
    parts.begin(w, contact, w.state.agents[contact.agent or ""])
    joining.release(w, contact, w.state.agents[contact.agent or ""], not_responding=not_responding)
    colleague = w.state.agents[child.agent or ""]
    kept = {name: units for name, units in colleague.assignments.items() if name != child.id}
    w.keep_agent(colleague, assignments={**kept, contact.id: w.cost(contact)})
    talking.finish(w, w.keep(child, state=S.WRAP_UP), S.COMPLETED, "handed over")
    urgent = contact.emergency or child.emergency
    if urgent:
        contact = receipts.keep(w, contact)
    assert contact.rank is not None
    _, virtual_arrival, number = contact.rank
    if child.queue != contact.queue:  # if the colleague is lost as well, the customer waits where the advice was found
        contact = changed(
            contact, queue=child.queue, needs=child.needs, anyone=child.anyone, taken=child.taken, relief=child.relief
        )
    w.keep(
        contact,
        state=S.CONNECTED,
        agent=colleague.id,
        rank=(EMERGENCY if urgent else ORDINARY, virtual_arrival, number),
        urgent_at=(w.now if contact.urgent_at is None else contact.urgent_at) if urgent else None,
        waiting_since=w.now,
        connected_at=w.now,
        connect_seq=w.seq,
        offer=None,
        preferred=None,
        transfers=contact.transfers + 1,
        consultation=None,
        muted=child.muted,
        mute=child.mute,
    )


# --- what phones and gateways tell --------------------------------------------------------------------------------------


def answered(w: Work, contact: Contact, party: str) -> None:
    """Somebody other than the contact's agent has picked up."""
    asked = contact.consultation
    if asked is None or asked.party != party or asked.stage is not Stage.DIALLING:
        return
    child = w.state.contacts.get(asked.contact or "")
    if child is not None:
        joining.connected(w, child)
        return
    w.no_wake(f"dial:{contact.id}")
    w.tell(contact, "consultation_connected", agent=party)
    w.keep(contact, consultation=changed(asked, stage=_next(asked, Stage.TALKING), since=w.now, command=""))


def ringing(w: Work, contact: Contact, party: str) -> None:
    if rings_at(contact, party):
        w.tell(w.keep(contact), "consultation_agent_ringing", agent=party)


def phone_failed(w: Work, contact: Contact, party: str, reason: str) -> None:
    """A phone did not answer or dropped out: the agent's own, the colleague's, or the number's."""
    asked = contact.consultation
    if party == contact.agent:
        _own_phone_failed(w, contact, reason)
    elif asked is not None and asked.party == party:
        child = w.state.contacts.get(asked.contact or "")
        if child is not None and child.state is S.CONNECTING:
            joining.phone_failed(w, child, reason)
        else:
            _left(w, contact, "left" if asked.stage in TOGETHER else reason)


def _own_phone_failed(w: Work, contact: Contact, reason: str) -> None:
    """Whoever already talks with the customer goes on; otherwise the customer waits for somebody, first of all."""
    asked = contact.consultation
    if asked is None or asked.stage is not Stage.JOINED:
        joining.phone_failed(w, contact, reason)
        return
    w.tell(contact, "transferred", by=contact.agent, to=asked.party, why=f"agent's phone: {reason}")
    if child := w.state.contacts.get(asked.contact or ""):
        _hand_over(w, contact, child, not_responding=True)
        return
    figures.count_handled(w, contact)
    joining.release(w, contact, w.state.agents[contact.agent or ""], not_responding=True)
    talking.finish(w, changed(contact, consultation=None), S.TRANSFERRED, "transferred")


def command_done(w: Work, contact: Contact, command: str) -> None:
    asked = contact.consultation
    if asked is not None and asked.command == command and asked.party is not None:
        answered(w, contact, asked.party)


def command_failed(w: Work, contact: Contact, command: str, reason: str) -> None:
    asked = contact.consultation
    if asked is None or not asked.command or asked.command != command or asked.party is None:
        return
    if asked.stage is Stage.DIALLING:
        phone_failed(w, contact, asked.party, reason or "command failed")
    elif asked.stage is Stage.JOINED:
        contact = w.keep(contact, state=S.HELD, consultation=changed(asked, command=""))
        _notify(w, contact, asked, "not joined")


def overdue(w: Work, contact: Contact) -> None:
    """The gateway never said what came of the number: they may well be talking, so nothing is torn apart."""
    if contact.consultation is not None and contact.consultation.party is not None:
        answered(w, contact, contact.consultation.party)


# --- following ----------------------------------------------------------------------------------------------------------


def keep_up(w: Work) -> None:
    """After every event: each consultation it touched stands as its contact and its colleague stand now."""
    touched: dict[str, None] = {}
    for name in w.contacts:
        contact = w.state.contacts.get(name) or w.finished.get(name)
        if contact is not None and (contact.parent is not None or contact.consultation is not None):
            touched[contact.parent or name] = None
    for name in touched:
        contact = w.state.contacts.get(name) or w.finished.get(name)
        if contact is not None and contact.consultation is not None:
            _follow(w, contact, contact.consultation)


def _follow(w: Work, contact: Contact, asked: Consultation) -> None:
    child = w.state.contacts.get(asked.contact or "")
    if contact.id in w.finished or contact.state not in LIVE_WITH_AGENT:
        _close(w, contact, "the contact went on" if contact.state in WAITING else "the contact ended")
    elif child is not None and asked.to_agent and child.state is S.QUEUED:
        _left(w, contact, _refusal(w, child))
    elif child is not None and child.state is S.CONNECTING and asked.stage is Stage.WAITING:
        colleague = w.state.agents[child.agent or ""]
        _dial(w, contact, asked, colleague.id, colleague.endpoint)
    elif (stage := _stage(contact, asked, child)) is not asked.stage:
        party = None if stage is Stage.WAITING else asked.party
        command = asked.command if asked.stage is Stage.TALKING else ""
        w.keep(
            contact, consultation=changed(asked, stage=_next(asked, stage), since=w.now, party=party, command=command)
        )


def _stage(contact: Contact, asked: Consultation, child: Contact | None) -> Stage:
    if child is not None and child.state in WAITING:
        return Stage.WAITING
    if asked.stage is Stage.DIALLING and (child is None or child.state is S.CONNECTING):
        return Stage.DIALLING
    return Stage.JOINED if contact.state is S.CONNECTED else Stage.TALKING


def _next(asked: Consultation, wanted: Stage) -> Stage:
    return CONSULTATION.step(asked.stage, wanted)


def _refusal(w: Work, child: Contact) -> str:
    """Why the colleague who was named did not come."""
    became = w.state.offers[w.made[child.id][-1]].state
    return "phone failed" if became is OfferState.ACCEPTED else became.value


def _left(w: Work, contact: Contact, why: str) -> None:
    """There is nobody to consult any more; the customer is still the agent's, who is told."""
    asked = contact.consultation
    assert asked is not None
    _notify(w, _close(w, contact, why), asked, why)


def _notify(w: Work, contact: Contact, asked: Consultation, why: str) -> None:
    who = asked.party or asked.to_agent or asked.to_queue or ""
    text = (
        f"The consultation with {who} is over: {why}."
        if why != "not joined"
        else f"{who} could not be joined with the customer."
    )
    detail = {"kind": "consultation", "contact": contact.id, "who": who, "reason": why, "text": text}
    w.do(Notify(agent=contact.agent or "", kind="notice", detail=detail))


def _close(w: Work, contact: Contact, why: str) -> Contact:
    """Ends the consultation: whoever was asked is free, whatever they were doing."""
    asked = contact.consultation
    assert asked is not None
    if child := w.state.contacts.get(asked.contact or ""):
        _end(w, child, why, gone=contact.state not in LIVE_WITH_AGENT and contact.state not in WAITING)
    elif asked.party is not None:
        w.do(ReleaseAgent(gateway=contact.gateway, leg=contact.leg, agent=asked.party))
    w.no_wake(f"dial:{contact.id}")
    w.tell(contact, "consultation_ended", why=why)
    if contact.id in w.finished:
        contact = w.finished[contact.id] = changed(contact, consultation=None)
        return contact
    return w.keep(contact, consultation=None)


def _end(w: Work, child: Contact, why: str, *, gone: bool) -> None:
    if child.state in WAITING:
        if open_ := offers.open_offer(w, child):
            offers.withdraw(w, open_, OfferState.CUSTOMER_GONE if gone else OfferState.TAKEN)
        waiting.forget(w, child)
        talking.finish(w, child, S.ABANDONED, why)
        return
    w.do(ReleaseAgent(gateway=child.gateway, leg=child.leg, agent=child.agent or ""))
    agent = w.state.agents[child.agent or ""]
    talking.finish(w, w.keep(child, state=S.WRAP_UP), S.COMPLETED, why)
    joining.release(w, child, agent)
