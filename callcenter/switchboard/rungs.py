"""Whom the open rungs of the ladder ask for an emergency when nobody is free.

    free agents (`offers.balance`) -> people of the open rungs, the best first -> an outside number

People are looked through one by one: this is for the few emergencies that wait although a rung is open, and for those of
them that did not change only the agents who did are looked at.
"""

from collections.abc import Iterable, Mapping

from callcenter.model.agent import Agent, Presence, Reachability, Role
from callcenter.model.contact import Contact, ContactState
from callcenter.model.site import Ask, Rung
from callcenter.routing.crowd import abilities, proficiency
from callcenter.switchboard import decisions, offers, outside
from callcenter.switchboard.holds import open_to
from callcenter.switchboard.work import Work, spoken

Choice = tuple[int, int, int, float, str]
"""Proficiency (negative), rung from 0, units in use, idle since, id: the smallest is asked."""


def ask(w: Work) -> None:
    """Every emergency in line with an open rung is brought to somebody of it, as soon as there is somebody."""
    if not w.climbing:
        return
    for name in sorted(w.climbing, key=lambda name: (w.state.contacts[name].rank or (0, 0.0, 0), name)):
        contact = w.state.contacts[name]
        anew = name in w.contacts or name in w.fresh_contacts
        names: Iterable[str] = w.state.agents if anew else tuple(w.agents)
        if choices := _choices(w, contact, names):
            _offer(w, contact, choices)
        elif anew:
            _put_through(w, contact)


def _choices(w: Work, contact: Contact, names: Iterable[str]) -> list[Choice]:
    """Those who could be asked now, the best first."""
    rungs = w.site_of(contact).ladder[: contact.rung]
    if not any(rung.ask for rung in rungs):
        return []
    demand, _ = w.lines.filed[contact.id]
    found: list[Choice] = []
    for name in names:
        agent = w.state.agents[name]
        number = None if spoken(contact) and not agent.endpoint else _rung_of(w, agent, rungs)
        if number is not None and open_to(contact, name, w.now):
            level = proficiency(dict(abilities(agent)), demand)
            found.append((-level, number, agent.used, agent.idle_since, name))
    return sorted(found)


def _rung_of(w: Work, agent: Agent, rungs: tuple[Rung, ...]) -> int | None:
    """The first of these rungs that asks this agent, from 0; None: none does."""
    if agent.offers or agent.outside or agent.reachability is not Reachability.CONNECTED:
        return None
    kind = asked_as(agent, w.state.contacts)
    if kind is None:
        return None
    return next((n for n, rung in enumerate(rungs) if _asks(rung, agent, kind)), None)


def _asks(rung: Rung, agent: Agent, kind: Ask) -> bool:
    if rung.ask is Ask.SUPERVISORS:
        return agent.role is Role.SUPERVISOR
    return rung.ask is kind and not (kind is Ask.AWAY and agent.reason in rung.but_not)


def asked_as(agent: Agent, contacts: Mapping[str, Contact]) -> Ask | None:
    """As what the ladder could ask this agent, were they reachable; None: they are free, off duty, on a call, serve an
    emergency already, or did not respond and have not said since that they are back."""
    live = [contacts[name] for name in agent.live]
    if any(one.state is not ContactState.WRAP_UP and (spoken(one) or one.emergency) for one in live):
        return None
    if agent.presence is Presence.AVAILABLE and agent.not_responding:
        return None
    if agent.presence is Presence.OFFLINE and agent.role is not Role.SUPERVISOR:
        return None
    if live:
        return Ask.WRAP_UP if all(one.state is ContactState.WRAP_UP for one in live) else Ask.WRITING
    if agent.presence is Presence.AVAILABLE:
        return None
    return Ask.SUPERVISORS if agent.role is Role.SUPERVISOR else Ask.AWAY


def _offer(w: Work, contact: Contact, choices: list[Choice]) -> None:
    _, number, _, _, name = choices[0]
    rung = w.site_of(contact).ladder[number]
    best = [(-level, (used, idle_since, agent)) for level, _, used, idle_since, agent in choices]
    decisions.record(w, contact, name, best, f"emergency ladder, rung {number + 1}: {rung.title}")
    offers.make(w, contact, name, rung=number + 1)


def _put_through(w: Work, contact: Contact) -> None:
    """Nobody of the house can be asked: the first open number that has not failed lately."""
    if not outside.suits(contact):
        return
    for number, rung in enumerate(w.site_of(contact).ladder[: contact.rung]):
        if rung.number and open_to(contact, outside.agent_id(rung.number), w.now):
            why = f"emergency ladder, rung {number + 1}: outside number"
            decisions.record(w, contact, outside.agent_id(rung.number), [], why)
            outside.put_through(w, contact, rung.number)
            return
