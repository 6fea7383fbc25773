"""What a customer wants, how sure we are, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from callcenter.model.customer import NOBODY, Known

UNCLEAR = "unclear"
"""The intent of words nobody understood: one clarifying question, then a person."""
HUMAN = "speak_to_human"
"""The intent of everybody who asks for a person; leads to one from every node."""


@dataclass(frozen=True, kw_only=True)
class Intent:
    """The outcome of one classification. It travels inside the event, so a replay never classifies again."""

    name: str
    confidence: float
    """0 to 1."""
    emergency: bool = False
    language: str = ""
    """BCP 47, one of the site's languages."""
    reasons: tuple[str, ...] = ()
    """In words: which rule, which phrases spoke."""
    alternatives: tuple[tuple[str, float], ...] = ()
    unsure: bool = False
    """Below the site's threshold: ask once, then a person; never self-service."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """Entities heard in the words ("currency": "usd"), as the site's examples name them; a flow finds them among its facts."""
    down: bool = False
    """The classifier is missing, failed or was too slow: straight to a person."""
    also: str = ""
    """Another everyday intent, said in a part of its own; it is served once this one has been. Empty: one wish alone."""
    asks_after: tuple[str, ...] = ()
    """Of the intent and `also` those that complain without a word of the cause: news may be wanted of a case that is open."""
    floor: bool = False
    """A rule that no model can veto heard the emergency; without one it is the model's guess."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """What is known beside the words. It can tip the scales between everyday intents, never hide an emergency."""

    known: Known = NOBODY
    facts: Mapping[str, str] = field(default_factory=dict)
    """Of the dialogue, where one is going on; else the customer's."""
    dialled: str = ""
    keys: str = ""
    """Pressed so far, newest last; never what was sealed."""
    before: tuple[str, ...] = ()
    """Intents understood earlier in this contact, newest last."""
    flow: str = ""
    """In which the customer stands."""
    channel: str = ""
    """voice, chat, sms, email; empty: not known."""
    now: float = 0.0


NO_CONTEXT = Context()


UNHEARD = Intent(name=UNCLEAR, confidence=0.0, unsure=True, reasons=("not classified",))
"""Stands in an event until ingest has classified its words."""
