"""What a customer did, told and proved in self-service, kept so that no human has to ask again."""

from collections.abc import Mapping

from callcenter.ivr import labels
from callcenter.ivr.turn import Turn
from callcenter.model.changed import changed
from callcenter.model.contact import Contact, Deed
from callcenter.model.customer import Known
from callcenter.model.flow import PROVED, ChooseLanguage, Dialogue, Flow, Menu
from callcenter.switchboard.work import Work

DEEDS_KEPT = 20
PROOFS = frozenset(PROVED.values())
NAME = "name"
"""The fact by which texts call the customer: part of who it is, nothing they told."""
TONGUE = "language_known"
"""The fact that the customer's language is no guess: the gateway or our records say it, or they have spoken."""
OURS = frozenset({NAME, TONGUE})


def given(contact: Contact) -> dict[str, str]:
    """What a flow begins with: all that is known, and how to address the customer."""
    name = contact.known.name or contact.name
    tongue = contact.language_told or bool(contact.words)
    ours = {NAME: name, TONGUE: "yes" if tongue else ""}
    return {**contact.known.facts, **{fact: value for fact, value in ours.items() if value}}


def did(contact: Contact, deed: Deed | None) -> tuple[Deed, ...]:
    """`Contact.deeds` with this one."""
    return (*contact.deeds, deed)[-DEEDS_KEPT:] if deed else contact.deeds


def of_turn(flow: Flow, turn: Turn, now: float) -> Deed | None:
    """The choice taken in this turn, if it was one: of a menu its key, of a language its tag."""
    after = turn.dialogue or turn.last
    if not turn.trail or after is None or after.before[-1:] != (turn.at,):
        return None
    node = flow.nodes.get(turn.at)
    if isinstance(node, ChooseLanguage):
        return Deed(at=now, flow=flow.name, node=turn.at, key=turn.language) if turn.language else None
    if isinstance(node, Menu):
        taken = dict(turn.ways[:1]).get(turn.at)
        key = next((choice.key for choice in node.choices if labels.choice(choice.key) == taken), None)
        return Deed(at=now, flow=flow.name, node=turn.at, key=key) if key else None
    return None


def proved(contact: Contact, dialogue: Dialogue, now: float) -> Mapping[str, float]:
    """`Contact.proved` with the checks just passed."""
    if PROOFS.isdisjoint(dialogue.facts):
        return contact.proved
    new = {name for name in PROOFS if dialogue.facts.get(name) == "yes"} - contact.proved.keys()
    return {**contact.proved, **dict.fromkeys(sorted(new), now)} if new else contact.proved


def left(contact: Contact) -> Contact:
    """Out of the flow, with all it gathered: for the human, and for the flow that may come next."""
    here = contact.dialogue
    if here is None:
        return contact
    known = contact.known.facts
    facts = {name: value for name, value in {**known, **here.facts}.items() if name != TONGUE}
    new = {name for name, value in here.facts.items() if known.get(name) != value} - PROOFS - OURS
    return changed(
        contact,
        dialogue=None,
        left=changed(here, asked_at=None, fetching="", sealed=False),
        known=changed(contact.known, facts=facts) if facts != known else contact.known,
        gathered=tuple(sorted({*contact.gathered, *new})),
    )


def identified(w: Work, contact: Contact, known: Known) -> Contact:
    """Who has proved to be somebody is that customer from now on, whoever the number belongs to. What the records say of
    anybody else is forgotten, and so is what was verified for them; what was told in this contact stays."""
    here, was = contact.dialogue, contact.known
    assert here is not None
    w.tell(contact, "identified", customer=known.customer, before=was.customer)
    facts, told = dict(here.facts), dict(was.facts)
    passed = dict(contact.proved)
    if was.customer not in (None, known.customer):
        facts = {name: value for name, value in facts.items() if _told(contact, name, value)}
        told = {name: value for name, value in told.items() if name in contact.gathered}
        passed = {}
    name = {NAME: known.name} if known.name else {}
    return w.keep(
        contact,
        known=changed(known, facts={**told, **known.facts}),
        name=known.name or contact.name,
        dialogue=changed(here, facts={**facts, **known.facts, **name}),
        proved=passed,
    )


def _told(contact: Contact, name: str, value: str) -> bool:
    """In this contact, and neither who they are nor a proof of it."""
    if name in PROOFS or name in OURS:
        return False
    return name in contact.gathered or contact.known.facts.get(name) != value
