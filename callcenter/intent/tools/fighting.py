"""Examples that fight each other: taught as two intents though they say the same, or put elsewhere by their likes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from callcenter.intent.likeness import Vector, alike, cosine, vectors
from callcenter.intent.text import normalise
from callcenter.intent.train import HeldOut
from callcenter.site.examples import Example, Examples, read_examples

SAME = 0.8
"""Likeness from which two sentences of two intents are named."""
FIRMLY = 0.7
HARDLY = 0.1
"""What a model that has not seen the example gives another intent, and its own."""


def fights(directory: Path) -> list[dict[str, Any]]:
    """Pairs of a site's examples, without training. Likest first."""
    return pairs(read_examples(directory / "intents"))


def pairs(examples: Examples) -> list[dict[str, Any]]:
    """Two intents' sentences that are (nearly) the same."""
    rows = _once(examples)
    found = [
        (likeness, rows[first], rows[second])
        for first, second, likeness in alike(vectors([row.text for row in rows]), SAME)
        if rows[first].intent != rows[second].intent
    ]
    found.sort(key=lambda one: (-one[0], one[1].file, one[1].line, one[2].line))
    return [
        {"likeness": round(likeness, 3), "one": _place(one), "other": _place(other)} for likeness, one, other in found
    ]


def misplaced(examples: Examples, held_out: HeldOut) -> list[dict[str, Any]]:
    """Examples that a model taught by the others puts firmly into another intent, each with the likest one there."""
    rows = _once(examples)
    found = {(row.intent, row.text): row for row in rows}
    table = vectors([row.text for row in rows])
    told = []
    for (intent, text), shares in zip(held_out.rows, held_out.shares, strict=True):
        best = int(shares.argmax())
        elsewhere, share = held_out.labels[best], float(shares[best])
        own = float(shares[held_out.labels.index(intent)])
        row = found.get((intent, text))
        if row is None or elsewhere == intent or share < FIRMLY or own > HARDLY:
            continue
        told.append(
            {"one": _place(row), "put": elsewhere, "share": round(share, 3), "own": round(own, 3),
             "like": _likest(table[rows.index(row)], elsewhere, rows, table)}
        )  # fmt: skip
    return sorted(told, key=lambda one: -one["share"])


def _likest(vector: Vector, intent: str, rows: Sequence[Example], table: Sequence[Vector]) -> dict[str, Any] | None:
    rivals = [(cosine(vector, other), -n) for n, other in enumerate(table) if rows[n].intent == intent]
    return _place(rows[-max(rivals)[1]]) if rivals else None


def _once(examples: Examples) -> list[Example]:
    """The first of those that are the same words for the same intent."""
    seen: dict[tuple[str, str], Example] = {}
    for row in examples.rows:
        if normal := normalise(row.text):
            seen.setdefault((row.intent, normal), row)
    return list(seen.values())


def _place(row: Example) -> dict[str, Any]:
    return {"at": f"{row.file}:{row.line}", "intent": row.intent, "text": row.text}
