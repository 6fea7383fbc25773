"""The expected wait: told only when it can be known."""

from hypothesis import given
from hypothesis import strategies as st

from callcenter.routing.wait import ENOUGH, HandlingTime, expected_wait

SECONDS = st.lists(st.floats(min_value=1, max_value=3600), min_size=1, max_size=60)


def learnt(times: list[float]) -> HandlingTime:
    handling = HandlingTime()
    for seconds in times:
        handling = handling.seen(seconds)
    return handling


@given(times=SECONDS)
def test_the_mean_lies_among_what_was_seen_and_is_the_plain_mean_at_first(times: list[float]) -> None:
    handling = learnt(times)
    assert min(times) - 0.1 <= handling.mean <= max(times) + 0.1
    assert handling.count == len(times)
    if len(times) <= 10:
        assert abs(handling.mean - sum(times) / len(times)) < 0.01


@given(old=st.floats(1, 100), new=st.floats(200, 3600))
def test_the_mean_follows_when_the_work_changes(old: float, new: float) -> None:
    assert abs(learnt([old] * 20 + [new] * 60).mean - new) < 0.01 * new


@given(times=SECONDS, place=st.integers(1, 500), agents=st.integers(-1, 50))
def test_the_wait_is_unknown_without_agents_or_with_too_little_seen(
    times: list[float], place: int, agents: int
) -> None:
    known = agents > 0 and len(times) >= ENOUGH
    assert (expected_wait(place, learnt(times), agents) is not None) == known


@given(
    times=st.lists(st.floats(1, 600), min_size=ENOUGH, max_size=20),
    place=st.integers(1, 100),
    agents=st.integers(1, 50),
)
def test_who_stands_further_behind_waits_no_less_and_more_agents_make_it_no_longer(
    times: list[float], place: int, agents: int
) -> None:
    handling = learnt(times)
    here = expected_wait(place, handling, agents)
    behind, helped = expected_wait(place + 1, handling, agents), expected_wait(place, handling, agents + 1)
    assert here is not None
    assert behind is not None
    assert helped is not None
    assert helped <= here <= behind
    assert abs(here - place * handling.mean / agents) <= 0.06
