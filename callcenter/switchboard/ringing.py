"""Telephones that ring with the offer, where the gateway is told so: picking up accepts it, the button declines it.

Somebody who talks already, or is to call back a customer who has not been dialled, accepts on the screen first.
"""

from callcenter.model.agent import Agent
from callcenter.model.changed import changed
from callcenter.model.commands import Connect, Hold, ReleaseAgent
from callcenter.model.contact import LIVE_WITH_AGENT, WAITING, Contact, ContactState, Offer, OfferState
from callcenter.model.gateways import Rings
from callcenter.switchboard.work import Work, spoken, undialled


def begin(w: Work, contact: Contact, offer: Offer) -> Offer:
    """The agent's telephone rings, if it is to ring before they have accepted."""
    agent = w.state.agents[offer.agent]
    if not _at_once(w, contact) or not agent.endpoint or _talks(w, agent):
        return offer
    offer = w.keep_offer(changed(offer, rings=w.next_command()))
    w.do(Connect(gateway=contact.gateway, leg=contact.leg, agent=agent.id, endpoint=agent.endpoint))
    return offer


def _at_once(w: Work, contact: Contact) -> bool:
    policy = w.site_of(contact).gateways.get(contact.gateway)
    told = policy is not None and policy.rings is Rings.OFFERED
    return told and spoken(contact) and contact.parent is None and not undialled(contact)


def _talks(w: Work, agent: Agent) -> bool:
    live = (w.state.contacts.get(name) for name in agent.assignments)
    return any(one is not None and spoken(one) and one.state in LIVE_WITH_AGENT for one in live)


def end(w: Work, offer: Offer, became: OfferState) -> None:
    """Somebody else has it, or nobody: their telephone stops. When the customer has gone it has stopped already."""
    contact = w.state.contacts.get(offer.contact)
    if offer.rings and contact is not None and became is not OfferState.CUSTOMER_GONE:
        w.do(ReleaseAgent(gateway=contact.gateway, leg=contact.leg, agent=offer.agent))


def offered(w: Work, contact: Contact, agent: str) -> Offer | None:
    """The open offer with which this agent's telephone rings."""
    offer = w.state.offers.get(contact.offer or "")
    fits = offer is not None and offer.rings and offer.agent == agent and offer.state is OfferState.OPEN
    return offer if fits and contact.state is ContactState.OFFERED else None


def by_command(w: Work, contact: Contact, command: str) -> Offer | None:
    """The same by the command that was to make it ring."""
    offer = w.state.offers.get(contact.offer or "")
    return offered(w, contact, offer.agent) if offer is not None and offer.rings == command else None


def since(offer: Offer, seq: int) -> int:
    """From which event on a command that fails may be the one that brings them together. `seq`: of this event."""
    return int(offer.rings.partition(".")[0]) if offer.rings else seq


def was_picked_up(w: Work, offer: Offer) -> bool:
    """They clicked as well."""
    contact = w.state.contacts.get(offer.contact)
    return (
        bool(offer.rings)
        and offer.state is OfferState.ACCEPTED
        and contact is not None
        and contact.agent == offer.agent
    )


def too_late(w: Work, contact: Contact, agent: str) -> bool:
    """They picked up when the offer had just gone: the customer waits on, with music. False: that is not what happened."""
    if contact.state not in WAITING or not _at_once(w, contact) or agent not in w.state.agents:
        return False
    w.do(
        ReleaseAgent(gateway=contact.gateway, leg=contact.leg, agent=agent),
        Hold(gateway=contact.gateway, leg=contact.leg),
    )
    w.tell(contact, "picked_up_too_late", agent=agent)
    return True
