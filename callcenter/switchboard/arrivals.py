"""What gateways report: calls and messages that come, speak, press keys, end; in any order, twice, too late, or never."""

from callcenter.ivr.turn import Keyed, Silence, Spoke
from callcenter.model.changed import changed
from callcenter.model.commands import Answer, Chronicle, HangUp, Notify, ReleaseAgent
from callcenter.model.contact import LIVE_WITH_AGENT, WAITING, Channel, Contact, ContactState, OfferState
from callcenter.model.events import (
    AgentPhoneAnswered,
    AgentPhoneFailed,
    AgentPhoneRinging,
    CallArrived,
    CallEnded,
    CommandDone,
    CommandFailed,
    CustomerKeyed,
    CustomerSpoke,
    OnCall,
    RecordingReady,
)
from callcenter.model.intent import Intent
from callcenter.switchboard import (
    beginnings,
    consulting,
    contexts,
    dialogue,
    farewell,
    figures,
    joining,
    moving,
    muting,
    offers,
    promised,
    proposals,
    receipts,
    recordings,
    ringing,
    secure_mode,
    talking,
    turns,
    virtual_hold,
    voicemail,
    waiting,
)
from callcenter.switchboard.handover import to_human
from callcenter.switchboard.state import Early, EarlyEvent, leg_key
from callcenter.switchboard.work import Work, spoken, undialled

EARLY_LEASE, EARLY_MOST = 60.0, 32
EARLY_END_LEASE = 600.0
"""An end is remembered longer: an arrival after it would wait for somebody who has long gone."""
WORDS_KEPT = 10
SEALED = "••••"
"""What stands for a secret wherever people read."""

S = ContactState


# --- arrival -----------------------------------------------------------------------------------------------------------


def call_arrived(w: Work, event: CallArrived) -> tuple[EarlyEvent, ...]:
    """The events that came before the arrival are returned, an emergency first, the end last: they happen now."""
    key = leg_key(event.gateway, event.call)
    if key in w.state.legs or key in w.state.gone:
        return ()
    contact = beginnings.comes(
        w,
        channel=Channel.VOICE,
        gateway=event.gateway,
        leg=event.call,
        known=event.known,
        caller=event.caller,
        dialled=event.dialled,
        name=event.name,
        language=event.language,
        declared=event.priority,
        wants_agent=event.wants_agent,
    )
    contact = w.keep(contact)
    w.tell(contact, "arrived", dialled=event.dialled, customer=event.known.customer)
    w.put(w.state.legs, key, contact.id)
    w.wake(f"lease:{contact.id}", w.now + w.site.patience.longest_contact)
    w.do(Answer(gateway=event.gateway, leg=event.call))
    early = w.state.early.get(key)
    w.drop(w.state.early, key)
    w.no_wake(f"early:{key}")
    events = early.events if early else ()
    first = [one for one in events if isinstance(one, CustomerSpoke) and urgent(w, contact, one.intent)]
    if not first:
        _welcome(w, contact, event.dialled)
    return tuple(sorted(events, key=lambda one: 0 if one in first else 2 if isinstance(one, CallEnded) else 1))


def _welcome(w: Work, contact: Contact, dialled: str) -> None:
    site = w.site_of(contact)
    entry = site.entry_points.get(dialled) or site.entry_points.get("*")
    if entry and entry.intent:
        known = site.intents.get(entry.intent)
        reason = f"dialled {dialled}"
        emergency = bool(known and known.emergency)
        intent = Intent(name=entry.intent, confidence=1.0, emergency=emergency, reasons=(reason,))
        dialogue.pursue(w, contact, intent)
    elif entry and entry.flow in site.flows:
        dialogue.begin(w, contact, entry.flow or "")
    else:
        to_human(w, contact, None, "no flow for the dialled number")


