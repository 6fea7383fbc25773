"""The verb that tries a site out beforehand: the same switchboard under a virtual clock."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from callcenter.cli.verbs import app
from callcenter.errors import Malformed

MONDAY = date(2026, 11, 23)
"""A working day like any other."""
LONGEST = 3600.0
"""Seconds after which nobody accepts an offer any longer."""
MOST = 5000
"""Agents of one try: more than any floor has, and it still ends."""
SEVERAL = 5
"""Runs of each when scenarios are compared and no number is given: fewer show no band worth the name."""


@app.command
def simulate(
    calls: Path | None = None,
    *,
    site: Path | None = None,
    compare: Path | None = None,
    database: str | None = None,
    first: Annotated[str | None, Parameter(name="--from")] = None,
    last: Annotated[str | None, Parameter(name="--to")] = None,
    date: date = MONDAY,
    agents: str | None = None,
    roster: Path | None = None,
    seed: int = 1,
    runs: int | None = None,
    accepts_after: float = 2.0,
    takes_proposal: float = 0.0,
    json: Annotated[bool, Parameter(negative=())] = False,
    picture: Path | None = None,
) -> int:
    """Try a site on a day's calls: the switchboard itself, a virtual clock, simulated customers and agents.

    Args:
        calls: A call log (CSV, one call a line) or an arrival profile (CSV, one stretch of the day a line).
        database: Instead of a file, the calls of this server's own journal.
        first: Of the journal, only calls from this day or time on.
        last: Of the journal, only calls before this day or time.
        date: The day of a profile; calendars and holidays of the site are asked for it.
        site: What the service team wrote; the demo bank when left out.
        compare: A second site, tried on the same customers beside the first.
        agents: So many agents who know everything (12), or several numbers side by side (8..14).
        roster: Who works when (CSV: name, from, to, skills, languages, team).
        seed: Of the first run; the same seed gives the same figures, to the byte.
        runs: How many seeds; from two on every figure has its 95 % band.
        accepts_after: Seconds from an offer to its accept.
        takes_proposal: Share (0 to 1) of the waiting who take what is proposed to them instead of waiting on.
        json: Print figures for a program.
        picture: Draw the day into this file (SVG).
    """
    from callcenter.cli.trying import Wish, try_all
    from callcenter.simulation.log import WrongLog

    numbers = _numbers(agents)
    if numbers and roster:
        raise Malformed("give either --agents or --roster: both say who works")
    if not (0 <= takes_proposal <= 1 and 0 <= accepts_after <= LONGEST):
        raise Malformed(f"--takes-proposal is a share from 0 to 1, --accepts-after seconds from 0 to {LONGEST:g}")
    if calls is not None and database is not None:
        raise Malformed("give either a file of calls or --database: both say who calls")
    if calls is not None and (first, last) != (None, None):
        raise Malformed("--from and --to choose from the journal: a file of calls is played whole")
    if picture is not None and picture.suffix.lower() != ".svg":
        raise Malformed(f"--picture draws SVG: name a file that ends in .svg, not {picture.name}")
    if picture is not None and not picture.parent.is_dir():
        raise Malformed(f"--picture: there is no directory {picture.parent}")
    several = compare is not None or len(numbers) > 1
    wish = Wish(
        calls=calls,
        database=database,
        first=first,
        last=last,
        day=date,
        sites=(site, *([compare] if compare else [])),
        numbers=tuple(numbers),
        roster=roster,
        seeds=tuple(_seeds(seed, runs if runs is not None else SEVERAL if several else 1)),
        accepts_after=accepts_after,
        takes_proposal=takes_proposal,
    )
    try:
        return try_all(wish, json=json, picture=picture)
    except WrongLog as wrong:
        print(wrong, file=sys.stderr)
        return 1


def _numbers(agents: str | None) -> list[int]:
    """8..14 are seven numbers, 12 is one."""
    if agents is None:
        return []
    first, dots, last = agents.partition("..")
    if not first.isdigit() or (dots and not last.isdigit()):
        raise Malformed(f"--agents is a number (12) or a range (8..14), not {agents!r}")
    numbers = range(int(first), int(last or first) + 1)
    if not numbers or numbers[0] < 1 or numbers[-1] > MOST or len(numbers) > 50:
        raise Malformed(f"--agents {agents} is no number from 1 to {MOST}, or more than 50 of them side by side")
    return list(numbers)


def _seeds(seed: int, runs: int) -> list[int]:
    if not 1 <= runs <= 1000:
        raise Malformed(f"--runs is a number from 1 to 1000, not {runs}")
    return list(range(seed, seed + runs))
