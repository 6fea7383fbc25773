"""Opening hours: when is somebody there, by the wall clock of the calendar's own zone.

A period is one stretch of time. It begins at the first moment the wall clock has reached `opens` and ends at the last
moment it reaches `closes`: an hour that summer time skips shortens it, an hour that comes twice lengthens it, and
nobody is turned away while the clock on the wall says open. A period belongs to the date on which it opens, so the
night shift of the eve runs on into a holiday, and a holiday's own night shift does not begin.

A date in both lists is open: holidays are taken whole from a country, make-up days are named one by one.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from callcenter.model.site import Calendar

DAY = 1440
"""Minutes."""

Stretch = tuple[float, float]
"""Open from the first moment to just before the second, seconds since the epoch."""


def is_open(calendar: Calendar, at: float) -> bool:
    """Whether somebody is there at `at`, seconds since the epoch. Raises `ZoneInfoNotFoundError` on an unknown zone."""
    first = _local_date(calendar, at) - timedelta(days=_reach(calendar))
    return any(begins <= at < ends for n in range(_reach(calendar) + 2) for begins, ends in _day(calendar, first, n))


def next_opening(calendar: Calendar, at: float) -> float | None:
    """The first moment from `at` on when somebody is there: `at` itself while open, None when that never comes."""
    for begins, ends in _stretches(calendar, at):
        if ends > at:
            return max(begins, at)
    return None


def next_closing(calendar: Calendar, at: float) -> float | None:
    """The first moment from `at` on when nobody is there: `at` itself while closed, None when open for ever."""
    seen = at
    for begins, ends in _stretches(calendar, at):
        if begins > seen:
            return seen
        seen = max(seen, ends)
    return None if seen > at else at


def _stretches(calendar: Calendar, at: float) -> Iterator[Stretch]:
    """In order of their beginnings, from those that may still run at `at` to three plain weeks after every named date.

    Plain weeks repeat for ever: what does not show itself in them never comes.
    """
    today = _local_date(calendar, at)
    first = today - timedelta(days=_reach(calendar))
    named = (date.fromisoformat(day) for day in (*calendar.closed_days, *calendar.open_days))
    last = max([today, *named]) + timedelta(weeks=3)
    for n in range((last - first).days):
        yield from sorted(_day(calendar, first, n))


def _day(calendar: Calendar, first: date, n: int) -> Iterator[Stretch]:
    """The stretches that open on the n-th date after `first`."""
    day = first + timedelta(days=n)
    weekday = _weekday(calendar, day)
    for period in calendar.weekly:
        if period.weekday == weekday:
            begins = _moment(calendar, day, period.opens, first=True)
            ends = _moment(calendar, day, period.closes, first=False)
            if begins < ends:
                yield begins, ends


def _weekday(calendar: Calendar, day: date) -> int | None:
    """The weekday whose hours the date keeps; None: closed all day."""
    written = day.isoformat()
    if written in calendar.open_days:
        return calendar.open_days[written]
    return None if written in calendar.closed_days else day.weekday()


def _moment(calendar: Calendar, day: date, minutes: int, *, first: bool) -> float:
    """When the wall clock shows `minutes` after midnight of `day`: the first or the last time, if it does so twice.

    A time that summer time skips is reached at the very moment of the change.
    """
    zone = ZoneInfo(calendar.zone)
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001
    moment = wall.replace(tzinfo=zone, fold=0 if first else 1).timestamp()
    if _wall(zone, moment) == wall:
        return moment
    # In a gap both readings miss: fold=1 lands before the change, fold=0 after it (PEP 495). Halve in between.
    before = int(wall.replace(tzinfo=zone, fold=1).timestamp())
    after = int(wall.replace(tzinfo=zone, fold=0).timestamp())
    while after - before > 1:
        middle = (before + after) // 2
        if _wall(zone, middle) < wall:
            before = middle
        else:
            after = middle
    return float(after)


def _wall(zone: ZoneInfo, moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC).astimezone(zone).replace(tzinfo=None)


def _local_date(calendar: Calendar, at: float) -> date:
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(calendar.zone)).date()


def _reach(calendar: Calendar) -> int:
    """How many dates back a stretch may have begun that still runs."""
    return max((period.closes // DAY for period in calendar.weekly), default=0) + 1
