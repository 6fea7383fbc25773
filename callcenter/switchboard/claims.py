"""Whom somebody says they are, until they have proved it.

Where a flow asks for a proof (`verify`) right after it has found out who it is (`identify`), the first answer alone makes
nobody anybody: the last digits of a card stand on every receipt. Until the proof is given only the source that judges it
is told of the customer. Whoever turns away from it, back, to the main menu, or with another wish, is still a stranger.
"""

from callcenter.ivr.graph import asks, edges, nexts, reachable
from callcenter.ivr.turn import Fetch
from callcenter.model.changed import changed
from callcenter.model.contact import Contact
from callcenter.model.customer import Known
from callcenter.model.flow import PROVED, Check, Flow, Node, Proof
from callcenter.switchboard import gathering
from callcenter.switchboard.work import Work

IDENTIFIED, VERIFIED = PROVED[Proof.IDENTIFY], PROVED[Proof.VERIFY]


def right(w: Work, contact: Contact, known: Known) -> Contact:
    """After the right answer to what is asked now. `known`: whom the source says it is."""
    here = contact.dialogue
    flow = w.site_of(contact).flows[here.flow] if here else None
    node = flow.nodes.get(here.node) if flow and here else None
    if flow is None or not isinstance(node, Check):
        return contact
    if node.proof is Proof.VERIFY:
        return _proved(w, contact) if contact.claimed else contact
    if not known.customer:
        return contact
    if known.customer != contact.known.customer and _to_be_proved(flow, node):
        return _claimed(w, contact, known)
    return gathering.identified(w, contact, known)


def told_of(contact: Contact, fetch: Fetch) -> str | None:
    """The customer a source is told of. Only who judges a proof hears of somebody unproved."""
    known = contact.claimed if fetch.sealed and contact.claimed else contact.known
    return known.customer


def _to_be_proved(flow: Flow, node: Check) -> bool:
    """Whether a proof is asked for before any other question."""
    ways = edges(flow, lambda one: () if asks(one) else nexts(one))
    return any(_verifies(flow.nodes[name]) for name in reachable(ways, (node.next,)))


def _verifies(node: Node) -> bool:
    return isinstance(node, Check) and node.proof is Proof.VERIFY


def _claimed(w: Work, contact: Contact, known: Known) -> Contact:
    """What was verified for anybody else proves nothing now. An agent sees who it may be."""
    here, was = contact.dialogue, contact.known
    assert here is not None
    w.tell(contact, "claimed", customer=known.customer)
    may_be = () if was.customer else (*(one for one in was.candidates if one != known.customer), known.customer or "")
    return w.keep(
        contact,
        claimed=known,
        known=changed(was, candidates=may_be or was.candidates),
        dialogue=changed(here, facts={name: value for name, value in here.facts.items() if name != VERIFIED}),
        proved={name: at for name, at in contact.proved.items() if name != VERIFIED},
    )


def _proved(w: Work, contact: Contact) -> Contact:
    assert contact.claimed is not None
    at = contact.proved.get(IDENTIFIED)
    contact = gathering.identified(w, contact, contact.claimed)
    here = contact.dialogue
    assert here is not None
    passed = {} if at is None else {IDENTIFIED: at}
    return w.keep(
        contact,
        claimed=None,
        dialogue=changed(here, facts={**here.facts, **dict.fromkeys(passed, "yes")}),
        proved={**contact.proved, **passed},
    )
