"""Why a contact waited and who got it, in words and numbers, from the decisions that the journal's outcomes hold."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from callcenter.clock import rfc3339
from callcenter.services.ports import Json, OutcomeRow
from callcenter.services.reason_words import dictionary, said

Words = Mapping[str, str]
EN: Words = {
    "in": "In {queue} with {ahead} ahead of it.",
    "step": "Step {step} of the queue had been taken.",
    "emergency": "An emergency: before everybody who is none.",
    "rank": "It ranks as if it had come at {moment}.",
    "head_start": "Head start: {seconds:g} s for {reason}.",
    "behind": "For {agent}'s team it ranks {behind:g} s later: other queues come first there.",
    "nobody": "Nobody was free to take it: it keeps its place.",
    "held": "It is held for {agent}, whom it is meant for: nobody else is asked yet.",
    "chosen": "Offered to {agent}{numbers}, out of {count}.",
    "offered": "Offered to {agent}.",
    "tie": "Decided by {tie_break}.",
    "removed": "Not eligible: {agents}.",
    "away": "Kept from every contact: {counts}.",
    "proficiency": "proficiency {value}",
    "used": "used {value}",
    "idle_seconds": "idle seconds {value}",
    "speaks": "does not speak the customer's language",
    "and": ", ",
    "one": "{agent} ({why})",
    "many": "{count} ({why})",
    "numbers": " ({told})",
    "between": " ",
}
ZH: Words = {
    "in": "在队列 {queue}，前面有 {ahead} 个。",
    "step": "已走到队列的第 {step} 步。",
    "emergency": "紧急情况：排在所有非紧急之前。",
    "rank": "按 {moment} 到达排位。",
    "head_start": "提前 {seconds:g} 秒：{reason}。",
    "behind": "对 {agent} 的班组推后 {behind:g} 秒：该班组先接待其他队列。",
    "nobody": "没有可接的坐席：保留原位。",
    "held": "为 {agent} 保留，暂不询问他人。",
    "chosen": "推送给 {agent}{numbers}，候选共 {count} 人。",
    "offered": "推送给 {agent}。",
    "tie": "依据：{tie_break}。",
    "removed": "不符合：{agents}。",
    "away": "不能接任何联络：{counts}。",
    "proficiency": "熟练度 {value}",
    "used": "已占用 {value}",
    "idle_seconds": "空闲 {value} 秒",
    "speaks": "不会客户的语言",
    "and": "，",
    "one": "{agent}（{why}）",
    "many": "{count} 人（{why}）",
    "numbers": "（{told}）",
    "between": "",
}
SPOKEN: Mapping[str, Words] = {"en": EN, "zh-CN": ZH}


def explained(contact: str, outcomes: Iterable[OutcomeRow], language: str = "en") -> list[Json]:
    """Every decision about the contact, oldest first: its record with the journal's sequence and `words`."""
    return [
        {"seq": row.seq, **decision, "words": in_words(decision, language)}
        for row in outcomes
        for decision in json.loads(row.body).get("decisions", [])
        if decision["contact"] == contact
    ]


def reasons_of(decisions: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Every reason the decisions name (filters, head starts, tie-breaks) to its words by language."""
    found: list[str] = []
    for decision in decisions:
        found += [*(decision.get("removed") or {}).values(), *(decision.get("kept_away") or {})]
        found += [*(decision.get("head_starts") or {}), *filter(None, [decision.get("tie_break")])]
    return dictionary(found)


def in_words(decision: Mapping[str, Any], language: str = "en") -> str:
    """One paragraph."""
    return SPOKEN[language]["between"].join(_sentences(decision, SPOKEN[language], language))


def _sentences(decision: Mapping[str, Any], words: Words, language: str) -> Iterator[str]:
    yield words["in"].format(queue=decision["queue"], ahead=decision.get("ahead", 0))
    if decision.get("step"):
        yield words["step"].format(step=decision["step"])
    if rank := decision.get("rank"):
        if rank[0] == 0:
            yield words["emergency"]
        yield words["rank"].format(moment=rfc3339(rank[1]))
    for reason, seconds in _items(decision, "head_starts"):
        yield words["head_start"].format(seconds=seconds, reason=said(reason, language))
    yield from _chosen(decision, words, language)
    removed = [words["one"].format(agent=agent, why=said(why, language)) for agent, why in _items(decision, "removed")]
    if removed:
        yield words["removed"].format(agents=words["and"].join(removed))
    away = [words["many"].format(count=n, why=said(why, language)) for why, n in _items(decision, "kept_away")]
    if away:
        yield words["away"].format(counts=words["and"].join(away))


def _items(decision: Mapping[str, Any], name: str) -> Iterable[tuple[str, Any]]:
    return sorted((decision.get(name) or {}).items())


def _chosen(decision: Mapping[str, Any], words: Words, language: str) -> Iterator[str]:
    chosen = decision.get("chosen")
    if not chosen:
        held = decision.get("held_for")
        yield words["held"].format(agent=held) if held else words["nobody"]
        return
    candidates = decision.get("candidates") or []
    one = next((c for c in candidates if c.get("agent") == chosen), None)
    if one is None:  # somebody's choice: the best by numbers were others
        yield words["offered"].format(agent=chosen)
    else:
        numbers = words["numbers"].format(told=numbers_of(one, language))
        yield words["chosen"].format(agent=chosen, numbers=numbers, count=len(candidates))
    if decision.get("behind"):
        yield words["behind"].format(agent=chosen, behind=decision["behind"])
    if decision.get("tie_break"):
        yield words["tie"].format(tie_break=said(decision["tie_break"], language))


def numbers_of(candidate: Mapping[str, Any], language: str) -> str:
    """The terms an agent was compared by."""
    words = SPOKEN[language]
    told = [
        words[name].format(value=candidate[name])
        for name in ("proficiency", "used", "idle_seconds")
        if name in candidate
    ]
    return words["and"].join([*told, *([words["speaks"]] if candidate.get("speaks") is False else [])])
