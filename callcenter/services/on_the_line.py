"""What the switchboard holds of a gateway's calls: what a gateway that lost its connection compares itself with."""

from dataclasses import dataclass

from callcenter.model.contact import LIVE_WITH_AGENT, WAITING, ContactState
from callcenter.switchboard.state import State
from callcenter.switchboard.work import deaf, spoken


@dataclass(frozen=True, kw_only=True, slots=True)
class OnTheLine:
    call: str
    agent: str = ""
    """Who talks with the customer, or is about to; empty: nobody."""
    together: bool = False
    """Agent and customer hear each other, or will once the agent has picked up."""
    waiting: bool = False
    """The customer hears music meanwhile: in line, on hold, or while it rings at the agent's."""
    recording: str = ""
    """Id of the command that began the recording of the talk that goes on; empty: nothing is to be recorded."""
    secure: bool = False
    """Secrets are being told: what is recorded must be paused, and nobody listens in."""


def on_the_line(state: State, gateway: str) -> list[OnTheLine]:
    """Calls only; a callback that has not been dialled is none yet."""
    found = []
    for name in sorted(set(state.legs.values())):
        contact = state.contacts.get(name)
        if contact is None or contact.gateway != gateway or not spoken(contact):
            continue
        live = contact.state in LIVE_WITH_AGENT
        if contact.parent is not None or (deaf(contact) and not live):
            continue
        offer = state.offers.get(contact.offer or "")
        ringing = offer is not None and bool(offer.rings) and contact.state is ContactState.OFFERED
        about_to = offer.agent if ringing and offer else ""
        found.append(
            OnTheLine(
                call=contact.leg,
                agent=(contact.agent or "") if live else about_to,
                together=ringing or contact.state in (ContactState.CONNECTING, ContactState.CONNECTED),
                recording=contact.recording,
                secure=contact.secure_until is not None,
                waiting=contact.state in WAITING or contact.state in (ContactState.HELD, ContactState.CONNECTING),
            )
        )
    return found
