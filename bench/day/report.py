"""The outcome in words: a table beside the log's, the proof, the cost."""

from dataclasses import asdict
from typing import Any

from rich.table import Table

from bench.day.quarter import Plan
from bench.day.run import Outcome
from callcenter.demo.figures import DayFigures, Ended, figures
from callcenter.demo.show import ROWS


def of_log(plan: Plan) -> DayFigures:
    """Of the calls that came in the stretch."""
    return figures(Ended(fate=one.logged.fate, wait=one.logged.wait) for one in plan.customers if not one.early)


def table(plan: Plan, outcome: Outcome) -> Table:
    early = sum(one.early for one in plan.customers)
    shown = Table(title=f"{len(plan.customers) - early} calls in {plan.seconds:g} s, {early} waiting before, "
                        f"{len(plan.agents)} agents")  # fmt: skip
    for name in ("", "the log", "our contacts", "the callers' own list"):
        shown.add_column(name, justify="right" if name else "left")
    for name, figure in ROWS:
        shown.add_row(name, figure(of_log(plan)), figure(outcome.proof.ours), figure(outcome.proof.theirs))
    return shown


def lines(outcome: Outcome) -> list[str]:
    """What must be nothing, and what it cost."""
    told, cost = outcome.proof, outcome.cost
    per_call = 1000 / max(1, told.calls)
    return [
        f"unaccounted: {len(told.unaccounted)} of {told.calls}",
        f"ended otherwise than the customer saw: {len(told.differ)}",
        f"both heard each other: {told.listened - len(told.deaf)} of {told.listened} talks that were listened to",
        f"left on the switch: {len(outcome.left)} channels and bridges",
        f"quarantined {told.quarantined}, dead letters {told.dead_letters}, outbox {told.outbox}, "
        f"refused {len(outcome.refused)}, troubles {len(told.troubles)}",
        f"{told.events} events in the journal, {outcome.most_at_once} calls at once at most",
        f"processor: server {cost.server:.1f} s, Asterisk {cost.asterisk:.1f} s in {cost.seconds:.0f} s "
        f"({cost.server * per_call:.0f} and {cost.asterisk * per_call:.0f} ms a call); load of the machine "
        f"{cost.load[0]:.1f}, {cost.load[1]:.1f}, {cost.load[2]:.1f}",
        *(
            f"  {why}"
            for why in (*told.unaccounted, *told.differ, *told.deaf, *told.troubles, *outcome.left, *outcome.refused)
        ),
    ]


def failed(outcome: Outcome) -> bool:
    told = outcome.proof
    return bool(told.unaccounted or told.deaf or outcome.left or told.quarantined or told.dead_letters or told.outbox)


def as_json(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    return {"log": asdict(of_log(plan)), **asdict(outcome)}
