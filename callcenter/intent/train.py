"""Training: TF-IDF and multinomial logistic regression on a site's examples, thresholds from out-of-fold scores.

The only module that imports scikit-learn and scipy (the extra `ml`), and only while it trains. The same examples give
the same file, byte for byte, on the same machine and versions.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcenter.errors import CallcenterError
from callcenter.intent.features import features
from callcenter.intent.lexicon import listen
from callcenter.intent.model import Model
from callcenter.intent.noise import copies
from callcenter.intent.text import normalise
from callcenter.intent.thresholds import (
    DOUBT,
    Learnt,
    emergency_threshold,
    lower_bound,
    overrule_threshold,
    unsure_by_label,
    unsure_threshold,
)
from callcenter.site.examples import Examples

FOLDS = 5
FEW = 150
"""Emergency examples under which a recall target is a hope."""
TARGET = 0.97
LARGEST = 9_000_000
"""Bytes of weights, before compression."""
COST = 20.0
"""Inverse strength of the penalty."""
COPIES = 1
"""Noisy copies that each example is learnt with, as long as there are not more texts than `MOST` in all."""
MOST = 12_000


class CannotTrain(CallcenterError):
    """There is nothing to learn from, or nothing to learn with."""


@dataclass(frozen=True, kw_only=True, eq=False)
class HeldOut:
    """What models thought of examples they had not seen."""

    labels: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    """(intent, text)."""
    shares: NDArray[np.float64]
    """(rows, labels)."""

    def pairs(self) -> list[tuple[str, str]]:
        """(meant, understood)."""
        best = self.shares.argmax(axis=1).tolist()
        return [(intent, self.labels[n]) for (intent, _), n in zip(self.rows, best, strict=True)]


@dataclass(frozen=True, kw_only=True)
class Trained:
    model: Model
    learnt: Learnt
    accuracy: float
    """Out-of-fold, over all intents."""
    warnings: tuple[str, ...]
    held_out: HeldOut


def judge(rows: Sequence[tuple[str, str]], emergencies: frozenset[str], target: float = TARGET) -> dict[str, Any]:
    """Five-fold cross-validation of (intent, text) rows: accuracy, and the emergencies by rules and model together."""
    rows = sorted({row for row in rows if normalise(row[1])})
    labels = tuple(sorted({intent for intent, _ in rows}))
    truth = np.array([labels.index(intent) for intent, _ in rows])
    urgent = [n for n, label in enumerate(labels) if label in emergencies]
    shares = _out_of_fold(_taught(rows, labels), truth, len(labels))
    by_rule, silenced, loose = _by_rule([text for _, text in rows])
    whole, alarm = shares[:, urgent].sum(axis=1), np.isin(truth, urgent)
    denied = silenced & (whole < overrule_threshold(whole, alarm, silenced))
    learnt = emergency_threshold(_raised(whole, denied, loose), alarm, by_rule, target)
    alone = emergency_threshold(whole, alarm, np.zeros_like(by_rule), target)
    return {
        "n": len(rows), "intents": len(labels), "accuracy": round(float((shares.argmax(axis=1) == truth).mean()), 4),
        "rules_and_model": learnt.figures(), "model_alone": alone.figures(),
    }  # fmt: skip


def train(examples: Examples, emergencies: frozenset[str], target: float = TARGET) -> Trained:
    """Raises `CannotTrain` with fewer than two intents, or without scikit-learn."""
    rows = sorted({(row.intent, row.text) for row in examples.rows if normalise(row.text)})
    labels = tuple(sorted({intent for intent, _ in rows}))
    if len(labels) < 2:
        raise CannotTrain("training needs examples of at least two intents")
    taught = _taught(rows, labels)
    truth = np.array([labels.index(intent) for intent, _ in rows])
    urgent_labels = [n for n, label in enumerate(labels) if label in emergencies]
    shares = _out_of_fold(taught, truth, len(labels))
    by_rule, silenced, loose = _by_rule([text for _, text in rows])
    urgent_share = _raised(shares[:, urgent_labels].sum(axis=1), silenced, loose)
    learnt = emergency_threshold(urgent_share, np.isin(truth, urgent_labels), by_rule, target)
    answer = shares.argmax(axis=1)
    right, largest = answer == truth, shares.max(axis=1)
    alarm = by_rule | (urgent_share >= learnt.threshold)
    table = _fit(taught, len(labels))
    model = Model(
        labels=labels, vocabulary=table.vocabulary, idf=table.idf, weights=table.weights, bias=table.bias,
        emergencies=tuple(labels[n] for n in urgent_labels), emergency_threshold=learnt.threshold,
        unsure_threshold=unsure_threshold(largest, right), examples=examples.fingerprint,
        unsure_by_intent=unsure_by_label(largest, answer, right, labels),
        overrule_threshold=overrule_threshold(
            shares[:, urgent_labels].sum(axis=1), np.isin(truth, urgent_labels), silenced
        ),
        learnt={
            "target": target, "recall": learnt.recall, "proven_recall": learnt.bound,
            "false_alarm": learnt.false_alarm, "positives": learnt.positives, "accuracy": float(right.mean()),
            "by_intent": _by_intent(labels, truth, answer, alarm, urgent_labels),
        },
    )  # fmt: skip
    return Trained(
        model=model, learnt=learnt, accuracy=float(right.mean()), warnings=_warnings(learnt, rows, target),
        held_out=HeldOut(labels=labels, rows=tuple(rows), shares=shares),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Taught:
    """One example as the fit sees it: its features, those of its noisy copies, and which intent it is."""

    label: int
    counts: Counter[str]
    copies: tuple[Counter[str], ...] = ()


def _taught(rows: Sequence[tuple[str, str]], labels: Sequence[str]) -> list[Taught]:
    many = max(0, min(COPIES, MOST // len(rows) - 1))
    return [
        Taught(
            label=labels.index(intent), counts=features(normalise(text)),
            copies=tuple(features(normalise(copy)) for copy in copies(text, many)),
        )
        for intent, text in rows
    ]  # fmt: skip


def _by_intent(
    labels: Sequence[str], truth: NDArray[np.int64], answer: NDArray[np.int64], alarm: NDArray[np.bool_],
    urgent: Sequence[int],
) -> dict[str, dict[str, float]]:  # fmt: skip
    """Out-of-fold, per intent: how many examples, how many were found; of an emergency, raised as one and proven."""
    table = {}
    for n, label in enumerate(labels):
        mine = truth == n
        row = {"n": float(mine.sum()), "found": round(float((answer[mine] == n).mean()), 4)}
        if n in urgent:
            row["recall"] = round(float(alarm[mine].mean()), 4)
            row["proven_recall"] = round(lower_bound(int(alarm[mine].sum()), int(mine.sum())), 4)
        table[label] = row
    return table


def _by_rule(texts: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """(n,) where the lexicon raises the alarm whatever a model thinks, (n,) where it heard only what was taken back,
    and (n,) where what it heard counts unless the model holds it for unlikely."""
    heard = [listen(normalise(text)) for text in texts]
    counting = np.array([any(not one.taken_back for one in phrases) for phrases in heard])
    firm = np.array([any(one.firm and not one.taken_back for one in phrases) for phrases in heard])
    return firm, np.array([bool(phrases) for phrases in heard]) & ~counting, counting & ~firm


def _raised(share: NDArray[np.float64], silenced: NDArray[np.bool_], loose: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(n,) what is compared with the emergency threshold: nothing where a rule forbids the model to speak, and as much
    more where a phrase that is not firm needs less of it."""
    return np.where(silenced, 0.0, np.where(loose, np.minimum(1.0, share / DOUBT), share))


