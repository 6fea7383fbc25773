"""Verbs about flows: what one looks like, and what became of the people in it."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from callcenter.cli.ivr import ivr
from callcenter.cli.verbs import named_site, with_store
from callcenter.errors import Malformed
from callcenter.model.site import Site


@ivr.command
def graph(
    flow: str,
    *,
    site: Path | None = None,
    language: Literal["en", "zh-CN"] = "en",
    scheme: Literal["auto", "light", "dark"] = "auto",
    svg: Path | None = None,
) -> int:
    """Draw a flow as SVG: its nodes, what they say, and every way on.

    Args:
        flow: Its name: that of its file without the ending.
        site: The directory it is in; the demo bank's when neither this nor CALLCENTER_SITE names one.
        scheme: Colours for a light or a dark ground; auto: as the reader's system has it.
        svg: Written there instead of to standard output.
    """
    from callcenter.ivr.picture.drawing import drawing

    whole = site_or_demo(site)
    if flow not in whole.flows:
        raise Malformed(f"there is no flow {flow!r}; there are {', '.join(sorted(whole.flows))}")
    drawn = drawing(whole.flows[flow], language, scheme=scheme)
    if svg is None:
        print(drawn, end="")
        return 0
    svg.write_text(drawn, encoding="utf-8")
    print(f"{svg}: {len(whole.flows[flow].nodes)} nodes", file=sys.stderr)
    return 0


@ivr.command
def report(
    flow: str | None = None,
    *,
    first: Annotated[str | None, Parameter(name="--from")] = None,
    last: Annotated[str | None, Parameter(name="--to")] = None,
    version: str | None = None,
    language: Literal["en", "zh-CN"] = "en",
    scheme: Literal["auto", "light", "dark"] = "auto",
    svg: Path | None = None,
    json: bool = False,
    csv: bool = False,
    site: Path | None = None,
    database: str | None = None,
) -> int:
    """Say what became of the people in flows; with FLOW, at each of its nodes.

    Args:
        first: Of contacts that arrived from this day or time on (2026-11-21, or 2026-11-21T08:00:00+08:00); a week
            before the end when left out.
        last: Before this day or time; now when left out.
        version: Of the flow; all versions together when left out.
        svg: The flow's picture with these figures, written there.
        csv: As a table for other programs; json: as the API answers it.
        site: For flows of a site that no server has taken yet.
    """
    from callcenter.cli.flow_tables import Wish, told

    if svg is not None and flow is None:
        raise Malformed("--svg draws one flow: name it")
    if json and csv:
        raise Malformed("choose one of --json and --csv")
    wish = Wish(flow=flow, first=first, last=last, version=version, language=language, scheme=scheme, svg=svg,
                form="json" if json else "csv" if csv else "lines")  # fmt: skip
    newest = named_site(site) if site is not None else None

    async def work(store: Any) -> str:
        return await told(store, newest, wish)

    print(with_store(database, work), end="")
    return 0


def site_or_demo(directory: Path | None) -> Site:
    """The site of the flag or of CALLCENTER_SITE, else the demo bank's. Raises as `named_site` does."""
    found = named_site(directory)
    if found is not None:
        return found
    from callcenter.app import DEMO_SITE

    demo = named_site(DEMO_SITE)
    assert demo is not None
    return demo
