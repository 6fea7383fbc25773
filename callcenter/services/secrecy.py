"""When what a customer keys in or says may be a secret, and is to be sealed before it is written down.

At a check, and while its answer is judged: always. Anywhere else there may come what belongs to a check that is over: the
PIN is keyed once more, or keyed on after the source has timed out, or sent again by the gateway after the call has ended.
So digits that nothing there could take are sealed, too; all zeros ask for a person and are none.
"""

from collections.abc import Callable

from callcenter.ivr.listening import HUMAN_KEY, digits_in
from callcenter.ivr.prompts import takes
from callcenter.ivr.spoken import digits_said
from callcenter.model.contact import LIVE_WITH_AGENT, Contact, ContactState
from callcenter.model.events import AnyEvent, CustomerKeyed, CustomerSpoke, MessageReceived
from callcenter.model.flow import Question
from callcenter.model.site import Site

FEW = 2
"""Keys that are a choice or a slip, and no secret."""


def may_be_secret(event: AnyEvent, contact: Contact | None, site_of: Callable[[Contact], Site]) -> bool:
    """`contact`: the live one of the event's leg, None when it has ended or has not been announced."""
    if contact is not None and contact.dialogue is not None and contact.dialogue.sealed:
        return isinstance(event, CustomerKeyed | CustomerSpoke | MessageReceived)
    open_ = _open_question(contact, site_of) if contact is not None else None
    match event:
        case CustomerKeyed():
            return _beyond(event.digits, max(FEW, takes(open_)))
        case CustomerSpoke():
            return open_ is None and not _with_agent(contact) and _beyond(_digits(event.text), FEW)
        case MessageReceived():
            return (
                _was_checked(contact)
                and open_ is None
                and not _with_agent(contact)
                and _beyond(_digits(event.text), FEW)
            )
        case _:
            return False


def in_secure_mode(contact: Contact | None) -> bool:
    """The customer tells a human: nobody else is to have a word or a key of it."""
    return contact is not None and contact.secure_until is not None


def _open_question(contact: Contact, site_of: Callable[[Contact], Site]) -> Question | None:
    here = contact.dialogue
    if here is None or here.asked_at is None or contact.state is not ContactState.SELF_SERVICE:
        return None
    node = site_of(contact).flows[here.flow].nodes.get(here.node)
    return node if isinstance(node, Question) else None


def _with_agent(contact: Contact | None) -> bool:
    """What is told to an agent, or written down beside the talk, is for the agent."""
    return contact is not None and contact.state in LIVE_WITH_AGENT


def _was_checked(contact: Contact | None) -> bool:
    """In writing, numbers are told to whoever comes next; only after a check they may be the answer to it."""
    if contact is None:
        return False
    here = contact.dialogue or contact.left
    return bool(contact.proved or contact.claimed or (here and here.attempts))


def _digits(text: str) -> str:
    return digits_in(text) or digits_said(text) or ""


def _beyond(digits: str, most: int) -> bool:
    plain = digits.rstrip("#")
    return len(plain) > most and set(plain) != {HUMAN_KEY}
