"""Yesterday out of the journal: who called, what they said, how long they talked, who was there."""

from random import Random

import pytest

from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.simulation.crew import Crew
from callcenter.simulation.from_journal import Yesterday
from callcenter.testing.day import Day
from tests.unit.simulation.test_run import run


@pytest.fixture
def day() -> Day:
    """One call served, one given up after 50 s in line, one that never wanted a person, one in writing."""
    day = Day()
    day.agent("li", general=8, card=8)
    served = day.call("+8613900000001")
    day.passes(7.0)
    day.says(served, "speak_to_human", "speak_to_human")
    day.passes(3.0)
    day.accept("li")
    day.answered(served)
    lost = day.waits(caller="+8613900000002")
    machine = day.call("+8613900000003")
    day.passes(30.0)
    day.hang_up(machine)
    day.writes("chat-1", "hello", "speak_to_human")
    day.passes(20.0)
    day.hang_up(lost)
    day.passes(40.0)
    day.hang_up(served)
    day.passes(12.0)
    day.wrap_up("li")
    day.passes(5.0)
    day.accept("li")
    day.happens(e.ConversationEnded(gateway="pbx", conversation="chat-1", by="customer"))
    day.wrap_up("li")
    day.happens(e.PresenceChosen(agent="li", presence=Presence.OFFLINE))
    return day


def played(day: Day, **span: float) -> Yesterday:
    yesterday = Yesterday({day.site.version: day.site}, **span)
    for recorded in day.journal:
        yesterday.happened(recorded)
    return yesterday


def test_given_a_journal_then_its_callers_are_as_they_were(day: Day) -> None:
    traffic = played(day).traffic(day.site)
    served, lost, machine = traffic.drawn(Random(1)).callers
    assert [(says.intent, says.after) for says in served.says] == [("speak_to_human", 7.0)]
    assert (served.talks, served.wrap_up, served.number) == (90.0, 12.0, "+8613900000001")
    assert served.patience > 3.0
    assert (lost.patience, lost.talks) == (50.0, 90.0)
    assert (machine.leaves, machine.says) == (30.0, ())
    assert any(told == "Left out: 1 contacts in writing." for told in traffic.drawn(Random(1)).assumptions)


def test_given_a_journal_then_its_agents_are_there_as_long_as_they_were(day: Day) -> None:
    (li,) = played(day).crew().agents
    assert (li.name, li.skills) == ("li", {"card": 8, "general": 8})
    ((begins, ends),) = li.hours
    assert (begins, ends) == (day.journal[0].at, day.journal[-1].at)


def test_given_the_same_site_and_agents_then_the_simulated_day_is_the_day(day: Day) -> None:
    yesterday = played(day)
    found = run(day.site, yesterday.traffic(day.site).drawn(Random(1)).callers, yesterday.crew())
    assert (found["answered"], found["abandoned"], found["self_service"], found["unaccounted"]) == (1, 1, 1, 0)


def test_given_a_time_then_only_calls_of_that_time_count(day: Day) -> None:
    second = next(r.at for r in day.journal if isinstance(r.event, e.CallArrived) and r.event.caller.endswith("2"))
    traffic = played(day, first=second).traffic(day.site)
    assert [one.number[-1] for one in traffic.drawn(Random(1)).callers] == ["2", "3"]
    with pytest.raises(LookupError, match="no call that ended in that time"):
        played(day, last=day.journal[0].at).traffic(day.site)


def test_given_an_event_that_raised_then_it_is_passed_over(day: Day) -> None:
    unknown = e.Recorded(seq=len(day.journal) + 1, at=day.clock.now(), event=e.SiteTaken(version="never seen"))
    day.journal.append(unknown)
    assert len(played(day).seen) == 3


def test_given_nobody_was_there_then_nobody_is_simulated() -> None:
    assert Yesterday({}).crew() == Crew(
        agents=(), assumptions=("0 agents, available when they were, with the skills they had at the end.",)
    )
