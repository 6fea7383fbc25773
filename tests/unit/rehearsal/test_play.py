"""Example dialogues are played on the real switchboard, and say with file and line what did not come true."""

from pathlib import Path

import pytest

from callcenter.model.flow import Branch, Check, Choice, Flow, Gather, HangUp, Menu, Node, Proof, Say, ToQueue
from callcenter.model.intent import Context, Intent
from callcenter.model.site import Site, Source
from callcenter.rehearsal.play import Played, play
from callcenter.rehearsal.scripts import read_scripts
from callcenter.rehearsal.walked import Ground
from callcenter.testing.sites import both, small_site

WORDS = {"rates please": "exchange_rate", "my card is lost": "card_loss", "an agent please": "speak_to_human"}


def understood(text: str, language: str, confidence: float | None, context: Context) -> Intent:
    name = WORDS.get(text, "unclear")
    sure = name != "unclear"
    return Intent(
        name=name, confidence=0.9 if sure else 0.1, emergency=name == "card_loss", unsure=not sure, language="en"
    )


def played(tmp_path: Path, text: str, site: Site | None = None, flow: str = "rates") -> list[Played]:
    site = site or small_site()
    (tmp_path / "flows").mkdir(exist_ok=True)
    (tmp_path / "flows" / f"{flow}.test.yaml").write_text(text, encoding="utf-8")
    scripts, problems = read_scripts(tmp_path, site)
    assert [str(problem) for problem in problems] == []
    return [play(script, site, understood) for script in scripts]


HAPPY = """
dialogues:
  again_and_goodbye:
    language: en
    caller: "+8613800000001"
    steps:
      - hears: [One dollar is, "Again: 1"]
        at: more
      - { keys: "1", hears: seven yuan, hears_not: Goodbye. }
      - { silence: , hears: sorry_again }
      - { customer: goodbye, hears: Goodbye., ends: served }
"""


def test_a_dialogue_that_comes_true_has_no_failure(tmp_path: Path) -> None:
    (one,) = played(tmp_path, HAPPY)
    assert one.failures == ()
    assert next(line.text for line in one.lines if line.who == "bank") == "One dollar is seven yuan."


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("{ hears: eight yuan }", 'flows/rates.test.yaml:5: hears "eight yuan"; heard "One dollar is seven yuan."'),
        ("{ at: elsewhere }", "at elsewhere; stands at more"),
        ("{ customer: my card is lost, ends: served }", "ends served; ended emergency card-loss"),
        ("{ customer: an agent please, ends: queue cards }", "ends queue cards; ended queue general"),
        ("{ customer: rates please, intent: card_loss }", "intent card_loss; understood exchange_rate (0.90"),
        ("{ hears_not: seven yuan }", 'hears_not "seven yuan"; heard'),
        ("{ knows: { card: x } }", "knows card; it is not known"),
        ("{ hangs_up: , ends: hung_up }", "ends hung_up; ended served"),
        ("{ sends: your branch }", "was sent nothing"),
        ("{ speaks: en }", "speaks en; it is zh-CN"),
        ("{ asks: account }", "asks account; asked no source"),
    ],
)
def test_what_does_not_come_true_is_told_with_file_and_line(tmp_path: Path, step: str, told: str) -> None:
    text = f"dialogues:\n  one:\n    language_known: {'false' if 'speaks' in step else 'true'}\n    steps:\n      - {step}\n"
    failures = [
        str(failure) for one in played(tmp_path, text) if one.script.language == "en" for failure in one.failures
    ]
    assert any(told in failure for failure in failures), failures


def test_the_first_step_that_fails_ends_the_dialogue(tmp_path: Path) -> None:
    text = "dialogues:\n  one:\n    language: en\n    steps:\n      - { at: x }\n      - { keys: '1', at: y }\n"
    (one,) = played(tmp_path, text)
    assert [failure.line for failure in one.failures] == [5]


def test_a_dialogue_is_played_in_each_language_with_that_languages_words(tmp_path: Path) -> None:
    text = """
dialogues:
  one:
    steps:
      - hears: { zh-CN: （中）, en: seven yuan }
      - { customer: { zh-CN: 再见, en: goodbye }, ends: served }
"""
    both = played(tmp_path, text)
    assert [one.script.language for one in both] == ["zh-CN", "en"]
    assert [one.failures for one in both] == [(), ()]


def test_what_cannot_be_read_is_a_problem_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    text = """
dialogues:
  one:
    time: tomorrow
    sources: { nobody: { a: b } }
    steps:
      - { says: hello }
      - { keys: "1", silence: }
      - { ends: nowhere }
"""
    (tmp_path / "flows" / "rates.test.yaml").write_text(text, encoding="utf-8")
    _, problems = read_scripts(tmp_path, small_site())
    told = sorted({str(problem) for problem in problems})
    assert [line.split(": ")[0].rpartition(":")[2] for line in told] == ["4", "5", "7", "8", "9"]
    assert all(line.startswith("flows/rates.test.yaml:") for line in told)


