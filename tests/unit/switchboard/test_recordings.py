"""Talks that are recorded, secrets that are not, and agents who are not heard."""

from dataclasses import replace
from typing import Any

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import ContactState
from callcenter.model.gateways import GatewayPolicy
from callcenter.services.on_the_line import on_the_line
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.invariants import violations
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site


def a_day(*, record: bool = True) -> Day:
    """One agent at work, at a site that has its talks recorded; every promise is looked at after each event."""
    site = small_site(gateways={"pbx": GatewayPolicy(name="pbx", record=record)})

    def holds(board: Switchboard) -> None:
        assert not violations(board, day.clock.now() if day else 0.0)

    day: Day | None = None
    day = Day(site, after_each=holds)
    day.agent("li")
    return day


def talking(day: Day, agent: str = "li") -> str:
    call = day.waits()
    day.accept(agent)
    day.answered(call)
    return call


def clicks(day: Day, kind: type[e.OnContact], call: str, agent: str = "li", **more: Any) -> c.Reply:
    day.happens(kind(agent=agent, contact=day.contact(call).id, request="r", **more))
    return day.reply()


def recorded(day: Day) -> list[str]:
    return [one.action for one in day.done(c.Record)]


def lines(day: Day, *what: str) -> list[tuple[str, Any]]:
    """What the timeline has of these, and why."""
    return [(one.what, one.detail.get("why")) for one in day.done(c.Chronicle) if one.what in what]


def id_of(day: Day, kind: type[c.Command], number: int = -1) -> str:
    """As the gateway knows that command."""
    ids = [
        f"{seq}.{n}"
        for seq, outcome in enumerate(day.outcomes, 1)
        for n, one in enumerate(outcome.commands)
        if isinstance(one, kind)
    ]
    return ids[number]


# --- recording ----------------------------------------------------------------------------------------------------------------


def test_a_talk_is_recorded_once_under_the_id_of_the_command_that_began_it() -> None:
    day = a_day()
    call = day.waits()
    day.accept("li")
    assert recorded(day) == []
    day.answered(call)
    assert recorded(day) == ["start"]
    assert day.contact(call).recording == id_of(day, c.Record)
    clicks(day, e.HoldAsked, call)
    clicks(day, e.ResumeAsked, call)
    day.answered(call)
    assert recorded(day) == ["start"]


def test_where_the_site_does_not_say_so_nothing_is_recorded() -> None:
    day = a_day(record=False)
    call = talking(day)
    assert day.contact(call).recording == ""
    clicks(day, e.EndAsked, call)
    assert recorded(day) == []


def test_what_is_written_is_no_talk() -> None:
    day = a_day()
    day.writes("chat-1", "a human please", "speak_to_human")
    day.accept("li")
    assert day.contact("chat-1").state is ContactState.CONNECTED
    assert recorded(day) == []


def test_the_agent_hangs_up_and_the_recording_stops() -> None:
    day = a_day()
    call = talking(day)
    clicks(day, e.EndAsked, call)
    assert recorded(day) == ["start", "stop"]
    assert day.last(call).recording == ""


def test_a_call_that_is_gone_is_told_nothing_more() -> None:
    day = a_day()
    call = talking(day)
    day.hang_up(call)
    assert recorded(day) == ["start"]
    assert day.last(call).recording == ""
    assert lines(day, "recording_began", "recording_ended") == [("recording_began", None), ("recording_ended", "ended")]


def test_back_in_line_the_recording_stops_and_the_next_talk_has_its_own() -> None:
    day = a_day()
    call = talking(day)
    first = day.contact(call).recording
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent="li", reason="failed"))
    assert (recorded(day), day.contact(call).recording) == (["start", "stop"], "")
    day.agent("mo")
    day.accept("mo")
    day.answered(call)
    assert recorded(day) == ["start", "stop", "start"]
    assert day.contact(call).recording not in ("", first)


