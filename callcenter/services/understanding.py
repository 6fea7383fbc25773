"""The classifier under watch: missing, failing or too slow, the customer goes to a person, and somebody hears of it.

An emergency that was found late is still an emergency.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Protocol

import structlog

from callcenter.model.intent import UNHEARD, Context, Intent

log = structlog.get_logger()

SLOWEST = 0.050
"""Seconds one classification may take; fifty times the usual. It was the machine's fault or the model's: both are a doubt."""
SAID_EVERY = 60.0
"""Seconds between two lines of the log about it."""
WARM_UP = ("我的卡丢了，怎么办", "what is my balance, please", "wo de ka diu le", "转人工")
"""Said to a new classifier first: the first sentence in each script compiles its rules."""


class Down(StrEnum):
    """Why there was no classification to rely on."""

    MISSING = "missing"
    FAILED = "failed"
    SLOW = "slow"


class Classifies(Protocol):
    """`intent.classify.Classifier`."""

    def classify(
        self, text: str, language: str = "", confidence: float | None = None, context: Context = ...
    ) -> Intent: ...


class Understanding:
    """One site's classifier."""

    def __init__(self, classifier: Classifies, *, trained: bool = True, watch: "Watch | None" = None) -> None:
        """`trained`: a model was read; without one, words that no rule knows are nobody's to judge."""
        self._classifier, self._trained = classifier, trained
        self._watch = watch or Watch()

    def warm_up(self) -> None:
        for text in WARM_UP:
            self._classifier.classify(text)

    def __call__(self, text: str, language: str, confidence: float | None, context: Context) -> Intent:
        began = self._watch.stopwatch()
        try:
            intent = self._classifier.classify(text, language, confidence, context)
        except Exception as error:  # noqa: BLE001 - nothing that fails here may cost the customer an answer
            self._watch.went_down(Down.FAILED, type(error).__name__)
            return replace(UNHEARD, reasons=("the classifier failed",), down=True)
        took = self._watch.stopwatch() - began
        if intent.down:
            self._watch.went_down(Down.FAILED if self._trained else Down.MISSING, "")
        elif took > SLOWEST:
            self._watch.went_down(Down.SLOW, f"{took * 1000:.0f} ms")
            intent = replace(intent, down=True, reasons=(f"the classifier took {took * 1000:.0f} ms", *intent.reasons))
        return intent


class Watch:
    """Counts what goes wrong and says so, once a minute at most; it outlives the classifiers it watches."""

    def __init__(
        self,
        counted: Callable[[Down], None] = lambda reason: None,
        stopwatch: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.stopwatch = stopwatch
        self._counted = counted
        self._said_at: dict[Down, float] = {}
        self._unsaid: dict[Down, int] = {}

    def went_down(self, reason: Down, detail: str) -> None:
        self._counted(reason)
        now, before = self.stopwatch(), self._said_at.get(reason)
        if before is not None and now - before < SAID_EVERY:
            self._unsaid[reason] = self._unsaid.get(reason, 0) + 1
            return
        self._said_at[reason] = now
        log.error(
            "A customer's words were not classified as they should be; the customer goes to a human.",
            action="intent.down",
            reason=reason.value,
            detail=detail,
            unsaid=self._unsaid.pop(reason, 0),
        )