def test_answers_of_a_source_must_be_facts_it_gives(tmp_path: Path) -> None:
    site = small_site(sources={"rates": Source(name="rates", gives={"rate_buy": "/buy"})})
    (tmp_path / "flows").mkdir()
    text = "sources: { rates: { rate_by: '1' } }\ndialogues: { one: { steps: [{ at: more }] } }\n"
    (tmp_path / "flows" / "rates.test.yaml").write_text(text, encoding="utf-8")
    _, problems = read_scripts(tmp_path, site)
    assert 'sources: rates gives no "rate_by" (did you mean "rate_buy"?)' in str(problems[0])


# --- what was walked ----------------------------------------------------------------------------------------------------


def test_nodes_and_branches_are_counted_by_language(tmp_path: Path) -> None:
    site = small_site()
    ground = Ground(site, {})
    for one in played(tmp_path, HAPPY, site):
        ground.walk(one.visits)
    english = ground.shares()["flows/rates.yaml"]["en"]
    assert (english.nodes, english.nodes_walked) == (3, 3)
    assert (english.branches, english.branches_walked) == (3, 3)
    assert english.missed == ()
    chinese = ground.shares()["flows/rates.yaml"]["zh-CN"]
    assert (chinese.nodes_walked, chinese.branches_walked) == (0, 0)
    assert {str(spot) for spot in chinese.missed} >= {"flows/rates.yaml:1: more", "flows/rates.yaml:1: more, choice 1"}


def test_a_sub_flow_that_two_flows_call_is_counted_once(tmp_path: Path) -> None:
    def calling(name: str) -> Flow:
        nodes: dict[str, Node] = {
            "who/ask": Gather(prompt=both("Who?"), next="bye"),
            "bye": HangUp(text=both("Goodbye.")),
        }
        return Flow(name=name, title=both(name), start="who/ask", nodes=nodes)

    site = small_site(flows={"welcome": calling("welcome"), "rates": calling("rates")})
    ground = Ground(site, {(flow, "who/ask"): ("flows/who.yaml", 3) for flow in site.flows})
    text = "dialogues: { one: { language: en, steps: [{ hears: Who }, { silence: , hears: Who }] } }"
    for one in played(tmp_path, text, site):
        ground.walk(one.visits)
    share = ground.shares()["flows/who.yaml"]["en"]
    assert (share.nodes, share.nodes_walked, share.branches, share.branches_walked) == (1, 1, 2, 1)
    assert [str(spot) for spot in share.missed] == ["flows/who.yaml:3: ask, answered"]


def test_two_choices_that_lead_to_one_node_are_two_branches(tmp_path: Path) -> None:
    choices = (
        Choice(key="1", next="people", words={"en": ("yes",)}),
        Choice(key="2", next="people", words={"en": ("no",)}),
    )
    nodes: dict[str, Node] = {
        "kind": Branch(fact="kind", cases={"a": "ask", "b": "ask"}, otherwise="ask"),
        "ask": Menu(prompt=both("Well?"), choices=choices),
        "people": ToQueue(queue="general"),
    }
    site = small_site(
        flows={**small_site().flows, "rates": Flow(name="rates", title=both("R"), start="kind", nodes=nodes)}
    )
    text = (
        "dialogues: { one: { language: en, customer: { facts: { kind: b } }, "
        "steps: [{ customer: 'no', ends: queue general }] } }"
    )
    ground = Ground(site, {})
    for one in played(tmp_path, text, site):
        assert one.failures == ()
        ground.walk(one.visits)
    missed = {f"{spot.node}, {spot.branch}" for spot in ground.shares()["flows/rates.yaml"]["en"].missed}
    assert missed == {"kind, case a", "kind, otherwise", "ask, choice 1", "ask, silence"}


def test_the_rehearsal_seals_as_the_house_does(tmp_path: Path) -> None:
    """One rule: keys that are a wish pass as they are, spoken digits become digits, and the words reach no line."""
    check = Check(
        proof=Proof.VERIFY, prompt=both("Your PIN?"), source="pin", next="right", failed="people", unavailable="people"
    )
    nodes: dict[str, Node] = {
        "ask": check,
        "right": Say(text=both("Right."), next="people"),
        "people": ToQueue(queue="cards"),
    }
    flow = Flow(name="rates", title=both("R"), start="ask", nodes=nodes)
    site = small_site(
        flows={**small_site().flows, "rates": flow}, sources={"pin": Source(name="pin", service="b", method="POST")}
    )
    text = (
        "sources: { pin: { answer: '1230' } }\n"
        "dialogues: { one: { language: en, steps: [{ keys: '#', at: ask }, { customer: repeat that please, at: ask }, "
        "{ customer: one two three zero, hears: Right. }] } }"
    )
    (one,) = played(tmp_path, text, site)
    assert one.failures == ()
