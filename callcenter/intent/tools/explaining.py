"""Why a sentence is understood as it is."""

from pathlib import Path
from typing import Any

from callcenter.intent.leaning import facts_of, leaning_of
from callcenter.intent.lexicon import listen
from callcenter.intent.text import normalise
from callcenter.intent.tools.directory import open_site
from callcenter.model.intent import NO_CONTEXT, UNCLEAR, Context, Intent


def explain(directory: Path, text: str, context: Context = NO_CONTEXT, language: str = "") -> dict[str, Any]:
    """Rules heard, slots found, what the context leans to, the model's opinion and the features that spoke for it."""
    opened = open_site(directory)
    model = opened.model
    intent = opened.classifier.classify(text, language, None, context)
    likeliest = intent.name if intent.name != UNCLEAR else next((name for name, _ in intent.alternatives), "")
    leaning = leaning_of(opened.site, context, intent.language)
    return {
        "text": text,
        "normalised": normalise(text),
        "intent": as_json(intent),
        "rules": [
            {"kind": one.kind.value, "rule": one.name, "words": one.words, "taken_back": one.taken_back}
            for one in listen(normalise(text))
        ],
        "slots": [
            {"slot": one.name, "value": one.value, "start": one.start, "end": one.end}
            for one in opened.slots.found(text)
        ],
        "context": None if context is NO_CONTEXT else {
            "facts": facts_of(context),
            "odds": {name: round(weight, 3) for name, weight in leaning.weights.items()},
            "reasons": {name: list(why) for name, why in leaning.reasons.items()},
        },
        "model": None if model is None else {
            "scores": [[name, round(share, 4)] for name, share in model.scores(text)[:5]],
            "features": [[name, round(weight, 3)] for name, weight in model.contributions(text, likeliest)],
            "emergency_threshold": model.emergency_threshold,
            "unsure_threshold": model.unsure_threshold,
            "stale": model.examples != opened.examples.fingerprint,
        },
    }  # fmt: skip


def as_json(intent: Intent) -> dict[str, Any]:
    return {
        "name": intent.name,
        "confidence": round(intent.confidence, 4),
        "emergency": intent.emergency,
        "language": intent.language,
        "reasons": list(intent.reasons),
        "alternatives": [list(pair) for pair in intent.alternatives],
        "unsure": intent.unsure,
        "slots": dict(intent.slots),
        "down": intent.down,
    }
