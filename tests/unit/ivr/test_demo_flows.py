"""The demo bank's own flows pass the check, and every one can be walked through in every language."""

from pathlib import Path

import pytest

import callcenter
from callcenter.ivr.check import check_site, ways_to_human
from callcenter.ivr.graph import closing
from callcenter.ivr.interpreter import Keyed, Started, Surroundings, ToHuman, Why, advance
from callcenter.model.flow import Dialogue, Flow
from callcenter.model.site import Site
from callcenter.site.load import load
from callcenter.sla.calendar import is_open

NOW = 1_800_000_000.0


@pytest.fixture(scope="module")
def site() -> Site:
    loaded = load(Path(callcenter.__file__).parent / "demo" / "site")
    assert loaded.problems == ()
    assert loaded.site is not None
    return loaded.site


def test_the_demo_flows_pass_the_check_and_no_human_is_far_away(site: Site) -> None:
    assert check_site(site) == []
    ways = [
        ways_to_human(flow, site.languages, site.sources, site.words["sorry_again"], site.words["wrong_answer"])
        for flow in site.flows.values()
    ]
    assert max(way.steps for way in ways) <= 20
    assert max(way.seconds for way in ways) <= 90
    assert max(way.silent_seconds for way in ways) <= 240


def questions(flow: Flow, dialogue: Dialogue, around: Surroundings) -> list[Dialogue]:
    """Every question that keys alone lead to."""
    seen: dict[str, Dialogue] = {}
    waiting = [dialogue]
    while waiting:
        here = waiting.pop()
        if here.node in seen:
            continue
        seen[here.node] = here
        turns = [advance(flow, here, Keyed(digits=key), NOW, around) for key in "123456789*#"]
        waiting += [turn.dialogue for turn in turns if turn.dialogue is not None]
    return list(seen.values())


def test_from_every_question_of_the_demo_that_keys_can_reach_zero_leads_to_a_human_in_every_language(
    site: Site,
) -> None:
    reached = 0
    for language in site.languages:
        around = Surroundings(
            language=language, is_open=is_open, calendars=site.calendars, emergencies=site.emergencies()
        )
        for flow in site.flows.values():
            start = advance(flow, None, Started(), NOW, around)
            for here in questions(flow, start.dialogue, around) if start.dialogue else []:
                assert advance(flow, here, Keyed(digits="0"), NOW, around).leave == ToHuman(queue=None, why=Why.ASKED)
                reached += 1
    assert reached > len(site.languages)


def test_anything_else_is_the_last_question_and_who_are_you_is_not(site: Site) -> None:
    last = closing(site.flows["balance_enquiry"])
    assert {"more/more", "more/grade"} <= last
    assert not any(name.startswith("who/") for name in last)
    assert "greeting" not in closing(site.flows["welcome"])
