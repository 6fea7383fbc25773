"""Why a contact waited and who got it, in words."""

import re

import pytest

from callcenter.model.commands import Decision, Outcome
from callcenter.services.codec import outcome_text
from callcenter.services.explain import EN, SPOKEN, ZH, explained, in_words, reasons_of
from callcenter.services.ports import OutcomeRow
from callcenter.services.reason_words import said
from callcenter.testing.day import Day

MADE = Decision(
    contact="c1",
    queue="cards",
    step=1,
    site="s1",
    chosen="agent1",
    candidates=(
        {"agent": "agent1", "proficiency": 8, "speaks": True, "idle_seconds": 12.5},
        {"agent": "agent2", "proficiency": 5, "idle_seconds": 90.0},
    ),
    removed={"agent3": "presence: away"},
    rank=(1, 1_800_000_000.0, 7),
    head_starts={"customer class vip": 120.0},
    ahead=2,
    tie_break="proficiency, then longest idle, then id",
)
WAITED = Decision(
    contact="c1", queue="cards", step=0, site="s1", chosen=None, removed={"agent1": "capacity: 100 of 100 in use"}
)
OTHER = Decision(contact="c2", queue="cards", step=0, site="s1", chosen="agent2")
ROWS = [
    OutcomeRow(seq=5, body=outcome_text(Outcome(decisions=(WAITED, OTHER))), contacts=("c1", "c2")),
    OutcomeRow(seq=9, body=outcome_text(Outcome(decisions=(MADE,))), contacts=("c1",)),
]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_given_outcomes_as_the_runner_writes_them_when_explained_then_words_and_numbers_come_in_order() -> None:
    first, second = explained("c1", ROWS)
    assert first["seq"] == 5
    assert first["words"] == (
        "In cards with 0 ahead of it. Nobody was free to take it: it keeps its place. "
        "Not eligible: agent1 (capacity: 100 of 100 in use)."
    )
    assert second["words"] == (
        "In cards with 2 ahead of it. Step 1 of the queue had been taken. "
        "It ranks as if it had come at 2027-01-15T08:00:00.000Z. Head start: 120 s for customer class vip. "
        "Offered to agent1 (proficiency 8, idle seconds 12.5), out of 2. "
        "Decided by proficiency, then longest idle, then id. Not eligible: agent3 (presence: away)."
    )
    assert second["candidates"][1]["idle_seconds"] == 90.0


def test_given_chinese_when_explained_then_the_same_is_said_in_it() -> None:
    first, second = explained("c1", ROWS, "zh-CN")
    assert (
        first["words"]
        == "在队列 cards，前面有 0 个。没有可接的坐席：保留原位。不符合：agent1（容量：100 中已用 100）。"
    )
    assert second["words"] == (
        "在队列 cards，前面有 2 个。已走到队列的第 1 步。按 2027-01-15T08:00:00.000Z 到达排位。"
        "提前 120 秒：客户等级 vip。推送给 agent1（熟练度 8，空闲 12.5 秒），候选共 2 人。"
        "依据：先比熟练度，再比空闲时间，最后比编号。不符合：agent3（在岗状态：离开）。"
    )


def test_both_languages_have_every_sentence_with_the_same_parts() -> None:
    assert EN.keys() == ZH.keys()
    for name in EN:
        assert set(re.findall(r"{(\w+)", EN[name])) == set(re.findall(r"{(\w+)", ZH[name])), name


def test_given_an_emergency_then_it_is_said_that_it_stands_before_all_others() -> None:
    day = Day()
    day.waits("card_loss")
    (decision,) = day.outcomes[-1].decisions
    one = explained("c2", [OutcomeRow(seq=3, body=outcome_text(day.outcomes[-1]), contacts=("c2",))])
    assert one[0]["contact"] == decision.contact
    assert "An emergency: before everybody who is none." in one[0]["words"]


def test_given_numbers_that_are_missing_then_an_old_decision_is_told_all_the_same() -> None:
    bare = {"contact": "c1", "queue": "cards", "chosen": "agent1"}
    assert in_words(bare) == "In cards with 0 ahead of it. Offered to agent1."


REASONS = (
    "presence: offline", "presence: away", "reachability: grace", "reachability: lost", "not responding",
    "has an open offer", "asked for away next", "capacity: 33 of 100 in use", "skill: card below 8",
    "cool-down after a declined offer", "intent complaint", "customer class vip", "declared priority 2",
    "called within the last 24 hours", "rang back: the old place", "age of the promise", "a supervisor's wish",
    "preferred agent",
    "somebody's choice", "busy",
    "serves an emergency, other contacts are parked", "emergency ladder, rung 2: wrap_up",
    "emergency ladder, rung 5: outside number", "team: does not serve cards", "team: not before 30 s", "held for li",
    "proficiency, then longest idle, then id",
)  # fmt: skip


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_chinese_with_the_same_numbers(reason: str) -> None:
    assert said(reason, "en") == reason
    told = said(reason, "zh-CN")
    assert CHINESE.search(told)
    assert "{" not in told
    for number in re.findall(r"\d+", reason):
        assert number in told


def test_given_a_large_floor_a_hold_or_a_team_then_each_is_told_in_both_languages() -> None:
    held = Decision(
        contact="c1",
        queue="cards",
        step=0,
        site="s1",
        chosen=None,
        held_for="li",
        kept_away={"presence: away": 70, "busy": 3},
    )
    (told,) = explained("c1", [OutcomeRow(seq=5, body=outcome_text(Outcome(decisions=(held,))), contacts=("c1",))])
    assert told["words"] == (
        "In cards with 0 ahead of it. It is held for li, whom it is meant for: nobody else is asked yet. "
        "Kept from every contact: 3 (busy), 70 (presence: away)."
    )
    assert in_words({**told, "chosen": "wang", "behind": 60.0}, "zh-CN") == (
        "在队列 cards，前面有 0 个。推送给 wang。对 wang 的班组推后 60 秒：该班组先接待其他队列。"
        "不能接任何联络：3 人（正忙），70 人（在岗状态：离开）。"
    )


def test_given_a_reason_nobody_has_translated_then_it_stays_as_it_is() -> None:
    assert said("eaten by a bear", "zh-CN") == "eaten by a bear"


def test_given_a_days_decisions_then_each_reason_they_name_is_in_the_dictionary_in_both_languages() -> None:
    day = Day()
    day.agent("li", card=2)
    day.agent("wang", card=8, general=5)
    day.waits("card_question", priority="2")
    day.waits("card_question")
    decisions = [decision for outcome in day.outcomes for decision in outcome.decisions]
    found = reasons_of([vars(decision) for decision in decisions])
    named = {why for decision in decisions for why in decision.removed.values()}
    assert named <= found.keys()
    assert {"declared priority 2", "skill: card below 5"} <= found.keys()
    assert all(CHINESE.search(words["zh-CN"]) and words.keys() == SPOKEN.keys() for words in found.values())
