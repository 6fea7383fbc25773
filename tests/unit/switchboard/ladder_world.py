"""What must always hold of emergencies that wait, of the ladder, and of what stands still for them."""

from collections.abc import Mapping

from callcenter.model import events as e
from callcenter.model.agent import Agent, Presence, Role
from callcenter.model.contact import WAITING, Contact, ContactState
from callcenter.model.site import Ask
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.holds import open_to

WRAPS = ContactState.WRAP_UP


def ladder_faults(board: Switchboard, now: float) -> list[str]:
    return [*_rungs(board, now), *_nobody_asked(board, now), *_parked(board), *_outside(board)]


def _rungs(board: Switchboard, now: float) -> list[str]:
    """Every rung of a waiting emergency is open or has its timer, and is open no earlier than declared."""
    found = []
    for contact in board.state.contacts.values():
        ladder = board.sites[contact.site].ladder
        if contact.state in WAITING and contact.emergency and contact.parent is None:
            assert contact.waiting_since is not None
            assert contact.urgent_at is not None
            waited = now - max(contact.waiting_since, contact.urgent_at)
            opened = sum(1 for rung in ladder if rung.after <= waited + 1e-6)
            if contact.rung != opened:
                found.append(f"{contact.id} has {contact.rung} rungs open after {waited} s, not {opened}")
            for n in range(contact.rung, len(ladder)):
                if f"rung:{contact.id}:{n}" not in board.state.timers:
                    found.append(f"{contact.id} would never climb to rung {n}")
        elif contact.state in WAITING and contact.rung:
            found.append(f"{contact.id} is no emergency but on rung {contact.rung}")
    return found


def _nobody_asked(board: Switchboard, now: float) -> list[str]:
    """No emergency waits in line while somebody of an open rung could be asked, or an outside number tried."""
    found = []
    for contact in board.state.contacts.values():
        if contact.state is not ContactState.QUEUED or not contact.emergency or contact.parent is not None:
            continue
        for rung in board.sites[contact.site].ladder[: contact.rung]:
            for agent in board.state.agents.values():
                free = not agent.offers and agent.reachability == "connected" and open_to(contact, agent.id, now)
                asked = _could_be_asked(agent, board.state.contacts, rung.ask, rung.but_not)
                if free and asked and (agent.endpoint or contact.channel != "voice"):
                    found.append(f"{contact.id} waits though {agent.id} could be asked by {rung.title}")
            number = f"outside:{rung.number}"
            on_the_line = contact.channel == "voice" and (not contact.callback or contact.reached)
            if rung.number and on_the_line and open_to(contact, number, now):
                found.append(f"{contact.id} waits though {number} could be tried")
    return found


def _could_be_asked(agent: Agent, contacts: Mapping[str, Contact], ask: Ask | None, but_not: tuple[str, ...]) -> bool:
    talks = [contacts[c] for c in agent.assignments if c not in agent.parked and contacts[c].state is not WRAPS]
    wraps = len(agent.assignments) - len(agent.parked) - len(talks)
    if any(one.channel == "voice" or one.emergency for one in talks):
        return False
    if agent.presence is Presence.AVAILABLE and agent.not_responding:
        return False
    leads = agent.role is Role.SUPERVISOR
    on_duty = agent.presence is not Presence.OFFLINE
    match ask:
        case Ask.WRITING:
            return bool(talks) and (on_duty or leads)
        case Ask.WRAP_UP:
            return not talks and wraps > 0 and (on_duty or leads)
        case Ask.AWAY:
            idle = not talks and not wraps
            return idle and not leads and agent.presence is Presence.AWAY and agent.reason not in but_not
        case Ask.SUPERVISORS:
            return leads and (bool(talks) or wraps > 0 or agent.presence is not Presence.AVAILABLE)
    return False


def _parked(board: Switchboard) -> list[str]:
    """What stands still has no deadline of its own but an emergency that has, at the same agent; it is never a call."""
    found = []
    for agent in board.state.agents.values():
        for name, parked in agent.parked.items():
            contact, emergency = board.state.contacts[name], board.state.contacts[parked.by]
            if f"wrap_up:{name}" in board.state.timers or contact.wrap_up_until is not None:
                found.append(f"{name} is parked at {agent.id} but its wrap-up runs")
            if (parked.left is not None) != (contact.state is WRAPS):
                found.append(f"{name} is parked with {parked.left} s of wrap-up but is {contact.state}")
            if contact.channel == "voice" and contact.state is not WRAPS:
                found.append(f"the call {name} is parked")
            if emergency.agent != agent.id or not emergency.emergency:
                found.append(f"{name} makes way for {parked.by} at {agent.id}, which is with {emergency.agent}")
        if agent.parked and not agent.live:
            found.append(f"{agent.id} has parked everything")
    return found


def _outside(board: Switchboard) -> list[str]:
    """A number outside the house holds calls at no units, is never offered anything and never wraps up."""
    return [
        f"{agent.id} is outside but {agent}"
        for agent in board.state.agents.values()
        if agent.id.startswith("outside:")
        and (agent.used or agent.offers or agent.wrapping or agent.id in board.crowd.filed)
    ]


def own_choice(before: Mapping[str, Agent], after: Mapping[str, Agent], event: e.AnyEvent) -> list[str]:
    """Presence is the human's (or a supervisor's) choice: it changes when they say so, or when what they asked for
    next comes true."""
    found = []
    for name, agent in after.items():
        was = before.get(name)
        if was is None or (was.presence, was.reason) == (agent.presence, agent.reason):
            continue
        chose = isinstance(event, e.PresenceChosen) and event.agent == name
        forced = isinstance(event, e.PresenceForced) and event.whom == name
        came_true = was.next_presence == (agent.presence, agent.reason) and not agent.assignments
        if not (chose or forced or came_true):
            found.append(f"{name} chose {was.presence} ({was.reason}) but {event} made it {agent.presence}")
    return found
