"""The live state as a scrape shows it."""

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from callcenter.model.agent import Presence, RoutingState
from callcenter.model.events import GatewaySilent
from callcenter.services.gauges import LiveGauges
from callcenter.testing.day import Day


@pytest.fixture
def day() -> Day:
    return Day()


def _registry(day: Day) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(
        LiveGauges(board=day.board, clock=day.clock, site=lambda: day.site, unacknowledged={"pbx": 3}.__getitem__)
    )
    return registry


def _shown(day: Day, name: str, **labels: str) -> float | None:
    return _registry(day).get_sample_value(f"callcenter_{name}", labels)


def test_given_an_empty_floor_when_scraped_then_every_queue_and_state_is_there_and_nought(day: Day) -> None:
    for queue in day.site.queues:
        assert _shown(day, "waiting", queue=queue) == 0
        assert _shown(day, "oldest_wait_seconds", queue=queue) == 0
    for state in RoutingState:
        assert _shown(day, "agents", state=state.value) == 0
    assert _shown(day, "contacts", state="queued", channel="chat") == 0
    assert _shown(day, "contacts", state="completed", channel="voice") is None
    assert _shown(day, "emergencies_waiting") == 0
    assert _shown(day, "offers_open") == 0
    assert _shown(day, "alarms", kind="gateway_silent") is None


def test_given_callers_in_line_when_scraped_then_they_are_counted_by_queue_with_the_longest_wait(day: Day) -> None:
    queue = day.contact(day.waits()).queue or ""
    day.passes(7)
    day.waits()
    day.passes(5)
    assert _shown(day, "waiting", queue=queue) == 2
    assert _shown(day, "oldest_wait_seconds", queue=queue) == 12
    assert _shown(day, "contacts", state="queued", channel="voice") == 2
    assert _shown(day, "emergencies_waiting") == 0


def test_given_an_emergency_in_line_when_scraped_then_it_and_its_alarm_are_shown(day: Day) -> None:
    call = day.waits(sorted(day.site.emergencies())[0])
    day.passes(60)
    assert _shown(day, "waiting", queue=day.contact(call).queue or "") == 1
    assert _shown(day, "emergencies_waiting") == 1
    assert _shown(day, "alarms", kind="emergency_waiting") == 1


def test_given_a_contact_that_rings_then_talks_when_scraped_then_it_moves_from_offer_to_agent(day: Day) -> None:
    day.agent("li", card=8)
    day.agent("wang", presence=Presence.AWAY)
    call = day.waits()
    queue = day.contact(call).queue or ""
    assert (_shown(day, "offers_open"), _shown(day, "waiting", queue=queue)) == (1, 1)
    assert (_shown(day, "agents", state="offered"), _shown(day, "agents", state="away")) == (1, 1)
    day.accept("li")
    day.answered(call)
    assert (_shown(day, "offers_open"), _shown(day, "waiting", queue=queue)) == (0, 0)
    assert (_shown(day, "agents", state="busy"), _shown(day, "agents", state="offered")) == (1, 0)
    assert _shown(day, "contacts", state="connected", channel="voice") == 1


def test_given_a_gateway_that_is_silent_when_scraped_then_its_commands_and_the_alarm_are_shown(day: Day) -> None:
    day.happens(GatewaySilent(gateway="pbx", seconds=30.0, unacknowledged=3))
    assert _shown(day, "outbox_unacknowledged", gateway="pbx") == 3
    assert _shown(day, "alarms", kind="gateway_silent") == 1


def test_given_a_customer_s_words_and_number_when_scraped_then_neither_is_shown(day: Day) -> None:
    day.waits(caller="+8613800138000")
    text = generate_latest(_registry(day)).decode()
    assert "13800138000" not in text
    assert "speak_to_human" not in text
