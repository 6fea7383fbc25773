"""Numbers outside the house: the last rung of the emergency ladder.

A call is put through without anybody being asked. The number is kept as an agent who is never routable, holds any number
of calls at no units, and has no wrap-up: the contact is complete when the call ends.
"""

from callcenter.model.agent import OUTSIDE, Agent
from callcenter.model.commands import Connect
from callcenter.model.contact import Contact, ContactState
from callcenter.switchboard import waiting
from callcenter.switchboard.work import Work, spoken, undialled


def agent_id(number: str) -> str:
    return f"{OUTSIDE}{number}"


def suits(contact: Contact) -> bool:
    """Only a call with somebody on the line can be put through."""
    return spoken(contact) and not undialled(contact)


def put_through(w: Work, contact: Contact, number: str) -> None:
    """The gateway joins the waiting call with the number; until it says so the call counts as connecting."""
    waiting.forget(w, contact)
    name = agent_id(number)
    agent = w.state.agents.get(name) or Agent(id=name, name=number, endpoint=number, since=w.now, idle_since=w.now)
    w.keep_agent(agent, assignments={**agent.assignments, contact.id: 0})
    w.wake(f"connect:{contact.id}", w.now + w.site_of(contact).patience.connect)
    contact = w.keep(contact, state=ContactState.CONNECTING, agent=name, connect_seq=w.seq)
    w.do(Connect(gateway=contact.gateway, leg=contact.leg, agent=name, endpoint=number))
    w.tell(contact, "put_through", number=number)
