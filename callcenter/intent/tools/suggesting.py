"""Which real sentences are worth labelling next: the doubtful ones, not twenty of the same, near-emergencies first."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from callcenter.errors import Malformed
from callcenter.intent.likeness import led, vectors
from callcenter.intent.masking import masked
from callcenter.intent.text import normalise
from callcenter.intent.tools.directory import Opened, open_site
from callcenter.model.intent import UNCLEAR, Intent

ALIKE = 0.45
"""Likeness from which two sentences stand in one group."""
NEAR = 0.25
"""Of the emergency threshold: from here on a sentence is near it."""
SHOWN = 5
"""Sentences of a group that are shown; the rest is counted."""
LOOKED_AT = 5_000
"""Sentences judged at most, the newest of them."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a customer said or wrote."""

    text: str
    language: str = ""
    contact: str = ""
    intent: str = ""
    """As it was understood then."""
    names: tuple[str, ...] = field(default=(), repr=False)
    """Of the customer, to be masked."""


@dataclass(frozen=True, kw_only=True)
class Doubt:
    said: Said
    guess: Intent
    why: str
    """near_emergency, not_understood, close"""
    weight: float
    """0 to 1 within its kind; more is asked first."""
    times: int = 1


KINDS = ("near_emergency", "not_understood", "close")


def suggest(directory: Path, said: Iterable[Said], *, limit: int = 20, skip: int = 0) -> dict[str, Any]:
    """Groups of sentences, most wanted first; `skip` turns the page. Raises `Malformed` without a trained model."""
    opened = open_site(directory)
    if opened.model is None:
        raise Malformed(f"nothing can be suggested without a trained model: callcenter intents train {directory}")
    doubts, looked_at = _doubts(opened, said)
    groups = _grouped(doubts)
    page = groups[skip : skip + limit]
    return {
        "looked_at": looked_at,
        "doubtful": sum(doubt.times for doubt in doubts),
        "groups": [_told(group) for group in page],
        "more": len(groups) > skip + limit,
        "skip": skip,
    }


def _doubts(opened: Opened, said: Iterable[Said]) -> tuple[list[Doubt], int]:
    """Each sentence once, those that are taught already left out, most wanted first."""
    taught = {normalise(row.text) for row in opened.examples.rows}
    once: dict[str, tuple[Said, int]] = {}
    looked_at = 0
    for one in list(said)[-LOOKED_AT:]:
        looked_at += 1
        normal = normalise(one.text)
        if normal and normal not in taught and any(sign.isalpha() for sign in normal):
            first, times = once.get(normal, (one, 0))
            once[normal] = (first, times + 1)
    classifier = opened.classifier
    judged = (_judged(opened, one, classifier.classify(one.text, one.language), times) for one, times in once.values())
    doubts = [doubt for doubt in judged if doubt is not None]
    return sorted(doubts, key=_most_wanted_first), looked_at


def _judged(opened: Opened, said: Said, intent: Intent, times: int) -> Doubt | None:
    model = opened.model
    assert model is not None
    scores = model.scores(said.text)
    share = sum(p for name, p in scores if name in opened.site.emergencies())
    first, second = (scores[0][1], scores[1][1]) if len(scores) > 1 else (1.0, 0.0)
    by_model = intent.emergency and any(reason.startswith("the model") for reason in intent.reasons)
    if by_model or (not intent.emergency and share >= NEAR * model.emergency_threshold and not _ruled(intent)):
        weight = min(share, model.emergency_threshold) / max(share, model.emergency_threshold)
        return Doubt(said=said, guess=intent, why="near_emergency", weight=weight, times=times)
    if intent.emergency or _ruled(intent):
        return None
    if intent.unsure:
        return Doubt(said=said, guess=intent, why="not_understood", weight=1.0 - first, times=times)
    if second > 0.5 * first:
        return Doubt(said=said, guess=intent, why="close", weight=second / first, times=times)
    return None


def _ruled(intent: Intent) -> bool:
    """A rule spoke: no example would change it."""
    return any(reason.startswith(("asks for a person", '"')) for reason in intent.reasons)


def _grouped(doubts: Sequence[Doubt]) -> list[list[Doubt]]:
    """In the order of their most wanted; a kind never joins another's group."""
    found: list[list[Doubt]] = []
    for kind in KINDS:
        some = [doubt for doubt in doubts if doubt.why == kind]
        table = vectors([doubt.said.text for doubt in some])
        found += [[some[n] for n in group] for group in led(table, ALIKE)]
    return sorted(
        found,
        key=lambda group: (KINDS.index(group[0].why), -(sum(doubt.times for doubt in group) ** 0.5) * group[0].weight),
    )


def _told(group: Sequence[Doubt]) -> dict[str, Any]:
    first = group[0]
    name, share = _best(first.guess)
    texts = dict.fromkeys(masked(doubt.said.text, doubt.said.names) for doubt in group)
    return {
        "why": first.why,
        "guess": name,
        "share": round(share, 3),
        "others": [[other, round(p, 3)] for other, p in first.guess.alternatives if other != name][:2],
        "times": sum(doubt.times for doubt in group),
        "texts": list(texts)[:SHOWN],
        "contacts": list(dict.fromkeys(doubt.said.contact for doubt in group if doubt.said.contact))[:SHOWN],
    }


def _best(intent: Intent) -> tuple[str, float]:
    """The intent to begin from when labelling."""
    if intent.name != UNCLEAR or not intent.alternatives:
        return intent.name, intent.confidence
    return intent.alternatives[0]


def _most_wanted_first(doubt: Doubt) -> tuple[int, float, str]:
    return KINDS.index(doubt.why), -doubt.weight, doubt.said.text


# --- what comes in, what goes out ---------------------------------------------------------------------------------------


def read_said(file: Path) -> list[Said]:
    """A CSV with a column `text` (and perhaps `language`, `contact`, `intent`), or a text file, a sentence a line.
    Raises `Malformed`."""
    try:
        if file.suffix.lower() != ".csv":
            lines = file.read_text(encoding="utf-8-sig").splitlines()
            return [Said(text=line.strip()) for line in lines if line.strip()]
        with file.open(encoding="utf-8-sig", newline="") as lines_:
            table = csv.DictReader(lines_)
            if "text" not in (table.fieldnames or ()):
                raise Malformed(f"{file}:1: needs a column text")
            kept = ("text", "language", "contact", "intent")
            rows = [{name: (row.get(name) or "").strip() for name in kept} for row in table]
        return [
            Said(text=row["text"], language=row["language"], contact=row["contact"], intent=row["intent"])
            for row in rows
            if row["text"]
        ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Malformed(f"{file}: cannot be read: {error}") from error


WHY = {
    "near_emergency": "near the emergency threshold",
    "not_understood": "not understood",
    "close": "two intents are about as likely",
}


def as_rasa(report: dict[str, Any]) -> str:
    """Examples to paste, each group under the guess: right the intent where it is wrong, delete what teaches nothing."""
    lines = ['version: "3.1"', "nlu:"]
    for group in report["groups"]:
        others = ", ".join(f"{name} {share:.2f}" for name, share in group["others"])
        times = "once" if group["times"] == 1 else f"{group['times']} times"
        doubt = f"# {WHY[group['why']]}; said {times}; guess {group['guess']} {group['share']:.2f}"
        lines += ["", doubt + (f", or {others}" if others else ""), f"- intent: {group['guess']}", "  examples: |"]
        lines += [f"    - {_plain(text)}" for text in group["texts"]]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """As a line of a block: brackets would read as an annotation."""
    return " ".join(text.replace("[", "(").replace("]", ")").split())
