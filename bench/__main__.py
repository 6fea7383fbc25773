"""`python -m bench [--only path,intents,ivr,switchboard,decisions,store] [--floor FILE] [--json FILE]`: a table, then JSON.

`python -m bench asterisk-day [--calls FILE]`: a quarter of an hour of real calls on a real Asterisk; `--help` there says more.
"""

import argparse
import importlib.util
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figures import table
from bench.path import Wishes, run
from bench.yardstick import Yardstick

PARTS = ("path", "intents", "ivr", "switchboard", "decisions", "store")


def main() -> int:
    if sys.argv[1:2] == ["asterisk-day"]:
        # Imported only here: it needs what tests need.
        from bench.day.command import main as asterisk_day

        return asterisk_day(sys.argv[2:])
    asked = _arguments()
    report: dict[str, Any] = {"machine": machine()}
    for part in asked.only.split(","):
        say(f"--- {part}")
        report[part] = _path(asked) if part == "path" else _script(part)
        print(f"\n{part}\n{table(report[part])}\n", flush=True)
    text = json.dumps(report, indent=1, ensure_ascii=False)
    print(text)
    if asked.json:
        asked.json.write_text(text + "\n", "utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--database", default="sqlite,postgres", help="sqlite, postgres or both")
    parser.add_argument("--mix", default="message,call", help="message, call or both")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each phase")
    parser.add_argument("--rounds", type=int, default=3, help="of which medians are taken")
    parser.add_argument(
        "--floor", type=Path, default=os.environ.get("CALLCENTER_FLOOR"), help="the yardstick's program"
    )
    parser.add_argument(
        "--floor-python", default=os.environ.get("CALLCENTER_FLOOR_PYTHON"), help="an interpreter that can run it"
    )
    parser.add_argument("--json", type=Path, help="also write the figures here")
    asked = parser.parse_args()
    if wrong := set(asked.only.split(",")) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(wrong))}")
    return asked


def _path(asked: argparse.Namespace) -> dict[str, Any]:
    yardstick = Yardstick(Path(asked.floor), asked.floor_python) if asked.floor else None
    if yardstick is None:
        say("No yardstick (--floor FILE or CALLCENTER_FLOOR): the figures stand alone, without ratios.")
    wishes = Wishes(
        databases=asked.database.split(","),
        mixes=asked.mix.split(","),
        seconds=asked.seconds,
        rounds=asked.rounds,
        yardstick=yardstick,
    )
    return run(wishes, say)


def _script(part: str) -> dict[str, Any]:
    """Measured in a process of its own: a part that fills the memory must not slow down the next."""
    done = subprocess.run([sys.executable, "-m", f"bench.{part}"], stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def machine() -> dict[str, Any]:
    cpu = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "")
    loaded = importlib.util.find_spec("uvloop") is not None
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": f"{os.cpu_count()} x {cpu}",
        "load_before": os.getloadavg()[0],
        "system": platform.platform(),
        "python": platform.python_version(),
        "loop": "uvloop" if loaded else "asyncio",
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def say(text: str) -> None:
    """Progress goes to stderr: stdout is for figures."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
