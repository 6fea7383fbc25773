"""What `callcenter check` tells of a site that has no problems."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from callcenter.ivr.check import ways_to_human
from callcenter.ivr.graph import asks
from callcenter.model.intent import UNCLEAR
from callcenter.model.site import WRONG_ANSWER, Site
from callcenter.routing.rank import starvation_bound
from callcenter.site.examples import Examples

THIN = 40
"""Examples of one intent in one language; with fewer it is often not understood."""


def summary(directory: Path, site: Site, examples: Examples) -> dict[str, Any]:
    """Of queues, flows and intents, as JSON has it."""
    return {
        "site": str(directory),
        "version": site.version,
        "problems": [],
        "queues": _queues(site),
        "flows": [_flow(site, name) for name in site.flows],
        "intents": _intents(site, examples),
    }


def _queues(site: Site) -> list[dict[str, Any]]:
    """An emergency is overtaken by nobody but other emergencies."""
    names = [name for name, queue in site.queues.items() if not queue.emergency]
    return [{"queue": name, "overtaken_seconds": starvation_bound(site, name)} for name in names]


def _flow(site: Site, name: str) -> dict[str, Any]:
    flow = site.flows[name]
    sorry, wrong = site.words["sorry_again"], site.words.get(WRONG_ANSWER)
    way = ways_to_human(flow, site.languages, site.sources, sorry, wrong)
    return {
        "flow": name,
        "version": flow.version,
        "nodes": len(flow.nodes),
        "questions": sum(asks(node) for node in flow.nodes.values()),
        "steps": way.steps,
        "seconds": round(way.seconds, 1),
        "silent_seconds": round(way.silent_seconds, 1),
        "longest_from": way.from_node,
    }


def _intents(site: Site, examples: Examples) -> list[dict[str, Any]]:
    taught = Counter((row.intent, row.language) for row in examples.rows)
    return [
        {"intent": name, **{language: taught[name, language] for language in site.languages}}
        for name in sorted(site.intents)
        if name != UNCLEAR  # what nobody understood has no examples
    ]


def lines(told: dict[str, Any], languages: Sequence[str]) -> list[str]:
    """The same for a person."""
    counts = f"{len(told['queues'])} queues for people, {len(told['flows'])} flows, {len(told['intents'])} intents"
    return [
        f"{told['site']}: no problems. Version {told['version']}: {counts}.",
        *(
            f"Queue {each['queue']}: nobody is overtaken by who came more than {each['overtaken_seconds']:.0f} s later, "
            "except by emergencies."
            for each in told["queues"]
        ),
        "",
        *_table(
            ("flow", "nodes", "questions", "steps", "seconds", "silent", "longest from"),
            [
                (
                    each["flow"], each["nodes"], each["questions"], each["steps"], f"{each['seconds']:.0f}",
                    f"{each['silent_seconds']:.0f}", each["longest_from"],
                )
                for each in told["flows"]
            ],
        ),
        "steps, seconds: to a person at most, for who presses 0 at the next question; silent: for who says nothing.",
        "",
        *_table(
            ("examples of", *languages),
            [(each["intent"], *(each[language] for language in languages)) for each in told["intents"]],
        ),
        *_thin(told["intents"], languages),
    ]  # fmt: skip


def _thin(intents: Sequence[dict[str, Any]], languages: Sequence[str]) -> list[str]:
    few = [f"{each['intent']} ({language})" for each in intents for language in languages if each[language] < THIN]
    return [f"Fewer than {THIN}: {', '.join(few)}."] if few else []


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Words to the left, numbers to the right."""
    cells = [tuple(map(str, row)) for row in (head, *rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(head))]
    right = [all(row[n].isdecimal() for row in cells[1:]) for n in range(len(head))]
    return [
        "  ".join(cell.rjust(w) if r else cell.ljust(w) for cell, w, r in zip(row, widths, right, strict=True)).rstrip()
        for row in cells
    ]
