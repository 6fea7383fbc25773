"""What a customer wants, how sure we are, and why."""

from dataclasses import dataclass

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


UNHEARD = Intent(name=UNCLEAR, confidence=0.0, unsure=True, reasons=("not classified",))
"""Stands in an event until ingest has classified its words."""
