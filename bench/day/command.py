"""`python -m bench asterisk-day [--sip] [--calls FILE] [--minutes 15] [--json FILE]`; exit code 1: a call is unaccounted for."""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from bench.day import report
from bench.day.quarter import Plan, made, plan
from bench.day.run import Outcome, names, run
from callcenter.simulation.log import CallLog, WrongLog, read_log
from tests.asterisk.baresip import missing
from tests.asterisk.switch import NoAsterisk, Switch

LINES_EVERY = 15.0
"""Seconds between two lines of progress in a file."""


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench asterisk-day", description=__doc__)
    parser.add_argument("--calls", type=Path, help="a call log as docs/demo.md describes it; without it one is made")
    parser.add_argument("--minutes", type=float, default=15.0, help="the busiest so many are played, at real speed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument(
        "--sip", action="store_true", help="customers and agents are telephones of their own (baresip), over SIP"
    )
    asked = parser.parse_args(words)
    if asked.sip and (without := missing()):
        parser.error(f"{without}: scripts/test-asterisk.sh")
    try:
        log = _log(asked.calls, asked.minutes * 60, asked.seed)
    except (OSError, WrongLog) as error:
        parser.error(str(error))
    wish = plan(log, asked.minutes * 60, asked.seed)
    console = Console()
    try:
        outcome = asyncio.run(_run(wish, console, sip=asked.sip))
    except NoAsterisk as none:
        parser.error(str(none))
    console.print(report.table(wish, outcome))
    for line in report.lines(outcome):
        console.print(line, markup=False, highlight=False)
    if asked.json:
        asked.json.write_text(json.dumps(report.as_json(wish, outcome), indent=1, default=str) + "\n", "utf-8")
    return 1 if report.failed(outcome) else 0


def _log(calls: Path | None, seconds: float, seed: int) -> CallLog:
    return read_log(calls) if calls else made(seconds, seed=seed)


async def _run(wish: Plan, console: Console, *, sip: bool) -> Outcome:
    # Of a short path: the socket of Asterisk's console must fit into 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="asterisk-day-"))
    (folder / "switch").mkdir()
    (folder / "house").mkdir()
    switch = Switch(folder / "switch", phones=names(wish))
    try:
        await asyncio.to_thread(switch.start)
        with console.status("Asterisk runs.") as status:
            say = status.update if console.is_terminal else _Lines()
            return await run(wish, folder / "house", switch, say, sip=sip)
    finally:
        switch.close()
        shutil.rmtree(folder, ignore_errors=True)


class _Lines:
    """Progress for a file: a line now and then."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, text: str) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + LINES_EVERY
            print(text, file=sys.stderr, flush=True)
