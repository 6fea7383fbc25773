"""Offers: exclusive, expiring, one open offer per contact. `balance` is the only place that makes them."""

from collections.abc import Collection, Mapping

from callcenter.model.agent import CAPACITY, Agent, Presence, Reachability
from callcenter.model.changed import changed
from callcenter.model.commands import MakeOffer, WithdrawOffer
from callcenter.model.contact import OFFER, Contact, ContactState, Offer, OfferState
from callcenter.model.events import OfferDeclined
from callcenter.routing.crowd import best_first, why_not_for
from callcenter.routing.lines import Demand, Entry
from callcenter.switchboard import decisions, figures, holds, ringing, waiting
from callcenter.switchboard.decisions import SHOWN_BEST, Best
from callcenter.switchboard.holds import open_to
from callcenter.switchboard.work import Work, moment

URGENT_COOL_DOWN = 10.0
"""Seconds at most after which an emergency comes back to who declined it."""
LET_RING = 30.0
"""Seconds for which whom the ladder asked is not asked for the same contact again when they let it ring, or when their
phone, or the outside number, does not take it."""
USUAL = "proficiency, then longest idle, then id"


def balance(w: Work) -> None:
    """Restores: no routable agent idles while a contact they could take waits. Runs after every event.

    First come the contacts that agents who became free could take, the smallest rank of them all before the others;
    each goes to the best of those agents whose turn it is. Then contacts that came or were widened look for an agent.
    Idle agents that did not change had nothing to take before, so nobody is overtaken: whoever takes a contact could
    have taken no earlier one.
    """
    holds.let_go(w)
    while w.fresh_agents:
        heads = {agent: head for agent in tuple(w.fresh_agents) if (head := _head_for(w, agent))}
        if heads:
            _serve_first(w, heads)
    for name in sorted(w.fresh_contacts, key=lambda name: _rank_of(w, name)):
        contact = w.state.contacts.get(name)
        if contact and contact.state is ContactState.QUEUED and not _look_for_agent(w, contact):
            figures.foretell(w, contact)


def _rank_of(w: Work, name: str) -> tuple[tuple[int, float, int], str]:
    contact = w.state.contacts.get(name)
    return (contact.rank if contact and contact.rank else (9, 0.0, 0), name)


def _serve_first(w: Work, heads: Mapping[str, Entry]) -> None:
    """`heads`: those who became free, and what each would take. The first of these goes to the best who would take it."""
    _, name = min(heads.values())
    contact = w.state.contacts[name]
    takers = [agent for agent, head in heads.items() if head[1] == name]
    if name in w.fresh_contacts:  # then it may also be for somebody who was idle before
        made = w.offers_made
        _look_for_agent(w, contact, heads.keys() - takers)
        assert w.offers_made > made, f"{name} could have been taken but nobody was offered anything"
        return
    demand, _ = w.lines.filed[name]
    best = [w.crowd.one(agent, demand) for agent in takers]
    if len(best) > 1:
        best = sorted(best, key=best_first)[:SHOWN_BEST]
    _offer(w, contact, mine if (mine := contact.preferred) in takers and mine else best[0][1][2], best)


def _head_for(w: Work, agent: str) -> Entry | None:
    """The first contact this agent can take, in the order of their team. Whoever can take none is done with."""
    contacts = w.state.contacts
    able = w.crowd.able(agent, w.lines.every)
    serves = w.state.agents[agent].serves
    head = w.lines.first(able, lambda name: open_to(contacts[name], agent, w.now), serves)
    if head is None:
        w.fresh_agents.pop(agent, None)
    return head


def _look_for_agent(w: Work, contact: Contact, others: Collection[str] = ()) -> bool:
    """Offers the contact to the best agent who could take it now, `others` left out; False: nobody can."""
    demand, _ = w.lines.filed[contact.id]
    while best := _best(w, contact, demand, others):
        chosen = best[0][1][2]
        fits = contact.preferred and any(one[1][2] == contact.preferred for one in best)
        if fits or _is_next(w, contact, chosen, others):
            _offer(w, contact, contact.preferred if fits and contact.preferred else chosen, best)
            return True
    decisions.record(w, contact, None, [], USUAL)
    return False


