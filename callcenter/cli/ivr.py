"""Verbs of whoever writes flows: try one in the terminal, play the example dialogues."""

import sys
from pathlib import Path
from typing import Annotated

import cyclopts

from callcenter.cli.verbs import app, settings

ivr = cyclopts.App(name="ivr", help="Write dialogues: try them, play their examples, look at them.")
app.command(ivr)


@ivr.command(name="try")
def ivr_try(
    flow: str | None = None,
    *,
    site: Path | None = None,
    language: str = "",
    caller: str = "",
    written: bool = False,
    sources: str = "",
) -> int:
    """Talk with a flow in the terminal; without FLOW with whoever answers the main number.

    Args:
        site: The site's directory; else CALLCENTER_SITE, else the demo bank.
        language: In which the customer calls; not given: nobody knows.
        caller: The number called from.
        written: As a chat instead of a call.
        sources: `live` asks the site's services, a YAML file has answers; not given: you are asked for them.
    """
    from callcenter.cli.talking import Terminal, Wish

    wish = Wish(
        directory=_directory(site), flow=flow or "", language=language, caller=caller, written=written, sources=sources
    )
    return Terminal(wish, colours=sys.stdout.isatty()).run()


@ivr.command(name="test")
def ivr_test(
    directory: Path | None = None,
    *flows: str,
    json: bool = False,
    transcripts: bool = False,
    min_coverage: Annotated[float, cyclopts.Parameter(validator=cyclopts.validators.Number(gte=0, lte=100))] = 0.0,
) -> int:
    """Play the example dialogues (flows/*.test.yaml); exit 1 if one fails or too little is walked.

    Args:
        directory: The site; not given: CALLCENTER_SITE, else the demo bank.
        flows: Only the dialogues of these flows.
        transcripts: Print every dialogue, not only those that fail.
        min_coverage: Per cent of nodes and of branches that must be walked, of each file in each language.
    """
    from callcenter.cli.dialogues import play_all, told

    if directory is not None and not directory.is_dir() and directory.name == str(directory):
        directory, flows = None, (str(directory), *flows)  # the name of a flow
    report = play_all(_directory(directory), flows)
    return told(report, json=json, transcripts=transcripts, floor=min_coverage)


def _directory(named: Path | None) -> Path:
    from callcenter.app import DEMO_SITE

    return named or settings().site or DEMO_SITE
