"""One thing customers say in an emergency, and what takes it back. The lists are in phrases_en.py and phrases_zh.py."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    LOST = "lost"
    STOLEN = "stolen"
    FRAUD = "fraud"


@dataclass(frozen=True)
class Phrase:
    kind: Kind
    name: str
    """What was heard, for the reasons."""
    pattern: str
    """Regular expression on normalised text."""
    negated: bool = False
    """The "not" belongs to it ("a payment I did not make"), so no negation takes it back."""
    weak: bool = False
    """Also said of fees, failed transfers and machines: those take it back."""
    topic: bool = False
    """Also what people ask about in general ("what is phishing")."""

    @property
    def firm(self) -> bool:
        """It counts whatever a model thinks."""
        return not (self.weak or self.topic)


@dataclass(frozen=True, kw_only=True)
class Guards:
    """Regular expressions for what takes a phrase back. All are searched in the sentence, unless said otherwise."""

    sentence: str
    """Where a sentence ends."""
    negation: str
    """Right before the phrase."""
    inside: str
    """Within the phrase."""
    supposed: str
    """Within the phrase: it has not happened ("my card might get stolen")."""
    asked: str
    """In the sentence: a question about a topic, not what happened to the customer."""
    condition: str
    """Right before the phrase: "if"."""
    future: str
    """After a condition: it has not happened ("if I lose", not "if it was stolen")."""
    unreal: str
    """Before the phrase: what would be done about it ("what would you do if my card was stolen")."""
    afterwards: str
    """After a condition, or in any hypothetical sentence, behind the phrase: "would you refund me"."""
    hypothetical: str
    """Before the phrase: it has not happened."""
    real: str
    """After a hypothetical word: it has happened after all."""
    settled: str
    """Anywhere in the text: the lost thing is back, or the loss is long dealt with."""
    contrast: str
    """Between what settles and the phrase: it is not settled ("found the wallet but my card is gone")."""
    again: str
    """Anywhere in the text: not settled after all ("still missing")."""
    explained: str
    """Anywhere in the text: the transaction is theirs after all."""
    elsewhere: str
    """Anywhere in the text: a machine or the post has the card that is lost."""
    ring: str
    """Anywhere in the text: a phone is to be found by its ringing."""
    another: str
    """Things that are not the bank's: a phrase that is not there without them is about them ("my library card")."""
    everyday: str
    """Anywhere in the text: what a weak phrase is about instead."""
