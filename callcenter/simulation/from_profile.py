"""Callers out of an arrival profile: how many in each stretch of the day, what they want, how long they talk and bear to wait.

Arrivals are a Poisson stream within each stretch. Talk is lognormal (L. Brown et al., "Statistical analysis of a telephone
call center", JASA 100, 2005), patience exponential, unless the profile names no mean.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log, sqrt
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from callcenter.model.intent import HUMAN
from callcenter.model.site import Site
from callcenter.simulation.callers import LONGEST_PATIENCE, Caller, Says, Traffic
from callcenter.simulation.crew import clock_time
from callcenter.simulation.log import WrongLog

COLUMNS = ("from", "to", "calls", "talk")
SPEAKS_AFTER = 5.0
"""Seconds into the call until the wish is said."""
LISTENS = 60.0
"""Seconds somebody who is served by the machine stays there, in the mean."""
SPREAD = 1.0
"""Coefficient of variation of the talk."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """One line of a profile. `begins` and `ends` are seconds since the epoch, the others seconds, shares 0 to 1."""

    begins: float
    ends: float
    calls: float
    """Expected."""
    talk: float
    spread: float
    wrap_up: float
    patience: float | None
    """The mean; None: nobody gives up within the hour."""
    self_service: float
    """Share of the calls that want no person."""
    intents: Mapping[str, float]
    """With their weights."""
    language: str


class ProfileTraffic:
    """A profile read once; `drawn` gives the callers of one seed."""

    def __init__(self, stretches: list[Stretch], site: Site, name: str) -> None:
        self._stretches, self._site, self._name = stretches, site, name

    @property
    def hours(self) -> tuple[float, float]:
        return min(one.begins for one in self._stretches), max(one.ends for one in self._stretches)

    def drawn(self, random: Random) -> Traffic:
        callers: list[Caller] = []
        for stretch in self._stretches:
            for at in _poisson(stretch, random):
                callers.append(self._caller(stretch, at, len(callers), random))
        callers.sort(key=lambda one: one.arrives)
        return Traffic(callers=tuple(callers), assumptions=self._assumptions())

    def _caller(self, stretch: Stretch, at: float, number: int, random: Random) -> Caller:
        intent = random.choices(list(stretch.intents), list(stretch.intents.values()))[0]
        patience = random.expovariate(1 / stretch.patience) if stretch.patience else LONGEST_PATIENCE
        talks = _lognormal(random, stretch.talk, stretch.spread)
        listens = random.expovariate(1 / LISTENS)
        stays = random.random() < stretch.self_service
        return Caller(
            id=f"p{number}",
            arrives=round(at, 6),
            says=() if stays else (Says(after=SPEAKS_AFTER, intent=intent),),
            patience=min(LONGEST_PATIENCE, patience),
            talks=talks,
            wrap_up=stretch.wrap_up,
            number=f"+86139{number:08d}",
            dialled=self._site.main_number,
            language=stretch.language,
            leaves=listens if stays else None,
        )

    def _assumptions(self) -> tuple[str, ...]:
        spreads = sorted({one.spread for one in self._stretches})
        return (
            f"Arrivals at random (Poisson) by {self._name}: {sum(one.calls for one in self._stretches):g} calls expected.",
            f"Talk lognormal with the profile's means, coefficient of variation {', '.join(f'{one:g}' for one in spreads)}.",
            "Patience exponential with the profile's means; an hour at most.",
            f"The wish is said {SPEAKS_AFTER:g} s into the call; who is served by the machine stays {LISTENS:g} s in the mean.",
        )


def _poisson(stretch: Stretch, random: Random) -> Iterator[float]:
    """Moments of a stream that brings the stretch's calls in the mean."""
    at = stretch.begins
    while stretch.calls:
        at += random.expovariate(stretch.calls / (stretch.ends - stretch.begins))
        if at >= stretch.ends:
            return
        yield at


def _lognormal(random: Random, mean: float, spread: float) -> float:
    if not spread:
        return mean
    variance = log(1 + spread * spread)
    return random.lognormvariate(log(mean) - variance / 2, sqrt(variance))


# --- reading it -------------------------------------------------------------------------------------------------------------


def is_profile(path: Path) -> bool:
    """Whether the first line has a profile's columns rather than a call log's. Raises OSError when there is no file."""
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        return set(COLUMNS) <= set(next(csv.reader(file), []))


def read_profile(path: Path, site: Site, day: date) -> ProfileTraffic:
    """A CSV with `from`, `to` (08:00), `calls`, `talk` (seconds) and, if wanted, `spread`, `wrap_up`, `patience`,
    `self_service`, `intents` (card_loss=1;speak_to_human=4), `language`. Raises `WrongLog` with every line that cannot be
    meant, OSError when there is no file."""
    stretches: list[Stretch] = []
    wrong: list[str] = []
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            table = csv.DictReader(file)
            for row in table:
                try:
                    cells = {name: (cell or "").strip() for name, cell in row.items() if name}
                    stretches.append(_stretch(cells, site, day))
                except ValueError as error:
                    wrong.append(f"{path}:{table.line_num}: {error}")
    except UnicodeDecodeError as error:
        wrong.append(f"{path}: not UTF-8 text: {error.reason} at byte {error.start}")
    if wrong or not stretches:
        raise WrongLog(wrong or [f"{path}: no stretch of time in it"])
    return ProfileTraffic(stretches, site, path.name)


def _stretch(row: Mapping[str, str], site: Site, day: date) -> Stretch:
    zone = ZoneInfo(site.zone)
    first, last = clock_time(row["from"]), clock_time(row["to"])
    begins = datetime.combine(day, first, zone)
    ends = datetime.combine(day + timedelta(days=1 if last <= first else 0), last, zone)
    language = row.get("language", "")
    if language and language not in site.languages:
        raise ValueError(f"the site has no language {language!r}, only {', '.join(site.languages)}")
    return Stretch(
        begins=begins.timestamp(),
        ends=ends.timestamp(),
        calls=_amount(row, "calls"),
        talk=_positive(row, "talk"),
        spread=_amount(row, "spread", SPREAD),
        wrap_up=_amount(row, "wrap_up", 0.0),
        patience=_positive(row, "patience") if row.get("patience") else None,
        self_service=_portion(row, "self_service"),
        intents=_intents(row.get("intents", ""), site),
        language=language,
    )


def _amount(row: Mapping[str, str], name: str, otherwise: float | None = None) -> float:
    text = row.get(name, "")
    if not text and otherwise is not None:
        return otherwise
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{name} is a number, not {text!r}") from None
    if not 0 <= value < 1e9:
        raise ValueError(f"{name} is a number from 0 on, not {text!r}")
    return value


def _positive(row: Mapping[str, str], name: str) -> float:
    value = _amount(row, name)
    if not value:
        raise ValueError(f"{name} is more than 0 seconds")
    return value


def _portion(row: Mapping[str, str], name: str) -> float:
    value = _amount(row, name, 0.0)
    if value > 1:
        raise ValueError(f"{name} is a share from 0 to 1, not {row[name]!r}")
    return value


def _intents(text: str, site: Site) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in filter(None, (part.strip() for part in text.split(";"))):
        name, _, weight = one.partition("=")
        if name not in site.intents:
            raise ValueError(f"the site has no intent {name!r}")
        found[name] = _amount({name: weight or "1"}, name)
    if found and not sum(found.values()):
        raise ValueError("the weights of the intents add up to nothing")
    return found or {HUMAN: 1.0}