def not_yet(w: Work, event: OnCall) -> Contact | None:
    """A call nobody has announced: what can be true of it waits for the arrival. A call that is over takes its recording.

    The contact is given back that is to hear of the event all the same: one that is to be called back.
    """
    key = leg_key(event.gateway, event.call)
    if key in w.state.gone:
        if still_there := virtual_hold.heard(w, event):
            return still_there
        if isinstance(event, RecordingReady):
            detail = {"url": event.url, "seconds": event.seconds}
            w.do(Chronicle(contact=w.state.gone[key], what=promised.RECORDING, detail=detail))
            promised.recorded(w, w.state.gone[key], event.url)
        return None
    if not isinstance(event, CustomerSpoke | CustomerKeyed | CallEnded):
        return None
    ends = isinstance(event, CallEnded)
    before = w.state.early.get(key, Early(events=(), until=0.0))
    if any(isinstance(one, CallEnded) for one in before.events) if ends else len(before.events) >= EARLY_MOST:
        return None
    until = max(before.until, w.now + (EARLY_END_LEASE if ends else EARLY_LEASE))
    w.put(w.state.early, key, Early(events=(*before.events, event), until=until))
    w.wake(f"early:{key}", until)
    return None


# --- words and keys ------------------------------------------------------------------------------------------------------


def spoke(w: Work, contact: Contact, event: CustomerSpoke) -> None:
    language = contact.language if contact.words else _heard_language(w, contact, event)
    words = contact.words if event.sealed else (*contact.words[-WORDS_KEPT + 1 :], event.text)
    heard = Spoke(text="" if event.sealed else event.text, intent=event.intent, sealed=event.sealed)
    intents = dialogue.understood(w, contact, heard)
    contact = w.keep(contact, words=words, language=language, intents=intents)
    w.tell(contact, "customer_said", text=SEALED if event.sealed else event.text, intent=event.intent.name)
    listen(w, contact, heard)


def _heard_language(w: Work, contact: Contact, event: CustomerSpoke) -> str:
    """The first words tell how to answer: what the recogniser heard, or what was clearly understood."""
    heard = event.language or ("" if event.intent.unsure else event.intent.language)
    return w.site_of(contact).spoken(heard) if heard else contact.language


def listen(w: Work, contact: Contact, heard: Spoke) -> None:
    """The words of a customer, spoken or written, wherever the contact stands."""
    intent = heard.intent
    if urgent(w, contact, intent) and not dialogue.chosen(w, contact, heard):
        contact = receipts.keep(w, contact, intent.name)
    if contact.farewell is not None:
        if still_there := farewell.taken_back(w, contact, intent):
            dialogue.pursue(w, still_there, intent)
    elif contact.state is S.SELF_SERVICE and contact.dialogue:
        dialogue.hear(w, contact, heard)
    elif contact.state is S.VOICEMAIL:
        if urgent(w, contact, intent):  # nothing else said into a message is an answer to it
            dialogue.pursue(w, voicemail.stopped(w, contact), intent)
    elif contact.state is S.TRANSFERRING:
        if urgent(w, contact, intent):
            dialogue.pursue(w, moving.stay(w, contact), intent)
    elif contact.state in WAITING and urgent(w, contact, intent) and not contact.emergency:
        _now_urgent(w, contact, intent)
    elif urgent(w, contact, intent) and _stands_still(w, contact):
        _no_longer(w, contact, intent)
    elif urgent(w, contact, intent) and contact.state in LIVE_WITH_AGENT:
        _tell_agent(w, contact, intent)
    elif contact.proposal:
        proposals.go_on(w, contact)
    elif contact.state is S.ARRIVED:
        dialogue.pursue(w, contact, intent)


def _tell_agent(w: Work, contact: Contact, intent: Intent) -> None:
    """It has a human, who may not have heard it: the customer is on hold, or the line was bad."""
    text = f"The customer says it is an emergency: {intent.name}."
    detail = {"kind": "emergency", "contact": contact.id, "intent": intent.name, "text": text}
    w.do(Notify(agent=contact.agent or "", kind="notice", detail=detail))
    w.tell(contact, "emergency_said", intent=intent.name, agent=contact.agent)


def _stands_still(w: Work, contact: Contact) -> bool:
    """Its agent serves an emergency, and this one made way for it."""
    return contact.state in LIVE_WITH_AGENT and contact.id in w.state.agents[contact.agent or ""].parked