def _warnings(learnt: Learnt, rows: Sequence[tuple[str, str]], target: float) -> tuple[str, ...]:
    thin = sorted(intent for intent, n in Counter(intent for intent, _ in rows).items() if n < 10)
    return tuple(
        warning
        for warning, holds in (
            (
                f"{learnt.positives} emergency examples prove a recall of {learnt.bound:.1%} at most; "
                f"write at least {FEW} of them",
                learnt.positives < FEW,
            ),
            (f"rules and model miss the target {target:.0%}: {learnt.recall:.1%}", learnt.recall < target),
            (f"fewer than 10 examples: {', '.join(thin)}", bool(thin)),
        )
        if holds
    )


@dataclass(frozen=True, kw_only=True)
class Table:
    """What one fit found."""

    vocabulary: dict[str, int]
    idf: NDArray[np.float64]
    weights: NDArray[np.float32]
    bias: NDArray[np.float64]


def _fit(taught: Sequence[Taught], n_labels: int) -> Table:
    """Copies are learnt from as well, but which features there are is decided by what people wrote."""
    try:
        from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
    except ImportError as error:
        raise CannotTrain("training needs scikit-learn: pip install 'callcenter[ml]'") from error
    vocabulary, idf = _vocabulary([one.counts for one in taught], n_labels)
    counted = [counts for one in taught for counts in (one.counts, *one.copies)]
    truth = np.array([one.label for one in taught for _ in range(1 + len(one.copies))])
    present = np.unique(truth)
    # The products are small: several threads wait for each other more than they work, six times as long when others
    # are at work on the machine too. One also adds up in the same order each time.
    with threadpool_limits(1):
        fitted = LogisticRegression(C=COST, tol=1e-4, max_iter=300).fit(_matrix(counted, vocabulary, idf), truth)
    weights = np.zeros((len(vocabulary), n_labels), dtype=np.float32)
    bias = np.full(n_labels, -30.0)
    if len(present) == 2:  # scikit-learn keeps one column for two classes
        weights[:, present] = np.column_stack([-fitted.coef_[0], fitted.coef_[0]]) / 2
        bias[present] = np.array([-fitted.intercept_[0], fitted.intercept_[0]]) / 2
    else:
        weights[:, present] = fitted.coef_.T
        bias[present] = fitted.intercept_
    return Table(vocabulary=vocabulary, idf=idf, weights=weights, bias=bias)