@pytest.mark.parametrize("to", [{"to_number": "110"}, {"to_queue": "general"}])
def test_a_customer_who_is_moved_on_is_recorded_no_longer(to: dict[str, str]) -> None:
    day = a_day()
    call = talking(day)
    clicks(day, e.TransferAsked, call, **to)
    assert recorded(day) == ["start", "stop"]
    assert day.contact(call).recording == ""


def consulting(day: Day) -> str:
    """Li talks with the customer and has mo on the line."""
    call = talking(day)
    day.agent("mo")
    clicks(day, e.TransferAsked, call, mode="consult", to_agent="mo")
    day.accept("mo")
    day.happens(e.AgentPhoneAnswered(gateway="pbx", call=call, agent="mo"))
    return call


def test_who_goes_on_with_the_colleague_keeps_the_one_recording() -> None:
    day = a_day()
    call = consulting(day)
    name = day.contact(call).recording
    clicks(day, e.TransferAsked, call, to_agent="mo")
    contact = day.contact(call)
    assert (contact.agent, contact.recording) == ("mo", name)
    assert recorded(day) == ["start"]
    clicks(day, e.EndAsked, call, "mo")
    assert recorded(day) == ["start", "stop"]


def test_a_recording_that_could_not_begin_is_shown_to_nobody() -> None:
    day = a_day()
    call = talking(day)
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=id_of(day, c.Record), reason="disk full"))
    assert day.contact(call).recording == ""
    clicks(day, e.EndAsked, call)
    assert recorded(day) == ["start"]


def test_a_recording_that_ended_by_itself_is_shown_no_longer_but_an_earlier_one_changes_nothing() -> None:
    day = a_day()
    call = talking(day)
    name = day.contact(call).recording
    for command, left in (("", name), ("2.1", name), (name, "")):
        day.happens(e.RecordingReady(gateway="pbx", call=call, url="file:///r.wav", seconds=2.0, command=command))
        assert day.contact(call).recording == left
    assert lines(day, "recording_ended") == [("recording_ended", "by itself")]


def test_a_gateway_that_lost_its_connection_is_told_what_runs_and_what_is_secret() -> None:
    day = a_day()
    call = talking(day)
    (one,) = on_the_line(day.board.state, "pbx")
    assert (one.call, one.recording, one.secure) == (call, day.contact(call).recording, False)
    secure(day, call)
    assert on_the_line(day.board.state, "pbx")[0].secure
    clicks(day, e.TransferAsked, call, to_queue="general")
    (one,) = on_the_line(day.board.state, "pbx")
    assert (one.recording, one.secure) == ("", False)


def test_a_number_outside_is_no_agent() -> None:
    day = a_day()
    call = talking(day)
    day.agent("mo")
    clicks(day, e.TransferAsked, call, to_number="110")
    assert recorded(day) == ["start", "stop"]


# --- secure mode --------------------------------------------------------------------------------------------------------------


def secure(day: Day, call: str, on: bool = True, agent: str = "li") -> c.Reply:
    return clicks(day, e.SecureAsked, call, agent, on=on)


def test_secrets_are_not_recorded_and_the_timeline_says_who_and_why() -> None:
    day = a_day()
    call = talking(day)
    assert secure(day, call).ok
    assert recorded(day) == ["start", "pause"]
    assert day.contact(call).secure_until == day.clock.now() + 300
    assert secure(day, call, on=False).ok
    assert recorded(day) == ["start", "pause", "resume"]
    assert day.contact(call).secure_until is None
    told = [(one.what, one.detail["by"], one.detail["why"]) for one in day.done(c.Chronicle) if "secure" in one.what]
    assert told == [("secure_on", "li", "asked"), ("secure_off", "li", "asked")]
    assert secure(day, call, on=False).code == "conflict"


