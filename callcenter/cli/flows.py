"""Verbs about flows: what one looks like."""

import sys
from pathlib import Path
from typing import Literal

from callcenter.cli.ivr import ivr
from callcenter.cli.verbs import named_site
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


def site_or_demo(directory: Path | None) -> Site:
    """The site of the flag or of CALLCENTER_SITE, else the demo bank's. Raises as `named_site` does."""
    found = named_site(directory)
    if found is not None:
        return found
    from callcenter.app import DEMO_SITE

    demo = named_site(DEMO_SITE)
    assert demo is not None
    return demo
