"""The day as a picture: calls, agents and line, service level, half hour by half hour. SVG of our own, no library.

Several days are laid over each other and shown as the mean day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.clock import from_rfc3339
from callcenter.simulation.scenario import Tried
from callcenter.simulation.watch import WIDTH

DAY = 86400.0
ACROSS, LEFT, RIGHT = 960.0, 64.0, 24.0
PANEL, GAP, HEAD = 150.0, 46.0, 64.0
ANSWERED, ABANDONED, BUSY, FREE, WAITING, LEVEL = "#4c8c6b", "#d1605e", "#5b7db1", "#c9d6ea", "#b5651d", "#4c8c6b"
INK, FAINT = "#333", "#ddd"
MEANS = ("offered", "answered", "abandoned", "waiting", "busy", "free")


@dataclass(frozen=True, kw_only=True)
class Bin:
    """One half hour of the mean day; `at` are seconds after local midnight."""

    at: float
    values: Mapping[str, float]
    level: float | None


def drawing(tried: Sequence[Tried]) -> str:
    """One SVG document, a day for each scenario, one under the other."""
    tall = HEAD + 3 * (PANEL + GAP)
    parts = []
    for number, one in enumerate(tried):
        parts.append(f'<g transform="translate(0 {number * tall:.0f})">{_day(one)}</g>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ACROSS:.0f} {tall * len(tried):.0f}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="{INK}">'
        f'<rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>\n'
    )


def _day(tried: Tried) -> str:
    bins, days = _bins(tried)
    mean = tried.mean
    level = "" if mean["service_level"] is None else f", service level {mean['service_level']:.1%}"
    over = f", mean of {days} days" if days > 1 else ""
    title = f"{tried.name}: {mean['offered']:,.0f} offered, {mean['answered']:,.0f} answered{level}{over}"
    panels = (
        _panel(0, "calls in half an hour", _calls(bins), _most(bins, "answered", "abandoned"), bins,
               (("answered", ANSWERED), ("abandoned", ABANDONED))),
        _panel(1, "agents and customers", _agents(bins), _most(bins, "busy", "free", also="waiting"), bins,
               (("agents busy", BUSY), ("agents free", FREE), ("customers waiting", WAITING))),
        _panel(2, "service level", _levels(bins), 1.0, bins, (("answered in time", LEVEL),)),
    )  # fmt: skip
    return f'<text x="{LEFT}" y="26" font-size="16">{escape(title)}</text>{"".join(panels)}'


def _bins(tried: Tried) -> tuple[list[Bin], int]:
    """By time of day in the site's zone; and of how many days they are the mean. A day with less than a tenth of the busiest
    one's calls is the end of a long evening, not a day."""
    zone = ZoneInfo(tried.zone)
    found: dict[float, list[Mapping[str, Any]]] = defaultdict(list)
    days: dict[date, float] = defaultdict(float)
    for begins, figures in tried.mean["intervals"].items():
        local = datetime.fromtimestamp(from_rfc3339(begins), zone)
        days[local.date()] += figures["offered"]
        found[local.hour * 3600.0 + local.minute * 60.0].append(figures)
    whole = sum(offered * 10 >= max(days.values()) for offered in days.values())
    return [_bin(at, rows, whole) for at, rows in sorted(found.items())], whole


def _bin(at: float, rows: Sequence[Mapping[str, Any]], days: int) -> Bin:
    values = {name: sum(row[name] for row in rows) / days for name in MEANS}
    judged = [(row["service_level"], row["offered"]) for row in rows if row["service_level"] is not None]
    weight = sum(offered for _, offered in judged)
    level = sum(share * offered for share, offered in judged) / weight if weight else None
    return Bin(at=at, values=values, level=level)


def _most(bins: Iterable[Bin], *names: str, also: str = "") -> float:
    stacked = max((sum(one.values[name] for name in names) for one in bins), default=0.0)
    beside = max((one.values[also] for one in bins), default=0.0) if also else 0.0
    return _round_up(max(stacked, beside, 1.0))


def _round_up(value: float) -> float:
    """The next round number of which a quarter is round too."""
    size = 0.4
    while size * 10 < value:
        size *= 10
    return next(size * step for step in (1, 2, 3, 5, 10) if size * step >= value)


