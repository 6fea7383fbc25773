"""`python -m bench.asterisk [--short] [--floors 100x20,500x20,1000x100] [--rates 1,10,30] [--rounds N] [--json FILE]`.

Calls through a real Asterisk, handed out by its own app_queue, by a bare first-in-first-out program over ARI, and by ours;
one after the other, again and again, each with a fresh Asterisk. Figures are medians of the rounds; JSON goes to stdout.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from bench.__main__ import machine, say
from bench.asterisk import handout, ringing
from bench.asterisk.contenders import ALL
from bench.asterisk.place import raise_limits
from bench.asterisk.tables import tables
from bench.figures import medians, ratios
from tests.asterisk.switch import NoAsterisk, program

Report = dict[str, Any]
Task = Callable[[str], Awaitable[Report]]
SHORT = {"floors": "40x10", "rates": "5", "rounds": 1, "seconds": 4.0}


def main() -> int:
    asked = _arguments()
    try:
        say(f"Asterisk: {program().root}")
    except NoAsterisk as missing:
        say(str(missing))
        return 3
    raise_limits()
    report: Report = {"machine": machine(), "rounds": asked.rounds, "hand-out": {}, "ringing": {}}
    for floor in filter(None, asked.floors.split(",")):
        waiting, agents = map(int, floor.split("x"))
        name = f"{waiting} waiting, {agents} agents"
        report["hand-out"][name] = _each(asked, name, lambda who, n=waiting, m=agents: handout.measured(who, n, m))
    for rate in filter(None, asked.rates.split(",")):
        name = f"{rate} calls a second"
        report["ringing"][name] = _each(
            asked, name, lambda who, r=float(rate): ringing.measured(who, r, max(asked.seconds, 30 / r))
        )
    report["load_after"] = os.getloadavg()[0]
    print(f"\n{tables(report)}\n", flush=True)
    text = json.dumps(report, indent=1, ensure_ascii=False)
    print(text)
    if asked.json:
        asked.json.write_text(text + "\n", "utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.asterisk", description=__doc__)
    parser.add_argument("--floors", default="100x20,500x20,1000x100", help="callers who wait x agents; empty: none")
    parser.add_argument(
        "--rates", default="1,10,30", help="calls a second for the time until a phone rings; empty: none"
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="of calls at each rate; thirty calls at least")
    parser.add_argument("--rounds", type=int, default=3, help="of which medians are taken")
    parser.add_argument("--who", default=",".join(ALL), help=f"of {', '.join(ALL)}")
    parser.add_argument("--short", action="store_true", help="one small floor, one rate, one round")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    asked = parser.parse_args()
    if asked.short:
        vars(asked).update(SHORT)
    if wrong := set(asked.who.split(",")) - set(ALL):
        parser.error(f"there is no {', '.join(sorted(wrong))}")
    return asked


def _each(asked: argparse.Namespace, what: str, task: Task) -> Report:
    runs: dict[str, list[Report]] = {}
    for n in range(asked.rounds):
        for who in asked.who.split(","):
            load = os.getloadavg()[0]
            found = {**asyncio.run(_whole(task(who))), "load": round(load, 1)}
            runs.setdefault(who, []).append(found)
            say(f"{what}, round {n + 1} of {asked.rounds}, {who}: {_short(found)}")
    report: Report = {who: medians(found) for who, found in runs.items()}
    for other in ("bare", "app_queue"):
        if other in report and "callcenter" in report:
            times = {name: value for name, value in report["callcenter"].items() if name.endswith("_ms")}
            report[f"callcenter over {other}"] = ratios(times, report[other])
    return report


async def _whole(task: Awaitable[Report]) -> Report:
    return await task


def _short(found: Report) -> str:
    told: Sequence[str] = [name for name in found if name.endswith(("_ms", "_ms_per_call", "connected", "for", "load"))]
    return json.dumps({name: found[name] for name in told})


if __name__ == "__main__":
    sys.exit(main())
