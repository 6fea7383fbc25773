"""The promise of a queue is watched while the day runs."""

from callcenter.model.agent import Presence
from callcenter.model.commands import ClearAlarm, RaiseAlarm
from callcenter.model.events import PresenceChosen
from callcenter.switchboard.figures import ENOUGH_TO_JUDGE
from callcenter.testing.day import Day


def _names(day: Day, kind: type[RaiseAlarm] | type[ClearAlarm]) -> list[str]:
    return [command.alarm for command in day.done(kind)]


def test_given_too_many_late_answers_then_supervisors_are_alarmed_until_the_promise_is_kept_again() -> None:
    day = Day()
    day.agent("li", presence=Presence.AWAY)
    calls = [day.waits() for _ in range(ENOUGH_TO_JUDGE)]
    day.passes(30.0)
    day.happens(PresenceChosen(agent="li", presence=Presence.AVAILABLE))
    for call in calls:
        assert "service_level:general" not in day.board.state.alarms
        day.serve("li", call, seconds=1.0)
    assert _names(day, RaiseAlarm).count("service_level:general") == 1
    for _ in range(4 * ENOUGH_TO_JUDGE + 1):
        day.serve("li", day.waits(), seconds=1.0)
    assert "service_level:general" not in day.board.state.alarms
    assert "service_level:general" in _names(day, ClearAlarm)


def test_given_a_handful_of_contacts_then_nobody_is_judged() -> None:
    day = Day()
    for _ in range(ENOUGH_TO_JUDGE - 1):
        call = day.waits()
        day.passes(30.0)
        day.hang_up(call)
    assert "service_level:general" not in day.board.state.alarms
