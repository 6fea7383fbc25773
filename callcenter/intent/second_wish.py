"""Two wishes in one sentence: "what is my balance, and when does my card arrive". One is the intent; the other is kept.

A part of the sentence is a wish of its own only where it is sure alone, and another part is as sure of the first one: "I ordered
a card two weeks ago, and it is still not here" has one. Emergencies are never looked for here: they are heard before.
"""

import re
from collections.abc import Callable, Collection, Sequence

from callcenter.intent.text import SHORT
from callcenter.model.intent import HUMAN, UNCLEAR
from callcenter.model.site import Site

LEAST = 0.7
"""Share of its own part that a second wish needs."""
HINTED = 0.02
"""Share of the whole sentence it needs to be looked for: most sentences have one wish, and cost nothing more."""
MOST_PARTS = 5
_BETWEEN = re.compile(
    r"[,.;!?，。；！？、\n]+|\b(?:and|also|plus|besides|as well as)\b"
    r"|还有(?:就是)?|另外|顺便|顺带|以及|同时|然后|再(?=查|问|看|帮)|，?还想",
    re.IGNORECASE,
)

Scores = Sequence[tuple[str, float]]
"""Intent and share, likeliest first."""


def can_be_second(site: Site) -> frozenset[str]:
    """Everyday intents with a flow, or a queue of their own: what goes to everybody's queue ("something else") names nothing
    that could be gone on with."""
    return frozenset(
        name
        for name, policy in site.intents.items()
        if not policy.emergency
        and name not in (HUMAN, UNCLEAR)
        and (policy.handling.flow is not None or policy.handling.queue != site.default_queue)
    )


def second_wish(
    text: str, first: str, whole: Scores, candidates: Collection[str], score: Callable[[str], Scores]
) -> tuple[str, str]:
    """The other everyday wish beside `first` and the part of the text that says it; two empty texts when there is none.

    `whole`: what the model makes of all of it; `candidates`: intents that can be a second wish; `score`: the model.
    """
    if not any(name in candidates and name != first and share >= HINTED for name, share in whole):
        return "", ""
    parts = [part.strip() for part in _BETWEEN.split(text) if len(part.strip()) > SHORT]
    if not 2 <= len(parts) <= MOST_PARTS:
        return "", ""
    likeliest = [(part, *next(iter(score(part)), ("", 0.0))) for part in parts]
    if not any(name == first and share >= LEAST for _, name, share in likeliest):
        return "", ""
    others = [(share, name, part) for part, name, share in likeliest if name in candidates and name != first]
    share, name, part = max(others, default=(0.0, "", ""))
    return (name, part) if share >= LEAST else ("", "")
