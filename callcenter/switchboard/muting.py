"""An agent who is not heard: a cough, a word with the neighbour. It ends with the button, or when they leave the call."""

from callcenter.model.commands import Mute, Notify
from callcenter.model.contact import Contact
from callcenter.model.events import MuteAsked
from callcenter.switchboard.recordings import is_talk
from callcenter.switchboard.talking import own
from callcenter.switchboard.work import Work


def ask(w: Work, event: MuteAsked) -> None:
    """Of a colleague who was asked in, too: on the line of the customer's call, in their own contact."""
    contact = own(w, event)
    if contact is None:
        return
    if not is_talk(contact):
        w.refuse(event, "conflict", "You can be muted only on a call, once you are on it.")
        return
    if contact.muted is not event.on:
        contact = w.keep(contact, muted=event.on, mute=w.next_command())
        w.do(Mute(gateway=contact.gateway, leg=contact.leg, agent=event.agent, on=event.on))
        w.tell(contact, "muted" if event.on else "unmuted", by=event.agent)
    w.accept(event)


def failed(w: Work, contact: Contact, command: str) -> None:
    """They are heard as they were before: nobody is to believe otherwise."""
    colleague = w.state.contacts.get((contact.consultation and contact.consultation.contact) or "")
    for one in filter(None, (contact, colleague)):
        if one.mute and command == one.mute:
            one = w.keep(one, muted=not one.muted, mute="")
            text = "You are still muted." if one.muted else "You could not be muted: everybody hears you."
            detail = {"kind": "still_muted" if one.muted else "not_muted", "contact": one.id, "text": text}
            w.do(Notify(agent=one.agent or "", kind="notice", detail=detail))