def _is_next(w: Work, contact: Contact, agent: str, others: Collection[str]) -> bool:
    """Of several contacts that look for an agent in one step, one whose team serves another queue first takes that one."""
    if others or w.state.agents[agent].serves is None or len(w.fresh_contacts) < 2:
        return True
    head = _head_for(w, agent)
    if head is None or head[1] == contact.id:
        return True
    first = w.state.contacts[head[1]]
    demand, _ = w.lines.filed[first.id]
    _offer(w, first, agent, _best(w, first, demand, ()))
    return False


def _best(w: Work, contact: Contact, demand: Demand, others: Collection[str]) -> Best:
    """The best agents for the contact; the preferred one is among them if they can take it."""
    best = w.crowd.best(demand, lambda agent: agent not in others and open_to(contact, agent, w.now), SHOWN_BEST)
    mine = contact.preferred
    if mine is None or mine in others or any(one[1][2] == mine for one in best):
        return best
    if mine not in w.crowd.filed or not open_to(contact, mine, w.now) or why_not_for(w.state.agents[mine], demand):
        return best
    return [w.crowd.one(mine, demand), *best]


def offer_to(w: Work, contact: Contact, agent: str) -> None:
    """A supervisor's or a colleague's choice: this agent, whatever their skills."""
    demand, _ = w.lines.filed[contact.id]
    _offer(w, contact, agent, _best(w, contact, demand, ()), by_hand=True)


def why_not_by_hand(w: Work, contact: Contact, agent: str) -> str | None:
    """Why the contact cannot be given to this agent by somebody's choice; skills are no reason. None: it can."""
    if agent not in w.crowd.filed:
        return f"{agent} cannot be offered anything now."
    if w.state.agents[agent].used + w.cost(contact) > CAPACITY:
        return f"{agent} has no capacity left for this contact."
    return None


def _offer(w: Work, contact: Contact, name: str, best: Best, *, by_hand: bool = False) -> None:
    why = "somebody's choice" if by_hand else "preferred agent" if name == contact.preferred else USUAL
    decisions.record(w, contact, name, best, why)
    make(w, contact, name)


def make(w: Work, contact: Contact, name: str, *, rung: int | None = None) -> None:
    """The contact rings at this agent. `rung`: of the emergency ladder, from 1."""
    w.offers_made += 1
    offer = w.keep_offer(
        Offer(
            id=f"o{w.seq}-{w.offers_made}",
            contact=contact.id,
            agent=name,
            made_at=w.now,
            expires_at=moment(w.now + w.queue_of(contact).offer_seconds),
            rung=rung,
        )
    )
    agent = w.state.agents[name]
    contact = w.keep(contact, state=ContactState.OFFERED, offer=offer.id)
    w.keep_agent(agent, offers=(*agent.offers, offer.id))
    w.wake(f"offer:{offer.id}", offer.expires_at)
    offer = ringing.begin(w, contact, offer)
    w.do(MakeOffer(offer=offer))
    w.tell(contact, "offered", offer=offer.id, agent=name, expires_at=offer.expires_at, **_by_rung(rung))


def _by_rung(rung: int | None) -> dict[str, int]:
    return {} if rung is None else {"rung": rung}


# --- what becomes of an offer ------------------------------------------------------------------------------------------


def close(w: Work, offer: Offer, became: OfferState) -> Offer:
    """The offer ends; the agent is free of it."""
    offer = w.keep_offer(changed(offer, state=OFFER.step(offer.state, became)))
    w.no_wake(f"offer:{offer.id}")
    agent = w.state.agents[offer.agent]
    w.keep_agent(agent, offers=tuple(o for o in agent.offers if o != offer.id))
    return offer


def withdraw(w: Work, offer: Offer, became: OfferState) -> None:
    """Takes the offer off the agent's screen, with the reason."""
    close(w, offer, became)
    ringing.end(w, offer, became)
    w.do(WithdrawOffer(offer=offer.id, agent=offer.agent, reason=became.value))


