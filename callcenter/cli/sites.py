"""Verbs of the service team: check a site, train and judge what is understood."""

import sys
from pathlib import Path
from typing import Any

import cyclopts

from callcenter.cli.verbs import app, no_directory


@app.command
def check(directory: Path) -> int:
    """Print every problem of a site as FILE:LINE: what is wrong; exit 1 if there are any."""
    from callcenter.ivr.check import ways_to_human
    from callcenter.routing.rank import starvation_bound
    from callcenter.services.shelf import read

    _must_be_there(directory)
    loaded, problems = read(directory)
    for problem in problems:
        print(problem)
    if problems or loaded.site is None:
        print(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}", file=sys.stderr)
        return 1
    site = loaded.site
    print(f"{directory}: no problems. Version {site.version}: {len(site.queues)} queues, {len(site.intents)} intents.")
    for name, queue in site.queues.items():
        if not queue.emergency:
            seconds = starvation_bound(site, name)
            print(
                f"Queue {name}: nobody is overtaken by who came more than {seconds:.0f} s later, except by emergencies."
            )
    for name, flow in site.flows.items():
        way = ways_to_human(flow, site.languages, site.sources, site.words["sorry_again"])
        print(
            f"Flow {name}: a human is at most {way.steps} nodes and {way.seconds:.0f} s away for who presses 0 "
            f"(from {way.from_node}), {way.silent_steps} nodes and {way.silent_seconds:.0f} s for who says nothing."
        )
    return 0


intents = cyclopts.App(name="intents", help="Train, try and judge what is understood.")
app.command(intents)


@intents.command(name="train")
def intents_train(directory: Path, *, json: bool = False) -> int:
    """Train on the site's examples and write model.npz beside them."""
    from callcenter.intent.tools import train_site
    from callcenter.intent.train import CannotTrain

    _must_be_there(directory)
    try:
        report = train_site(directory)
    except CannotTrain as why:
        print(f"callcenter: {why}", file=sys.stderr)
        return 1
    return _report(report, json)


@intents.command(name="explain")
def intents_explain(directory: Path, text: str, *, json: bool = False) -> int:
    """Say why a sentence is understood as it is."""
    from callcenter.intent.tools import explain as why

    _must_be_there(directory)
    return _report(why(directory, text), json)


@intents.command(name="test")
def intents_test(directory: Path, file: Path, *, json: bool = False) -> int:
    """Judge the site on labelled sentences: confusion, emergency recall, false alarms; exit 1 under the floor.

    Args:
        file: A CSV with `text` and `intent` or `emergency` (0/1), or Rasa NLU examples.
    """
    from callcenter.intent.tools import test

    _must_be_there(directory)
    report = test(directory, file)
    _report(report, json)
    return 0 if report.get("passed", True) else 1


def _must_be_there(directory: Path) -> None:
    if not directory.is_dir():
        raise no_directory(directory)


def _report(report: dict[str, Any], as_json: bool) -> int:
    """For a program as JSON, for a person as lines."""
    import json

    if as_json:
        print(json.dumps(report, ensure_ascii=False))
        return 0
    for name, value in report.items():
        if isinstance(value, list) and value:
            print(f"{name}:")
            for one in value:
                print(f"  {one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)}")
        else:
            print(f"{name}: {value if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)}")
    return 0
