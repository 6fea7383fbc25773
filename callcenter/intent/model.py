"""A trained model as plain arrays: a table of features with weights, loaded from a file that can hold nothing else."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcenter.errors import CallcenterError
from callcenter.intent.features import VERSION, features
from callcenter.intent.text import normalise
from callcenter.intent.thresholds import NEVER


class ModelRefused(CallcenterError):
    """The file is no model, or one of another version: train again."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """TF-IDF and multinomial logistic regression, frozen. Pure; safe to share between tasks and threads."""

    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]
    """Feature to its row in `idf` and `weights`."""
    idf: NDArray[np.float64]
    weights: NDArray[np.float32]
    """(features, labels)."""
    bias: NDArray[np.float64]
    emergencies: tuple[str, ...]
    """The intents whose summed probability the emergency threshold was learnt for."""
    emergency_threshold: float
    """At or over it, the text is treated as an emergency."""
    unsure_threshold: float
    """A largest probability under it means: not understood."""
    unsure_by_intent: Mapping[str, float] = field(default_factory=dict)
    """The same for answers that name an intent which had enough examples for a threshold of its own."""
    overrule_threshold: float = NEVER
    """At or over it the model overrules what took an emergency phrase back ("not", "found it")."""
    learnt: Mapping[str, Any] = field(default_factory=dict)
    """What the thresholds were chosen for and what they reached out of fold, per intent too; for people."""
    examples: str = ""
    """Hash of the examples it learnt from; another one of the site's files means the model is stale."""

    def scores(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its probability, likeliest first; ties by name. They sum to 1."""
        share = self._probabilities(normalise(text))
        labels, order = self.labels, (-share).argsort(kind="stable").tolist()
        found = share.tolist()
        return [(labels[n], found[n]) for n in order]

    def sure_from(self, intent: str) -> float:
        """The probability under which an answer that names `intent` is not understood."""
        return self.unsure_by_intent.get(intent, self.unsure_threshold)

    def contributions(self, text: str, label: str, most: int = 8) -> list[tuple[str, float]]:
        """The features that spoke loudest for `label` against the mean of all, with what each added."""
        counts = features(normalise(text))
        rows, values = self._row(counts)
        if not len(rows) or label not in self.labels:
            return []
        names = [name for name in counts if name in self.vocabulary]
        table = self.weights[rows].astype(np.float64)
        spoke = values * (table[:, self.labels.index(label)] - table.mean(axis=1))
        best = np.argsort(-spoke, kind="stable")[:most]
        return [(names[n], float(spoke[n])) for n in best if spoke[n] > 0]

    def _probabilities(self, normal: str) -> NDArray[np.float64]:
        rows, values = self._row(features(normal))
        logits = self.bias + values @ self.weights.take(rows, axis=0) if len(rows) else self.bias
        share: NDArray[np.float64] = np.exp(logits - logits.max())
        share /= share.sum()
        return share

    def _row(self, counts: Counter[str]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The rows of the known among the features, in their order, and their TF-IDF values of unit length."""
        find = self.vocabulary.get
        known = [(row, n) for name, n in counts.items() if (row := find(name)) is not None]
        rows = np.array([row for row, _ in known], dtype=np.intp)
        values = self.idf.take(rows)
        if any(n > 1 for _, n in known):  # what occurs once counts as it is
            values = values * (1.0 + np.log([n for _, n in known]))
        length = float(values @ values) ** 0.5
        return rows, values / length if length else values

    def save(self, path: Path) -> None:
        """Writes the arrays, compressed; the same model gives the same bytes."""
        about = {
            "version": VERSION, "labels": self.labels, "emergencies": self.emergencies, "examples": self.examples,
            "emergency_threshold": self.emergency_threshold, "unsure_threshold": self.unsure_threshold,
            "unsure_by_intent": dict(self.unsure_by_intent), "overrule_threshold": self.overrule_threshold,
            "learnt": dict(self.learnt),
        }  # fmt: skip
        named = sorted(self.vocabulary, key=lambda name: self.vocabulary[name])
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                about=_bytes(json.dumps(about, ensure_ascii=False, sort_keys=True)),
                vocabulary=_bytes("\n".join(named)),
                idf=self.idf, weights=self.weights, bias=self.bias,
            )  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> "Model":
        """Raises `ModelRefused`; never runs what a file says (no pickles)."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                about = json.loads(arrays["about"].tobytes())
                if about["version"] != VERSION:
                    raise ModelRefused(f"{path}: made for features {about['version']}, not {VERSION}; train again")
                names = arrays["vocabulary"].tobytes().decode().split("\n")
                model = cls(
                    labels=tuple(about["labels"]),
                    vocabulary={name: row for row, name in enumerate(names)},
                    idf=arrays["idf"], weights=arrays["weights"], bias=arrays["bias"],
                    emergencies=tuple(about["emergencies"]),
                    emergency_threshold=float(about["emergency_threshold"]),
                    unsure_threshold=float(about["unsure_threshold"]),
                    unsure_by_intent={str(name): float(at) for name, at in about.get("unsure_by_intent", {}).items()},
                    overrule_threshold=float(about.get("overrule_threshold", NEVER)),
                    learnt=dict(about.get("learnt", {})),
                    examples=str(about["examples"]),
                )  # fmt: skip
        except ModelRefused:
            raise
        except Exception as error:  # a damaged file may fail in any layer of zip, zlib, numpy or JSON
            raise ModelRefused(f"{path}: cannot be read as a model ({error})") from error
        if model.weights.shape != (len(names), len(model.labels)) or model.idf.shape != (len(names),):
            raise ModelRefused(f"{path}: its arrays do not fit together; train again")
        return model


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)
