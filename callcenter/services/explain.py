"""Why a contact waited and who got it, in words and numbers, from the decisions that the journal's outcomes hold."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from callcenter.services.ports import Json, OutcomeRow


def explained(contact: str, outcomes: Iterable[OutcomeRow]) -> list[Json]:
    """Every decision about the contact, oldest first: its record with the journal's sequence and `words`."""
    return [
        {"seq": row.seq, **decision, "words": in_words(decision)}
        for row in outcomes
        for decision in json.loads(row.body).get("decisions", [])
        if decision["contact"] == contact
    ]


def in_words(decision: Mapping[str, Any]) -> str:
    """One paragraph of English; screens in other languages use the numbers."""
    ahead, step = decision.get("ahead", 0), decision.get("step", 0)
    parts = [f"In {decision['queue']} with {ahead} ahead of it" + (f", at step {step}." if step else ".")]
    parts += [f"Head start: {seconds:g} s for {reason}." for reason, seconds in _items(decision, "head_starts")]
    parts.append(_chosen(decision))
    removed = [f"{agent} ({why})" for agent, why in _items(decision, "removed")]
    if removed:
        parts.append("Not eligible: " + ", ".join(removed) + ".")
    return " ".join(parts)


def _items(decision: Mapping[str, Any], name: str) -> Iterable[tuple[str, Any]]:
    return sorted((decision.get(name) or {}).items())


def _chosen(decision: Mapping[str, Any]) -> str:
    chosen = decision.get("chosen")
    if not chosen:
        return "Nobody was free to take it: it keeps its place."
    candidates = decision.get("candidates") or []
    numbers: Mapping[str, Any] = next((c for c in candidates if c.get("agent") == chosen), {})
    told = [f"{name.replace('_', ' ')} {value}" for name, value in numbers.items() if name not in ("agent", "speaks")]
    if numbers.get("speaks") is False:
        told.append("does not speak the customer's language")
    why = f" ({', '.join(told)})" if told else ""
    tie = f" Decided by {decision['tie_break']}." if decision.get("tie_break") else ""
    return f"Offered to {chosen}{why}, out of {len(candidates)}.{tie}"
