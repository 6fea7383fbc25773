"""The report as people read it: a line for each that hands calls out, floor by floor and rate by rate."""

from collections.abc import Mapping
from typing import Any

Found = Mapping[str, Any]
HAND_OUT = (
    "gap p50/p95/max ms",
    "served in s",
    "CPU ms a call: Asterisk + beside",
    "idle CPU %",
    "overtaken, by places at most: rung for; connected",
    "load",
)
RINGING = ("ringing p50/p99 ms", "calls", "CPU ms a call: Asterisk + beside", "load")


def tables(report: Found) -> str:
    parts = [
        _table(HAND_OUT, report["hand-out"], _handed_out),
        _table(RINGING, report["ringing"], _rang),
    ]
    return "\n\n".join(part for part in parts if part)


def _table(columns: tuple[str, ...], floors: Found, line: Any) -> str:
    if not floors:
        return ""
    rows = [f"| where | who | {' | '.join(columns)} |", "|---" * (len(columns) + 2) + "|"]
    for floor, by_whom in floors.items():
        for who, found in by_whom.items():
            cells = _ratio(found) if " over " in who else line(found)
            cells = [*cells, *[""] * (len(columns) - len(cells))]
            rows.append(f"| {floor} | {who} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _handed_out(found: Found) -> list[str]:
    rung, connected = found["overtaken_when_rung_for"], found["overtaken_when_connected"]
    idle = found["idle_cpu_percent"]
    return [
        f"{found['gap_p50_ms']} / {found['gap_p95_ms']} / {found['gap_max_ms']}",
        str(found["all_served_s"]),
        f"{found['asterisk_cpu_ms_per_call']} + {found['beside_cpu_ms_per_call']}",
        f"{idle['asterisk']} + {idle['beside']}",
        f"{rung['callers']}, {rung['places_at_most']}; {connected['callers']}, {connected['places_at_most']}",
        str(found["load"]),
    ]


def _rang(found: Found) -> list[str]:
    return [
        f"{found['ringing_p50_ms']} / {found['ringing_p99_ms']}",
        str(found["calls"]),
        f"{found['asterisk_cpu_ms_per_call']} + {found['beside_cpu_ms_per_call']}",
        str(found["load"]),
    ]


def _ratio(found: Found) -> list[str]:
    return [" / ".join(f"{value}x" for value in found.values())]
