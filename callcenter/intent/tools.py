"""What `callcenter intents train | explain | test` do, as functions that return data. Files and a stopwatch are used here only.

A directory that is not a whole site yet will do: training needs its examples and the list of its emergencies.
"""

import csv
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from callcenter.errors import Malformed
from callcenter.intent.classify import Classifier
from callcenter.intent.lexicon import listen
from callcenter.intent.model import Model
from callcenter.intent.text import normalise
from callcenter.intent.train import TARGET, train
from callcenter.model.intent import UNCLEAR, Intent
from callcenter.model.site import Handling, IntentPolicy, Site
from callcenter.site.documents import read_yaml
from callcenter.site.examples import Examples, read_examples, read_file
from callcenter.site.load import load
from callcenter.site.problem import Problem

MODEL = "model.npz"
"""The model's file in the site's directory."""
FLOOR = 0.95
"""Emergency recall under which `intents test` fails."""
YES = frozenset({"1", "true", "yes", "y"})


def train_site(directory: Path, target: float = TARGET) -> dict[str, Any]:
    """Trains on `intents/` and writes `model.npz`. Raises `CannotTrain`; problems of the examples are in the report."""
    began = time.perf_counter()
    examples = read_examples(directory / "intents")
    emergencies = read_emergencies(directory)
    trained = train(examples, emergencies, target)
    path = directory / MODEL
    trained.model.save(path)
    unknown = sorted(emergencies - set(trained.model.labels))
    warnings = [*trained.warnings, *(f"{name} is an emergency and has no examples" for name in unknown)]
    if not emergencies:
        warnings.append("no intent of site.yaml is an emergency")
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
        },
        "unsure_threshold": round(trained.model.unsure_threshold, 4),
        "warnings": warnings,
        "problems": [str(problem) for problem in examples.problems],
    }


def explain(directory: Path, text: str) -> dict[str, Any]:
    """Why `text` is understood as it is: rules heard, the model's opinion, the features that spoke for it."""
    site, model, examples = _open(directory)
    intent = Classifier(site, model).classify(text)
    likeliest = intent.name if intent.name != UNCLEAR else next((name for name, _ in intent.alternatives), "")
    return {
        "text": text,
        "normalised": normalise(text),
        "intent": _as_json(intent),
        "rules": [
            {"kind": one.kind.value, "rule": one.name, "words": one.words, "taken_back": one.taken_back}
            for one in listen(normalise(text))
        ],
        "model": None if model is None else {
            "scores": [[name, round(share, 4)] for name, share in model.scores(text)[:5]],
            "features": [[name, round(weight, 3)] for name, weight in model.contributions(text, likeliest)],
            "emergency_threshold": model.emergency_threshold,
            "unsure_threshold": model.unsure_threshold,
            "stale": model.examples != examples.fingerprint,
        },
    }  # fmt: skip


def test(directory: Path, file: Path, floor: float = FLOOR) -> dict[str, Any]:  # noqa: PT028 - no test of pytest
    """Judges the site on a CSV (text, and intent or emergency) or a Rasa file; `passed` compares recall with `floor`.

    Latencies are milliseconds of one classification. Raises `Malformed` when the file has no such columns.
    """
    site, model, _ = _open(directory)
    classifier = Classifier(site, model)
    cases = read_cases(file, site.emergencies())
    for case in cases[:20]:  # the first classification compiles the rules
        classifier.classify(case.text, case.language)
    answers, seconds = [], []
    for case in cases:
        began = time.perf_counter()
        answers.append(classifier.classify(case.text, case.language))
        seconds.append(time.perf_counter() - began)
    return _judged(cases, answers, np.array(seconds), floor)


@dataclass(frozen=True, kw_only=True)
class Case:
    text: str
    emergency: bool
    intent: str = ""
    language: str = ""