def _no_longer(w: Work, contact: Contact, intent: Intent) -> None:
    """One that stood still turns out to be an emergency itself: it looks for whoever can take it now."""
    figures.count_handled(w, contact)
    joining.release(w, contact, w.state.agents[contact.agent or ""])
    dialogue.pursue(w, changed(contact, agent=None, waiting_since=None, connected_at=None), intent)


def urgent(w: Work, contact: Contact, intent: Intent) -> bool:
    return intent.emergency or intent.name in w.site_of(contact).emergencies()


def _now_urgent(w: Work, contact: Contact, intent: Intent) -> None:
    """Somebody waiting says it is an emergency: to the front, at once, and to who is best for it now."""
    if open_ := offers.open_offer(w, contact):
        offers.withdraw(w, open_, OfferState.TAKEN)
        contact = w.keep(contact, state=S.QUEUED, offer=None)
    waiting.forget(w, contact)
    dialogue.pursue(w, contact, intent)


def keyed(w: Work, contact: Contact, event: CustomerKeyed) -> None:
    contact = w.keep(contact, keys=contexts.pressed(contact, "" if event.sealed else event.digits))
    w.tell(contact, "customer_keyed", keys=len(event.digits))
    if contact.farewell is not None:
        if event.digits.startswith("0"):
            to_human(w, farewell.stay(w, contact), None, "asked")
    elif contact.state is S.SELF_SERVICE and contact.dialogue:
        something = event.digits or event.sealed
        heard = Keyed(digits=event.digits, sealed=event.sealed) if something else Silence()
        dialogue.hear(w, contact, heard)
    elif contact.state is S.VOICEMAIL:
        voicemail.keyed(w, contact, event.digits)
    elif contact.proposal:
        proposals.keyed(w, contact, event.digits)


def silent(w: Work, contact: Contact) -> None:
    """The question's lease ran out: the customer said nothing, or the gateway forgot to say so."""
    if contact.state is S.SELF_SERVICE and contact.dialogue and contact.farewell is None:
        dialogue.hear(w, contact, Silence())


# --- what became of commands ----------------------------------------------------------------------------------------------


def command_done(w: Work, contact: Contact, event: CommandDone) -> None:
    farewell.said(w, w.keep(contact), event.command)
    consulting.command_done(w, contact, event.command)
    moving.command_done(w, contact, event.command)
    if event.result.get("timeout") or event.result.get("digits") == "":
        proposals.answered(w, w.state.contacts[contact.id], event.command)
        silent(w, contact)


def command_failed(w: Work, contact: Contact, event: CommandFailed) -> None:
    """A machine that fails means a human, not silence."""
    w.tell(w.keep(contact), "command_failed", command=event.command, reason=event.reason)
    if contact.farewell is not None:
        farewell.said(w, w.state.contacts[contact.id], event.command)
    elif contact.state is S.SELF_SERVICE:
        to_human(w, w.state.contacts[contact.id], None, f"the gateway failed: {event.reason}")
    elif contact.state is S.VOICEMAIL:
        voicemail.failed(w, w.state.contacts[contact.id], event.command, event.reason)
    elif offer := ringing.by_command(w, contact, event.command):
        offers.not_taken(w, w.state.contacts[contact.id], offer, event.reason or "command failed")
    elif contact.proposal:
        proposals.answered(w, w.state.contacts[contact.id], event.command)
    elif contact.state is S.CONNECTING and _since_joining(contact, event.command):
        joining.phone_failed(w, w.state.contacts[contact.id], event.reason or "command failed")
    else:
        consulting.command_failed(w, contact, event.command, event.reason)
        moving.command_failed(w, contact, event.command, event.reason)
        _not_as_asked(w, contact.id, event)


def _not_as_asked(w: Work, name: str, event: CommandFailed) -> None:
    """Recording, pausing, muting: whatever failed of it, no screen may say that it was done."""
    if contact := w.state.contacts.get(name):
        secure_mode.failed(w, contact, event.command, event.reason)
        recordings.failed(w, w.state.contacts[name], event.command)
        muting.failed(w, w.state.contacts[name], event.command)


