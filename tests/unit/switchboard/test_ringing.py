"""Telephones that ring with the offer: picking up accepts it; whatever else they do, the customer keeps their place."""

from dataclasses import replace
from typing import Any

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import ContactState, OfferState
from callcenter.model.gateways import GatewayPolicy, Rings
from callcenter.model.site import Step
from callcenter.services.on_the_line import on_the_line
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.invariants import violations
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site


def a_day(*agents: str, rings: Rings = Rings.OFFERED) -> Day:
    def holds(board: Switchboard) -> None:
        assert not violations(board, day.clock.now() if day else 0.0)

    day: Day | None = None
    day = Day(small_site(gateways={"pbx": GatewayPolicy(name="pbx", rings=rings)}), after_each=holds)
    for agent in agents or ("li",):
        day.agent(agent)
    return day


def phone(day: Day, kind: type[Any], call: str, agent: str = "li", **more: Any) -> c.Outcome:
    return day.happens(kind(gateway="pbx", call=call, agent=agent, **more))


def test_the_phone_rings_with_the_offer_and_picking_up_accepts_it() -> None:
    day = a_day()
    call = day.waits()
    assert [(one.agent, one.endpoint) for one in day.done(c.Connect)] == [("li", "PJSIP/li")]
    assert day.offer("li").rings
    phone(day, e.AgentPhoneRinging, call)
    assert day.contact(call).state is ContactState.OFFERED
    phone(day, e.AgentPhoneAnswered, call)
    assert (day.contact(call).state, day.contact(call).agent) == (ContactState.CONNECTED, "li")
    assert day.contact(call).connected_at is not None
    assert day.person("li").used == 100
    assert len(day.done(c.Connect)) == 1
    assert not day.done(c.ReleaseAgent)


def test_who_clicks_first_and_picks_up_then_is_rung_once() -> None:
    day = a_day()
    call = day.waits()
    day.accept("li")
    assert day.contact(call).state is ContactState.CONNECTING
    phone(day, e.AgentPhoneAnswered, call)
    assert day.contact(call).state is ContactState.CONNECTED
    assert len(day.done(c.Connect)) == 1


def test_a_click_behind_the_pick_up_is_no_mistake() -> None:
    day = a_day()
    call = day.waits()
    offer = day.offer("li").id
    phone(day, e.AgentPhoneAnswered, call)
    day.happens(e.OfferAccepted(agent="li", offer=offer, request="r"))
    assert (day.reply().ok, day.reply().result["contact"]) == (True, day.contact(call).id)


def test_after_a_click_a_phone_that_fails_brings_the_customer_back_to_their_place() -> None:
    day = a_day()
    call = day.waits()
    command = day.offer("li").rings
    day.accept("li")
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=command, reason="no such phone"))
    assert day.contact(call).state is ContactState.QUEUED
    assert day.person("li").not_responding


def test_the_button_of_the_phone_declines() -> None:
    day = a_day("li", "mo")
    call = day.waits()
    phone(day, e.AgentPhoneFailed, call, day_of(day, call), reason="rejected")
    assert len(day.done(c.MakeOffer)) == 2
    first, second = (one.offer.agent for one in day.done(c.MakeOffer))
    assert first != second
    assert not day.person(first).not_responding
    assert day.board.state.contacts[day.contact(call).id].spurned.keys() == {first}


def day_of(day: Day, call: str) -> str:
    offer = day.board.state.offers[day.contact(call).offer or ""]
    return offer.agent


@pytest.mark.parametrize("reason", ["no_answer", "busy", "unreachable", "failed"])
def test_who_lets_it_ring_or_cannot_be_reached_is_not_responding_and_the_next_one_rings(reason: str) -> None:
    day = a_day("li", "mo")
    call = day.waits()
    first = day_of(day, call)
    phone(day, e.AgentPhoneFailed, call, first, reason=reason)
    assert day.person(first).not_responding
    assert day_of(day, call) != first
    assert len(day.done(c.Connect)) == 2


def test_a_command_that_fails_is_the_same() -> None:
    day = a_day()
    call = day.waits()
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=day.offer("li").rings, reason="no such phone"))
    assert day.contact(call).state is ContactState.QUEUED
    assert day.person("li").not_responding


