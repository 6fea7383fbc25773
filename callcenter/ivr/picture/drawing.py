"""A flow as a picture: SVG of our own, no library, legible on light and on dark ground.

Ways out of a node are rows inside its box, so a label never lies on a line. `Marks` puts figures on it: how many people
went each way (the line's width) and what became of the others.
"""

from collections.abc import Mapping
from html import escape

from callcenter.ivr.picture.boxes import Drawn, measured, svg, text
from callcenter.ivr.picture.cards import Kind, cards, either
from callcenter.ivr.picture.layout import Arranged, Hop, arrange
from callcenter.ivr.picture.lettering import shortened, width
from callcenter.ivr.picture.marks import Marks
from callcenter.ivr.picture.palette import Scheme, style
from callcenter.ivr.texts import words_of
from callcenter.model.flow import Flow

MARGIN, BANNER = 40.0, 66.0
LEGEND, SWATCH = 24.0, 16.0
THIN, THICK = 1.4, 14.0
"""Lines that nobody went, and one that everybody did."""
LARGE = 17.0

_LEGEND: Mapping[Kind, tuple[str, str]] = {
    Kind.ASKS: ("向客户提问", "asks the customer"),
    Kind.PROVES: ("身份识别与核实", "identifies, verifies"),
    Kind.SPEAKS: ("播报或发送", "says or sends"),
    Kind.DECIDES: ("判断", "decides"),
    Kind.FETCHES: ("查询数据", "looks something up"),
    Kind.HUMAN: ("人工接待或回呼", "a person answers or calls back"),
    Kind.ENDS: ("结束", "ends"),
}
_ALWAYS = (
    "在任何提问处按 0 或说“人工”即可转人工；紧急情况随时离开流程。",
    "At every question 0, or asking for a person, leads to one; an emergency leaves the flow at any moment.",
)


def drawing(flow: Flow, language: str, *, marks: Marks | None = None, scheme: Scheme = "auto") -> str:
    """One SVG document."""
    drawn = {card.name: measured(card, marks) for card in cards(flow, language)}
    laid = arrange([one.box for one in drawn.values()], flow.start)
    title = marks.title if marks and marks.title else words_of(flow.title, language) or flow.name
    across = max(laid.width + 2 * MARGIN, _legend_width(language) + 2 * MARGIN, width(title, LARGE) + 2 * MARGIN)
    tall = BANNER + laid.height + MARGIN + 2 * LEGEND
    body = [
        _groups(laid),
        _lines(laid, drawn, marks),
        *(svg(one, laid.places[name]) for name, one in drawn.items()),
        _legend(laid.height + MARGIN / 2, language),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:.0f} {tall:.0f}" width="{across:.0f}" '
        f"height=\"{tall:.0f}\" role=\"img\" font-family=\"system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
        f'sans-serif" font-size="12"><title>{escape(title)}</title><style>{style(scheme)}</style>'
        f'<rect class="ground" width="100%" height="100%"/>'
        f'<text class="ink" x="{MARGIN}" y="30" font-size="{LARGE:g}" font-weight="600">{escape(title)}</text>'
        f'<g transform="translate({MARGIN} {BANNER})">{"".join(body)}</g></svg>\n'
    )


def _groups(laid: Arranged) -> str:
    drawn = []
    for name, at in sorted(laid.groups.items()):
        title = shortened(name.rpartition("/")[2], at.width - 30, 13.0)
        drawn.append(
            f'<rect class="group" x="{at.x:.1f}" y="{at.y:.1f}" width="{at.width:.1f}" height="{at.height:.1f}" rx="14"/>'
            + text(at.x + 14, at.y + 19, title, "soft", size=13.0, weight="600")
        )
    return "".join(drawn)


def _lines(laid: Arranged, drawn: Mapping[str, Drawn], marks: Marks | None) -> str:
    """Each hop once, as wide as all who went over it together."""
    share: dict[Hop, float] = {}
    ends: dict[Hop, None] = {}
    seen: set[tuple[str, str]] = set()
    for (name, n), hops in laid.ways.items():
        pair = (name, drawn[name].card.ways[n].to)
        went = marks.ways.get(pair, 0.0) if marks and pair not in seen else 0.0
        went = marks.choices.get((name, n), (went, ""))[0] if marks else 0.0
        seen.add(pair)
        for hop in hops:
            share[hop] = share.get(hop, 0.0) + went
        ends[hops[-1]] = None
    parts = [f'<path class="way" stroke-width="{THIN}" d="{_path(hop)}"/>' for hop in share if not share[hop]]
    parts += [
        f'<path class="used" stroke-width="{_thick(went):.1f}" stroke-linecap="round" d="{_path(hop)}"/>'
        for hop, went in share.items()
        if went
    ]
    parts += [f'<path class="tip" d="M{hop.x2:.1f} {hop.y2:.1f}l-9 -5v10z"/>' for hop in ends]
    return "".join(parts)


def _thick(share: float) -> float:
    return THIN + 0.6 + (THICK - THIN) * min(1.0, share)


def _path(hop: Hop) -> str:
    x1, y1, x2, y2, bulge = hop
    if y1 == y2 and not bulge:
        return f"M{x1:.1f} {y1:.1f}H{x2:.1f}"
    if bulge:
        return f"M{x1:.1f} {y1:.1f}C{x1 + bulge:.1f} {y1:.1f} {x2 + bulge:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    half = (x1 + x2) / 2
    return f"M{x1:.1f} {y1:.1f}C{half:.1f} {y1:.1f} {half:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"


def _legend(y: float, language: str) -> str:
    parts, x = [], 0.0
    for kind, words in _LEGEND.items():
        parts.append(f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{SWATCH:g}" height="12" rx="3"/>')
        parts.append(text(x + SWATCH + 6, y + 10.5, either(words, language), "soft"))
        x += _swatch(words, language)
    return "".join(parts) + text(0.0, y + LEGEND + 10.5, either(_ALWAYS, language), "soft")


def _swatch(words: tuple[str, str], language: str) -> float:
    return SWATCH + 6 + width(either(words, language)) + 22


def _legend_width(language: str) -> float:
    return max(sum(_swatch(words, language) for words in _LEGEND.values()), width(either(_ALWAYS, language)))