def open_offer(w: Work, contact: Contact) -> Offer | None:
    offer = w.state.offers.get(contact.offer or "")
    return offer if offer and offer.state is OfferState.OPEN else None


GONE = {
    OfferState.ACCEPTED: "It has been accepted already.",
    OfferState.DECLINED: "It was declined.",
    OfferState.EXPIRED: "It expired before it was accepted; the contact went back to its place in line.",
    OfferState.CUSTOMER_GONE: "The customer has gone.",
    OfferState.TAKEN: "Somebody else has taken the contact.",
    OfferState.AGENT_LOST: "Your connection was lost; the contact went back to its place in line.",
}


def decline(w: Work, event: OfferDeclined) -> None:
    offer = w.state.offers.get(event.offer)
    if offer is None or offer.agent != event.agent or offer.state is not OfferState.OPEN:
        w.refuse(event, "offer_gone", GONE[offer.state] if offer and offer.agent == event.agent else "No such offer.")
        return
    _declined(w, w.state.contacts[offer.contact], offer)
    w.accept(event)


def _declined(w: Work, contact: Contact, offer: Offer) -> None:
    patience = w.site_of(contact).patience.decline_cool_down
    seconds = min(patience, URGENT_COOL_DOWN) if contact.emergency else patience
    withdraw(w, offer, OfferState.DECLINED)
    waiting.back_in_line(w, contact, "declined", spurned=waiting.spurned(w, contact, offer.agent, seconds))


def expire(w: Work, offer: Offer) -> None:
    """RONA: the agent is not responding until they say they are back; the contact keeps its place.

    Who has lost the connection has seen no offer: nothing is held against them. Neither is it against somebody whom the
    emergency ladder asked out of turn: they are only not asked for the same contact again at once.
    """
    if offer.state is not OfferState.OPEN:
        return
    if w.state.agents[offer.agent].reachability is not Reachability.CONNECTED:
        _take_back(w, offer)
        return
    withdraw(w, offer, OfferState.EXPIRED)
    contact = w.state.contacts[offer.contact]
    if offer.rung is None:
        w.keep_agent(w.state.agents[offer.agent], not_responding=True)
        contact = waiting.back_in_line(w, contact, "offer expired")
    else:
        cool = waiting.spurned(w, contact, offer.agent, LET_RING)
        contact = waiting.back_in_line(w, contact, "offer expired", spurned=cool)
    w.tell(contact, "not_answered", agent=offer.agent)


def not_taken(w: Work, contact: Contact, offer: Offer, reason: str) -> None:
    """Their telephone rang with the offer and did not take it: whoever pressed the button has declined, whoever let it ring,
    or cannot be reached by it, is not responding."""
    if reason == "rejected":
        _declined(w, contact, offer)
        return
    withdraw(w, offer, OfferState.EXPIRED)
    available = w.state.agents[offer.agent].presence is Presence.AVAILABLE and offer.rung is None
    if available:
        w.keep_agent(w.state.agents[offer.agent], not_responding=True)
    cool = contact.spurned if available else waiting.spurned(w, contact, offer.agent, LET_RING)
    contact = waiting.back_in_line(w, contact, f"agent's phone: {reason}", spurned=cool)
    w.tell(contact, "not_answered", agent=offer.agent)


def agent_gone(w: Work, agent: Agent) -> None:
    """The agent's open offers go back to their places."""
    for name in agent.offers:
        _take_back(w, w.state.offers[name])


def emergencies_leave(w: Work, agent: Agent) -> None:
    """Who has just lost the connection may be back in a moment. Ordinary contacts give them that time."""
    for name in agent.offers:
        offer = w.state.offers[name]
        if w.state.contacts[offer.contact].emergency and not offer.rings:  # a telephone rings without a screen
            _take_back(w, offer)


def _take_back(w: Work, offer: Offer) -> None:
    withdraw(w, offer, OfferState.AGENT_LOST)
    waiting.back_in_line(w, w.state.contacts[offer.contact], "agent lost")
