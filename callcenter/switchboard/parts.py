"""An agent's part of a contact that has moved on: a wrap-up of their own, where the queue wants one.

The contact goes on with somebody else; what its first agent has to write down stands in a record of its own, which has
no line and ends with the wrap-up or its deadline.
"""

from callcenter.model.agent import Agent
from callcenter.model.contact import Contact, ContactState
from callcenter.switchboard import beginnings
from callcenter.switchboard.work import Work, moment


def begin(w: Work, contact: Contact, agent: Agent) -> None:
    """Before the agent lets go, so that nothing else is theirs in between. What made way for an emergency has none."""
    seconds = w.queue_of(contact).transfer_wrap_up_seconds
    if not seconds or contact.connected_at is None or agent.parked:
        return
    until = moment(w.now + seconds)
    part = beginnings.beside(
        w,
        contact,
        state=ContactState.WRAP_UP,
        queue=contact.queue,
        connected_at=contact.connected_at,
        ended_at=w.now,
        end_reason="transferred",
        agent=agent.id,
        wrap_up_until=until,
        part=True,
    )
    w.keep_agent(
        agent,
        assignments={**agent.assignments, part.id: w.cost(contact)},
        wrapping={**agent.wrapping, part.id: until},
    )
    w.wake(f"wrap_up:{part.id}", until)
    w.keep(part)
