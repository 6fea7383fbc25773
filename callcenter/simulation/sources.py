"""What the sources of a simulated site answer: nobody asks a real one, and a flow shall not fail for want of it.

A web service always answers, and what it gives is a value that the flow's own branches know: the first whose way does not
end with a person at once; "1" where no branch asks. Our own records have nothing about simulated customers, unless the
flow has nowhere to go with that but to a person. Every check is passed.
"""

from collections.abc import Mapping

from callcenter.ivr.graph import nexts
from callcenter.model.contact import Contact
from callcenter.model.events import LookUpAnswered
from callcenter.model.flow import (
    Branch,
    Check,
    Flow,
    LookUp,
    Question,
    ToCallback,
    ToQueue,
    ToVoicemail,
    Transfer,
)
from callcenter.model.site import Site

ANSWERS_AFTER = 0.3
"""Seconds a source takes, or half of its time-out where that is shorter."""
ANYTHING = "1"
"""The value of a fact no branch asks for: a text, a number and an amount in one."""
PEOPLE = (ToQueue, ToCallback, ToVoicemail, Transfer)


def sentences(site: Site) -> tuple[str, ...]:
    """What a reader of the figures must know."""
    if not site.sources:
        return ()
    return (
        f"Sources answer {ANSWERS_AFTER:g} s after they are asked and never fail; what they give leads on in the flow where it "
        "can, our own records have nothing about the caller, and every check is passed.",
    )


def seconds(site: Site, source: str) -> float:
    found = site.sources.get(source)
    return min(ANSWERS_AFTER, found.timeout / 2) if found else ANSWERS_AFTER


def answer(site: Site, contact: Contact, source: str, look_up: str) -> LookUpAnswered:
    """What this contact's flow, which asks it, is told."""
    flow = site.flows.get(contact.dialogue.flow) if contact.dialogue else None
    asked = site.sources.get(source)
    if flow is None or asked is None or contact.dialogue is None:
        return LookUpAnswered(contact=contact.id, look_up=look_up, failure="unavailable")
    node = flow.nodes.get(contact.dialogue.node)
    if asked.store and isinstance(node, LookUp) and not leads_to_people(flow, node.failed):
        return LookUpAnswered(contact=contact.id, look_up=look_up, failure="unknown")
    return LookUpAnswered(contact=contact.id, look_up=look_up, facts=facts(flow, asked.gives))


def facts(flow: Flow, gives: Mapping[str, str]) -> Mapping[str, str]:
    return {fact: _value(flow, fact) for fact in sorted(gives)}


def _value(flow: Flow, fact: str) -> str:
    known = [
        (value, to) for node in flow.nodes.values() if isinstance(node, Branch) and node.fact == fact
        for value, to in node.cases.items()
    ]  # fmt: skip
    served = (value for value, to in known if not leads_to_people(flow, to))
    return next(served, known[0][0] if known else ANYTHING)


def leads_to_people(flow: Flow, name: str) -> bool:
    """Whether nothing comes from there but people, before any question: whichever way it goes."""
    seen, waiting = {name}, [name]
    while waiting:
        node = flow.nodes.get(waiting.pop())
        if node is None or isinstance(node, PEOPLE):
            continue
        following = (node.next,) if isinstance(node, LookUp) else nexts(node)
        if isinstance(node, Question | Check) or not following:
            return False
        new = [to for to in following if to not in seen]
        seen.update(new)
        waiting += new
    return True
