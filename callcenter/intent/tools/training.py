"""Training, and the report a service team reads before it trusts what was trained."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from callcenter.intent.thresholds import CHEAP, DEAR, ENOUGH_RECALL
from callcenter.intent.tools.confusing import confusion, per_intent
from callcenter.intent.tools.directory import MODEL, read_emergencies
from callcenter.intent.tools.fighting import misplaced, pairs
from callcenter.intent.train import FEW, TARGET, Trained, train
from callcenter.site.examples import Examples, read_examples

THIN = 10
"""Examples of an intent in one language under which it is thin."""


def train_site(
    directory: Path, target: float = TARGET, progress: Callable[[str], None] = lambda step: None
) -> dict[str, Any]:
    """Trains on `intents/` and writes `model.npz`. Raises `CannotTrain`; problems of the examples are in the report."""
    began = time.perf_counter()
    progress("reading the examples")
    examples = read_examples(directory / "intents")
    emergencies = read_emergencies(directory)
    progress(f"training on {len(examples.rows)} examples, five times on four fifths and once on all")
    trained = train(examples, emergencies, target)
    path = directory / MODEL
    trained.model.save(path)
    progress("looking for examples that fight each other")
    near, elsewhere = pairs(examples), misplaced(examples, trained.held_out)
    judged = trained.held_out.pairs()
    return {
        "file": str(path),
        "bytes": path.stat().st_size,
        "seconds": round(time.perf_counter() - began, 2),
        "examples": len(examples.rows),
        "intents": len(trained.model.labels),
        "features": len(trained.model.vocabulary),
        "accuracy": round(trained.accuracy, 4),
        "emergency": {
            "intents": list(trained.model.emergencies),
            "positives": trained.learnt.positives,
            "recall": round(trained.learnt.recall, 4),
            "proven_recall": round(trained.learnt.bound, 4),
            "false_alarm": round(trained.learnt.false_alarm, 4),
            "threshold": round(trained.model.emergency_threshold, 4),
            "chosen_for": f"a recall of {target:.0%}; more while that costs at most {CHEAP:.0%} false alarms, less (down to "
            f"{min(target, ENOUGH_RECALL):.0%}) where it would cost over {DEAR:.0%}",
        },
        "unsure_threshold": round(trained.model.unsure_threshold, 4),
        "per_intent": per_intent(judged),
        "confusion": confusion(judged),
        "same_words_two_intents": near,
        "put_elsewhere": elsewhere,
        "warnings": _warnings(examples, emergencies, trained),
        "problems": [str(problem) for problem in examples.problems],
    }


def _warnings(examples: Examples, emergencies: frozenset[str], trained: Trained) -> list[str]:
    unknown = sorted(emergencies - set(trained.model.labels))
    thin = Counter((row.intent, row.language) for row in examples.rows)
    languages = sorted({row.language for row in examples.rows})
    counted = {(intent, language): thin[intent, language] for intent in trained.model.labels for language in languages}
    return [
        *trained.warnings,
        *(f"{name} is an emergency and has no examples" for name in unknown),
        *(f"{intent} has {n} examples in {language}" for (intent, language), n in counted.items() if n < THIN),
        *(
            f"{name} is an emergency with {n} examples: write at least {FEW} for all emergencies together"
            for name in trained.model.emergencies
            if (n := sum(n for (intent, _), n in counted.items() if intent == name)) < FEW // 5
        ),
        *([] if emergencies else ["no intent of site.yaml is an emergency"]),
    ]
