"""Verbs about what is understood: train it, judge it, ask why, find what fights, find what to label next."""

import sys
from pathlib import Path
from typing import Annotated, Any

import cyclopts

from callcenter.cli.tables import show, show_topics
from callcenter.cli.verbs import app, must_be_directory, with_store

intents = cyclopts.App(name="intents", help="Train, try and judge what is understood.")
app.command(intents)


@intents.command(name="train")
def intents_train(
    directory: Path, *, verbose: Annotated[bool, cyclopts.Parameter(negative=())] = False, json: bool = False
) -> int:
    """Train on the site's examples and write model.npz beside them; say how good it is on sentences held out.

    Args:
        verbose: Every intent, every confusion and every example that fights another, not only how many there are.
    """
    from callcenter.cli.trained import in_short
    from callcenter.intent.tools import train_site
    from callcenter.intent.train import CannotTrain

    must_be_directory(directory)
    try:
        report = train_site(directory, progress=_say)
    except CannotTrain as why:
        print(f"callcenter: {why}", file=sys.stderr)
        return 1
    return show(report if verbose or json else in_short(report, directory), json)


@intents.command(name="explain")
def intents_explain(
    directory: Path,
    text: str,
    *,
    last: str = "",
    minutes_ago: float = 10.0,
    before: str = "",
    flow: str = "",
    dialled: str = "",
    channel: str = "",
    fact: Annotated[tuple[str, ...], cyclopts.Parameter(negative=())] = (),
    json: bool = False,
) -> int:
    """Say why a sentence is understood as it is.

    Args:
        last: What the customer's last contact was about (an intent).
        minutes_ago: When that was.
        before: What was understood before in this contact (an intent).
        flow: In which the customer stands.
        dialled: The number that was called.
        channel: voice, chat, sms or email.
        fact: A fact of the customer's, as NAME=VALUE; may be given several times.
    """
    from callcenter.intent.tools import explain as why

    must_be_directory(directory)
    context = _context(last, minutes_ago, before, flow, dialled, channel, fact)
    return show(why(directory, text, context), json)


@intents.command(name="test")
def intents_test(directory: Path, file: Path, *, json: bool = False) -> int:
    """Judge the site on labelled sentences: confusion, emergency recall, false alarms; exit 1 under the floor.

    Args:
        file: A CSV with `text` and `intent` or `emergency` (0/1), or Rasa NLU examples.
    """
    from callcenter.intent.tools import test

    must_be_directory(directory)
    report = test(directory, file)
    show(report, json)
    return 0 if report.get("passed", True) else 1


@intents.command(name="conflicts")
def intents_conflicts(directory: Path, *, json: bool = False) -> int:
    """List examples that are taught as two intents though they say (nearly) the same; exit 1 if there are any."""
    from callcenter.intent.tools import fights

    must_be_directory(directory)
    found = fights(directory)
    show({"same_words_two_intents": found}, json)
    return 1 if found else 0


@intents.command(name="suggest")
def intents_suggest(
    directory: Path,
    *,
    file: Path | None = None,
    database: str | None = None,
    days: float = 7.0,
    limit: int = 20,
    skip: int = 0,
    json: bool = False,
) -> int:
    """Print real sentences worth labelling next, as Rasa examples to edit and keep; numbers and known names are masked.

    Args:
        file: A CSV with a column `text`, or a text file with a sentence a line, instead of the database.
        database: Where customers' words are read (CALLCENTER_DATABASE).
        days: How far back.
        limit: Groups of sentences on a page.
        skip: Groups that were seen already.
    """
    from callcenter.intent.tools.suggesting import as_rasa, read_said, suggest

    must_be_directory(directory)
    said = read_said(file) if file is not None else _spoken(database, days)
    report = suggest(directory, said, limit=limit, skip=skip)
    if json:
        return show(report, json)
    print(as_rasa(report), end="")
    if report["more"]:
        print(f"more: --skip {skip + limit}", file=sys.stderr)
    return 0


@intents.command(name="topics")
def intents_topics(
    *,
    first: Annotated[str, cyclopts.Parameter(name="--from")] = "",
    last: Annotated[str, cyclopts.Parameter(name="--to")] = "",
    database: str | None = None,
    json: bool = False,
) -> int:
    """Print what customers talk about that no intent covers, what they wish for and what grows; the newest report alone,
    unless days are named.

    Args:
        first: First day, YYYY-MM-DD.
        last: Last day.
        database: Where the reports are (CALLCENTER_DATABASE).
    """
    from callcenter.services.topics import lines_of

    async def work(store: Any) -> list[Any]:
        found: list[Any] = await store.topics(first, last or "9999-12-31")
        return found

    days = with_store(database, work)
    days = days if first or last else days[:1]
    if json:
        return show({"days": days}, json)
    if not days:
        print("no report yet: the server makes one each night at 03:10 in the site's zone", file=sys.stderr)
    for day in days:
        show_topics(lines_of(day))
    return 0


def _say(step: str) -> None:
    print(f"{step} ...", file=sys.stderr, flush=True)


def _context(
    last: str, minutes_ago: float, before: str, flow: str, dialled: str, channel: str, facts: tuple[str, ...]
) -> Any:
    from callcenter.clock import SystemClock
    from callcenter.errors import Malformed
    from callcenter.model.customer import Known
    from callcenter.model.intent import NO_CONTEXT, Context

    if not (last or before or flow or dialled or channel or facts):
        return NO_CONTEXT
    pairs = [fact.partition("=") for fact in facts]
    if any(not name or not mark for name, mark, _ in pairs):
        raise Malformed("a fact is given as NAME=VALUE")
    now = SystemClock().now()
    known = Known(
        last_intent=last,
        last_contact_at=now - 60.0 * minutes_ago if last else None,
        facts={name: value for name, _, value in pairs},
    )
    return Context(
        known=known,
        facts=known.facts,
        dialled=dialled,
        before=(before,) if before else (),
        flow=flow,
        channel=channel,
        now=now,
    )


def _spoken(database: str | None, days: float) -> list[Any]:
    from callcenter.clock import SystemClock
    from callcenter.intent.tools.suggesting import LOOKED_AT, Said

    now = SystemClock().now()

    async def work(store: Any) -> list[Any]:
        rows = await store.said(now - days * 86_400.0, now, LOOKED_AT)
        return [
            Said(text=row.text, language=row.language, contact=row.contact, intent=row.intent, names=(row.name,))
            for row in rows
        ]

    return with_store(database, work)
