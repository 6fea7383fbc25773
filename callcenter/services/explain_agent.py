"""Why an agent gets no contact just now, for people: over REST from the running switchboard, else from the journal."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from callcenter.clock import rfc3339
from callcenter.model.flow import Text
from callcenter.services import codec
from callcenter.services.explain import numbers_of
from callcenter.services.ports import Journal, Json
from callcenter.services.reason_words import LANGUAGES, said
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.reasons import QueueSeen, Reasons, why_nothing

PAGE = 1000
Words = Mapping[str, str]
EN: Words = {
    "kept_away": "No contact is offered to {agent} now: {why}.",
    "not_mine": "{agent} is free; people wait, but none of the next ones is for {agent}.",
    "nobody_waits": "{agent} is free and nobody waits: the next contact that fits comes here.",
    "others_first": "{agent} is free and nobody waits: others are asked first when somebody comes.",
    "contacts": "With {agent} now: {contacts} ({used} of 100 units).",
    "waiting": "{queue}: {waiting} waiting.",
    "quiet": "{queue}: nobody waits.",
    "unfit": "{queue}: {waiting} waiting; not for {agent}: {why}.",
    "first": "  {contact} at place {place}{needs}: {why}.",
    "fits": "{agent} has what it asks for",
    "needs": ", asks for {needs}",
    "more_lines": "  and {count} more lines.",
    "before": "  Asked before {agent}: {rivals}.",
    "rival": "{agent} ({numbers})",
    "more": "and {count} more",
    "and": ", ",
}
ZH: Words = {
    "kept_away": "现在不会向 {agent} 推送任何联络：{why}。",
    "not_mine": "{agent} 空闲；有人排队，但各队列最前面的都不适合 {agent}。",
    "nobody_waits": "{agent} 空闲，无人排队：下一个合适的联络会到这里。",
    "others_first": "{agent} 空闲，无人排队：来人时先询问其他坐席。",
    "contacts": "{agent} 正在处理：{contacts}（已用 {used}/100）。",
    "waiting": "{queue}：{waiting} 人排队。",
    "quiet": "{queue}：无人排队。",
    "unfit": "{queue}：{waiting} 人排队；不适合 {agent}：{why}。",
    "first": "  {contact}，第 {place} 位{needs}：{why}。",
    "fits": "{agent} 符合要求",
    "needs": "，要求 {needs}",
    "more_lines": "  另有 {count} 列。",
    "before": "  先于 {agent} 被询问：{rivals}。",
    "rival": "{agent}（{numbers}）",
    "more": "另有 {count} 人",
    "and": "、",
}
SPOKEN: Mapping[str, Words] = {"en": EN, "zh-CN": ZH}


def told(board: Switchboard, agent: str, now: float) -> Json:
    """As JSON: numbers, and `words` by language. Raises `KeyError` when there is no such agent."""
    reasons, site = why_nothing(board, agent, now), board.sites[board.state.site]
    titles = {name: queue.title for name, queue in site.queues.items()}
    names = {one.id: one.name or one.id for one in board.state.agents.values()}
    return {
        **asdict(reasons),
        "verdict": reasons.verdict,
        "since": rfc3339(reasons.since),
        "at": rfc3339(reasons.at),
        "words": {language: list(in_words(reasons, titles, names, language)) for language in LANGUAGES},
    }


def in_words(reasons: Reasons, titles: Mapping[str, Text], names: Mapping[str, str], language: str) -> Iterator[str]:
    """Lines; those that begin with two spaces belong to the line before. `titles` of queues, `names` of agents."""
    words, agent = SPOKEN[language], names[reasons.agent]
    yield words[reasons.verdict].format(agent=agent, why=said(reasons.kept_away or "", language))
    if reasons.contacts:
        contacts = words["and"].join(reasons.contacts)
        yield words["contacts"].format(agent=agent, contacts=contacts, used=reasons.used)
    for queue in reasons.queues:
        title = titles.get(queue.queue, {}).get(language) or queue.queue
        yield from _queue(queue, title, agent, names, language)


def _queue(queue: QueueSeen, title: str, agent: str, names: Mapping[str, str], language: str) -> Iterator[str]:
    words = SPOKEN[language]
    if queue.why_not and all(line.why_not for line in queue.lines):
        yield words["unfit"].format(queue=title, waiting=queue.waiting, agent=agent, why=said(queue.why_not, language))
    else:
        yield words["waiting" if queue.waiting else "quiet"].format(queue=title, waiting=queue.waiting)
    for line in queue.lines:
        needs = words["needs"].format(needs=words["and"].join(line.needs)) if line.needs else ""
        why = said(line.why_not, language) if line.why_not else words["fits"].format(agent=agent)
        yield words["first"].format(contact=line.first, place=line.place, needs=needs, why=why)
    if queue.more_lines:
        yield words["more_lines"].format(count=queue.more_lines)
    if queue.before:
        rivals = [
            words["rival"].format(agent=names[one.agent], numbers=numbers_of(asdict(one), language))
            for one in queue.before
        ]
        more = [words["more"].format(count=queue.more_before)] if queue.more_before else []
        yield words["before"].format(agent=agent, rivals=words["and"].join([*rivals, *more]))


async def as_journalled(journal: Journal, agent: str) -> Json | None:
    """From the newest snapshot and the journal since, as things stood with the last event; None: no such agent."""
    sites = {version: codec.site_of(text) for version, text in (await journal.sites()).items()}
    board, now = await _restored(journal, Switchboard(sites))
    if agent not in board.state.agents:
        return None
    return told(board, agent, now)


async def _restored(journal: Journal, board: Switchboard) -> tuple[Switchboard, float]:
    seq, now = 0, 0.0
    if snapshot := await journal.newest_snapshot():
        seq = snapshot[0]
        board.restore(codec.state_of(snapshot[1]))
        last = await journal.read(seq - 1, 1)
        now = last[0].at if last else now
    while rows := await journal.read(seq, PAGE):
        for row in rows:
            seq, now = row.seq, row.at
            try:
                board.handle(codec.recorded(row))
            except Exception:  # noqa: BLE001 - an event that was put aside when it happened changes nothing now either
                continue
    return board, now