def test_a_forgotten_button_ends_by_itself_and_the_agent_is_told() -> None:
    site = small_site(gateways={"pbx": GatewayPolicy(name="pbx", record=True)})
    day = Day(replace(site, patience=replace(site.patience, secure=60.0)))
    day.agent("li")
    call = talking(day)
    secure(day, call)
    day.passes(40)
    secure(day, call)  # once more: it lasts anew, and the gateway knows already
    day.passes(59)
    assert recorded(day) == ["start", "pause"]
    day.passes(1)
    assert recorded(day) == ["start", "pause", "resume"]
    assert lines(day, "secure_off") == [("secure_off", "time")]
    assert [one.detail["kind"] for one in day.done(c.Notify)] == ["secure_off"]


def test_nobody_begins_to_listen_while_secrets_are_told() -> None:
    day = a_day()
    call = talking(day)
    secure(day, call)
    listen = {"agent": "sue", "mode": "listen", "endpoint": "P/sue"}
    assert clicks(day, e.MonitorAsked, call, **listen).code == "secure_mode"
    secure(day, call, on=False)
    assert clicks(day, e.MonitorAsked, call, **listen).ok
    assert len(day.done(c.Monitor)) == 1


def test_supervisors_lose_their_ears_where_nothing_is_recorded_too() -> None:
    day = a_day(record=False)
    call = talking(day)
    secure(day, call)
    secure(day, call, on=False)
    assert recorded(day) == ["pause", "resume"]


def test_secure_mode_ends_with_the_talk_after_the_recording() -> None:
    day = a_day()
    call = talking(day)
    secure(day, call)
    clicks(day, e.TransferAsked, call, to_queue="general")
    assert recorded(day) == ["start", "pause", "stop", "resume"]
    assert day.contact(call).secure_until is None
    assert f"secure:{day.contact(call).id}" not in day.board.state.timers
    assert lines(day, "secure_off") == [("secure_off", "back in line")]


def test_who_is_handed_over_stays_secure() -> None:
    day = a_day()
    call = consulting(day)
    secure(day, call)
    clicks(day, e.TransferAsked, call, to_agent="mo")
    assert day.contact(call).secure_until is not None
    assert secure(day, call, on=False, agent="mo").ok
    assert recorded(day) == ["start", "pause", "resume"]


@pytest.mark.parametrize("ended", [False, True], ids=["while secrets are told", "after they were"])
def test_a_recording_that_could_not_be_paused_is_stopped_and_supervisors_know(ended: bool) -> None:
    day = a_day()
    call = talking(day)
    secure(day, call)
    pause = id_of(day, c.Record)
    if ended:
        secure(day, call, on=False)
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=pause, reason="not allowed"))
    (alarm,) = day.done(c.RaiseAlarm)
    assert (alarm.kind, alarm.contact, alarm.agent) == ("recording_not_paused", day.contact(call).id, "li")
    assert recorded(day)[-1] == "stop"
    assert day.contact(call).recording == ""
    assert (day.contact(call).secure_until is None) == ended
    day.hang_up(call)
    assert day.board.state.alarms, "somebody has to look at what the recording holds"


def test_secure_mode_that_would_never_end_is_mended() -> None:
    day = a_day()
    call = talking(day)
    secure(day, call)
    contact = day.contact(call)
    day.board.state.timers.pop(f"secure:{contact.id}")
    assert violations(day.board, day.clock.now())
    day.happens(e.RepairAsked())
    assert day.board.state.timers[f"secure:{contact.id}"] == day.contact(call).secure_until
    day.passes(300)
    assert day.contact(call).secure_until is None


def test_what_is_recorded_though_nobody_talks_is_mended() -> None:
    day = a_day()
    call = day.waits("card_question")
    name = day.contact(call).id
    day.board.state.contacts[name] = replace(day.contact(call), recording="9.9", muted=True)
    assert violations(day.board, day.clock.now())
    day.happens(e.RepairAsked())
    assert (day.contact(call).recording, day.contact(call).muted) == ("", False)
    assert recorded(day) == ["stop"]


