"""An emergency comes in between: what the agent holds stands still, gives its units back, and goes on afterwards.

A wrap-up that is parked keeps its remaining seconds; a written contact stays with the agent, who may read and answer it.
Each parked contact names the emergency it makes way for. When that emergency makes way for another one itself, there are
two layers, and the last one is taken up first.
"""

from callcenter.model.agent import CAPACITY, Agent, Parked
from callcenter.model.changed import changed
from callcenter.model.contact import Contact, ContactState
from callcenter.switchboard.work import Work, moment


def make_room(w: Work, agent: Agent, contact: Contact) -> Agent:
    """Parks what the agent holds when the contact, just accepted, does not fit beside it, or would not fit beside what
    is parked already and comes back before it is over."""
    fits = agent.used + w.cost(contact) <= CAPACITY and not agent.parked
    return agent if fits else park(w, agent, contact)


def park(w: Work, agent: Agent, emergency: Contact) -> Agent:
    """Everything but the emergency stands still at this agent."""
    names = [name for name in agent.live if name != emergency.id]
    parked = {name: Parked(by=emergency.id, left=_stop_wrap_up(w, agent, name)) for name in names}
    for name in names:
        w.tell(w.state.contacts[name], "parked", agent=agent.id, emergency=emergency.id)
    wrapping = {name: until for name, until in agent.wrapping.items() if name not in parked}
    return w.keep_agent(agent, parked={**agent.parked, **parked}, wrapping=wrapping)


def _stop_wrap_up(w: Work, agent: Agent, name: str) -> float | None:
    """The seconds that are left of it; None: the contact is not in wrap-up."""
    until = agent.wrapping.get(name)
    if until is None:
        return None
    w.no_wake(f"wrap_up:{name}")
    w.keep(w.state.contacts[name], wrap_up_until=None)
    return moment(max(0.0, until - w.now))


def wrap_up_later(agent: Agent, contact: Contact, seconds: float) -> Agent:
    """A parked contact has ended: its wrap-up waits with it, whole."""
    return changed(agent, parked={**agent.parked, contact.id: changed(agent.parked[contact.id], left=seconds)})


def over(w: Work, agent: Agent, emergency: str) -> Agent:
    """The agent holds the emergency no longer, and `agent` is already without it: what made way for it goes on.

    If it was itself parked for another emergency, what made way for it now waits for that one.
    """
    waiting = [name for name, one in agent.parked.items() if one.by == emergency]
    before = w.state.agents[agent.id].parked.get(emergency)
    if not waiting:
        return agent
    if before is not None:
        return changed(
            agent, parked={c: changed(p, by=before.by) if c in waiting else p for c, p in agent.parked.items()}
        )
    wrapping = dict(agent.wrapping)
    for name in waiting:
        if (left := agent.parked[name].left) is not None:
            wrapping[name] = _go_on(w, name, left)
        w.tell(w.state.contacts[name], "taken_up_again", agent=agent.id)
    return changed(agent, parked={c: p for c, p in agent.parked.items() if c not in waiting}, wrapping=wrapping)


def _go_on(w: Work, name: str, left: float) -> float:
    until = moment(w.now + left)
    contact = w.state.contacts[name]
    assert contact.state is ContactState.WRAP_UP
    w.keep(contact, wrap_up_until=until)
    w.wake(f"wrap_up:{name}", until)
    return until