# --- what is in a panel -----------------------------------------------------------------------------------------------------

Place = Callable[[float, float], tuple[float, float]]
Marks = Callable[[Place, float], str]


def _calls(bins: Sequence[Bin]) -> Marks:
    return _stacked(bins, ("answered", ANSWERED), ("abandoned", ABANDONED))


def _agents(bins: Sequence[Bin]) -> Marks:
    stacked = _stacked(bins, ("busy", BUSY), ("free", FREE))
    line = _steps([(one.at, one.values["waiting"]) for one in bins], WAITING)
    return lambda place, floor: stacked(place, floor) + line(place, floor)


def _levels(bins: Sequence[Bin]) -> Marks:
    return _steps([(one.at, one.level) for one in bins], LEVEL)


def _stacked(bins: Sequence[Bin], *parts: tuple[str, str]) -> Marks:
    def marks(place: Place, floor: float) -> str:
        drawn = []
        for one in bins:
            height = 0.0
            for name, colour in parts:
                left, low = place(one.at, height)
                height += one.values[name]
                right, high = place(one.at + WIDTH, height)
                if low - high > 0.05:
                    drawn.append(
                        f'<rect x="{left:.1f}" y="{high:.1f}" width="{right - left - 1:.1f}" '
                        f'height="{low - high:.1f}" fill="{colour}"/>'
                    )
        return "".join(drawn)

    return marks


def _steps(values: Sequence[tuple[float, float | None]], colour: str) -> Marks:
    def marks(place: Place, floor: float) -> str:
        path, drawn_to = [], -1.0
        for at, value in values:
            if value is not None:
                (left, y), (right, _) = place(at, value), place(at + WIDTH, value)
                path.append(f"{'L' if at == drawn_to else 'M'}{left:.1f} {y:.1f}L{right:.1f} {y:.1f}")
                drawn_to = at + WIDTH
        return f'<path d="{"".join(path)}" fill="none" stroke="{colour}" stroke-width="2"/>'

    return marks


# --- the panel itself -------------------------------------------------------------------------------------------------------


def _panel(
    number: int, title: str, marks: Marks, most: float, bins: Sequence[Bin], legend: Sequence[tuple[str, str]]
) -> str:
    top = HEAD + number * (PANEL + GAP)
    floor = top + PANEL
    first, last = (bins[0].at, bins[-1].at + WIDTH) if bins else (0.0, DAY)

    def place(at: float, value: float) -> tuple[float, float]:
        across = (ACROSS - LEFT - RIGHT) * (at - first) / (last - first)
        return LEFT + across, floor - PANEL * value / most

    return (
        f'<text x="{LEFT}" y="{top - 8:.0f}" font-weight="bold">{escape(title)}</text>'
        + _legend(legend, top - 8)
        + _grid(most, place, first, last, floor)
        + marks(place, floor)
    )


def _legend(names: Sequence[tuple[str, str]], y: float) -> str:
    drawn, x = [], LEFT + 200.0
    for name, colour in names:
        drawn.append(f'<rect x="{x:.0f}" y="{y - 9:.0f}" width="10" height="10" fill="{colour}"/>')
        drawn.append(f'<text x="{x + 15:.0f}" y="{y:.0f}">{escape(name)}</text>')
        x += 40.0 + 7.0 * len(name)
    return "".join(drawn)


def _grid(most: float, place: Place, first: float, last: float, floor: float) -> str:
    drawn = []
    for part in range(5):
        value = most * part / 4
        _, y = place(first, value)
        drawn.append(f'<path d="M{LEFT} {y:.1f}H{ACROSS - RIGHT}" stroke="{FAINT}"/>')
        words = f"{value:.0%}" if most == 1.0 else f"{value:g}"
        drawn.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{words}</text>')
    every = 3600.0 * (1 if last - first <= 13 * 3600 else 2)
    at = -(-first // every) * every
    while at <= last:
        x, _ = place(at, 0.0)
        drawn.append(f'<text x="{x:.1f}" y="{floor + 16:.0f}" text-anchor="middle">{at // 3600:02.0f}:00</text>')
        at += every
    return "".join(drawn)
