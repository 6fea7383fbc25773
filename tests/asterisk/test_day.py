"""A made stretch of a busy day, in small: every customer is placed as a real call, and every call is accounted for."""

from pathlib import Path

from bench.day import report
from bench.day.quarter import made, plan
from bench.day.run import run
from tests.asterisk.switch import Switch

SECONDS = 12.0


async def test_every_call_of_a_busy_stretch_is_found_in_the_journal_and_ends_as_its_customer_saw(
    switch: Switch, tmp_path: Path
) -> None:
    wish = plan(made(SECONDS), SECONDS)
    outcome = await run(wish, tmp_path, switch, lambda text: None)
    told = outcome.proof
    assert told.calls == len(wish.customers) == 20
    assert not report.failed(outcome), report.lines(outcome)
    assert not outcome.refused
    assert told.ours.offered == told.theirs.offered
    # Whoever hangs up in the very moment in which somebody is there may be counted either way.
    assert len(told.differ) <= 1, told.differ
    assert told.ours.answered >= 5
    assert told.ours.abandoned >= 1
    assert outcome.cost.server > 0
    assert outcome.cost.asterisk > 0