def test_another_command_that_fails_stops_no_recording() -> None:
    day = a_day()
    call = talking(day)
    secure(day, call)
    day.happens(e.CommandFailed(gateway="pbx", call=call, command="1.0", reason="no such file"))
    assert day.contact(call).recording
    assert not day.done(c.RaiseAlarm)


def test_secrets_are_told_to_ones_own_agent_on_a_call_alone() -> None:
    day = a_day()
    call = consulting(day)
    child = day.contact(call).consultation
    assert child is not None
    day.happens(e.SecureAsked(agent="mo", contact=child.contact or "", on=True, request="r"))
    assert day.reply().code == "conflict"
    assert secure(day, call, agent="mo").code == "not_yours"
    clicks(day, e.EndAsked, call)
    day.happens(e.SecureAsked(agent="li", contact=day.last(call).id, on=True, request="r"))
    assert day.reply().code == "conflict"


# --- mute ---------------------------------------------------------------------------------------------------------------------


def mute(day: Day, call: str, on: bool = True, agent: str = "li") -> c.Reply:
    return clicks(day, e.MuteAsked, call, agent, on=on)


def muted(day: Day) -> list[tuple[str, bool]]:
    return [(one.agent, one.on) for one in day.done(c.Mute)]


def test_an_agent_mutes_and_is_heard_again() -> None:
    day = a_day()
    call = talking(day)
    assert mute(day, call).ok
    assert day.contact(call).muted
    assert mute(day, call).ok
    assert mute(day, call, on=False).ok
    assert not day.contact(call).muted
    assert muted(day) == [("li", True), ("li", False)]


def test_who_leaves_the_call_is_muted_no_longer() -> None:
    day = a_day()
    call = talking(day)
    mute(day, call)
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent="li", reason="failed"))
    assert not day.contact(call).muted
    assert muted(day) == [("li", True)]


def test_a_muted_colleague_who_takes_over_is_still_muted_and_the_first_agent_is_not_asked() -> None:
    day = a_day()
    call = consulting(day)
    asked = day.contact(call).consultation
    assert asked is not None
    day.happens(e.MuteAsked(agent="mo", contact=asked.contact or "", on=True, request="r"))
    assert day.reply().ok
    clicks(day, e.TransferAsked, call, to_agent="mo")
    assert day.contact(call).muted
    mute(day, call, on=False, agent="mo")
    assert muted(day) == [("mo", True), ("mo", False)]


def test_a_muted_agent_who_hands_over_leaves_a_colleague_who_is_heard() -> None:
    day = a_day()
    call = consulting(day)
    mute(day, call)
    clicks(day, e.TransferAsked, call, to_agent="mo")
    assert not day.contact(call).muted


def test_a_phone_that_could_not_be_muted_is_not_shown_as_muted() -> None:
    day = a_day()
    call = talking(day)
    mute(day, call)
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=id_of(day, c.Mute), reason="gone"))
    assert not day.contact(call).muted
    assert [one.detail["kind"] for one in day.done(c.Notify)] == ["not_muted"]


def test_while_the_phone_rings_there_is_nobody_to_mute_or_to_be_told_secrets() -> None:
    day = a_day()
    call = day.waits()
    day.accept("li")
    assert mute(day, call).code == "conflict"
    assert secure(day, call).code == "conflict"


# --- phones that do not answer ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["no_answer", "busy", "rejected", "unreachable", "failed"])
def test_whatever_the_phone_says_the_customer_keeps_the_place_and_the_agent_is_not_responding(reason: str) -> None:
    day = a_day()
    call = day.waits()
    day.accept("li")
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent="li", reason=reason))
    assert day.contact(call).state is ContactState.QUEUED
    assert day.person("li").not_responding
    assert lines(day, "back_in_line") == [("back_in_line", f"agent's phone: {reason}")]
