"""A state that drifted: what is broken is found, mended, and told; what was whole stays as it was."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.agent import Parked, Presence, Role
from callcenter.model.changed import changed
from callcenter.model.contact import ContactState, OfferState
from callcenter.model.site import LADDER, Rung
from callcenter.switchboard.invariants import violations
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site
from tests.unit.switchboard.ladder_world import ladder_faults

LOST = "card_loss"


def a_full_floor() -> Day:
    """Somebody in each place: waiting, ringing, talking, written, wrapping up, parked, climbing."""
    day = Day(small_site(ladder=(*LADDER, Rung(after=300.0, number="+862150590110"))))
    day.agent("an", general=5)
    day.agent("bo", general=5)
    day.agent("li", card=8)
    day.agent("mo", card=8)
    day.agent("xu")
    talks = day.waits()
    day.accept("an")
    day.answered(talks)
    over = day.waits()
    day.accept(_rung_at(day, over))
    day.answered(over)
    day.hang_up(over)
    for name in ("chat-1", "chat-2"):
        day.writes(name, "hello", "speak_to_human")
        day.accept(_rung_at(day, name))
    for _ in range(3):
        day.waits("card_question")
    for _ in range(7):
        day.waits(LOST)
    day.accept(next(o.agent for o in _open(day) if o.rung))
    day.waits()
    assert broken(day) == []
    return day


def _open(day: Day) -> list[Any]:
    return [one for one in day.board.state.offers.values() if one.state is OfferState.OPEN]


def _rung_at(day: Day, leg: str) -> str:
    contact = day.contact(leg)
    return day.board.state.offers[contact.offer or ""].agent


def broken(day: Day) -> list[str]:
    return violations(day.board, day.clock.now())


def repaired(day: Day) -> c.Outcome:
    found = broken(day)
    assert found
    outcome = day.happens(e.RepairAsked(found=tuple(found)))
    assert broken(day) == []
    assert ladder_faults(day.board, day.clock.now()) == []
    (alarm,) = [one for one in outcome.commands if isinstance(one, c.RaiseAlarm) and one.kind == "repaired"]
    assert found[0] in alarm.detail
    return outcome


def some(day: Day, state: ContactState) -> str:
    return next(one.id for one in day.board.state.contacts.values() if one.state is state)


def holder(day: Day, contact: str) -> str:
    return day.board.state.contacts[contact].agent or ""


def _set_agent(day: Day, name: str, **changes: Any) -> None:
    day.board.state.agents[name] = changed(day.board.state.agents[name], **changes)


def _set_contact(day: Day, name: str, **changes: Any) -> None:
    day.board.state.contacts[name] = changed(day.board.state.contacts[name], **changes)


def lose_timers_of_waiting(day: Day) -> None:
    name = some(day, ContactState.QUEUED)
    for timer in [one for one in day.board.state.timers if f":{name}" in one]:
        del day.board.state.timers[timer]


def lose_a_rung(day: Day) -> None:
    name = next(iter(day.board.climbing))
    del day.board.state.timers[f"rung:{name}:4"]


def lose_the_contact(day: Day) -> None:
    del day.board.state.contacts[some(day, ContactState.CONNECTED)]


def lose_the_offer(day: Day) -> None:
    del day.board.state.offers[_open(day)[0].id]


def lose_the_offers_timer(day: Day) -> None:
    del day.board.state.timers[f"offer:{_open(day)[0].id}"]


def forget_the_offer_at_the_agent(day: Day) -> None:
    _set_agent(day, _open(day)[0].agent, offers=())


def forget_the_contact_at_the_agent(day: Day) -> None:
    name = some(day, ContactState.CONNECTED)
    _set_agent(day, holder(day, name), assignments={})


def forget_the_wrap_up(day: Day) -> None:
    name = some(day, ContactState.WRAP_UP)
    _set_agent(day, holder(day, name), wrapping={}, parked={})


def lose_the_wrap_ups_timer(day: Day) -> None:
    timers = day.board.state.timers
    for timer in [one for one in timers if one.startswith(("wrap_up:", "connect:"))]:
        del timers[timer]


def hold_what_is_not_theirs(day: Day) -> None:
    _set_agent(day, "xu", assignments={"c999": 33}, offers=("o999-1",))


def park_for_nobody(day: Day) -> None:
    name = some(day, ContactState.CONNECTED)
    _set_agent(day, holder(day, name), parked={name: Parked(by="c999")})


def end_but_stay(day: Day) -> None:
    _set_contact(day, some(day, ContactState.QUEUED), state=ContactState.ABANDONED)


def be_offered_to_nobody(day: Day) -> None:
    name = some(day, ContactState.QUEUED)
    _set_contact(day, name, state=ContactState.OFFERED, offer="o999-1")


def lose_the_lease(day: Day) -> None:
    del day.board.state.timers[f"lease:{some(day, ContactState.QUEUED)}"]


def lose_the_line(day: Day) -> None:
    day.board.lines.rebuild([])


def lose_the_crowd(day: Day) -> None:
    day.hang_up("call-1")
    day.wrap_up("an")
    day.board.crowd.rebuild([])
    assert broken(day)


def lose_the_climbers(day: Day) -> None:
    day.board.climbing.clear()


def lead_nowhere(day: Day) -> None:
    day.board.state.legs["pbx call nobody"] = "c999"


BREAKS: tuple[Callable[[Day], None], ...] = (
    lose_timers_of_waiting,
    lose_a_rung,
    lose_the_contact,
    lose_the_offer,
    lose_the_offers_timer,
    forget_the_offer_at_the_agent,
    forget_the_contact_at_the_agent,
    forget_the_wrap_up,
    lose_the_wrap_ups_timer,
    hold_what_is_not_theirs,
    park_for_nobody,
    end_but_stay,
    be_offered_to_nobody,
    lose_the_lease,
    lose_the_line,
    lose_the_climbers,
    lead_nowhere,
)


@pytest.mark.parametrize("harm", BREAKS, ids=lambda one: one.__name__)
def test_given_the_state_drifted_when_a_repair_is_asked_then_everything_holds_and_it_is_told(
    harm: Callable[[Day], None],
) -> None:
    day = a_full_floor()
    harm(day)
    repaired(day)
    day.passes(6 * 3600)
    left = [one for one in day.board.state.contacts.values() if not (one.emergency and one.state == "queued")]
    assert not left


@settings(max_examples=40, deadline=None)
@given(harms=st.lists(st.sampled_from([one for one in BREAKS if one is not lose_a_rung]), min_size=2, max_size=4))
def test_given_several_harms_at_once_then_the_repair_mends_them_all(harms: list[Callable[[Day], None]]) -> None:
    day = a_full_floor()
    for harm in harms:
        try:
            harm(day)
        except (KeyError, StopIteration, IndexError):
            continue  # an earlier harm took away what this one needs
    if broken(day):
        repaired(day)


def test_given_all_is_well_when_a_repair_is_asked_then_nothing_changes_but_the_alarm() -> None:
    day = a_full_floor()
    before = dict(day.board.state.contacts), dict(day.board.state.agents), dict(day.board.state.timers)
    day.happens(e.RepairAsked())
    assert (day.board.state.contacts, day.board.state.agents, day.board.state.timers) == before
    assert [name for name in day.board.state.alarms if name.startswith("repaired")]


def test_given_a_free_agent_was_lost_to_the_index_then_the_repair_brings_the_waiting_contact_to_them() -> None:
    day = Day()
    day.agent("li")
    day.board.crowd.rebuild([])
    call = day.waits()
    assert day.offered("li") is None
    repaired(day)
    assert day.offered("li") == call


def test_given_an_agent_asked_for_a_break_when_the_contact_they_hold_is_gone_then_the_break_begins() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.answered(call)
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AWAY, reason="break"))
    del day.board.state.contacts[day.contact(call).id]
    repaired(day)
    assert (day.person("li").presence, day.person("li").reason) == (Presence.AWAY, "break")


def test_given_the_journal_has_a_repair_then_a_second_run_of_it_ends_the_same() -> None:
    day = a_full_floor()
    day.happens(e.RepairAsked(found=("x",)))
    other = Day(day.site)
    for recorded in day.journal[1:]:
        other.clock.advance(recorded.at - other.clock.now())
        other.happens(recorded.event)
    assert other.board.state == day.board.state


def test_given_a_repair_then_a_supervisor_is_still_one() -> None:
    day = Day()
    day.happens(e.AgentRostered(agent="sue", name="sue", skills={}, endpoint="P/1", role=Role.SUPERVISOR))
    day.happens(e.RepairAsked())
    assert day.person("sue").role is Role.SUPERVISOR
