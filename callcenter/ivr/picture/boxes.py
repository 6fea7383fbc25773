"""One node of a drawn flow: how large its box is, and what stands in it."""

from dataclasses import dataclass
from html import escape

from callcenter.ivr.picture.cards import Card, Kind
from callcenter.ivr.picture.layout import Box, Place
from callcenter.ivr.picture.lettering import shortened, width, wrapped
from callcenter.ivr.picture.marks import Marks, Note

ACROSS, INNER = 244.0, 224.0
"""A box, and the room for letters in it."""
HEAD, LINE, ROW, EDGE = 24.0, 16.0, 20.0, 8.0
LINES = 3
SMALL = 11.0
BOLD = 13.0
"""What bold letters of 12 are as wide as."""
CUT = 9.0
"""Corners of a node that decides."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A card with its measures."""

    card: Card
    lines: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    """Name and figure of each way on; none where the only way has neither."""
    notes: tuple[Note, ...]
    box: Box


def measured(card: Card, marks: Marks | None) -> Drawn:
    lines = tuple(wrapped(card.words, INNER, LINES))
    notes = marks.notes.get(card.name, ()) if marks else ()
    named = any(way.label for way in card.ways) or any(
        (card.name, way.to) in marks.counts for way in card.ways if marks
    )
    rows = tuple(_row(card, n, marks) for n in range(len(card.ways))) if named else ()
    text_end = HEAD + LINE * len(lines) + EDGE / 2
    rows_end = text_end + ROW * len(rows)
    height = rows_end + LINE * len(notes) + EDGE
    outs = tuple((way.to, text_end + ROW * (n + 0.5) if rows else HEAD / 2) for n, way in enumerate(card.ways))
    box = Box(name=card.name, width=ACROSS, height=height, inlet=HEAD / 2, outs=outs)
    return Drawn(card=card, lines=lines, rows=rows, notes=notes, box=box)


def _row(card: Card, n: int, marks: Marks | None) -> tuple[str, str]:
    """The way's name and, where there are figures, how many went it; the name gives way to the figures."""
    way = card.ways[n]
    first = next(m for m, other in enumerate(card.ways) if other.to == way.to)
    told = marks.counts.get((card.name, way.to), "") if marks and first == n else ""
    told = marks.choices.get((card.name, n), (0.0, told))[1] if marks else ""
    room = INNER - (width(told, BOLD) + 10.0 if told else 0.0)
    return shortened(way.label, room), told


def svg(drawn: Drawn, at: Place) -> str:
    card, parts = drawn.card, []
    parts.append(_outline(card.kind, at))
    name = card.name.rpartition("/")[2]
    word = shortened(card.word, INNER / 2)
    parts.append(text(at.x + 10, at.y + 16, shortened(name, INNER - width(word, SMALL) - 8, BOLD), "ink", weight="600"))
    parts.append(text(at.x + at.width - 10, at.y + 16, word, "soft", anchor="end", size=SMALL))
    y = at.y + HEAD
    for line in drawn.lines:
        parts.append(text(at.x + 10, y + 12, line, "ink"))
        y += LINE
    y += EDGE / 2
    for label, told in drawn.rows:
        parts.append(f'<path class="way" stroke-width="0.5" d="M{at.x:.1f} {y:.1f}H{at.x + at.width:.1f}"/>')
        parts.append(text(at.x + 10, y + 14, label, "soft"))
        parts.append(text(at.x + at.width - 10, y + 14, told, "ink", anchor="end", weight="600"))
        y += ROW
    for note in drawn.notes:
        parts.append(text(at.x + 10, y + 13, shortened(note.words, INNER), "lost" if note.bad else "soft"))
        y += LINE
    return f"<g><title>{escape(_told(card))}</title>{''.join(parts)}</g>"


def _told(card: Card) -> str:
    return f"{card.name} ({card.word})" + (f": {card.words}" if card.words else "")


def _outline(kind: Kind, at: Place) -> str:
    x, y, across, tall = at
    if kind is Kind.DECIDES:
        wide, high = across - 2 * CUT, tall - 2 * CUT
        corners = f"l{CUT} {CUT}v{high:.1f}l-{CUT} {CUT}h-{wide:.1f}l-{CUT} -{CUT}v-{high:.1f}Z"
        return f'<path class="{kind}" stroke-width="1.4" d="M{x + CUT:.1f} {y:.1f}h{wide:.1f}{corners}"/>'
    round_, rim = {Kind.SPEAKS: (3, 1.4), Kind.HUMAN: (10, 2.6), Kind.ENDS: (10, 2.6)}.get(kind, (10, 1.4))
    person = ""
    if kind is Kind.HUMAN:
        # A head and shoulders on the upper edge.
        person = (
            f'<g class="{kind}" stroke-width="1.6"><circle cx="{x + across / 2:.1f}" cy="{y - 9:.1f}" r="4.5"/>'
            f'<path d="M{x + across / 2 - 9:.1f} {y + 3:.1f}a9 8 0 0 1 18 0"/></g>'
        )
    return (
        f'{person}<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{across:.1f}" height="{tall:.1f}" rx="{round_}" '
        f'stroke-width="{rim}"/>'
    )


def text(x: float, y: float, words: str, css: str, *, anchor: str = "", size: float = 0.0, weight: str = "") -> str:
    if not words:
        return ""
    more = (f' text-anchor="{anchor}"' if anchor else "") + (f' font-size="{size:g}"' if size else "")
    more += f' font-weight="{weight}"' if weight else ""
    return f'<text class="{css}" x="{x:.1f}" y="{y:.1f}"{more}>{escape(words)}</text>'
