"""Figures about a flow in the reader's language, to be drawn on its picture."""

from callcenter.insight.flows import (
    Tally,
    choice_figures,
    containment,
    containment_by_choice,
    drop_out,
    node_figures,
    to_human,
    way_figures,
)
from callcenter.insight.visits import MOVED_ON, End
from callcenter.ivr.labels import labelled
from callcenter.ivr.picture.cards import either
from callcenter.ivr.picture.marks import Marks, Note
from callcenter.ivr.texts import words_of
from callcenter.model.flow import Flow
from callcenter.services.ports import Json

_LEFT = {
    End.HUMAN: ("转人工", "to a person"),
    End.INTENT: ("改办其他事项", "wanted something else"),
    End.START: ("返回主菜单", "main menu"),
    End.DONE: ("办完挂机", "hung up, done"),
    End.SERVED: ("自助办结", "served"),
    End.CALLBACK: ("回呼", "callback"),
    End.VOICEMAIL: ("留言", "voicemail"),
    End.TRANSFER: ("转接外线", "transferred"),
    End.OTHER: ("其他", "ended otherwise"),
}


def marks_of(flow: Flow, tally: Tally, language: str) -> Marks:
    return Marks(
        title=_title(flow, tally, language),
        ways={(way["from"], way["to"]): way["share"] for way in way_figures(tally)},
        counts={(way["from"], way["to"]): _per_cent(way["share"]) for way in way_figures(tally)},
        choices=_choices(flow, tally),
        notes={row["node"]: tuple(_notes(row, tally, language)) for row in node_figures(tally, flow.nodes)},
    )


def _choices(flow: Flow, tally: Tally) -> dict[tuple[str, int], tuple[float, str]]:
    """Where several ways of a node lead to one, each in its own row: nobody would know which of them was liked."""
    told = {(row["node"], row["way"]): row["share"] for row in choice_figures(tally)}
    rows = {}
    for name, node in flow.nodes.items():
        ways = labelled(node)
        if len(ways) < 2 or not any((name, way) in told for way, _ in ways):
            continue
        for n, (way, _) in enumerate(ways):
            share = told.get((name, way))
            rows[name, n] = (share or 0.0, "" if share is None else _per_cent(share))
    return rows


def _title(flow: Flow, tally: Tally, language: str) -> str:
    words = [
        (words_of(flow.title, language) or flow.name, ""),
        (either(("进入", "came in"), language), f"{tally.started:,}"),
        (either(("自助完成率", "contained by choice"), language), _per_cent(containment_by_choice(tally.ends))),
        (either(("未转人工率", "contained"), language), _per_cent(containment(tally.ends))),
        (either(("转人工率", "to a person"), language), _per_cent(to_human(tally.ends))),
        (either(("中途放弃率", "dropped out"), language), _per_cent(drop_out(tally.ends))),
    ]
    return " · ".join(f"{name} {value}".strip() for name, value in words)


def _notes(row: Json, tally: Tally, language: str) -> list[Note]:
    """Shares of all who came in; of answers, and seconds, at this node."""

    def told(words: tuple[str, str], value: str, *, bad: bool = False) -> Note:
        return Note(words=f"{either(words, language)} {value}", bad=bad)

    notes = [
        told(words, _per_cent(row["left"][end] / tally.started))
        for end, words in _LEFT.items()
        if row["left"].get(end) and (end in MOVED_ON or not _is_exit(row, end))
    ]
    if row["dropped_out"]:
        notes.insert(0, told(("中途挂机", "hung up"), _per_cent(row["dropped_out"] / tally.started), bad=True))
    if row["not_understood"]:
        notes.append(
            told(("未听懂", "not understood"), _per_cent(row["not_understood"]), bad=row["not_understood"] > 0.2)
        )
    if row["silence"]:
        notes.append(told(("未作答", "silence"), _per_cent(row["silence"])))
    if row["checks_failed"]:
        notes.append(told(("核对未通过", "wrong answers"), _per_cent(row["checks_failed"])))
    if row["answer_seconds"]["count"]:
        notes.append(told(("作答中位时间", "median to answer"), _seconds(row["answer_seconds"]["p50"], language)))
    if row["look_up_seconds"]["count"]:
        notes.append(told(("查询中位时间", "median look-up"), _seconds(row["look_up_seconds"]["p50"], language)))
    return notes


def _is_exit(row: Json, end: End) -> bool:
    """Everybody who came here left so: the lines that lead here say it already."""
    return bool(row["left"] == {end.value: row["reached"]})


def _per_cent(share: float | None) -> str:
    if share is None:
        return "–"
    return f"{share:.0%}" if share in (0.0, 1.0) or 0.1 <= share <= 0.995 else f"{share:.1%}"


def _seconds(value: float, language: str) -> str:
    return f"{value:.1f} {either(('秒', 's'), language)}"
