"""What is known beside the words tips the scales between everyday intents, and never touches the share of emergencies.

    hints of the site (CEL)                               x weight
    the matter of a contact within the last day           x AGAIN
    what was understood last in this contact, its flow    x STANDING
    all together                                          between 1/MOST and MOST

An intent that the words alone hold for unlikely is not made sure by it: "hello" after a delivery stays "hello". Words
that name no matter at all ("and now?", 还没到) go on with the one matter that is known; with none or two they ask for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from callcenter.model.intent import HUMAN, NO_CONTEXT, UNCLEAR, Context
from callcenter.model.site import Site
from callcenter.site.expressions import View, holds

AGAIN = 3.0
STANDING = 2.0
MOST = 6.0
"""How many times likelier the context can make an intent."""
DAY = 86_400.0
NO_MATTER = "the words name no matter"
FOLLOWED = 0.75
"""Confidence in a matter that the words go on with and the context names."""
OWN_SHARE = 0.5
"""Of the unsure threshold: what an intent needs by the words alone to be sure with the context's help."""

Scores = list[tuple[str, float]]


@dataclass(frozen=True, kw_only=True)
class Leaning:
    weights: Mapping[str, float] = field(default_factory=dict)
    """Intent to what multiplies its odds; what is not here is 1."""
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Intent to why, in words."""
    urgent_before: str = ""
    """Why a follow-up would be one to an emergency."""

    def tilted(self, scores: Scores, emergencies: frozenset[str], unsure: float) -> Scores:
        """Likeliest first. The everyday intents share among them what they had together before."""
        if not self.weights:
            return scores
        everyday = {name: share for name, share in scores if name not in emergencies}
        raised = {name: share * self.weights.get(name, 1.0) for name, share in everyday.items()}
        together, grown = sum(everyday.values()), sum(raised.values())
        if grown <= 0.0:
            return scores
        tipped = {
            name: _bounded(everyday[name], share * together / grown, self.weights.get(name, 1.0), unsure)
            for name, share in raised.items()
        }
        return sorted(
            ((name, tipped.get(name, share)) for name, share in scores), key=lambda pair: -pair[1]
        )  # stable: ties stay as they were

    def matter(self) -> str:
        """The one matter the context names; empty when it names none, or two alike."""
        ranked = sorted(((weight, name) for name, weight in self.weights.items() if weight > 1.0), reverse=True)
        alone = len(ranked) == 1 or (len(ranked) > 1 and ranked[0][0] > ranked[1][0])
        return ranked[0][1] if alone else ""

    def followed(self, site: Site) -> tuple[str, tuple[str, ...]] | None:
        """The intent of words that name none (`follows_up`), with reasons; None when nobody knows which is meant."""
        said = NO_MATTER
        if self.urgent_before:
            return (HUMAN, (said, self.urgent_before)) if HUMAN in site.intents else None
        matter = self.matter()
        return (matter, (said, *self.reasons.get(matter, ()))) if matter else None


NO_LEANING = Leaning()


def leaning_of(site: Site, context: Context, language: str) -> Leaning:
    """What speaks for which everyday intent before a word is said."""
    if context is NO_CONTEXT:
        return NO_LEANING
    found: dict[str, list[tuple[float, str]]] = {}
    urgent = ""
    for name, weight, why in [*_before(site, context), *_hinted(site, context, language)]:
        if site.intents[name].emergency:
            urgent = urgent or why
        elif name not in (UNCLEAR, HUMAN):
            found.setdefault(name, []).append((weight, why))
    weights = {name: _product([weight for weight, _ in why]) for name, why in sorted(found.items())}
    return Leaning(
        weights={name: weight for name, weight in weights.items() if weight != 1.0},
        reasons={name: tuple(dict.fromkeys(words for _, words in why)) for name, why in sorted(found.items())},
        urgent_before=urgent,
    )


def _before(site: Site, context: Context) -> list[tuple[str, float, str]]:
    """The customer's last contact, and what went before in this one."""
    known, found = context.known, []
    ago = context.now - known.last_contact_at if known.last_contact_at is not None else DAY
    if known.last_intent in site.intents and 0.0 <= ago < DAY:
        found.append((known.last_intent, AGAIN, f"was in touch {_ago(ago)} ago about {known.last_intent}"))
    last = next((name for name in reversed(context.before) if name in site.intents and name != UNCLEAR), "")
    if last:
        found.append((last, STANDING, f"was asked about {last} before in this contact"))
    for name, policy in site.intents.items():
        if context.flow and policy.handling.flow == context.flow and name != last:
            found.append((name, STANDING, f"stands in the flow {context.flow}"))
    return found


def _hinted(site: Site, context: Context, language: str) -> list[tuple[str, float, str]]:
    """The site's own hints that hold. An emergency has none: nothing but words makes one."""
    view = View(facts=facts_of(context), language=language, channel=context.channel, now=context.now)
    return [
        (name, hint.weight, f"hint: {hint.when}")
        for name, policy in site.intents.items()
        if not policy.emergency
        for hint in policy.hints
        if holds(hint.when, view)
    ]


def facts_of(context: Context) -> dict[str, str]:
    """What a hint sees as `facts`: the customer's, and of this contact `dialled`, `keys`, `flow`, `last_intent`,
    `last_contact_minutes` and `open_complaints`. Unknown ones are missing."""
    known = context.known
    own = {
        "dialled": context.dialled,
        "keys": context.keys,
        "flow": context.flow,
        "last_intent": known.last_intent,
        "customer": known.customer or "",
        "open_complaints": str(known.open_complaints) if known.customer else "",
    }
    if known.last_contact_at is not None:
        own["last_contact_minutes"] = str(max(0, int((context.now - known.last_contact_at) // 60)))
    return {**known.facts, **context.facts, **{name: value for name, value in own.items() if value}}


def _bounded(alone: float, share: float, weight: float, unsure: float) -> float:
    """The context alone makes nothing sure: what hardly was in the words stays under the threshold."""
    return min(share, unsure * 0.999) if weight > 1.0 and alone < OWN_SHARE * unsure <= share else share


def _product(weights: Sequence[float]) -> float:
    product = 1.0
    for weight in weights:
        product *= weight
    return min(MOST, max(1.0 / MOST, product))


def _ago(seconds: float) -> str:
    if seconds < 5400:
        return f"{max(1, round(seconds / 60))} min"
    return f"{round(seconds / 3600)} h"
