"""Opening hours on real zones: summer time's gaps and folds, nights, holidays, make-up days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.model.site import Calendar, Period
from callcenter.sla.calendar import is_open, next_closing, next_opening

OFFICE = tuple(Period(weekday=day, opens=9 * 60, closes=18 * 60) for day in range(5))
ALWAYS = tuple(Period(weekday=day, opens=0, closes=1440) for day in range(7))
ZONES = (
    "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu",
    "Pacific/Apia", "Africa/Cairo", "America/Havana", "UTC",
)  # fmt: skip


def at(zone: str, text: str, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()


def calendar(zone: str = "Asia/Shanghai", weekly: tuple[Period, ...] = OFFICE, **more: object) -> Calendar:
    return Calendar(name="c", zone=zone, weekly=weekly, **more)  # type: ignore[arg-type]


def test_given_office_hours_then_the_first_minute_is_open_and_the_last_is_not() -> None:
    office, zone = calendar(), "Asia/Shanghai"
    assert not is_open(office, at(zone, "2026-11-23T08:59:59"))
    assert is_open(office, at(zone, "2026-11-23T09:00:00"))
    assert is_open(office, at(zone, "2026-11-23T17:59:59"))
    assert not is_open(office, at(zone, "2026-11-23T18:00:00"))


def test_given_a_friday_evening_then_monday_morning_is_the_next_opening() -> None:
    office, zone = calendar(), "Asia/Shanghai"
    assert next_opening(office, at(zone, "2026-11-20T18:00")) == at(zone, "2026-11-23T09:00")
    assert next_closing(office, at(zone, "2026-11-23T10:00")) == at(zone, "2026-11-23T18:00")


def test_given_that_it_is_open_now_then_now_is_the_next_opening_and_when_closed_now_is_the_next_closing() -> None:
    office, zone = calendar(), "Asia/Shanghai"
    assert next_opening(office, at(zone, "2026-11-23T10:00")) == at(zone, "2026-11-23T10:00")
    assert next_closing(office, at(zone, "2026-11-23T20:00")) == at(zone, "2026-11-23T20:00")


def test_given_two_periods_a_day_then_the_lunch_break_is_closed() -> None:
    weekly = (Period(weekday=0, opens=540, closes=720), Period(weekday=0, opens=780, closes=1080))
    lunch = calendar(weekly=weekly)
    assert next_closing(lunch, at("Asia/Shanghai", "2026-11-23T10:00")) == at("Asia/Shanghai", "2026-11-23T12:00")
    assert not is_open(lunch, at("Asia/Shanghai", "2026-11-23T12:30"))
    assert next_opening(lunch, at("Asia/Shanghai", "2026-11-23T12:30")) == at("Asia/Shanghai", "2026-11-23T13:00")


def test_given_a_holiday_then_it_is_closed_and_a_make_up_saturday_keeps_the_hours_of_its_weekday() -> None:
    # Spring Festival 2026: the 16th to the 20th are free, Saturday the 28th is worked like a Friday.
    days = tuple(f"2026-02-{day}" for day in range(16, 21))
    weekly = (*OFFICE[:4], Period(weekday=4, opens=600, closes=960))
    festive = calendar(weekly=weekly, closed_days=days, open_days={"2026-02-28": 4})
    zone = "Asia/Shanghai"
    assert not is_open(festive, at(zone, "2026-02-18T10:00"))
    assert next_opening(festive, at(zone, "2026-02-14T10:00")) == at(zone, "2026-02-23T09:00")
    assert not is_open(festive, at(zone, "2026-02-28T09:30"))
    assert is_open(festive, at(zone, "2026-02-28T10:00"))
    assert next_closing(festive, at(zone, "2026-02-28T11:00")) == at(zone, "2026-02-28T16:00")


def test_given_a_date_both_closed_and_made_up_then_it_is_open() -> None:
    both = calendar(closed_days=("2026-02-28",), open_days={"2026-02-28": 0})
    assert is_open(both, at("Asia/Shanghai", "2026-02-28T10:00"))


def test_given_a_night_shift_then_it_runs_past_midnight_into_a_holiday_but_the_holidays_own_does_not_begin() -> None:
    nights = tuple(Period(weekday=day, opens=22 * 60, closes=30 * 60) for day in range(7))
    night, zone = calendar(weekly=nights, closed_days=("2026-11-24",)), "Asia/Shanghai"
    assert is_open(night, at(zone, "2026-11-24T05:59"))
    assert not is_open(night, at(zone, "2026-11-24T06:00"))
    assert not is_open(night, at(zone, "2026-11-24T23:00"))
    assert next_opening(night, at(zone, "2026-11-24T06:00")) == at(zone, "2026-11-25T22:00")


def test_given_day_and_night_service_then_it_never_closes_unless_a_day_is_named() -> None:
    zone = "Europe/Berlin"
    assert next_closing(calendar(zone, ALWAYS), at(zone, "2026-11-21T12:00")) is None
    but_christmas = calendar(zone, ALWAYS, closed_days=("2028-12-25",))
    assert next_closing(but_christmas, at(zone, "2026-11-21T12:00")) == at(zone, "2028-12-25T00:00")
    assert next_opening(but_christmas, at(zone, "2028-12-25T12:00")) == at(zone, "2028-12-26T00:00")


def test_given_no_hours_at_all_then_it_never_opens() -> None:
    never = calendar(weekly=(), open_days={"2026-12-01": 0})
    assert next_opening(never, 1_800_000_000.0) is None
    assert next_closing(never, 1_800_000_000.0) == 1_800_000_000.0


def test_given_a_make_up_day_years_ahead_as_the_only_hours_left_then_it_is_found() -> None:
    mondays = tuple(
        (date(2026, 11, 23) + timedelta(weeks=n)).isoformat() for n in range(150)
    )  # every Monday for almost three years
    rare = calendar(weekly=OFFICE[:1], closed_days=mondays, open_days={"2028-06-01": 0})
    zone = "Asia/Shanghai"
    assert next_opening(rare, at(zone, "2026-11-21T12:00")) == at(zone, "2028-06-01T09:00")
    assert next_opening(rare, at(zone, "2028-06-02T12:00")) == at(zone, "2029-10-08T09:00")


def test_given_an_opening_time_that_summer_time_skips_then_it_opens_at_the_change() -> None:
    early = calendar("Europe/Berlin", (Period(weekday=6, opens=150, closes=300),))
    change = datetime(2026, 3, 29, 1, tzinfo=UTC).timestamp()
    assert not is_open(early, change - 1)
    assert is_open(early, change)
    assert next_opening(early, change - 9999) == change
    assert next_closing(early, change) == at("Europe/Berlin", "2026-03-29T05:00")


def test_given_a_period_wholly_in_the_skipped_hour_then_it_does_not_happen_that_day() -> None:
    gone = calendar("Europe/Berlin", (Period(weekday=6, opens=130, closes=170),))
    assert next_opening(gone, at("Europe/Berlin", "2026-03-29T00:00")) == at("Europe/Berlin", "2026-04-05T02:10")


def test_given_an_hour_that_comes_twice_then_the_period_is_one_stretch_over_both() -> None:
    zone = "Europe/Berlin"
    short = calendar(zone, (Period(weekday=6, opens=135, closes=165),))
    begins, ends = at(zone, "2026-10-25T02:15"), at(zone, "2026-10-25T02:45", fold=1)
    assert ends - begins == 5400
    assert next_opening(short, begins - 3600) == begins
    assert next_closing(short, begins) == ends
    assert is_open(short, at(zone, "2026-10-25T02:50"))
    assert is_open(short, at(zone, "2026-10-25T02:05", fold=1))


def test_given_the_date_samoa_skipped_then_nothing_opens_on_it() -> None:
    fridays = calendar("Pacific/Apia", (Period(weekday=4, opens=540, closes=1020),))
    assert next_opening(fridays, at("Pacific/Apia", "2011-12-29T12:00")) == at("Pacific/Apia", "2012-01-06T09:00")


periods = st.builds(
    lambda weekday, opens, length: Period(weekday=weekday, opens=opens, closes=opens + length),
    st.integers(0, 6), st.integers(0, 1439), st.integers(1, 2000),
)  # fmt: skip
dates = st.integers(0, 500).map(lambda n: (date(2026, 1, 1) + timedelta(days=n)).isoformat())
calendars = st.builds(
    Calendar,
    name=st.just("c"), zone=st.sampled_from(ZONES), weekly=st.lists(periods, max_size=5).map(tuple),
    closed_days=st.lists(dates, max_size=8).map(tuple), open_days=st.dictionaries(dates, st.integers(0, 6), max_size=4),
)  # fmt: skip
CHANGES = st.sampled_from([at("Europe/Berlin", day) for day in ("2026-03-29T01:00", "2026-10-25T01:00")])
moments = st.one_of(
    st.floats(1_767_225_600, 1_810_000_000), st.builds(lambda change, off: change + off, CHANGES, st.floats(-2e5, 2e5))
)


@settings(max_examples=150, deadline=None)
@given(calendars, moments)
def test_the_next_opening_is_open_the_next_closing_is_closed_and_neither_lies_before_now(
    some: Calendar, now: float
) -> None:
    opening, closing = next_opening(some, now), next_closing(some, now)
    assert (opening == now) == is_open(some, now)
    assert (closing == now) == (not is_open(some, now))
    if opening is not None:
        assert opening >= now
        assert is_open(some, opening)
    if closing is not None:
        assert closing >= now
        assert not is_open(some, closing)


@settings(max_examples=100, deadline=None)
@given(calendars, moments, st.floats(0, 1e6))
def test_a_later_moment_never_has_an_earlier_next_opening(some: Calendar, now: float, later: float) -> None:
    first, second = next_opening(some, now), next_opening(some, now + later)
    if first is not None and second is not None:
        assert first <= second


@settings(max_examples=100, deadline=None)
@given(calendars, moments, st.floats(0, 1))
def test_nothing_opens_between_now_and_the_next_opening(some: Calendar, now: float, share: float) -> None:
    opening = next_opening(some, now)
    if opening is not None and opening > now:
        between = now + share * (opening - now)
        assert between >= opening or not is_open(some, between)


@settings(max_examples=150, deadline=None)
@given(calendars, moments)
def test_whoever_reads_open_hours_on_the_wall_is_served(some: Calendar, now: float) -> None:
    """The plain reading of the rule: the clock on the wall stands within a period of today or of a day before."""
    wall = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(some.zone)).replace(tzinfo=None)
    for back in range(4):
        day = wall.date() - timedelta(days=back)
        written = day.isoformat()
        weekday = some.open_days.get(written, None if written in some.closed_days else day.weekday())
        minutes = (wall - datetime(day.year, day.month, day.day)) / timedelta(minutes=1)  # noqa: DTZ001
        if any(period.weekday == weekday and period.opens <= minutes < period.closes for period in some.weekly):
            assert is_open(some, now)


@pytest.mark.parametrize("zone", ZONES)
def test_given_day_and_night_service_then_every_hour_of_the_year_is_open_in_every_zone(zone: str) -> None:
    always = calendar(zone, ALWAYS)
    begin = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    assert all(is_open(always, begin + n * 3600.0) for n in range(0, 8760, 3))
