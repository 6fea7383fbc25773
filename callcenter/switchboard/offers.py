"""Offers: exclusive, expiring, one open offer per contact. `balance` is the only place that makes them."""

from collections.abc import Mapping
from dataclasses import replace

from callcenter.model.agent import Agent
from callcenter.model.commands import Decision, MakeOffer, WithdrawOffer
from callcenter.model.contact import OFFER, Contact, ContactState, Offer, OfferState
from callcenter.model.events import OfferDeclined
from callcenter.routing.crowd import why_not_for
from callcenter.routing.lines import Demand
from callcenter.switchboard import waiting
from callcenter.switchboard.work import Work

SHOWN = 50
"""Candidates are listed one by one on floors up to this size."""


def balance(w: Work) -> None:
    """Restores: no routable agent idles while a contact they could take waits. Runs after every event.

    Agents that became free look for the first contact in rank; then contacts that came or were widened look for the best
    agent. Idle agents that did not change had nothing to take before, so nobody is overtaken.
    """
    while w.fresh_agents or w.fresh_contacts:
        if w.fresh_agents:
            agent = min(w.fresh_agents, key=lambda name: (w.state.agents[name].idle_since, name))
            if not _serve(w, agent):
                w.fresh_agents.pop(agent, None)
        else:
            name = min(w.fresh_contacts, key=lambda name: _rank_of(w, name))
            del w.fresh_contacts[name]
            contact = w.state.contacts.get(name)
            if contact and contact.state is ContactState.QUEUED:
                _look_for_agent(w, contact)


def _rank_of(w: Work, name: str) -> tuple[tuple[int, float, int], str]:
    contact = w.state.contacts.get(name)
    return (contact.rank if contact and contact.rank else (9, 0.0, 0), name)


def _serve(w: Work, name: str) -> bool:
    """Offers the agent the first contact in rank they can take; False: there is none."""
    if name not in w.crowd.filed:
        return False
    skills, standing = w.crowd.filed[name]
    heads = []
    for demand in w.lines.demands():
        if standing[0] + demand.cost <= 100 and w.crowd.eligible(skills, demand):
            head = w.lines.head(demand, lambda c: waiting.cooled(w.state.contacts[c], name, w.now))
            if head:
                heads.append((head[0], head[1]))
    if not heads:
        return False
    contact = w.state.contacts[min(heads)[1]]
    if contact.id in w.fresh_contacts:
        return _look_for_agent(w, contact)
    _offer(w, contact, name)
    return True


def _look_for_agent(w: Work, contact: Contact) -> bool:
    """Offers the contact to the best agent who could take it now; False: nobody can."""
    demand, _ = w.lines.filed[contact.id]
    preferred = w.state.agents.get(contact.preferred or "")
    if preferred and preferred.id in w.crowd.filed and why_not_for(preferred, demand) is None:
        _offer(w, contact, preferred.id)
        return True
    found = w.crowd.best(demand, lambda agent: waiting.cooled(contact, agent, w.now))
    if not found:
        w.decisions.append(_decision(w, contact, demand, None))
        return False
    _offer(w, contact, found[0][1][2])
    return True


def offer_to(w: Work, contact: Contact, agent: str) -> None:
    """A supervisor's or a colleague's choice: this agent, whatever their skills."""
    _offer(w, contact, agent)


def _offer(w: Work, contact: Contact, name: str) -> None:
    demand, _ = w.lines.filed[contact.id]
    w.decisions.append(_decision(w, contact, demand, name))
    w.offers_made += 1
    offer = w.keep_offer(
        Offer(
            id=f"o{w.seq}-{w.offers_made}",
            contact=contact.id,
            agent=name,
            made_at=w.now,
            expires_at=round(w.now + w.queue_of(contact).offer_seconds, 6),
        )
    )
    agent = w.state.agents[name]
    contact = w.keep(contact, state=ContactState.OFFERED, offer=offer.id)
    w.fresh_contacts.pop(contact.id, None)
    w.keep_agent(agent, offers=(*agent.offers, offer.id))
    w.fresh_agents.pop(name, None)
    w.wake(f"offer:{offer.id}", offer.expires_at)
    w.do(MakeOffer(offer=offer))
    w.tell(contact, "offered", offer=offer.id, agent=name, expires_at=offer.expires_at)


