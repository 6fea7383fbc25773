"""What was wanted besides: "what is my balance, and when does my card arrive". Once the first is served the second follows.

Whichever was heard as the first, what the machine answers comes before what needs people: "my balance, and I want to
complain" hears the balance, which takes seconds, and then has the complaint's people. Who needs people on the way there has
those too. An emergency waits for neither.

It follows before the closing question would be put, so that nobody has to ask for it again, and once only. Whoever says
another wish meanwhile is served that first; whoever says goodbye wants neither.
"""

from callcenter.ivr.graph import closing
from callcenter.ivr.turn import Finished, Further, Turn
from callcenter.model.changed import changed
from callcenter.model.contact import Contact
from callcenter.model.flow import Flow
from callcenter.model.intent import HUMAN, UNCLEAR, Intent
from callcenter.model.site import ALSO_ASKED, IntentPolicy
from callcenter.switchboard import waiting
from callcenter.switchboard.work import Work

NEEDS_A_PERSON = (HUMAN, UNCLEAR)


def in_order(w: Work, contact: Contact, intent: Intent) -> Intent:
    """Of two wishes the one a flow answers first, and then the one people serve."""
    site = w.site_of(contact)
    first, second = site.intents.get(intent.name), site.intents.get(intent.also)
    if first is None or second is None or intent.unsure or intent.name in NEEDS_A_PERSON:
        return intent
    if any(one.emergency for one in (intent, first, second)) or waiting.urgent(w, contact):
        return intent
    flow = site.flows.get(second.handling.flow or "")
    if first.handling.flow is not None or flow is None or _is_farewell(flow):
        return intent
    before = f"{intent.also} before {intent.name}: it is answered at once"
    return changed(intent, name=intent.also, also=intent.name, reasons=(*intent.reasons, before))


def for_people(w: Work, contact: Contact) -> Intent | None:
    """What was wanted besides, where people serve it: theirs is who needs a person before it was its turn."""
    policy = w.site_of(contact).intents.get(contact.also)
    if policy is None or policy.handling.flow is not None or waiting.urgent(w, contact):
        return None
    return _besides(contact, policy, contact.language)


def _besides(contact: Contact, policy: IntentPolicy, language: str) -> Intent:
    first = contact.intent.name if contact.intent else ""
    return Intent(
        name=policy.name,
        confidence=contact.intent.confidence if contact.intent else 1.0,
        language=language,
        reasons=(f"asked for together with {first}" if first else "asked for besides",),
    )


def wanted(w: Work, contact: Contact, intent: Intent) -> str:
    """`Contact.also` once this is pursued: what these words want besides, or what earlier ones did."""
    site = w.site_of(contact)
    policy = site.intents.get(intent.name)
    flow = site.flows.get(policy.handling.flow or "") if policy else None
    if intent.emergency or policy is None or policy.emergency or (flow is not None and _is_farewell(flow)):
        return ""
    also = intent.also or contact.also
    besides = site.intents.get(also)
    if besides is None or besides.emergency or also == intent.name or besides.handling == policy.handling:
        return ""
    further = site.flows.get(besides.handling.flow or "")
    return "" if further is not None and _is_farewell(further) else also


def _is_farewell(flow: Flow) -> bool:
    return flow.start in closing(flow)


def instead(w: Work, contact: Contact, flow: Flow, turn: Turn) -> Turn:
    """The turn, or where it would ask "anything else?" or say goodbye: what was wanted besides."""
    if not contact.also or not _served(flow, turn):
        return turn
    language = turn.language or contact.language
    policy = w.site_of(contact).intents[contact.also]
    title = policy.title.get(language, contact.also)
    bridge = w.site_of(contact).words.get(ALSO_ASKED, {}).get(language, "").replace("{title}", title)
    here = turn.dialogue or turn.last
    return changed(
        turn,
        dialogue=None,
        ask=None,
        last=changed(here, asked_at=None, fetching="", sealed=False) if here else None,
        says=(*turn.says, *((bridge,) if bridge else ())),
        leave=Further(intent=_besides(contact, policy, language)),
    )


def _served(flow: Flow, turn: Turn) -> bool:
    """Something was said, and nothing but the closing question or the goodbye is left."""
    if isinstance(turn.leave, Finished):
        return True
    here = turn.dialogue
    return turn.ask is not None and here is not None and bool(here.said or turn.says) and here.node in closing(flow)