def _since_joining(contact: Contact, command: str) -> bool:
    """Music that could not be played a minute ago is no reason to give up the agent's phone. Ids are `{seq}.{n}`."""
    seq = command.partition(".")[0]
    if contact.connect_seq is None or not (seq.isascii() and seq.isdecimal() and len(seq) < 20):
        return True
    return int(seq) >= contact.connect_seq


def phone_ringing(w: Work, contact: Contact, event: AgentPhoneRinging) -> None:
    if event.agent == contact.agent or ringing.offered(w, contact, event.agent):
        w.tell(w.keep(contact), "agent_ringing", agent=event.agent)
    else:
        consulting.ringing(w, contact, event.agent)


def phone_answered(w: Work, contact: Contact, event: AgentPhoneAnswered) -> None:
    if contact.state is S.CONNECTING and event.agent == contact.agent:
        joining.connected(w, contact)
    elif event.agent != contact.agent and not joining.picked_up(w, w.keep(contact), event.agent):
        consulting.answered(w, contact, event.agent)


def phone_failed(w: Work, contact: Contact, event: AgentPhoneFailed) -> None:
    if offer := ringing.offered(w, contact, event.agent):
        offers.not_taken(w, w.keep(contact), offer, event.reason)
    else:
        consulting.phone_failed(w, contact, event.agent, event.reason)


def connect_overdue(w: Work, contact: Contact) -> None:
    """The gateway never said whether they were joined: they may well be talking, so nothing is torn apart. A callback
    has rung all the time: it is hung up, and the agent may write down that nobody answered."""
    if contact.state is not S.CONNECTING:
        return
    w.tell(contact, "connect_unconfirmed")
    if undialled(contact):
        w.do(HangUp(gateway=contact.gateway, leg=contact.leg, reason="no_answer"))
        talking.over(w, contact, "no_answer")
        return
    w.alarm(
        "connect_unconfirmed",
        contact.id,
        "The gateway has not confirmed that customer and agent were joined.",
        contact=contact.id,
        agent=contact.agent,
    )
    joining.connected(w, contact)


def recording(w: Work, contact: Contact, event: RecordingReady) -> None:
    w.tell(w.keep(contact), promised.RECORDING, url=event.url, seconds=event.seconds)
    recordings.ended(w, w.state.contacts[contact.id], event.command)


# --- the end ----------------------------------------------------------------------------------------------------------------


def ended(w: Work, contact: Contact, reason: str) -> None:
    """The customer or the line is gone, wherever the contact stood."""
    if contact.state is S.CONNECTING and spoken(contact) and contact.agent:
        w.do(ReleaseAgent(gateway=contact.gateway, leg=contact.leg, agent=contact.agent))
    if contact.state in LIVE_WITH_AGENT:
        talking.over(w, contact, reason)
    elif contact.state in WAITING:
        if undialled(contact):
            return  # nobody has been dialled yet: the end of an earlier try
        if open_ := offers.open_offer(w, contact):
            offers.withdraw(w, open_, OfferState.CUSTOMER_GONE)
        _abandoned(w, contact, reason)
    elif contact.state is S.TRANSFERRING:
        moving.arrived(w, contact)
    elif contact.state is not S.WRAP_UP:
        turns.hung_up(w, contact, reason)
        served = contact.state is S.SELF_SERVICE and contact.intent is not None and reason == "completed"
        if contact.farewell is not None or contact.state is S.VOICEMAIL or turns.done(w, contact, reason):
            talking.finish(w, contact, S.COMPLETED, farewell.reason(contact))
        else:
            talking.finish(w, contact, S.COMPLETED if served else S.ABANDONED, reason)


def _abandoned(w: Work, contact: Contact, reason: str) -> None:
    """Gone before anybody took them."""
    contact = changed(contact, offer=None, proposal=(), ended_at=w.now)
    waiting.forget(w, contact)
    figures.count_abandoned(w, contact)
    waiting.keep_place(w, contact)
    talking.finish(w, contact, S.ABANDONED, reason)


def call_ended(w: Work, event: CallEnded) -> None:
    contact = w.find(leg_key(event.gateway, event.call))
    if contact is None:
        not_yet(w, event)
    else:
        ended(w, contact, event.reason)
