"""What became of people in flows: worked examples by hand, and what must hold of any timeline."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.insight.flows import (
    FORMULAS,
    Plan,
    Tally,
    choice_figures,
    figures,
    merged,
    node_figures,
    percentile,
    way_figures,
)
from callcenter.insight.returns import Returns
from callcenter.insight.visits import End, Line, Visit, visits

PLAN = Plan(
    ways=frozenset(
        {("pin", "say"), ("pin", "desk"), ("say", "more"), ("more", "say"), ("more", "bye"), ("fetch", "say")}
    ),
    closing=frozenset({"more"}),
    checks=frozenset({"pin"}),
)


def turn(when: float, /, **detail: Any) -> Line:
    return Line(at=when, what="nodes", detail={"flow": "f", "version": "v", "heard": "started", **detail})


def begun(at: float, flow: str = "f", version: str = "v") -> Line:
    return Line(at=at, what="flow_started", detail={"flow": flow, "version": version})


def gone(at: float, node: str) -> Line:
    return Line(at=at, what="left_in_flow", detail={"flow": "f", "version": "v", "at": node})


SERVED = [
    Line(at=90.0, what="understood", detail={"intent": "balance"}),
    begun(100.0),
    turn(100.0, visited=["pin"], asks="pin"),
    turn(110.0, at="pin", heard="keyed", fetch="bank"),
    turn(111.5, at="pin", heard="answered", understood=False, visited=["pin"], asks="pin"),
    turn(117.5, at="pin", heard="keyed", fetch="bank"),
    turn(118.0, at="pin", heard="answered", visited=["say", "more"], asks="more"),
    turn(130.0, at="more", heard="silence", understood=False, visited=["more"], asks="more"),
    turn(134.0, at="more", heard="spoke", understood=False, visited=["more"], asks="more"),
    turn(137.0, at="more", heard="keyed", visited=["bye"], leaves="served"),
]
"""Balance, the PIN wrong once, one silence, once not understood, a goodbye."""
ASKED = [
    begun(0.0),
    turn(0.0, visited=["pin"], asks="pin"),
    turn(8.0, at="pin", heard="spoke", leaves="human", why="asked"),
    Line(at=8.0, what="queued", detail={"queue": "q", "why": "asked"}),
]
"""Asked for a person at the first question, after eight seconds."""


def tallied(*contacts: list[Line], over: bool = True) -> Tally:
    tally = Tally()
    for lines in contacts:
        for visit in visits(lines, over=over):
            tally.add(visit, PLAN)
    return tally


def test_given_a_call_that_was_served_then_every_figure_is_as_counted_by_hand() -> None:
    found = figures(tallied(SERVED))
    assert (found["started"], found["inside"], found["judged"]) == (1, 0, 1)
    assert (found["containment"], found["containment_by_choice"], found["to_human"]) == (1.0, 1.0, 0.0)
    assert found["not_understood"] == pytest.approx(1 / 4)  # PIN, PIN, a sentence, a key
    assert found["silence"] == pytest.approx(1 / 5)
    assert found["checks_failed"] == 0.5
    rows = {row["node"]: row for row in node_figures(tallied(SERVED))}
    assert rows["pin"]["answer_seconds"] == {"count": 2, "mean": 8.0, "p50": 6.0, "p95": 10.0, "longest": 10.0}
    assert rows["pin"]["look_up_seconds"] == {"count": 2, "mean": 1.0, "p50": 0.5, "p95": 1.5, "longest": 1.5}
    assert rows["more"]["answer_seconds"]["mean"] == pytest.approx(3.5)  # from the second and third time it was put
    assert rows["bye"]["left"] == {"served": 1}
    assert {(way["from"], way["to"]): way["share"] for way in way_figures(tallied(SERVED))} == {
        ("pin", "say"): 1.0,
        ("say", "more"): 1.0,
        ("more", "bye"): 1.0,
    }


def test_given_a_mixed_day_then_shares_are_of_those_whose_fate_was_decided_here() -> None:
    hung_up = [begun(0.0), turn(0.0, visited=["pin"], asks="pin"), gone(3.0, "pin")]
    content = [begun(0.0), turn(0.0, visited=["say", "more"], asks="more"), gone(9.0, "more")]
    elsewhere = [
        begun(0.0),
        turn(0.0, visited=["pin"], asks="pin"),
        turn(4.0, at="pin", heard="spoke", leaves="intent", why="fees"),
    ]
    found = figures(tallied(SERVED, ASKED, hung_up, content, elsewhere))
    assert (found["started"], found["judged"]) == (5, 4)
    assert found["containment"] == 0.75
    assert found["containment_by_choice"] == 0.5
    assert found["drop_out"] == found["to_human"] == 0.25
    assert (found["human_why"], found["intents"]) == ({"asked": 1}, {"fees": 1})
    assert found["ends"]["hung_up_done"] == 1
    pin = next(row for row in node_figures(tallied(SERVED, ASKED, hung_up)) if row["node"] == "pin")
    assert (pin["reached"], pin["dropped_out"], pin["drop_out"]) == (3, 1, pytest.approx(1 / 3, abs=1e-6))


def test_given_somebody_left_to_a_human_then_the_way_there_is_what_they_walked() -> None:
    long_way = [
        begun(0.0),
        turn(0.0, visited=["pin"], asks="pin"),
        turn(20.0, at="pin", heard="silence", understood=False, visited=["pin"], asks="pin"),
        turn(50.0, at="pin", heard="silence", understood=False, leaves="human", why="not_understood"),
    ]
    found = figures(tallied(ASKED, ASKED, long_way))
    assert found["questions_to_human"] == {"count": 3, "mean": pytest.approx(1.333), "p50": 1, "p95": 2, "longest": 2}
    assert found["seconds_to_human"] == {"count": 3, "mean": 22.0, "p50": 8.0, "p95": 50.0, "longest": 50.0}
    assert found["human_why"] == {"asked": 2, "not_understood": 1}


def test_given_the_switchboard_takes_somebody_out_of_a_flow_then_that_is_a_way_to_a_human_too() -> None:
    lines = [*ASKED[:2], Line(at=5.0, what="queued", detail={"why": "not understood twice"})]
    assert figures(tallied(lines))["human_why"] == {"not understood twice": 1}


def test_given_a_contact_that_goes_on_then_it_is_inside_and_one_that_ended_silently_is_not() -> None:
    assert figures(tallied(ASKED[:2], over=False))["inside"] == 1
    assert figures(tallied(ASKED[:2], over=True))["ends"]["other"] == 1


def test_given_the_line_fails_at_a_closing_question_then_nobody_was_served() -> None:
    def left(reason: str) -> Line:
        return Line(at=140.0, what="left_in_flow", detail={"flow": "f", "at": "more", "reason": reason})

    found = figures(tallied(*([*SERVED[:-1], left(reason)] for reason in ("customer_hangup", "failed"))))
    assert (found["ends"]["hung_up_done"], found["ends"]["other"], found["containment_by_choice"]) == (1, 1, 0.5)


def test_given_grades_then_their_mean_is_the_csm_of_the_flow() -> None:
    graded = [*SERVED, Line(at=137.0, what="graded", detail={"grade": 90, "flow": "f"})]
    worse = [*SERVED, Line(at=137.0, what="graded", detail={"grade": -30, "flow": "f"})]
    found = figures(tallied(graded, worse, SERVED))
    assert (found["csm"], found["graded"]) == (30.0, 2)


def test_given_nobody_then_nothing_is_claimed() -> None:
    found = figures(Tally())
    shares = ("containment", "containment_by_choice", "came_back", "drop_out", "to_human", "not_understood", "silence")
    assert all(found[name] is None for name in (*shares, "csm", "checks_failed"))


def test_given_an_unknown_version_then_its_ways_are_those_that_were_walked() -> None:
    tally = Tally()
    for visit in visits(SERVED, over=True):
        tally.add(visit, Plan(ways=frozenset(), closing=frozenset()))
    assert ("more", "bye") in tally.ways
    assert ("more", "more") not in tally.ways


@pytest.mark.parametrize(
    ("hours", "person", "wish", "back"),
    [(2, "li", "balance", True), (25, "li", "balance", False), (2, "li", "fees", False), (2, "wang", "balance", False)],
)
def test_given_somebody_was_served_then_coming_back_is_the_same_person_for_the_same_within_a_day(
    hours: float, person: str, wish: str, back: bool
) -> None:
    returns, tally = Returns(), Tally()
    visit = visits(SERVED, over=True)[0]
    returns.contact("li", "c1", 90.0, ["balance"])
    returns.served("li", "c1", visit, tally)
    returns.contact(person, "c2", 137.0 + hours * 3600, [wish])
    returns.settle(137.0 + 86400.0)
    assert figures(tally)["came_back"] == float(back)


def test_given_the_day_is_not_over_then_nobody_is_said_to_have_stayed_away() -> None:
    returns, tally = Returns(), Tally()
    returns.served("li", "c1", visits(SERVED, over=True)[0], tally)
    returns.settle(137.0 + 3600.0)
    assert figures(tally)["came_back"] is None


def test_percentiles_are_by_nearest_rank() -> None:
    values = [15.0, 20.0, 35.0, 40.0, 50.0]
    assert [percentile(values, part) for part in (0.05, 0.3, 0.4, 0.5, 1.0)] == [15.0, 20.0, 20.0, 35.0, 50.0]
    assert percentile([], 0.5) is None


def test_every_share_that_is_shown_has_its_formula() -> None:
    shown = {name for name, value in figures(tallied(SERVED, ASKED)).items() if isinstance(value, float)}
    assert shown <= FORMULAS.keys()


# --- whatever the lines --------------------------------------------------------------------------------------------------------


def _timeline(seed: int) -> list[Line]:
    """Lines as a broken, an older or a newer house might write them."""
    random = Random(seed)
    nodes, at, lines = ["pin", "say", "more", "bye", "desk", "new", ""], 0.0, []
    for _ in range(random.randrange(40)):
        at += random.random() * 10
        match random.randrange(12):
            case 0 | 1:
                lines.append(begun(at, random.choice("fg"), random.choice(["v", "w"])))
            case 2:
                lines.append(gone(at, random.choice(nodes)))
            case 3:
                lines.append(Line(at=at, what="queued", detail={"why": "x"}))
            case 4:
                lines.append(Line(at=at, what="nodes", detail={"flow": "f", "visited": ["say"]}))
            case _:
                lines.append(
                    turn(
                        at,
                        at=random.choice(nodes),
                        heard=random.choice(["started", "keyed", "spoke", "silence", "answered", "sung"]),
                        understood=random.random() < 0.7,
                        visited=random.sample(nodes, random.randrange(4)),
                        asks=random.choice(["", "pin", "more"]),
                        fetch=random.choice(["", "", "bank"]),
                        leaves=random.choice(["", "", "", "", *(end.value for end in End), "elsewhere"]),
                    )
                )
    return lines


@given(st.lists(st.integers(0, 2**32), max_size=8), st.booleans())
def test_whatever_the_lines_counts_are_conserved_and_shares_are_shares(seeds: list[int], over: bool) -> None:
    contacts = [_timeline(seed) for seed in seeds]
    tally = tallied(*contacts, over=over)
    found = figures(tally)
    assert found["started"] == sum(line.what == "flow_started" for lines in contacts for line in lines)
    assert found["started"] == sum(found["ends"].values()) + found["inside"]
    assert found["inside"] <= (0 if over else len(contacts))
    if found["judged"]:
        promised = sum(found["ends"][end] for end in ("callback", "voicemail", "transfer", "other")) / found["judged"]
        assert found["containment"] + found["to_human"] + promised == pytest.approx(1.0, abs=1e-5)
        assert found["containment"] == pytest.approx(found["containment_by_choice"] + found["drop_out"], abs=1e-5)
    assert sum(found["human_why"].values()) == found["ends"]["human"]
    assert all(way["visits"] <= tally.started for way in way_figures(tally))
    for row in node_figures(tally):
        shares = (row[name] for name in ("reached_share", "not_understood", "silence", "checks_failed"))
        assert all(one is None or 0.0 <= one <= 1.0 for one in shares)
        assert row["answer_seconds"]["count"] == row["heard"]


@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_two_versions_together_count_what_each_counts(one: int, other: int) -> None:
    a, b, both = tallied(_timeline(one)), tallied(_timeline(other)), tallied(_timeline(one), _timeline(other))
    assert figures(merged([a, b])) == figures(both)
    assert node_figures(merged([a, b])) == node_figures(both)


def test_a_visit_knows_its_intent_and_each_flow_of_a_contact_is_a_visit_of_its_own() -> None:
    second = [begun(200.0, "g"), turn(200.0, flow="g", visited=["x"], asks="x"), gone(220.0, "x")]
    found: list[Visit] = visits([*SERVED, *second], over=True)
    assert [(visit.flow, visit.intent, visit.end) for visit in found] == [
        ("f", "balance", End.SERVED),
        ("g", "balance", End.DROPPED),
    ]


def test_given_two_choices_that_lead_to_one_node_then_each_is_counted() -> None:
    def call(key: str) -> list[Line]:
        return [
            begun(0.0),
            turn(0.0, visited=["more"], asks="more"),
            turn(5.0, at="more", heard="keyed", visited=["say", "more"], ways=[["more", f"choice {key}"]], asks="more"),
        ]

    tally = merged([tallied(call("1"), call("2")), tallied(call("2"), SERVED)])
    assert choice_figures(tally) == [
        {"node": "more", "way": "choice 1", "visits": 1, "share": 0.25},
        {"node": "more", "way": "choice 2", "visits": 2, "share": 0.5},
    ]
    assert choice_figures(tallied(SERVED)) == []  # an older line does not tell
