"""Thresholds are learnt from out-of-fold scores of the site's own examples, never shipped as constants."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CHEAP = 0.02
"""Share of false alarms up to which more recall is taken for free."""
DEAR, ENOUGH_RECALL = 0.05, 0.94
"""Share of false alarms over which recall beyond `ENOUGH_RECALL` is not bought by the model's guesses any more: what
lies between is asked about instead ("perhaps an emergency"), and callers who are asked too often stop asking."""
DOUBT = 0.5
"""Share of the emergency threshold from which on the customer is asked again instead of served by a machine, and from
which on a phrase counts that is also said of everyday matters."""
LOWEST, HIGHEST = 0.02, 0.7
"""Bounds of the emergency threshold: under the first noise speaks; over the second a clear likelihood is ignored."""
UNSURE_LOWEST, UNSURE_HIGHEST = 0.2, 0.5
UNSURE_RIGHT = 0.9
"""Share of the answers that must be right among those given for sure."""
ENOUGH = 30
"""Answers from which on an intent gets an unsure threshold of its own."""
OVERRULE_LOWEST = 0.3
NEVER = 1.01
"""No probability reaches it."""


@dataclass(frozen=True, kw_only=True)
class Learnt:
    threshold: float
    recall: float
    false_alarm: float
    positives: int
    bound: float
    """What the misses prove: with 95 % certainty the true recall is at least this (rule of three when none)."""

    def figures(self) -> dict[str, float]:
        return {
            "threshold": round(self.threshold, 4), "recall": round(self.recall, 4),
            "proven_recall": round(self.bound, 4), "false_alarm": round(self.false_alarm, 4),
            "positives": self.positives,
        }  # fmt: skip


def emergency_threshold(
    share: NDArray[np.float64], urgent: NDArray[np.bool_], by_rule: NDArray[np.bool_], target: float
) -> Learnt:
    """The highest threshold at which rules and model together reach `target` recall; lower, while that is cheap.

    `share` (n,) are out-of-fold sums over the emergency intents, 0 where a rule forbids the model to speak; `urgent`
    (n,) is the truth; `by_rule` (n,) says where the lexicon raised the alarm by itself.
    """
    certain = np.where(by_rule, 1.0, share)
    positives, negatives = np.sort(certain[urgent]), np.sort(certain[~urgent])
    if not len(positives):
        return Learnt(threshold=HIGHEST, recall=0.0, false_alarm=0.0, positives=0, bound=0.0)
    wanted = float(positives[int(np.floor((1.0 - target) * len(positives)))])
    cheap = _at_share(negatives, CHEAP) if len(negatives) else wanted
    affordable = _at_share(negatives, DEAR) if len(negatives) else wanted
    enough = float(positives[int(np.floor((1.0 - min(target, ENOUGH_RECALL)) * len(positives)))])
    wanted = max(wanted, min(affordable, enough))
    threshold = float(np.clip(min(wanted, cheap), LOWEST, HIGHEST))
    caught = int((positives >= threshold).sum())
    alarms = float((negatives >= threshold).mean()) if len(negatives) else 0.0
    return Learnt(
        threshold=threshold, recall=caught / len(positives), false_alarm=alarms, positives=len(positives),
        bound=lower_bound(caught, len(positives)),
    )  # fmt: skip


def _at_share(negatives: NDArray[np.float64], share: float) -> float:
    """The lowest threshold at which at most this share of the (ascending) scores raises a false alarm."""
    return float(negatives[-1 - int(share * len(negatives))]) + 1e-6


def lower_bound(caught: int, of: int) -> float:
    """The recall that `caught` hits of `of` prove: 1 - 3/n without a miss, else Wilson's one-sided 95 % bound."""
    if of == 0:
        return 0.0
    if caught == of:
        return max(0.0, 1.0 - 3.0 / of)
    z, p = 1.645, caught / of
    middle = p + z * z / (2 * of)
    spread = z * float(np.sqrt(p * (1 - p) / of + z * z / (4 * of * of)))
    return max(0.0, (middle - spread) / (1 + z * z / of))


def overrule_threshold(share: NDArray[np.float64], urgent: NDArray[np.bool_], silenced: NDArray[np.bool_]) -> float:
    """From which share on the model is right more often than the guard that took a phrase back.

    `share` (n,) are out-of-fold sums over the emergencies, `silenced` (n,) says where a guard speaks against all that
    the rules heard. The lowest share from which on at least half are emergencies; `NEVER` when there is none.
    """
    order = [int(n) for n in np.argsort(-share, kind="stable") if silenced[n] and share[n] >= OVERRULE_LOWEST]
    hits = np.cumsum(urgent[order]) / np.arange(1, len(order) + 1)
    good = np.nonzero(hits >= 0.5)[0]
    return float(share[order[int(good[-1])]]) if len(good) else NEVER


def unsure_by_label(
    largest: NDArray[np.float64], answer: NDArray[np.int64], right: NDArray[np.bool_], labels: tuple[str, ...]
) -> dict[str, float]:
    """`unsure_threshold` of the answers that name one intent, for intents with enough of them."""
    named = {label: answer == n for n, label in enumerate(labels)}
    return {
        label: round(unsure_threshold(largest[mine], right[mine]), 4)
        for label, mine in named.items()
        if int(mine.sum()) >= ENOUGH
    }


def unsure_threshold(largest: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The lowest largest-probability from which on `UNSURE_RIGHT` of the answers are right, within bounds."""
    order = np.argsort(-largest, kind="stable")
    hits = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.nonzero(hits >= UNSURE_RIGHT)[0]
    if not len(good):
        return UNSURE_HIGHEST
    return float(np.clip(largest[order][good[-1]], UNSURE_LOWEST, UNSURE_HIGHEST))
