"""A classifier that is missing, fails or is slow costs nobody an answer: a person takes over, and it is counted."""

import pytest

from callcenter.model.intent import NO_CONTEXT, UNCLEAR, Context, Intent
from callcenter.services.understanding import SAID_EVERY, Down, Understanding, Watch


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Told:
    """A classifier that answers as told, after so many seconds."""

    def __init__(self, stopwatch: Stopwatch, answer: Intent | Exception, took: float = 0.001) -> None:
        self.stopwatch, self.answer, self.took = stopwatch, answer, took

    def classify(
        self, text: str, language: str = "", confidence: float | None = None, context: Context = NO_CONTEXT
    ) -> Intent:
        self.stopwatch.seconds += self.took
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


BALANCE = Intent(name="balance_enquiry", confidence=0.9)
LOSS = Intent(name="card_loss", confidence=0.99, emergency=True)


def heard(answer: Intent | Exception, took: float = 0.001, *, trained: bool = True) -> tuple[Intent, list[Down]]:
    stopwatch, counted = Stopwatch(), list[Down]()
    watch = Watch(counted.append, stopwatch)
    understanding = Understanding(Told(stopwatch, answer, took), trained=trained, watch=watch)
    return understanding("words", "en", None, NO_CONTEXT), counted


def test_what_was_understood_in_time_is_passed_on() -> None:
    assert heard(BALANCE, 0.049) == (BALANCE, [])


def test_a_slow_answer_is_for_a_person() -> None:
    intent, counted = heard(BALANCE, 0.051)
    assert (intent.down, counted) == (True, [Down.SLOW])
    assert "51 ms" in intent.reasons[0]


def test_an_emergency_found_late_is_still_one() -> None:
    intent, counted = heard(LOSS, 3.0)
    assert (intent.name, intent.emergency, intent.down, counted) == ("card_loss", True, True, [Down.SLOW])


def test_a_classifier_that_raises_is_for_a_person() -> None:
    intent, counted = heard(RuntimeError("fell over with 6222 0000"))
    assert (intent.name, intent.unsure, intent.down, counted) == (UNCLEAR, True, True, [Down.FAILED])
    assert "6222" not in " ".join(intent.reasons)


@pytest.mark.parametrize(("trained", "why"), [(False, Down.MISSING), (True, Down.FAILED)])
def test_a_missing_model_and_a_failing_one_are_counted_apart(trained: bool, why: Down) -> None:
    unclear = Intent(name=UNCLEAR, confidence=0.0, unsure=True, down=True)
    assert heard(unclear, trained=trained)[1] == [why]


def test_it_is_said_once_a_minute_and_counted_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    stopwatch, counted = Stopwatch(), list[Down]()
    understanding = Understanding(Told(stopwatch, BALANCE, took=0.06), watch=Watch(counted.append, stopwatch))
    for _ in range(5):
        understanding("words", "en", None, NO_CONTEXT)
    stopwatch.seconds += SAID_EVERY
    understanding("words", "en", None, NO_CONTEXT)
    assert len(counted) == 6
    assert capsys.readouterr().out.count("intent.down") == 2
