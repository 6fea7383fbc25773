"""What the demo shows in a terminal: how far a played day is, and the table at its end."""

import asyncio
from collections.abc import Callable

from rich.console import Console
from rich.live import Live
from rich.table import Table

from callcenter.demo.day import DayReport, DayState, play
from callcenter.demo.figures import SHORT_SECONDS, WITHIN_SECONDS, DayFigures
from callcenter.simulation.log import CallLog

Figure = Callable[[DayFigures], str]
ROWS: tuple[tuple[str, Figure], ...] = (
    ("offered (wanted an agent)", lambda f: f"{f.offered}"),
    ("answered", lambda f: f"{f.answered}"),
    ("abandoned", lambda f: f"{f.abandoned} ({f.abandon_rate:.1%})"),
    (f"  of those within {SHORT_SECONDS:.0f} s", lambda f: f"{f.short_abandoned}"),
    ("self-service only", lambda f: f"{f.self_service}"),
    ("mean wait of the answered", lambda f: f"{f.mean_wait:.1f} s"),
    ("mean wait of the abandoned", lambda f: f"{f.mean_patience:.1f} s"),
    (f"service level ({WITHIN_SECONDS:.0f} s)", lambda f: f"{f.service_level:.1%}"),
)

SECONDS_BETWEEN_LINES = 10.0


def table(report: DayReport) -> Table:
    shown = Table(title=f"The day at {report.speed:g} times its speed, {report.agents} agents")
    shown.add_column("")
    shown.add_column("the log", justify="right")
    shown.add_column("played here", justify="right")
    for name, figure in ROWS:
        shown.add_row(name, figure(report.log), figure(report.played))
    shown.add_row("phantoms, ignored", f"{report.phantoms}", "")
    shown.add_row("unaccounted", "", f"{len(report.unaccounted)} of {report.calls}")
    return shown


def print_report(console: Console, report: DayReport) -> None:
    console.print(table(report))
    console.print(
        "Service level = answered in time / (answered + abandoned - short abandons). "
        "Here every agent takes every kind of call; in the log they did not.",
        style="dim",
    )
    if report.unaccounted:
        console.print("Unaccounted: " + ", ".join(report.unaccounted), style="bold red")
    for detail in report.rejected[:10]:
        console.print(f"Refused: {detail}", style="red")


async def show(console: Console, state: DayState) -> None:
    """Draws the state twice a second until it is finished or this is cancelled; a line now and then into a file."""
    if not console.is_terminal:
        while not state.finished:
            console.print(line(state))
            await asyncio.sleep(SECONDS_BETWEEN_LINES)
        return
    with Live(console=console, refresh_per_second=2, transient=True) as live:
        while not state.finished:
            live.update(line(state))
            await asyncio.sleep(0.5)


def line(state: DayState) -> str:
    hours, rest = divmod(int(max(0.0, state.clock)), 3600)
    here = state.arrived - state.over
    return (
        f"[bold]{hours:02d}:{rest // 60:02d}[/]  {state.arrived} of {state.calls} calls came, {state.over} are over, "
        f"{here} are here; {state.at_work} agents at work, {state.served} contacts wrapped up"
    )


async def play_and_show(
    console: Console, base_url: str, secret: str, log: CallLog, *, speed: float = 60.0, seed: int = 1
) -> DayReport:
    """`play`, with its progress drawn and its table printed."""
    state = DayState(calls=len(log.calls))
    drawing = asyncio.create_task(show(console, state), name="progress")
    try:
        report = await play(base_url, secret, log, speed=speed, seed=seed, state=state)
    finally:
        drawing.cancel()
        await asyncio.gather(drawing, return_exceptions=True)
    print_report(console, report)
    return report
