"""Three calls as a real Asterisk told them, read by the adapter while the house wishes what it wished then.

The recording's channels of parties get the names the adapter gives. Then the same with what may differ from one time to the
next: the order of events that Asterisk does not promise, events told twice, events that are missing, events of strangers.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.model.events import (
    AgentPhoneAnswered,
    AgentPhoneFailed,
    AgentPhoneRinging,
    CallArrived,
    CallEnded,
    CommandFailed,
    CustomerKeyed,
)
from tests.unit.gateways.asterisk.board import Board

RECORDED = Path(__file__).parents[3] / "data" / "asterisk"
Frame = dict[str, Any]


def recorded(name: str) -> list[Frame]:
    """The events, and the requests that show what the house wished."""
    lines = [json.loads(line) for line in (RECORDED / f"{name}.jsonl").read_text().splitlines()]
    return [line.get("event") or line for line in lines]


class Replay:
    """An Asterisk that only tells what it told then: every request is answered well, unless it was refused then."""

    def __init__(self) -> None:
        self.board = Board(connect=False)
        self.board.linked = True
        self.board.asterisk = _Agreeable()
        self.board.protocol.connected(self.board.now, [])
        self.board.settle()
        self.call = ""
        self.names: dict[str, str] = {}
        """Channel then to channel now."""

    def read(self, frames: Iterator[Frame] | list[Frame]) -> None:
        for frame in frames:
            if "rest" in frame:
                self._wish(frame)
            else:
                self._hear(frame)

    def _wish(self, frame: Frame) -> None:
        what = f"{frame['rest']} {frame['path']}"
        params = frame.get("params") or {}
        if frame["path"] == "/channels" and params.get("appArgs", "").startswith("agent"):
            self._rings(params, refused=frame["status"] >= 400)
        elif "/play/" in what:
            self.board.wish("gather", self.call, prompt="one", max_digits=1, timeout=5)
        elif what.startswith("DELETE /channels/") and what.endswith(self.call):
            pass  # our own answer to the agent's goodbye
        elif what.startswith("POST /bridges/waiting"):
            self.board.wish("hold", self.call)

    def _rings(self, params: Frame, *, refused: bool) -> None:
        agent = f"{params['endpoint']} {params['channelId']}"
        self.board.asterisk.refuses = refused
        if self.call in self.board.protocol.line.calls:
            self.board.wish("connect", self.call, agent=agent, endpoint=params["endpoint"])
            if not refused:
                self.names[params["channelId"]] = self.board.channel_of(self.call, agent)
        self.board.asterisk.refuses = False

    def _hear(self, event: Frame) -> None:
        text = json.dumps(event)
        for then, now in self.names.items():
            text = text.replace(f'"{then}"', f'"{now}"')
        event = json.loads(text)
        if event["type"] == "StasisStart":
            if event["args"][0] == "inbound":
                self.call = event["channel"]["id"]
            else:
                event["args"] = ["party", *event["args"][1:]]
        self.board.protocol.received(self.board.now, json.dumps(event))
        self.board.settle()


class _Agreeable:
    """In the place of the fake Asterisk: says yes, and nothing by itself."""

    def __init__(self) -> None:
        self.events: Any = []
        self.refuses = False

    def answer(self, request: Any) -> str:
        status = 500 if self.refuses and request.path == "channels" else 200
        body = json.dumps([] if request.method == "GET" else {"message": "Allocation failed"} if status == 500 else {})
        return json.dumps(
            {"type": "RESTResponse", "request_id": request.id, "status_code": status, "message_body": body}
        )


def history(board: Board) -> list[tuple[str, str]]:
    """What happened, without what was only a command done."""
    said: dict[type[Any], Callable[[Any], str]] = {
        CallArrived: lambda event: event.dialled,
        CustomerKeyed: lambda event: event.digits,
        AgentPhoneRinging: lambda event: event.agent.partition(" ")[0],
        AgentPhoneAnswered: lambda event: event.agent.partition(" ")[0],
        AgentPhoneFailed: lambda event: event.reason,
        CallEnded: lambda event: event.reason,
        CommandFailed: lambda event: event.reason,
    }
    return [(type(event).__name__, said[type(event)](event)) for event in board.told if type(event) in said]


SERVED, GAVE_UP, TRIED = (
    "a_call_with_keys_agent_recording_and_hold",
    "a_customer_who_gives_up_in_the_queue",
    "agents_who_do_not_answer_until_one_does",
)
HISTORIES = {
    SERVED: [
        ("CallArrived", "8005550100"),
        ("CustomerKeyed", "1"),
        ("AgentPhoneAnswered", "Local/li@phones/n"),
        ("CallEnded", "customer_hangup"),
    ],
    GAVE_UP: [("CallArrived", "8005550100"), ("CallEnded", "customer_hangup")],
    TRIED: [
        ("CallArrived", "8005550100"),
        ("AgentPhoneRinging", "Local/li@phones/n"),
        ("AgentPhoneFailed", "no_answer"),
        ("AgentPhoneRinging", "Local/wang@phones/n"),
        ("AgentPhoneFailed", "busy"),
        ("AgentPhoneRinging", "Local/wang@phones/n"),
        ("AgentPhoneFailed", "rejected"),
        ("AgentPhoneFailed", "unreachable"),
        ("AgentPhoneAnswered", "Local/zhao@phones/n"),
        ("CallEnded", "agent_hangup"),
    ],
}


def without_region(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(what, said.removeprefix("+86")) for what, said in lines]


@pytest.mark.parametrize("name", HISTORIES)
def test_a_recorded_call_ends_in_its_history(name: str) -> None:
    replay = Replay()
    replay.read(recorded(name))
    assert without_region(history(replay.board)) == HISTORIES[name]
    assert not replay.board.protocol.line.calls
    assert not replay.board.protocol.line.channels
    assert not replay.board.protocol.line.orders


@pytest.mark.parametrize("name", HISTORIES)
@settings(deadline=None)
@given(data=st.data())
def test_twice_told_and_strangers_change_nothing(name: str, data: st.DataObject) -> None:
    frames = recorded(name)
    events = [index for index, frame in enumerate(frames) if "rest" not in frame]
    heard: list[Frame] = []
    for index, frame in enumerate(frames):
        heard.append(frame)
        if index in events and data.draw(st.booleans()):
            heard += [frame, _stranger(frame)]
    replay = Replay()
    replay.read(heard)
    assert without_region(history(replay.board)) == HISTORIES[name]


def _stranger(frame: Frame) -> Frame:
    """The same of a channel that is none of ours, and that no application was told to take."""
    if frame["type"] == "StasisStart":
        return {"type": "ChannelVarset", "channel": {"id": "stranger"}}
    text = json.dumps(frame)
    for part in ("channel", "peer"):
        if id := (frame.get(part) or {}).get("id"):
            text = text.replace(f'"{id}"', '"stranger"')
    return dict(json.loads(text))


LOOSE = frozenset(
    {"ChannelVarset", "ChannelConnectedLine", "ChannelCallerId", "ChannelDialplan", "Dial", "ChannelHangupRequest"}
)
"""Told at any time around what they belong to: ringing may even come before the start."""


@pytest.mark.parametrize("name", HISTORIES)
@settings(deadline=None)
@given(data=st.data())
def test_what_comes_in_another_order_ends_the_same(name: str, data: st.DataObject) -> None:
    """Events that Asterisk promises no order for move some places to and fro, between one request and the next."""
    frames: list[Frame] = []
    run: list[Frame] = []
    for frame in [*recorded(name), None]:
        if frame is not None and "rest" not in frame and frame["type"] in LOOSE:
            run.append(frame)
            continue
        if frame is not None and "rest" not in frame and run:
            place = data.draw(st.integers(0, len(run)))
            frames += [*run[:place], frame, *run[place:]]
        else:
            frames += [*run, *([frame] if frame is not None else [])]
        run = []
    replay = Replay()
    replay.read(frames)
    ends = [line for line in without_region(history(replay.board)) if line[0] != "AgentPhoneRinging"]
    assert ends == [line for line in HISTORIES[name] if line[0] != "AgentPhoneRinging"]


@pytest.mark.parametrize("name", HISTORIES)
@settings(deadline=None)
@given(data=st.data())
def test_whatever_is_missing_the_call_ends_with_its_customer(name: str, data: st.DataObject) -> None:
    """Only the start and the end of the customer's own channel are told for sure."""
    frames = recorded(name)
    sure = {id(frame) for frame in frames if _of_the_customer(frame)}
    kept = [frame for frame in frames if id(frame) in sure or "rest" in frame or data.draw(st.booleans())]
    replay = Replay()
    replay.read(kept)
    assert len(replay.board.of(CallArrived)) == 1
    assert len(replay.board.of(CallEnded)) == 1
    assert not replay.board.protocol.line.calls
    assert not replay.board.protocol.line.channels
    assert not replay.board.protocol.line.orders


def _of_the_customer(frame: Frame) -> bool:
    return frame.get("type") in ("StasisStart", "ChannelDestroyed") and frame["channel"]["id"].endswith("-incoming")