def test_an_offer_declined_on_the_screen_or_expired_stops_the_phone() -> None:
    for end in (lambda day: day.decline("li"), lambda day: day.passes(21)):
        day = a_day()
        call = day.waits()
        end(day)
        assert [one.agent for one in day.done(c.ReleaseAgent)] == ["li"]
        assert day.contact(call).state is ContactState.QUEUED


def test_a_customer_who_hangs_up_while_it_rings_needs_nothing_more() -> None:
    day = a_day()
    call = day.waits()
    day.hang_up(call)
    assert not day.done(c.ReleaseAgent)
    assert [one.reason for one in day.done(c.WithdrawOffer)] == [OfferState.CUSTOMER_GONE.value]


def test_who_picks_up_too_late_is_let_go_and_the_customer_hears_music_again() -> None:
    day = a_day()
    call = day.waits()
    day.passes(21)
    before = len(day.done(c.Hold))
    phone(day, e.AgentPhoneAnswered, call)
    assert day.contact(call).state is ContactState.QUEUED
    assert [one.agent for one in day.done(c.ReleaseAgent)] == ["li", "li"]
    assert len(day.done(c.Hold)) == before + 1


def test_who_talks_already_and_who_is_asked_for_a_callback_accept_on_the_screen() -> None:
    day = a_day()
    day.happens(e.CallbackFellDue(callback="b1", number="+861", tries=1, promised_at=1.0, window_to=9e9))
    assert day.offer("li").rings == ""
    assert not day.done(c.Connect)
    day.accept("li")
    assert len(day.done(c.Connect)) == 1


def test_written_contacts_ring_no_phone_and_neither_does_a_gateway_that_is_not_told_so() -> None:
    day = a_day()
    day.writes("chat-1", "a human please", "speak_to_human")
    assert day.offer("li").rings == ""
    other = a_day(rings=Rings.ACCEPTED)
    other.waits()
    assert (other.offer("li").rings, other.done(c.Connect)) == ("", [])


def test_a_gateway_that_comes_back_is_told_who_rings() -> None:
    day = a_day()
    call = day.waits()
    (one,) = on_the_line(day.board.state, "pbx")
    assert (one.call, one.agent, one.together, one.waiting) == (call, "li", True, True)


def test_a_queue_without_wrap_up_frees_the_agent_in_the_step_in_which_the_call_ends() -> None:
    site = small_site(gateways={"pbx": GatewayPolicy(name="pbx", rings=Rings.OFFERED)})
    queues = {name: replace(queue, wrap_up_seconds=0.0) for name, queue in site.queues.items()}
    day = Day(replace(site, queues=queues))
    day.agent("li")
    call, second = day.waits(), day.waits()
    phone(day, e.AgentPhoneAnswered, call)
    day.hang_up(call, "agent_hangup")
    assert day.offered("li") == second
    assert day.person("li").handled == 1


def test_a_browser_that_reloads_does_not_stop_the_telephone_that_rings_for_an_emergency() -> None:
    day = a_day()
    day.happens(e.AgentRostered(agent="li", name="li", skills={"card": 8}, languages=(), endpoint="PJSIP/li"))
    call = day.call()
    day.says(call, "my card is lost", "card_loss", emergency=True)
    day.happens(e.AgentDisconnected(agent="li"))
    assert not day.done(c.ReleaseAgent)
    phone(day, e.AgentPhoneAnswered, call)
    assert (day.contact(call).state, day.contact(call).agent) == (ContactState.CONNECTED, "li")


def test_a_connect_that_fails_is_noticed_also_while_something_is_proposed() -> None:
    site = small_site(gateways={"pbx": GatewayPolicy(name="pbx", rings=Rings.OFFERED)})
    steps = (Step(after=1.0, callback=True),)
    day = Day(replace(site, queues={name: replace(queue, steps=steps) for name, queue in site.queues.items()}))
    call = day.waits(caller="+8613800000001")
    day.passes(1.5)
    assert day.contact(call).proposal
    day.agent("li")
    command = day.offer("li").rings
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=command, reason="no such phone"))
    assert day.person("li").not_responding
