"""The virtual arrival against its promise: order among waiting contacts, and a bound on who can pass whom."""

from hypothesis import given
from hypothesis import strategies as st

from callcenter.model.contact import HeadStart
from callcenter.model.customer import NOBODY, CustomerClass, Known
from callcenter.routing.rank import DAY, head_starts, rank, starvation_bound
from callcenter.testing.sites import small_site

SITE = small_site()
TIMES = st.floats(min_value=1.7e9, max_value=1.9e9).map(lambda at: round(at, 3))
KNOWN = st.builds(
    Known,
    customer_class=st.sampled_from((None, *CustomerClass)),
    last_contact_at=st.one_of(st.none(), TIMES),
)


def start(seconds: float) -> HeadStart:
    return HeadStart(reason="x", seconds=seconds)


@given(
    now=TIMES,
    later=st.floats(min_value=0.0, max_value=1e5),
    known=st.tuples(KNOWN, KNOWN),
    intents=st.tuples(*[st.sampled_from(sorted(SITE.intents))] * 2),
    declared=st.tuples(*[st.sampled_from(("", "1", "2"))] * 2),
)
def test_nobody_is_passed_by_who_came_later_than_the_bound_after_them(
    now: float, later: float, known: tuple[Known, Known], intents: tuple[str, str], declared: tuple[str, str]
) -> None:
    times = (now, now + starvation_bound(SITE, "general") + later + 0.001)
    first, second = (
        rank(
            times[n],
            n,
            emergency=False,
            head_starts=head_starts(SITE, SITE.intents[intents[n]], known[n], declared[n], times[n]),
        )
        for n in (0, 1)
    )
    assert first < second


@given(times=st.tuples(TIMES, TIMES), seqs=st.tuples(*[st.integers(min_value=1)] * 2), ahead=st.floats(0, 1e6))
def test_every_emergency_stands_before_everybody_else(
    times: tuple[float, float], seqs: tuple[int, int], ahead: float
) -> None:
    emergency = rank(times[0], seqs[0], emergency=True, head_starts=())
    assert emergency < rank(times[1], seqs[1], emergency=False, head_starts=[start(ahead)])


@given(at=TIMES, starts=st.lists(st.floats(min_value=0, max_value=1e4)), seq=st.integers(min_value=1))
def test_a_rank_is_the_arrival_less_all_head_starts(at: float, starts: list[float], seq: int) -> None:
    band, virtual, tie = rank(at, seq, emergency=False, head_starts=map(start, starts))
    assert (band, tie) == (1, seq)
    assert abs(virtual - (at - sum(starts))) < 1e-5


@given(at=TIMES)
def test_equals_at_the_same_moment_stand_in_the_order_of_the_journal(at: float) -> None:
    assert rank(at, 9, emergency=False, head_starts=()) < rank(at, 10, emergency=False, head_starts=())


@given(known=KNOWN, now=TIMES)
def test_a_repeat_caller_is_one_of_the_last_24_hours_and_not_of_the_future(known: Known, now: float) -> None:
    last = known.last_contact_at
    told = {one.reason for one in head_starts(SITE, None, known, "", now)}
    assert ("called within the last 24 hours" in told) == (last is not None and 0 <= now - last <= DAY)


def test_reasons_of_no_seconds_are_left_out() -> None:
    assert head_starts(SITE, SITE.intents["speak_to_human"], NOBODY, "1", 0.0) == ()


def test_a_site_without_priorities_is_first_come_first_served() -> None:
    assert starvation_bound(small_site(priorities=type(SITE.priorities)(), intents={}), "general") == 0.0
