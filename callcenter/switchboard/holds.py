"""For whom a waiting contact is kept: a cool-down after a declined offer, and the preferred agent who is busy."""

from callcenter.model.contact import Contact, ContactState
from callcenter.model.customer import Known
from callcenter.model.site import Preferred
from callcenter.routing.crowd import at_work
from callcenter.switchboard.work import Work, moment


def why_not_open(contact: Contact, agent: str, now: float) -> str | None:
    """What keeps the contact from this agent, whatever their skills; None: may be offered."""
    if contact.spurned.get(agent, 0.0) > now:
        return "cool-down after a declined offer"
    if contact.held_until is not None and agent != contact.preferred and contact.held_until > now:
        return f"held for {contact.preferred}"
    return None


def open_to(contact: Contact, agent: str, now: float) -> bool:
    """As `why_not_open` is None: asked for every contact at the head of a line."""
    if contact.spurned and contact.spurned.get(agent, 0.0) > now:
        return False
    return contact.held_until is None or agent == contact.preferred or contact.held_until <= now


def meant_for(w: Work, contact: Contact) -> str | None:
    """The agent this contact is meant for: whom a promise names, else the first its queue prefers who is at work.

    Nobody is preferred who has left, is away or does not respond: a customer who comes back gets whoever is there.
    """
    if contact.callback is not None:
        return contact.preferred
    known, named = contact.known, contact.wants_agent
    for why in w.queue_of(contact).prefer:
        agent = w.state.agents.get(_named(why, known, named) or "")
        if agent is not None and at_work(agent) and contact.spurned.get(agent.id, 0.0) <= w.now:
            return agent.id
    return None


def _named(why: Preferred, known: Known, named: str) -> str | None:
    match why:
        case Preferred.NAMED:
            return named
        case Preferred.CASE_OWNER:
            return known.case_owner
        case Preferred.OWNER:
            return known.owner
        case Preferred.LAST_AGENT:
            return known.last_agent


def begin(w: Work, contact: Contact) -> Contact:
    """The contact comes into a line: it waits for its agent a while if they are busy, never as an emergency."""
    return keep_for(w, contact, meant_for(w, contact), w.queue_of(contact).prefer_seconds)


def keep_for(w: Work, contact: Contact, preferred: str | None, seconds: float) -> Contact:
    """The contact is meant for this agent, and for so many seconds for nobody else if they are at work."""
    agent = w.state.agents.get(preferred or "")
    held = seconds > 0 and not contact.emergency and agent is not None and at_work(agent)
    until = moment(w.now + seconds) if held else None
    if held and until is not None:
        w.wake(f"hold:{contact.id}", until)
    else:
        w.no_wake(f"hold:{contact.id}")
    if (preferred, until) == (contact.preferred, contact.held_until):
        return contact
    return w.keep(contact, preferred=preferred, held_until=until)


def end(w: Work, contact: Contact) -> Contact:
    """Everybody may take it from now on."""
    w.no_wake(f"hold:{contact.id}")
    if contact.held_until is None:
        return contact
    contact = w.keep(contact, held_until=None, joined_at=w.now)
    if contact.state is ContactState.QUEUED:
        w.fresh_contacts[contact.id] = None
    return contact


def let_go(w: Work) -> None:
    """Whoever was waited for and is not at work any longer is waited for no more."""
    if not w.lines.held:
        return
    for name in tuple(w.agents):
        if name in w.lines.held and not at_work(w.state.agents[name]):
            for contact in tuple(w.lines.held[name]):
                end(w, w.state.contacts[contact])
