"""A made stretch of a busy day, in small: every customer is placed as a real call, and every call is accounted for."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.day import report
from bench.day.quarter import made, plan
from bench.day.run import names, run
from tests.asterisk.baresip import missing
from tests.asterisk.switch import NoAsterisk, Switch

SECONDS = 12.0
WISH = plan(made(SECONDS), SECONDS)
SIP = not missing()
"""Over SIP where the telephones for it are installed, which proves more; else by Local channels."""


@pytest.fixture
def own() -> Iterator[Switch]:
    """With an account for each agent."""
    switch = Switch(Path(tempfile.mkdtemp(prefix="asterisk-")), sip=SIP, phones=names(WISH))
    try:
        switch.start()
        yield switch
    except NoAsterisk as none:
        pytest.skip(str(none))
    finally:
        switch.close()


async def test_every_call_of_a_busy_stretch_is_found_in_the_journal_and_ends_as_its_customer_saw(
    own: Switch, tmp_path: Path
) -> None:
    outcome = await run(WISH, tmp_path, own, lambda text: None, sip=SIP)
    told = outcome.proof
    assert told.calls == len(WISH.customers) == 20
    assert not report.failed(outcome), report.lines(outcome)
    assert not outcome.refused
    assert (told.listened >= 3) is SIP
    assert not told.deaf
    assert told.ours.offered == told.theirs.offered
    # Whoever hangs up in the very moment in which somebody is there may be counted either way.
    assert len(told.differ) <= 1, told.differ
    assert told.ours.answered >= 5
    assert told.ours.abandoned >= 1
    assert outcome.cost.server > 0
    assert outcome.cost.asterisk > 0