def _vocabulary(counted: Sequence[Counter[str]], n_labels: int) -> tuple[dict[str, int], NDArray[np.float64]]:
    """Features of at least two texts, the commonest first until the table is full; smoothed inverse document frequency."""
    documents = Counter(name for counts in counted for name in counts)
    kept = [name for name, n in documents.items() if n > 1 and "\n" not in name] or list(documents)
    kept = sorted(sorted(kept, key=lambda name: (-documents[name], name))[: LARGEST // (4 * n_labels)])
    n_documents = np.array([documents[name] for name in kept], dtype=np.float64)
    return {name: n for n, name in enumerate(kept)}, np.log((1 + len(counted)) / (1 + n_documents)) + 1.0


def _matrix(counted: Sequence[Counter[str]], vocabulary: dict[str, int], idf: NDArray[np.float64]) -> Any:
    """(n, features) of unit rows: (1 + log count) x idf, the same that `Model` computes one text at a time."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for counts in counted:
        known = sorted((vocabulary[name], n) for name, n in counts.items() if name in vocabulary)
        row = (1.0 + np.log([n for _, n in known])) * idf[[column for column, _ in known]] if known else np.zeros(0)
        length = float(np.sqrt(row @ row)) or 1.0
        values += (row / length).tolist()
        columns += [column for column, _ in known]
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(counted), len(vocabulary)))


def _out_of_fold(taught: Sequence[Taught], truth: NDArray[np.int64], n_labels: int) -> NDArray[np.float64]:
    """(n, labels): each text's probabilities by a model that has seen neither it nor a copy of it.

    Folds deal each intent out in turn."""
    fold = np.zeros(len(truth), dtype=np.int64)
    for label in range(n_labels):
        members = np.nonzero(truth == label)[0]
        fold[members] = (np.arange(len(members)) + label) % FOLDS
    shares = np.zeros((len(truth), n_labels))
    for held_out in range(FOLDS):
        inside, outside = np.nonzero(fold != held_out)[0], np.nonzero(fold == held_out)[0]
        if not len(outside) or len(np.unique(truth[inside])) < 2:
            continue
        table = _fit([taught[int(n)] for n in inside], n_labels)
        logits = (
            _matrix([taught[int(n)].counts for n in outside], table.vocabulary, table.idf) @ table.weights + table.bias
        )
        grown = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares[outside] = grown / grown.sum(axis=1, keepdims=True)
    return shares
