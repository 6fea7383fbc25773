"""Verbs of the service team: check a site, train and judge what is understood."""

import sys
from pathlib import Path
from typing import Any

import cyclopts

from callcenter.cli.verbs import app, no_directory


@app.command
def check(directory: Path, *, json: bool = False) -> int:
    """Print every problem of a site as FILE:LINE: what is wrong; exit 1 if there are any. Else what it has, and how far
    away a person is in each flow."""
    from json import dumps

    from callcenter.cli.checked import lines, summary
    from callcenter.services.shelf import read

    _must_be_there(directory)
    loaded, problems = read(directory)
    if problems or loaded.site is None:
        told = {"site": str(directory), "problems": problems}
        print(dumps(told, ensure_ascii=False) if json else "\n".join(problems))
        print(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}", file=sys.stderr)
        return 1
    report = summary(directory, loaded.site, loaded.examples)
    print(dumps(report, ensure_ascii=False) if json else "\n".join(lines(report, loaded.site.languages)))
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