def read_cases(file: Path, emergencies: frozenset[str]) -> list[Case]:
    """The labelled texts of a CSV or Rasa file. Raises `Malformed`."""
    if file.suffix in (".yml", ".yaml"):
        read = read_file(file)
        if read.problems:
            raise Malformed(str(read.problems[0]), errors=[{"detail": str(problem)} for problem in read.problems])
        return [
            Case(text=row.text, intent=row.intent, emergency=row.intent in emergencies, language=row.language)
            for row in read.rows
        ]
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            columns = set(table.fieldnames or ())
            if "text" not in columns or not columns & {"intent", "emergency"}:
                raise Malformed(f"{file}:1: needs a column text, and intent or emergency")
            return [_case(row, columns, emergencies) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Malformed(f"{file}: cannot be read: {error}") from error


def _case(row: Mapping[str, str | None], columns: set[str], emergencies: frozenset[str]) -> Case:
    intent = (row.get("intent") or "").strip()
    urgent = (row.get("emergency") or "").strip().lower() in YES if "emergency" in columns else intent in emergencies
    return Case(text=row["text"] or "", intent=intent, emergency=urgent, language=(row.get("language") or "").strip())


def _judged(cases: list[Case], answers: list[Intent], seconds: Any, floor: float) -> dict[str, Any]:
    pairs = list(zip(cases, answers, strict=True))
    caught = [case for case, answer in pairs if case.emergency and answer.emergency]
    missed = [case.text for case, answer in pairs if case.emergency and not answer.emergency]
    alarms = [case.text for case, answer in pairs if not case.emergency and answer.emergency]
    positives, negatives = len(caught) + len(missed), len(cases) - len(caught) - len(missed)
    recall = len(caught) / positives if positives else None
    labelled = [(case.intent, answer) for case, answer in pairs if case.intent]
    p50, p99 = np.percentile(seconds, [50, 99]).tolist() if len(cases) else (0.0, 0.0)
    result: dict[str, Any] = {"n": len(cases)}
    if labelled:
        right = [answer for intent, answer in labelled if intent == _best(answer)]
        result["accuracy"] = round(len(right) / len(labelled), 4)
    return result | {
        "emergency": {
            "recall": None if recall is None else round(recall, 4),
            "false_alarm": round(len(alarms) / negatives, 4) if negatives else None,
            "positives": positives,
            "negatives": negatives,
            "missed": missed,
            "alarms": alarms,
        },
        "unsure": round(sum(answer.unsure for answer in answers) / len(cases), 4) if cases else 0.0,
        "latency_ms": {"p50": round(p50 * 1000, 3), "p99": round(p99 * 1000, 3)},
        "confusion": _confusion([(intent, _best(answer)) for intent, answer in labelled]),
        "floor": floor,
        "passed": recall is None or recall >= floor,
    }


def _best(answer: Intent) -> str:
    """The intent it would be if one had to be named."""
    if answer.name != UNCLEAR or not answer.alternatives:
        return answer.name
    return answer.alternatives[0][0]


def _confusion(pairs: list[tuple[str, str]]) -> list[list[Any]]:
    """[meant, understood, how often] of the mistakes, commonest first."""
    counts: dict[tuple[str, str], int] = {}
    for pair in pairs:
        if pair[0] != pair[1]:
            counts[pair] = counts.get(pair, 0) + 1
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return [[meant, understood, n] for (meant, understood), n in ranked[:20]]


def read_emergencies(directory: Path) -> frozenset[str]:
    """The intents that site.yaml marks as emergencies, also when the rest of the site has problems."""
    root = read_yaml(directory / "site.yaml", "site.yaml")
    if isinstance(root, Problem):
        return frozenset()
    intents = _fields(_fields(root).get("intents"))
    return frozenset(name for name, policy in intents.items() if _is_yes(_fields(policy).get("emergency")))


def _fields(node: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def _is_yes(node: yaml.Node | None) -> bool:
    return isinstance(node, yaml.ScalarNode) and str(node.value).lower() in YES


def _open(directory: Path) -> tuple[Site, Model | None, Examples]:
    """The site (or what of it can be understood), its model if there is one, its examples. Raises `ModelRefused`."""
    loaded = load(directory)
    path = directory / MODEL
    model = Model.load(path) if path.exists() else None
    labels = {row.intent for row in loaded.examples.rows} | set(model.labels if model else ())
    return loaded.site or _bare_site(labels, read_emergencies(directory)), model, loaded.examples


def _bare_site(labels: set[str], emergencies: frozenset[str]) -> Site:
    """A site that knows its intents and nothing else: enough to classify with."""
    return Site(
        name={}, version="", languages=("zh-CN", "en"), zone="UTC", skills={}, queues={}, flows={}, calendars={},
        intents={
            name: IntentPolicy(name=name, title={}, handling=Handling(queue="any"), emergency=name in emergencies)
            for name in sorted(labels | emergencies)
        },
        entry_points={}, gateways={}, channels={}, dispositions={}, causes={}, guidance={}, words={}, default_queue="any",
    )  # fmt: skip


def _as_json(intent: Intent) -> dict[str, Any]:
    return {
        "name": intent.name,
        "confidence": round(intent.confidence, 4),
        "emergency": intent.emergency,
        "language": intent.language,
        "reasons": list(intent.reasons),
        "alternatives": [list(pair) for pair in intent.alternatives],
        "unsure": intent.unsure,
    }
