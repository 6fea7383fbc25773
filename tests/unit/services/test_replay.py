"""The journal again: byte for byte the same, or exactly what is decided differently."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from callcenter.model.site import Priorities, Site, SkillNeed
from callcenter.routing import crowd
from callcenter.services.replay import Compared, replay
from callcenter.testing.day import Day
from callcenter.testing.fake_store import FakeStore
from tests import recorded


def _day() -> Day:
    """Li is good enough for cards, Wang better; a VIP overtakes."""
    day = Day()
    day.agent("li", card=5, general=5)
    day.passes(5)
    day.agent("wang", card=8)
    day.passes(5)
    first = day.waits("card_question", caller="+1")
    second = day.waits("card_question", caller="+2")
    day.passes(3)
    for agent, call in (("wang", first), ("li", second)):
        day.accept(agent)
        day.answered(call)
    day.passes(60)
    for agent, call in (("wang", first), ("li", second)):
        day.hang_up(call)
        day.wrap_up(agent)
    return day


async def _compared(day: Day, site: Site | None = None) -> list[Compared]:
    store = FakeStore()
    await recorded.write(day, store)
    return [one async for one in replay(store, site=site)]


def _told(compared: Iterable[Compared]) -> list[tuple[str, str | None, str | None]]:
    return [
        (each.contact, each.then["chosen"] if each.then else "-", each.now["chosen"] if each.now else "-")
        for one in compared
        for each in one.decided_differently
    ]


async def test_given_the_same_site_then_every_event_is_the_same_byte_for_byte() -> None:
    day = _day()
    for site in (None, day.site, replace(day.site, version="another name for it")):
        compared = await _compared(day, site)
        assert len(compared) == len(day.journal)
        assert all(one.same for one in compared)
        assert _told(compared) == []


async def test_given_a_site_that_asks_more_skill_then_exactly_those_decisions_differ_and_say_why() -> None:
    day = _day()
    queues = {**day.site.queues}
    queues["cards"] = replace(queues["cards"], needs=(SkillNeed(skill="card", level=6),))
    compared = await _compared(day, replace(day.site, queues=queues))
    first, second = (day.outcomes[n].decisions[0].contact for n in _decided(day)[:2])
    differing = [(one.seq, each) for one in compared for each in one.decided_differently]
    seq, different = differing[0]
    assert seq == _decided(day)[1] + 1
    assert _told(compared)[0] == (second, "li", None)
    assert different.why() == ["li now: skill: card below 6"]
    assert different.why("zh-CN") == ["li 现在：技能：card 低于 6 级"]
    assert first not in {each.contact for _, each in differing}


def _decided(day: Day) -> list[int]:
    return [n for n, outcome in enumerate(day.outcomes) if outcome.decisions]


async def test_given_a_site_that_sends_an_intent_to_self_service_then_nobody_is_looked_for() -> None:
    day = _day()
    intents = {**day.site.intents}
    intents["card_question"] = replace(
        intents["card_question"], handling=replace(intents["card_question"].handling, queue=None, flow="rates")
    )
    compared = await _compared(day, replace(day.site, intents=intents))
    told = _told(compared)
    assert [(then, now) for _, then, now in told] == [("wang", "-"), ("li", "-")]
    whys = {line for one in compared for each in one.decided_differently for line in each.why()}
    assert whys == {"nobody is looked for now"}


async def test_given_a_priority_that_is_gone_then_who_came_first_is_served_first_and_the_head_start_is_named() -> None:
    day = Day()
    plain = day.waits("card_question", caller="+1")
    day.passes(10)
    urgent = day.waits("card_question", caller="+2", priority="2")
    one, other = day.contact(plain).id, day.contact(urgent).id
    day.passes(10)
    day.agent("li", card=9)
    assert day.offered("li") == urgent
    compared = await _compared(day, replace(day.site, priorities=Priorities()))
    assert _told(compared) == [(other, "li", "-"), (one, "-", "li")]
    whys = [each.why() for one in compared for each in one.decided_differently]
    assert whys == [["nobody is looked for now"], ["nobody was looked for then"]]


async def test_given_code_that_decides_otherwise_then_the_replay_finds_every_decision_it_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = _day()
    right = crowd.proficiency
    monkeypatch.setattr(crowd, "proficiency", lambda skills, demand: 20 - right(skills, demand))
    compared = await _compared(day)
    contacts = [day.outcomes[n].decisions[0].contact for n in _decided(day)[:2]]
    assert _told(compared)[:2] == [(contacts[0], "wang", "li"), (contacts[1], "li", "wang")]
    assert not all(one.same for one in compared)
    (why, *_) = (each.why() for one in compared for each in one.decided_differently)
    assert any(line.startswith("wang now: proficiency") for line in why)
    assert any(line.startswith("li then: proficiency 5") for line in why)
