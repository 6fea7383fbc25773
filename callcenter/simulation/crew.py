"""Who works in a simulated day, and when: so many alike, a roster, or whoever a log or journal saw at work."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.model.site import Site
from callcenter.simulation.log import WrongLog
from callcenter.simulation.shifts import Shift

EVERY = 8
"""Proficiency of agents who are said to know everything."""
ROSTER = ("name", "from", "to")
Hours = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """One simulated agent. `hours` are from-to pairs in seconds since the epoch, in order, never overlapping."""

    name: str
    skills: Mapping[str, int]
    languages: tuple[str, ...]
    hours: tuple[Hours, ...]
    team: str = ""


@dataclass(frozen=True, kw_only=True)
class Crew:
    agents: tuple[Colleague, ...]
    assumptions: tuple[str, ...] = ()


def alike(site: Site, count: int, hours: Hours) -> Crew:
    """So many agents who know all skills and languages of the site, there all the time."""
    agents = tuple(_knows_all(site, f"agent{number:03d}", (hours,)) for number in range(1, count + 1))
    told = f"{count} agent{'s' if count > 1 else ''} with every skill and language, at work all the time."
    return Crew(agents=agents, assumptions=(told,))


def of_shifts(site: Site, shifts: Iterable[Shift], midnight: float) -> Crew:
    """The log's servers at the hours it saw them; what each could do the log does not say."""
    hours: dict[str, list[Hours]] = defaultdict(list)
    for shift in shifts:
        hours[shift.server].append((midnight + shift.begins, midnight + shift.ends))
    agents = tuple(_knows_all(site, name, joined(spans)) for name, spans in sorted(hours.items()))
    told = f"{len(agents)} agents at work when the log's servers were, each with every skill and language."
    return Crew(agents=agents, assumptions=(told,))


def _knows_all(site: Site, name: str, hours: tuple[Hours, ...]) -> Colleague:
    return Colleague(name=name, skills=dict.fromkeys(site.skills, EVERY), languages=site.languages, hours=hours)


def joined(spans: Iterable[Hours]) -> tuple[Hours, ...]:
    """Hours that touch or overlap become one."""
    found: list[Hours] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return tuple(found)


# --- a roster on paper --------------------------------------------------------------------------------------------------


def read_roster(path: Path, site: Site, days: Sequence[date]) -> Crew:
    """A CSV with `name`, `from`, `to` and, if wanted, `skills` (card=8;general=5), `languages` (zh-CN;en) and `team`.

    Times are 08:30, then of every day of `days`, or 2026-11-21T08:30; an end before its beginning is of the next day. A
    name may stand on several lines. Left out skills or languages are all of the site's. Raises `WrongLog` with every line
    that cannot be meant, OSError when there is no file."""
    wrong: list[str] = []
    hours: dict[str, list[Hours]] = defaultdict(list)
    people: dict[str, Colleague] = {}
    for line, row in _rows(path):
        try:
            colleague = _colleague(site, row)
            hours[colleague.name] += _hours(row["from"], row["to"], ZoneInfo(site.zone), days)
            people.setdefault(colleague.name, colleague)
        except ValueError as error:
            wrong.append(f"{path}:{line}: {error}")
    if wrong:
        raise WrongLog(wrong)
    agents = tuple(
        Colleague(name=name, skills=one.skills, languages=one.languages, team=one.team, hours=joined(hours[name]))
        for name, one in people.items()
    )
    return Crew(agents=agents, assumptions=(f"{len(agents)} agents by the roster {path.name}.",))


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            table = csv.DictReader(file)
            missing = [name for name in ROSTER if name not in (table.fieldnames or ())]
            if missing:
                raise WrongLog([f"{path}:1: no column {', '.join(missing)}"])
            rows = [(table.line_num, {k: (v or "").strip() for k, v in row.items() if k}) for row in table]
    except UnicodeDecodeError as error:
        raise WrongLog([f"{path}: not UTF-8 text: {error.reason} at byte {error.start}"]) from None
    if not rows:
        raise WrongLog([f"{path}: nobody in it"])
    return rows


def _colleague(site: Site, row: Mapping[str, str]) -> Colleague:
    if not row["name"]:
        raise ValueError("an agent without a name")
    skills = dict(_skill(site, one.strip()) for one in row.get("skills", "").split(";") if one.strip())
    languages = tuple(one.strip() for one in row.get("languages", "").split(";") if one.strip())
    if unknown := [one for one in languages if one not in site.languages]:
        raise ValueError(f"the site has no language {unknown[0]!r}, only {', '.join(site.languages)}")
    team = row.get("team", "")
    if team and team not in site.teams:
        raise ValueError(f"the site has no team {team!r}, only {', '.join(site.teams) or 'none'}")
    return Colleague(
        name=row["name"],
        skills=skills or dict.fromkeys(site.skills, EVERY),
        languages=languages or site.languages,
        team=team,
        hours=(),
    )


def _skill(site: Site, text: str) -> tuple[str, int]:
    word, _, level = text.partition("=")
    if word not in site.skills:
        raise ValueError(f"the site has no skill {word!r}, only {', '.join(site.skills)}")
    if not level.isdigit() or not 1 <= int(level) <= 10:
        raise ValueError(f"a skill is NAME=LEVEL with a level from 1 to 10, not {text!r}")
    return word, int(level)


def _hours(begins: str, ends: str, zone: ZoneInfo, days: Sequence[date]) -> list[Hours]:
    if "T" in begins and "T" in ends:
        span = (_moment(begins, zone), _moment(ends, zone))
        if span[1] <= span[0]:
            raise ValueError(f"a shift ends after it begins, not {begins} to {ends}")
        return [span]
    first, last = clock_time(begins), clock_time(ends)
    over = timedelta(days=1 if last <= first else 0)
    return [
        (
            datetime.combine(day, first, zone).timestamp(),
            datetime.combine(day + over, last, zone).timestamp(),
        )
        for day in days
    ]


def _moment(text: str, zone: ZoneInfo) -> float:
    at = datetime.fromisoformat(text)
    return (at.replace(tzinfo=zone) if at.tzinfo is None else at).timestamp()


def clock_time(text: str) -> time:
    """08:30, or 24:00 for the end of a day. Raises ValueError."""
    try:
        return time.fromisoformat("00:00" if text == "24:00" else text)
    except ValueError:
        raise ValueError(f"{text!r} is no time of day: write 08:30 or 2026-11-21T08:30") from None
