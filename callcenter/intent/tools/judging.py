"""How well labelled sentences are understood: figures with what they prove, and every miss."""

import csv
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from callcenter.errors import Malformed
from callcenter.intent.language import language_of
from callcenter.intent.thresholds import lower_bound
from callcenter.intent.tools.confusing import confusion, per_intent
from callcenter.intent.tools.directory import YES, open_site
from callcenter.model.intent import UNCLEAR, Intent
from callcenter.site.examples import read_file

FLOOR = 0.95
"""Emergency recall under which `intents test` fails."""
Pairs = list[tuple["Case", Intent]]


def test(directory: Path, file: Path, floor: float = FLOOR) -> dict[str, Any]:  # noqa: PT028 - no test of pytest
    """Judges the site on a CSV (text, and intent or emergency) or a Rasa file; `passed` compares recall with `floor`.

    Latencies are milliseconds of one classification. Raises `Malformed` when the file has no such columns.
    """
    opened = open_site(directory)
    classifier = opened.classifier
    cases = read_cases(file, opened.site.emergencies())
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
    emergency = _emergencies(pairs)
    labelled = [(case.intent, _best(answer)) for case, answer in pairs if case.intent]
    p50, p99 = np.percentile(seconds, [50, 99]).tolist() if len(cases) else (0.0, 0.0)
    recall = emergency["recall"]
    return {
        "n": len(cases),
        **({"accuracy": _accuracy(labelled)} if labelled else {}),
        "emergency": emergency,
        "by_language": _by_language(pairs),
        "unsure": round(sum(answer.unsure for answer in answers) / len(cases), 4) if cases else 0.0,
        "latency_ms": {"p50": round(p50 * 1000, 3), "p99": round(p99 * 1000, 3)},
        "per_intent": per_intent(labelled),
        "confusion": confusion(labelled),
        "floor": floor,
        "passed": recall is None or recall >= floor,
    }


def _emergencies(pairs: Pairs) -> dict[str, Any]:
    """`proven_recall`: with 95 % certainty the true one is at least this."""
    caught = sum(case.emergency and answer.emergency for case, answer in pairs)
    missed = [case.text for case, answer in pairs if case.emergency and not answer.emergency]
    alarms = [case.text for case, answer in pairs if not case.emergency and answer.emergency]
    positives = caught + len(missed)
    negatives = len(pairs) - positives
    return {
        "recall": round(caught / positives, 4) if positives else None,
        "proven_recall": round(lower_bound(caught, positives), 4) if positives else None,
        "false_alarm": round(len(alarms) / negatives, 4) if negatives else None,
        "positives": positives,
        "negatives": negatives,
        "missed": missed,
        "alarms": alarms,
    }


def _by_language(pairs: Pairs) -> dict[str, Any]:
    """The same figures for each language the file names, or that the script tells."""
    spoken: dict[str, Pairs] = {}
    for case, answer in pairs:
        spoken.setdefault(case.language or language_of(case.text), []).append((case, answer))
    told = {}
    for language, some in sorted(spoken.items()):
        labelled = [(case.intent, _best(answer)) for case, answer in some if case.intent]
        emergency = _emergencies(some)
        told[language] = {"n": len(some), "accuracy": _accuracy(labelled) if labelled else None} | {
            name: emergency[name] for name in ("recall", "proven_recall", "false_alarm", "positives")
        }
    return told


def _accuracy(labelled: list[tuple[str, str]]) -> float:
    return round(sum(meant == understood for meant, understood in labelled) / len(labelled), 4)


def _best(answer: Intent) -> str:
    """The intent it would be if one had to be named."""
    if answer.name != UNCLEAR or not answer.alternatives:
        return answer.name
    return answer.alternatives[0][0]
