"""Opening hours, holidays by country and by date, and the working days that make up for them (调休)."""

import re
from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo, available_timezones

import holidays

from callcenter.model.site import Calendar, Period
from callcenter.site.part import Part
from callcenter.site.problem import meant

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PERIOD = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
SUBSTITUTED = re.compile(r"substituted from (\d{2}/\d{2}/\d{4})")
MONDAY = 0


def is_zone(name: str) -> bool:
    """Whether the time zone database knows the name."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return False
    return True


def read_zone(part: Part) -> str:
    name = part.word()
    if name and not is_zone(name):
        part.problem(f'{part.name}: no time zone is named "{name[:80]}"{meant(name, available_timezones())}')
    return name


def read_calendars(root: Part, zone: str) -> dict[str, Calendar]:
    """`zone` is the site's, for calendars that name none."""
    entries = root.named()
    return {name: _read_calendar(name, entries[name], zone) for name in sorted(entries)}


def _read_calendar(name: str, part: Part, zone: str) -> Calendar:
    fields = part.fields(needed=("weekly",), allowed=("zone", "holidays", "closed", "open"))
    own, country = fields.get("zone"), fields.get("holidays")
    off, made_up = _read_holidays(country) if country else (set(), {})
    closed = {day for entry in fields.parts("closed") if (day := _read_day(entry, entry.word()))}
    opened = _read_open_days(fields.get("open"), closed)
    open_days = {day: weekday for day, weekday in (made_up | opened).items() if day not in closed}
    return Calendar(
        name=name,
        zone=read_zone(own) if own else zone,
        weekly=_read_weekly(fields.get("weekly")),
        closed_days=tuple(sorted((off | closed) - open_days.keys())),
        open_days=dict(sorted(open_days.items())),
    )


# --- the week ---


def _read_weekly(part: Part | None) -> tuple[Period, ...]:
    periods: list[Period] = []
    for days, entry in part.entries().items() if part else ():
        hours = [_read_period(each) for each in (entry.parts() if entry.is_list() else [entry])]
        for weekday in _read_days(entry, days):
            periods += [
                Period(weekday=weekday, opens=opens, closes=closes) for opens, closes in hours if opens < closes
            ]
    week = tuple(sorted(periods, key=lambda period: (period.weekday, period.opens, period.closes)))
    for earlier, later in zip(week, [*week[1:], *week[:1]], strict=True):
        if part and len(week) > 1 and _overlap(earlier, later):
            part.problem(f"weekly: hours of {WEEKDAYS[earlier.weekday]} and {WEEKDAYS[later.weekday]} overlap")
    return week


def _overlap(earlier: Period, later: Period) -> bool:
    """Whether the next period begins before this one ends; the week is a ring."""
    apart = (later.weekday - earlier.weekday) % 7 * 1440 + later.opens - earlier.opens
    if (later.weekday, later.opens) < (earlier.weekday, earlier.opens) and later.weekday == earlier.weekday:
        apart += 7 * 1440
    return apart < earlier.closes - earlier.opens


def _read_days(part: Part, days: str) -> Iterable[int]:
    first, _, last = days.partition("-")
    last = last or first
    if first not in WEEKDAYS or last not in WEEKDAYS or WEEKDAYS.index(first) > WEEKDAYS.index(last):
        part.problem(f'weekly: "{days[:40]}" is no day (mon) nor days in a row (mon-fri)')
        return ()
    return range(WEEKDAYS.index(first), WEEKDAYS.index(last) + 1)


def _read_period(part: Part) -> tuple[int, int]:
    """Minutes after midnight; (0, 0) when it cannot be read. `22:00-06:00` ends on the next day."""
    word = part.word()
    hit = PERIOD.fullmatch(word)
    opens, closes = (int(hit[1]) * 60 + int(hit[2]), int(hit[3]) * 60 + int(hit[4])) if hit else (0, 0)
    if word and (not hit or int(hit[2]) > 59 or int(hit[4]) > 59 or opens >= 1440 or closes > 1440 or opens == closes):
        part.problem(f'weekly: "{word[:40]}" is no time of opening: 08:30-17:00 is one, 22:00-06:00 too')
        return 0, 0
    return opens, closes if closes > opens else closes + 1440


# --- days that differ ---


def _read_day(part: Part, word: str) -> str:
    try:
        day = date.fromisoformat(word).isoformat()
    except ValueError:
        day = ""
    if word and day != word:
        part.problem(f'"{word[:40]}" is no date like 2026-10-01')
    return day if day == word else ""


def _read_open_days(part: Part | None, closed: set[str]) -> dict[str, int]:
    days: dict[str, int] = {}
    for word, entry in part.entries().items() if part else ():
        weekday = entry.choice(WEEKDAYS)
        day = _read_day(entry, word)
        if day in closed:
            entry.problem(f"{day} is closed and open")
        if day and weekday in WEEKDAYS:
            days[day] = WEEKDAYS.index(weekday)
    return days


def _read_holidays(part: Part) -> tuple[set[str], dict[str, int]]:
    """Days off, and make-up working days with the weekday they stand for, of the named years only."""
    fields = part.fields(needed=("country", "years"), allowed=("subdivision",))
    years = sorted({entry.whole(2000, 2099) for entry in fields.parts("years")})
    country, subdivision = fields.get("country"), fields.get("subdivision")
    known = holidays.list_supported_countries(include_aliases=False)
    code = country.choice(known) if country else ""
    if code not in known:
        return set(), {}
    region = subdivision.choice(known[code]) if subdivision else None
    if region is not None and region not in known[code]:
        return set(), {}
    return _expand(code, region, years)


def _expand(country: str, region: str | None, years: list[int]) -> tuple[set[str], dict[str, int]]:
    english = "en_US" if "en_US" in holidays.country_holidays(country).supported_languages else None
    calendar = holidays.country_holidays(country, subdiv=region, years=years, language=english, expand=False)
    # A day off that was moved names the weekend day that is worked for it: that day keeps the hours of the day off.
    stands_for = {
        f"{hit[1][6:]}-{hit[1][:2]}-{hit[1][3:5]}": day.weekday()
        for day, name in calendar.items()
        if (hit := SUBSTITUTED.search(name))
    }
    off = {day.isoformat() for day in calendar if day.year in years}
    worked = sorted(day.isoformat() for day in calendar.weekend_workdays if day.year in years)
    return off, {day: stands_for.get(day, MONDAY) for day in worked}
