"""The sockets of agents and supervisors: who may open one, what frames become, and how each ending is told."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcenter.clock import rfc3339
from callcenter.errors import Unavailable
from callcenter.model import events
from callcenter.model.agent import Presence
from callcenter.model.commands import Reply
from callcenter.web import line, sockets
from callcenter.web.line import MAX_FRAME, WORST
from tests.integration.web.world import World

AGENT, SUPERVISOR = "/api/v1/agent/socket", "/api/v1/supervisor/socket"
Socket = ClientWebSocketResponse


async def said(socket: Socket) -> Any:
    return await socket.receive_json(timeout=10)


async def asked(socket: Socket, **frame: Any) -> Any:
    await socket.send_json(frame)
    return await said(socket)


async def close_code(socket: Socket) -> int | None:
    """Reads until the server has closed."""
    while not socket.closed:
        message = await socket.receive(timeout=10)
        if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR):
            break
    return socket.close_code


async def test_given_an_agent_when_opening_the_socket_then_the_desk_welcomes_and_is_told_of_the_leaving(
    house: World,
) -> None:
    browser = await house.browser("agent1")
    async with browser.socket(AGENT + "?after=41") as socket:
        assert (await said(socket))["type"] == "welcome"
        assert house.desk.after == 41
    await asyncio.wait_for(house.desk.gone.wait(), 10)
    assert house.desk.left == ["agent1"]


async def _refused(house: World, name: str | None, path: str, **more: Any) -> int:
    browser = await house.browser(name)
    with pytest.raises(WSServerHandshakeError) as refusal:
        async with browser.socket(path, **more):
            pass
    return refusal.value.status


async def test_given_the_wrong_person_when_opening_a_socket_then_nothing_is_opened(house: World) -> None:
    assert await _refused(house, None, AGENT) == 401
    assert await _refused(house, "admin1", AGENT) == 403
    assert await _refused(house, "agent1", SUPERVISOR) == 403
    assert await _refused(house, "agent1", AGENT + "?after=-1") == 400
    assert await _refused(house, None, AGENT, headers=await house.program("read", "write")) == 401
    assert house.desk.seats == {}


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1", "file://", "http://127.0.0.1:1"]
)
async def test_given_another_pages_origin_when_opening_a_socket_then_it_is_403(house: World, origin: str) -> None:
    assert await _refused(house, "agent1", AGENT, origin=origin) == 403


async def test_given_our_own_pages_origin_when_opening_a_socket_then_it_opens(house: World) -> None:
    browser = await house.browser("agent1")
    async with browser.socket(AGENT, origin=str(house.server.make_url("/")).rstrip("/")) as socket:
        assert (await said(socket))["type"] == "welcome"


AGENT_VERBS: list[tuple[dict[str, Any], events.Asked]] = [
    ({"type": "presence.set", "presence": "away", "reason": "lunch"},
     events.PresenceChosen(agent="agent1", presence=Presence.AWAY, reason="lunch")),
    ({"type": "offer.accept", "offer": "o1"}, events.OfferAccepted(agent="agent1", offer="o1")),
    ({"type": "offer.decline", "offer": "o1", "reason": "sick"},
     events.OfferDeclined(agent="agent1", offer="o1", reason="sick")),
    ({"type": "contact.hold", "contact": "c1"}, events.HoldAsked(agent="agent1", contact="c1")),
    ({"type": "contact.resume", "contact": "c1"}, events.ResumeAsked(agent="agent1", contact="c1")),
    ({"type": "contact.mute", "contact": "c1", "on": True}, events.MuteAsked(agent="agent1", contact="c1", on=True)),
    ({"type": "contact.secure", "contact": "c1", "on": False},
     events.SecureAsked(agent="agent1", contact="c1", on=False)),
    ({"type": "contact.end", "contact": "c1"}, events.EndAsked(agent="agent1", contact="c1")),
    ({"type": "contact.take_note", "contact": "c1", "text": "x"},
     events.NoteTaken(agent="agent1", contact="c1", text="x")),
    ({"type": "contact.transfer", "contact": "c1", "to": {"queue": "cards"}},
     events.TransferAsked(agent="agent1", contact="c1", mode="blind", to_queue="cards")),
    ({"type": "contact.consult", "contact": "c1", "to": {"agent": "agent2"}},
     events.TransferAsked(agent="agent1", contact="c1", mode="consult", to_agent="agent2")),
    ({"type": "contact.conference", "contact": "c1", "to": {"number": "138 0000 0001"}},
     events.TransferAsked(agent="agent1", contact="c1", mode="conference", to_number="+8613800000001")),
    ({"type": "contact.wrap_up", "contact": "c1", "disposition": "resolved", "note": "n",
      "complaint": {"cause": "attitude", "text": "rude", "severity": 1},
      "callback": {"from": "2027-02-01T00:00:00Z", "to": "2027-02-01T09:00:00+08:00", "number": "010 6995 0000",
                   "timezone": "Asia/Shanghai"}},
     events.WrapUpDone(
         agent="agent1", contact="c1", disposition="resolved", note="n",
         complaint=events.ComplaintTold(cause="attitude", text="rude", severity=1),
         callback=events.CallbackAgreed(
             window_from=1_801_440_000.0, window_to=1_801_443_600.0, zone="Asia/Shanghai", number="+861069950000"))),
    ({"type": "help.ask", "contact": "c1", "text": "please"}, events.HelpAsked(agent="agent1", contact="c1", text="please")),
]  # fmt: skip
SUPERVISOR_VERBS: list[tuple[dict[str, Any], events.Asked]] = [
    ({"type": "contact.monitor", "contact": "c1", "mode": "whisper"},
     events.MonitorAsked(agent="supervisor1", contact="c1", mode="whisper", endpoint="PJSIP/supervisor1")),
    ({"type": "contact.assign", "contact": "c1", "agent": "agent2"},
     events.ContactAssigned(agent="supervisor1", contact="c1", to="agent2")),
    ({"type": "contact.requeue", "contact": "c1", "queue": "cards", "priority": 90},
     events.ContactRequeued(agent="supervisor1", contact="c1", queue="cards", head_start=90.0)),
    ({"type": "agent.force_presence", "agent": "agent1", "presence": "away", "reason": "forgotten"},
     events.PresenceForced(agent="supervisor1", whom="agent1", presence=Presence.AWAY, reason="forgotten")),
    ({"type": "alarm.acknowledge", "alarm": "a1"}, events.AlarmAcknowledged(agent="supervisor1", alarm="a1")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "path", "verbs"), [("agent1", AGENT, AGENT_VERBS), ("supervisor1", SUPERVISOR, SUPERVISOR_VERBS)]
)
async def test_given_every_verb_when_sent_then_it_is_asked_of_the_switchboard_in_the_persons_name(
    house: World, name: str, path: str, verbs: list[tuple[dict[str, Any], events.Asked]]
) -> None:
    browser = await house.browser(name)
    async with browser.socket(path) as socket:
        await said(socket)
        for n, (frame, event) in enumerate(verbs):
            answer = await asked(socket, id=n, **frame)
            assert answer == {"id": n, "ok": True, "result": {"seen": type(event).__name__}}
    assert house.door.asked == [event for _, event in verbs]


@pytest.mark.parametrize(("name", "path"), [("agent1", AGENT), ("supervisor1", SUPERVISOR)])
async def test_given_a_ping_when_sent_then_the_servers_time_answers_and_nothing_is_asked(
    house: World, name: str, path: str
) -> None:
    browser = await house.browser(name)
    async with browser.socket(path) as socket:
        await said(socket)
        answer = await asked(socket, id=7, type="ping")
        assert answer == {"id": 7, "ok": True, "result": {"server_time": rfc3339(house.clock.now())}}
        assert (await asked(socket, id=8, type="ping", contact="c1"))["error"]["code"] == "malformed"
    assert house.door.asked == []


async def test_given_a_message_when_sent_then_it_gets_an_id_of_its_own_each_time(house: World) -> None:
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        for n in range(2):
            await asked(socket, id=n, type="message.send", contact="c1", text="您好😀")
    first, second = house.door.asked
    assert isinstance(first, events.MessageWritten)
    assert isinstance(second, events.MessageWritten)
    assert first.text == "您好😀"
    assert first.message != second.message


async def test_given_a_refusal_of_the_switchboard_when_accepting_then_code_and_detail_come_back(house: World) -> None:
    house.door.replies = [
        Reply(request="", ok=False, code="offer_gone", detail="agent2 took it"),
        Unavailable("no disk"),
    ]
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        gone = await asked(socket, id=1, type="offer.accept", offer="o1")
        away = await asked(socket, id=2, type="offer.accept", offer="o1")
    assert gone == {"id": 1, "ok": False, "error": {"code": "offer_gone", "detail": "agent2 took it"}}
    assert away["error"] == {"code": "unavailable", "detail": "no disk"}


async def test_given_a_defect_of_ours_when_asked_then_its_id_is_told_and_the_socket_stays(house: World) -> None:
    house.door.replies = [KeyError("secret inside")]
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        answer = await asked(socket, id=1, type="offer.accept", offer="o1")
        assert answer["error"]["code"] == "internal"
        assert "secret inside" not in answer["error"]["detail"]
        assert (await asked(socket, id=2, type="offer.accept", offer="o1"))["ok"]


async def test_given_a_panel_when_watched_then_only_of_a_customer_of_ones_own(house: World) -> None:
    await house.contact("c1", agent="agent1", customer="cus_1")
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        assert (await asked(socket, id=1, type="panel.watch", customer="cus_1"))["ok"]
        assert (await asked(socket, id=2, type="panel.watch", customer="contact:c1"))["ok"]
        assert (await asked(socket, id=3, type="panel.watch", customer="cus_2"))["error"]["code"] == "not_yours"
        assert (await asked(socket, id=4, type="panel.unwatch", customer="contact:c1"))["ok"]
    assert house.desk.watched == [("agent1", "cus_1")]


WRONG: list[tuple[str, int | None]] = [
    ("", None), ("{", None), ("null", None), ("[]", None), ("1", None), ('"x"', None), ("{}", None),
    ("[" * 5000, None), ('{"id": 1}', 1), ('{"id": 2, "type": "offer.steal", "offer": "o1"}', 2),
    ('{"id": 3, "type": "offer.accept"}', 3), ('{"id": 4, "type": "offer.accept", "offer": "o1", "extra": 1}', 4),
    ('{"id": 5, "type": "offer.accept", "offer": "a\\u0000b"}', 5), ('{"id": "6", "type": "offer.accept"}', None),
    ('{"id": -1, "type": "offer.accept", "offer": "o"}', None), ('{"id": true, "type": "x"}', None),
    ('{"id": 1e400, "type": "x"}', None), ('{"id": 7, "type": "contact.transfer", "contact": "c1", "to": {}}', 7),
    ('{"id": 8, "type": "contact.transfer", "contact": "c1", "to": {"queue": "a", "agent": "b"}}', 8),
    ('{"id": 9, "type": "presence.set", "presence": "asleep"}', 9), ('{"id": 10, "type": "alarm.acknowledge", "alarm": "a"}', 10),
    ('{"id": 11, "type": "offer.accept", "offer": "\\ud800"}', None),
]  # fmt: skip


async def test_given_malformed_frames_when_sent_then_each_is_answered_and_the_socket_stays(house: World) -> None:
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        for text, id in WRONG:
            await socket.send_str(text)
            answer = await said(socket)
            assert (answer["id"], answer["ok"], answer["error"]["code"]) == (id, False, "malformed"), text
        await socket.send_bytes(b'{"id": 1}')
        assert (await said(socket))["error"]["code"] == "malformed"
        assert (await asked(socket, id=99, type="offer.accept", offer="o1"))["ok"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
types = st.sampled_from([frame["type"] for frame, _ in AGENT_VERBS + SUPERVISOR_VERBS])
frames = st.dictionaries(
    st.sampled_from(["id", "type", "contact", "offer", "to", "text", "disposition", "callback", "presence"]),
    json_values | types,
).map(json.dumps)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200) | frames)
def test_given_any_text_when_read_as_a_frame_then_it_is_a_frame_or_refused(text: str) -> None:
    async def never(frame: Any) -> dict[str, Any]:
        return {"id": frame.id, "ok": True, "result": {}}

    for adapter in (sockets.AGENT_FRAMES, sockets.SUPERVISOR_FRAMES):
        answer = json.loads(asyncio.run(sockets.answered(text, adapter, never)))
        assert answer["ok"] or answer["error"]["code"] == "malformed"


@pytest.mark.parametrize(
    ("callback", "place"),
    [
        ({"from": "2027-02-01T10:00:00Z", "to": "2027-02-01T09:00:00Z"}, "/callback/to"),
        ({"from": "2027-02-01T09:00:00Z", "to": "2027-02-01T10:00:00Z", "timezone": "Mars"}, "/callback/timezone"),
        ({"from": "2027-02-01T09:00:00Z", "to": "2027-02-01T10:00:00Z", "number": "soon"}, "/callback/number"),
        ({"from": "2027-02-01T09:00:00", "to": "2027-02-01T10:00:00Z"}, "/callback/from"),
    ],
)
async def test_given_a_wrap_up_with_a_callback_nobody_can_make_then_it_is_refused_and_nothing_is_asked(
    house: World, callback: dict[str, str], place: str
) -> None:
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        frame = {"type": "contact.wrap_up", "contact": "c1", "disposition": "resolved", "callback": callback}
        answer = await asked(socket, id=5, **frame)
    assert (answer["id"], answer["error"]["code"]) == (5, "malformed")
    assert any(error["pointer"] == place for error in answer["error"]["errors"])
    assert house.door.asked == []


@pytest.mark.parametrize(
    ("frame", "places"),
    [
        ({"type": "contact.transfer", "contact": "c1"}, {"/to"}),
        ({"type": "contact.hold", "contact": 5, "more": 1}, {"/contact", "/more"}),
        ({"type": "no.such"}, {""}),
    ],
)
async def test_given_a_frame_with_faults_then_each_is_pointed_at_within_the_frame_as_it_was_sent(
    house: World, frame: dict[str, object], places: set[str]
) -> None:
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        answer = await asked(socket, id=1, **frame)
    assert {error["pointer"] for error in answer["error"]["errors"]} == places


async def test_given_a_supervisor_without_a_phone_when_monitoring_then_it_is_refused_and_nothing_is_asked(
    house: World,
) -> None:
    user = await house.store.user("supervisor1")
    assert user is not None
    await house.store.save_user(replace(user, endpoint=""))
    browser = await house.browser("supervisor1")
    async with browser.socket(SUPERVISOR) as socket:
        await said(socket)
        answer = await asked(socket, id=1, type="contact.monitor", contact="c1", mode="listen")
    assert (answer["ok"], answer["error"]["code"]) == (False, "no_phone")
    assert house.door.asked == []


async def test_given_the_database_is_away_when_a_client_leaves_then_it_is_noted_as_soon_as_it_can_be(
    house: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "NOTED_AGAIN", 0.001)
    house.desk.refuse_leaving = [Unavailable("full"), Unavailable("full")]
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
    await asyncio.wait_for(house.desk.gone.wait(), 10)
    assert house.desk.left == ["agent1"]
    assert house.desk.refuse_leaving == []


async def test_given_a_frame_beyond_64_kib_when_sent_then_the_socket_closes_with_1009(house: World) -> None:
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        await socket.send_str(" " * (MAX_FRAME + 1))
        assert await close_code(socket) == 1009
    await asyncio.wait_for(house.desk.gone.wait(), 10)


async def test_given_a_push_when_the_client_reads_then_it_arrives_between_the_answers(house: World) -> None:
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        assert house.desk.seats["agent1"]('{"seq": 8, "type": "notice"}')
        assert await said(socket) == {"seq": 8, "type": "notice"}


async def test_given_a_client_that_does_not_read_when_pushing_then_it_is_cut_with_4008_and_nobody_waited(
    house: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "QUEUE", 3)
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        send = house.desk.seats["agent1"]
        taken = [send(f'{{"seq": {n}}}') for n in range(10)]
        assert taken == [True, True, True] + [False] * 7
        assert await close_code(socket) == 4008
    await asyncio.wait_for(house.desk.gone.wait(), 10)


async def test_given_few_but_long_frames_when_the_client_does_not_read_then_it_is_cut_with_4008_too(
    house: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "QUEUE_CHARACTERS", 1000)
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        send = house.desk.seats["agent1"]
        long = json.dumps("x" * 2000)
        # One frame goes however long it is: what must be shown has no other way.
        assert [send(long), send(long)] == [True, False]
        assert await close_code(socket) == 4008
    await asyncio.wait_for(house.desk.gone.wait(), 10)


async def test_given_a_client_that_stopped_reading_at_all_when_pushing_then_its_connection_is_cut(
    house: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "GOODBYE", 0.05)
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        socket._response.connection.transport.pause_reading()
        send, big = house.desk.seats["agent1"], json.dumps("x" * 60_000)
        for _ in range(2000):
            if not send(big):
                break
            await asyncio.sleep(0)
        await asyncio.wait_for(house.desk.gone.wait(), 10)
        for _ in range(10):
            await asyncio.sleep(0)
        served = {connection.transport for connection in house.server.handler.connections if connection.transport}
        assert all(transport.get_write_buffer_size() == 0 for transport in served)
    assert house.desk.left == ["agent1"]


async def test_given_a_flood_when_it_goes_on_then_frames_are_refused_and_the_line_is_cut_with_4029(
    house: World,
) -> None:
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        codes = []
        for n in range(100 + WORST + 1):
            await socket.send_json({"id": n, "type": "offer.accept", "offer": "o1"})
        while (message := await socket.receive(timeout=10)).type is WSMsgType.TEXT:
            codes.append(json.loads(message.data).get("error", {}).get("code"))
        assert codes[:100] == [None] * 100
        assert set(codes[100:]) <= {"too_many"}
        assert socket.close_code == 4029
    assert len(house.door.asked) == 100


async def test_given_a_flood_when_it_stops_for_a_second_then_the_line_serves_again(house: World) -> None:
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        answers = [await asked(socket, id=n, type="offer.accept", offer="o1") for n in range(101)]
        assert answers[-1]["error"]["code"] == "too_many"
        assert answers[-1]["id"] == 100
        house.clock.advance(1)
        assert (await asked(socket, id=1, type="offer.accept", offer="o1"))["ok"]


async def test_given_an_open_socket_when_logging_out_then_it_closes_with_4001(house: World) -> None:
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        assert (await browser.call("POST", "/api/v1/logout")).status == 204
        assert await close_code(socket) == 4001


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "supervisor"}])
async def test_given_an_open_socket_when_its_user_is_no_longer_who_they_were_then_it_closes_with_4001(
    house: World, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    monkeypatch.setattr(sockets, "STILL_IN", 0.01)
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        await house.staff.change("agent1", change)
        assert await close_code(socket) == 4001


async def test_given_the_database_is_away_when_the_log_in_is_looked_at_then_the_socket_stays(
    house: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "STILL_IN", 0.001)
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        await said(socket)
        for _ in range(3):
            house.store.fail_next(Unavailable("locked"), method="log_in")
            assert (await asked(socket, id=1, type="offer.accept", offer="o1"))["ok"]


async def test_given_open_sockets_when_the_server_stops_then_they_close_with_1012_and_a_reason(house: World) -> None:
    agent, leader = await house.browser("agent1"), await house.browser("supervisor1")
    async with agent.socket(AGENT) as first, leader.socket(SUPERVISOR) as second:
        await said(first)
        await said(second)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(house.server.app.shutdown())  # type: ignore[attr-defined]
            messages = [await one.receive(timeout=10) for one in (first, second)]
        assert {(one.type, one.data, one.extra) for one in messages} == {
            (WSMsgType.CLOSE, 1012, "the server stops; come back in a moment")
        }


async def test_given_the_desk_cannot_take_a_seat_when_joining_then_the_socket_says_try_later(house: World) -> None:
    house.desk.refuse = Unavailable("no disk")
    browser = await house.browser("agent1")
    async with browser.socket(AGENT) as socket:
        assert await close_code(socket) == 1013


async def test_given_a_client_that_answers_no_ping_then_it_is_gone_after_a_heartbeat_and_a_half(
    house: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "HEARTBEAT", 0.05)
    browser = await house.browser("agent1")
    async with browser.socket(AGENT, autoping=False):
        await asyncio.wait_for(house.desk.gone.wait(), 10)
    assert house.desk.left == ["agent1"]
    assert line.HEARTBEAT == 15.0


async def test_given_a_supervisor_with_a_phone_when_the_floor_is_open_then_what_rings_comes_there_until_it_closes(
    house: World,
) -> None:
    browser = await house.browser("supervisor1")
    async with browser.socket(SUPERVISOR) as socket:
        await said(socket)
        house.desk.attending["supervisor1"]('{"seq": 1, "type": "offer.made", "offer": "o1"}')
        assert (await said(socket))["offer"] == "o1"
        await socket.send_json({"id": 1, "type": "offer.accept", "offer": "o1"})
        assert (await said(socket))["ok"]
    await asyncio.wait_for(house.floor.gone.wait(), 5)
    assert house.desk.attending == {}
    assert house.door.asked == [events.OfferAccepted(agent="supervisor1", offer="o1")]
