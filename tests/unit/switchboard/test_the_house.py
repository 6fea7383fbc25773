"""Site versions, snapshots, replay, and events that make the switchboard raise."""

from dataclasses import replace

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import ContactState
from callcenter.model.site import SkillNeed
from callcenter.services import codec
from callcenter.switchboard import joining
from callcenter.switchboard.board import Switchboard
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site
from tests.unit.switchboard.world import dump


def second_site(day: Day) -> None:
    """From now on cards need nothing but a 1, and offers ring for 5 s."""
    queues = dict(day.site.queues)
    queues["cards"] = replace(queues["cards"], needs=(SkillNeed(skill="card", level=1),), offer_seconds=5.0)
    day.board.sites = {**day.board.sites, "site-2": small_site("site-2", queues=queues)}
    day.happens(e.SiteTaken(version="site-2"))


def test_given_the_site_changes_then_live_calls_keep_the_version_they_started_with() -> None:
    day = Day()
    old = day.waits("card_question")
    second_site(day)
    new = day.waits("card_question")
    assert (day.contact(old).site, day.contact(new).site) == ("site-1", "site-2")
    day.agent("low", card=1)
    assert day.offered("low") == new
    assert day.offer("low").expires_at == day.clock.now() + 5.0
    day.agent("high", card=8)
    assert day.offered("high") == old
    assert day.offer("high").expires_at == day.clock.now() + 20.0
    assert day.outcomes[-1].decisions[-1].site == "site-1"


def test_a_version_that_is_not_at_hand_is_refused_and_nothing_changes() -> None:
    day = Day()
    with pytest.raises(LookupError):
        day.happens(e.SiteTaken(version="site-9"))
    assert day.board.state.site == "site-1"


def test_an_event_that_raises_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    before, offer = dump(day.board.state), day.offer("li").id

    def falls_over(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(joining, "_join", falls_over)
        with pytest.raises(ZeroDivisionError):
            day.accept("li")
    assert dump(day.board.state) == before
    day.happens(e.EventQuarantined(quarantined=len(day.journal), error="ZeroDivisionError"))
    assert [alarm.kind for alarm in day.done(c.RaiseAlarm)] == ["quarantine"]
    day.happens(e.OfferAccepted(agent="li", offer=offer, request="r"))
    assert day.contact(call).state is ContactState.CONNECTING


def test_an_event_without_a_handler_raises_and_changes_nothing() -> None:
    day = Day()
    before = dump(day.board.state)
    with pytest.raises(TypeError):
        day.happens(e.Event())  # type: ignore[arg-type]
    assert dump(day.board.state) == before


def test_a_switchboard_restored_from_a_snapshot_goes_on_as_if_nothing_had_been() -> None:
    day = Day()
    day.agent("li")
    day.agent("mo", card=8)
    day.happens(e.CallEnded(gateway="pbx", call="call-9"))
    for intent in ("card_question", "speak_to_human", "card_loss", "complaint"):
        day.waits(intent, caller="+861")
    day.writes("chat", "hello", "speak_to_human")
    day.accept("li")
    day.hang_up("call-4")
    twin = Switchboard(day.board.sites, codec.state_of(codec.state_bytes(day.board.state)))
    assert twin.state == day.board.state
    assert twin.next_timer() == day.board.next_timer()
    for _ in range(100):
        timer = twin.next_timer()
        assert timer is not None, "an emergency that waits is looked after for ever"
        day.clock.advance(max(0.0, timer.due - day.clock.now()))
        outcome = day.happens(timer)
        assert codec.outcome_text(twin.handle(day.journal[-1])) == codec.outcome_text(outcome)


def test_the_same_journal_leads_to_the_same_decisions_byte_for_byte() -> None:
    day = Day()
    day.agent("li")
    day.agent("mo", card=8)
    for _ in range(3):
        day.serve("mo", day.waits("card_question"))
        day.hang_up(day.waits())
        day.passes(30)
    again = Switchboard(day.board.sites)
    assert [codec.outcome_text(again.handle(one)) for one in day.journal] == [
        codec.outcome_text(one) for one in day.outcomes
    ]


def test_timers_that_were_cancelled_do_not_pile_up() -> None:
    day = Day()
    day.agent("li")
    for _ in range(600):
        day.serve("li", day.waits(), seconds=1.0)
        day.passes(1.0)
    assert len(day.board._alarm_clock) <= 3 * len(day.board.state.timers) + 1000
    assert day.board.state.early == {}
