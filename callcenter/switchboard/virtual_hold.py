"""Being called back without losing the place: the contact itself waits on, as a callback nobody has dialled yet.

Its rank is what it was, so it overtakes nobody and is overtaken by nobody. The customer hangs up, or rings again and
gets that very place, or is called once an agent has accepted.
"""

from callcenter.model.commands import HangUp, Hold, PromiseCallback, Say, SettleCallback
from callcenter.model.contact import WAITING, Contact, ContactState, OfferState
from callcenter.model.events import CallEnded, CommandDone, CustomerKeyed, CustomerSpoke, OnCall
from callcenter.model.intent import HUMAN
from callcenter.model.promise import CallbackState
from callcenter.model.site import CALLBACK
from callcenter.sla.calendar import is_open
from callcenter.switchboard import farewell, offers, promised, receipts, talking, waiting
from callcenter.switchboard.state import leg_key
from callcenter.switchboard.work import Work, undialled


def choose(w: Work, contact: Contact) -> None:
    """While the queue is open the contact goes on waiting without a line; else they are called when it opens."""
    site, queue = w.site_of(contact), w.queue_of(contact)
    w.no_wake(f"proposal:{contact.id}")
    if queue.calendar and not is_open(site.calendars[queue.calendar], w.now):
        waiting.forget(w, contact)
        contact = w.keep(contact, state=ContactState.SELF_SERVICE, chosen=CALLBACK)
        farewell.say_goodbye(w, contact, site.words["callback_later"][contact.language])
        return
    text = site.words["callback_confirmed"][contact.language]
    w.do(Say(gateway=contact.gateway, leg=contact.leg, text=text, language=contact.language))
    w.wake(f"cut:{w.leg_of(contact)}", w.now + max(farewell.SHORTEST, len(text) * farewell.A_CHARACTER))
    _wait_on(w, contact)


def _wait_on(w: Work, contact: Contact) -> None:
    """The promise is written down as one that is being kept already; the old leg is only said goodbye to."""
    callback = promised.of_choice(w, contact)
    talking.forget_leg(w, contact)
    w.no_wake(f"lease:{contact.id}")
    contact = w.keep(
        contact, leg=f"callback-{callback.id}-1", callback=callback.id, tries=1, chosen=CALLBACK, forecast=None
    )
    w.put(w.state.legs, w.leg_of(contact), contact.id)
    w.put(w.state.virtual_holds, contact.caller, contact.id)
    w.do(
        PromiseCallback(callback=callback),
        SettleCallback(callback=callback.id, state=CallbackState.DUE, due_at=callback.due_at, tries=1),
    )
    w.tell(contact, "callback_promised", callback=callback.id, due_at=callback.due_at, keeps_place=True)
    w.fresh_contacts[contact.id] = None


# --- the old leg --------------------------------------------------------------------------------------------------------


def cut(w: Work, key: str) -> None:
    """The last words on the old leg have been said."""
    gateway, _, leg = key.split(" ", 2)
    w.do(HangUp(gateway=gateway, leg=leg, reason="completed"))


def heard(w: Work, event: OnCall) -> Contact | None:
    """Something on a leg that was said goodbye to; the contact is returned if it shall hear of it.

    Who asks for a person or presses "0" before the line is cut is a call again, and so is an emergency. One that comes
    too late for that is still an emergency: it is called back before everybody else.
    """
    key = leg_key(event.gateway, event.call)
    contact = w.state.contacts.get(w.state.gone.get(key, ""))
    ours = contact is not None and undialled(contact) and contact.state in WAITING and contact.chosen == CALLBACK
    talking_still = f"cut:{key}" in w.state.timers
    if isinstance(event, CallEnded):
        w.no_wake(f"cut:{key}")
    elif isinstance(event, CommandDone) and talking_still and _said(w, event):
        w.no_wake(f"cut:{key}")
        cut(w, key)
    elif contact is not None and ours and _asks(w, contact, event):
        return _on_the_line(w, contact, event.call) if talking_still else contact
    return None


def _asks(w: Work, contact: Contact, event: OnCall) -> bool:
    """For a person, and not just "thank you, goodbye"."""
    if isinstance(event, CustomerKeyed):
        return event.digits.startswith("0")
    if not isinstance(event, CustomerSpoke):
        return False
    return event.intent.emergency or event.intent.name in w.site_of(contact).emergencies() | {HUMAN}


def _said(w: Work, event: CommandDone) -> bool:
    contact = w.state.contacts.get(w.state.gone.get(leg_key(event.gateway, event.call), ""))
    return contact is not None and event.command.startswith(f"{contact.proposal_seq}.")


def _on_the_line(w: Work, contact: Contact, leg: str) -> Contact:
    """A call like any other again, at the same place."""
    _settle(w, contact, "stayed on the line")
    w.drop(w.state.legs, w.leg_of(contact))
    w.drop(w.state.virtual_holds, contact.caller)
    contact = w.keep(contact, leg=leg, callback=None, tries=0, chosen="")
    if contact.emergency:  # put among the emergencies while nobody was on the line
        contact = receipts.keep(w, contact)
    key = w.leg_of(contact)
    for timer in (f"cut:{key}", f"gone:{key}"):
        w.no_wake(timer)
    w.drop(w.state.gone, key)
    w.put(w.state.legs, key, contact.id)
    w.wake(f"lease:{contact.id}", w.now + w.site_of(contact).patience.longest_contact)
    if contact.state in WAITING:
        w.do(Hold(gateway=contact.gateway, leg=contact.leg))
    return contact


# --- ringing back -------------------------------------------------------------------------------------------------------


def resume(w: Work, contact: Contact, queue: str) -> None:
    """A caller who is to be called back and rings again for the same queue: the place is theirs, nobody is doubled."""
    waits = w.state.contacts.get(w.state.virtual_holds.get(contact.caller, "")) if contact.caller else None
    if waits is None or contact.queued_at is not None or waits.id == contact.id:
        return
    if waits.queue != queue or waits.state not in WAITING or not undialled(waits):
        return
    if open_ := offers.open_offer(w, waits):
        offers.withdraw(w, open_, OfferState.TAKEN)
        waits = w.keep(waits, state=ContactState.QUEUED, offer=None)
    waiting.forget(w, waits)
    waiting.remember_place(w, waits, w.now, counted=True)
    w.tell(waits, "rang_back", taken_by=contact.id)
    talking.finish(w, w.keep(waits, proposal=()), ContactState.COMPLETED, promised.RANG_BACK)


def _settle(w: Work, contact: Contact, outcome: str) -> None:
    w.do(
        SettleCallback(
            callback=contact.callback or "",
            state=CallbackState.CANCELLED,
            due_at=w.now,
            outcome=outcome,
            tries=contact.tries,
        )
    )
