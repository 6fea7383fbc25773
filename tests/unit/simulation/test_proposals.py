"""Simulated customers who take what is proposed to them: called back at their place, a voicemail, nobody lost from sight."""

from dataclasses import replace

import pytest

from callcenter.model.site import Site, Step
from callcenter.simulation.callers import Caller
from callcenter.simulation.run import Habits
from callcenter.testing.sites import small_site
from tests.unit.simulation.test_run import caller, run, staff


def proposing(name: str) -> Site:
    site = small_site()
    step = replace(Step(after=20.0), **{name: True})
    return replace(site, queues={**site.queues, "general": replace(site.queues["general"], steps=(step,))})


def crowd(count: int = 12) -> tuple[Caller, ...]:
    return tuple(caller(n, number=f"+8613900000{n:03d}", patience=900.0) for n in range(count))


def test_given_who_takes_the_callback_then_they_left_the_line_and_are_spoken_to_all_the_same() -> None:
    site = proposing("callback")
    found = run(site, crowd(), staff(site, 1), Habits(takes_proposal=1.0))
    assert found["elsewhere"] == found["callbacks"] == found["called_back"] > 5
    assert found["answered"] + found["elsewhere"] == found["offered"] == 12
    assert (found["abandoned"], found["unaccounted"], found["overtaken"]) == (0, 0, 0)


def test_given_who_leaves_a_message_then_they_are_called_back() -> None:
    site = proposing("voicemail")
    found = run(site, crowd(), staff(site, 1), Habits(takes_proposal=1.0))
    assert found["callbacks"] == found["elsewhere"] > 5
    assert (found["abandoned"], found["unaccounted"]) == (0, 0)


@pytest.mark.parametrize("name", ["callback", "voicemail", "message"])
def test_given_nobody_who_takes_it_then_all_wait_on(name: str) -> None:
    site = proposing(name)
    found = run(site, crowd(), staff(site, 1))
    assert (found["elsewhere"], found["callbacks"]) == (0, 0)
    assert found["answered"] == 12


def test_given_a_text_message_instead_then_they_have_left_the_line() -> None:
    site = proposing("message")
    found = run(site, crowd(), staff(site, 1), Habits(takes_proposal=1.0))
    assert found["elsewhere"] > 5
    assert (found["callbacks"], found["unaccounted"]) == (0, 0)


def test_given_nobody_at_work_then_who_is_to_be_called_back_is_no_loss_and_the_run_ends() -> None:
    site = proposing("callback")
    found = run(site, crowd(), replace(staff(site, 1), agents=()), Habits(takes_proposal=1.0))
    assert found["elsewhere"] == 12
    assert (found["called_back"], found["unaccounted"]) == (0, 0)