def _decision(w: Work, contact: Contact, demand: Demand, chosen: str | None) -> Decision:
    agents = w.state.agents
    candidates: list[Mapping[str, object]] = []
    removed: dict[str, str] = {}
    if len(agents) <= SHOWN:
        for name in sorted(agents):
            reason = why_not_for(agents[name], demand)
            if reason is None and not waiting.cooled(contact, name, w.now):
                reason = "cool-down after a declined offer"
            if reason and name != chosen:
                removed[name] = reason
    for level, (used, idle_since, name) in w.crowd.best(demand, lambda a: waiting.cooled(contact, a, w.now))[:5]:
        candidates.append(
            {"agent": name, "proficiency": level, "used": used, "idle_seconds": round(w.now - idle_since, 3)}
        )
    return Decision(
        contact=contact.id,
        queue=contact.queue or "",
        step=contact.step,
        site=contact.site,
        chosen=chosen,
        candidates=tuple(candidates),
        removed=removed,
        rank=contact.rank,
        head_starts={start.reason: start.seconds for start in contact.head_starts},
        ahead=w.lines.place(contact.id) - 1 if w.lines.waiting.get(demand.queue, 0) <= 200 else -1,
        tie_break="preferred agent"
        if chosen and chosen == contact.preferred
        else "proficiency, then longest idle, then id",
    )


# --- what becomes of an offer ------------------------------------------------------------------------------------------


def close(w: Work, offer: Offer, became: OfferState) -> Offer:
    """The offer ends; the agent is free of it."""
    offer = w.keep_offer(replace(offer, state=OFFER.step(offer.state, became)))
    w.no_wake(f"offer:{offer.id}")
    agent = w.state.agents[offer.agent]
    w.keep_agent(agent, offers=tuple(o for o in agent.offers if o != offer.id))
    return offer


def withdraw(w: Work, offer: Offer, became: OfferState) -> None:
    """Takes the offer off the agent's screen, with the reason."""
    close(w, offer, became)
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
    OfferState.AGENT_LOST: "Your connection was lost for too long.",
}


def decline(w: Work, event: OfferDeclined) -> None:
    offer = w.state.offers.get(event.offer)
    if offer is None or offer.agent != event.agent or offer.state is not OfferState.OPEN:
        w.refuse(event, "offer_gone", GONE[offer.state] if offer and offer.agent == event.agent else "No such offer.")
        return
    contact = w.state.contacts[offer.contact]
    patience = w.site_of(contact).patience.decline_cool_down
    until = w.now + (min(patience, 10.0) if contact.emergency else patience)
    close(w, offer, OfferState.DECLINED)
    waiting.back_in_line(w, contact, "declined", spurned={**contact.spurned, offer.agent: until})
    w.wake(f"cool:{contact.id}", until)
    w.accept(event)


def expire(w: Work, offer: Offer) -> None:
    """RONA: the agent is not responding until they say they are back; the contact keeps its place."""
    if offer.state is not OfferState.OPEN:
        return
    withdraw(w, offer, OfferState.EXPIRED)
    w.keep_agent(w.state.agents[offer.agent], not_responding=True)
    contact = waiting.back_in_line(w, w.state.contacts[offer.contact], "offer expired")
    w.tell(contact, "not_answered", agent=offer.agent)


def agent_gone(w: Work, agent: Agent) -> None:
    """The agent's open offers go back to their places."""
    for name in agent.offers:
        offer = w.state.offers[name]
        withdraw(w, offer, OfferState.AGENT_LOST)
        waiting.back_in_line(w, w.state.contacts[offer.contact], "agent lost")
