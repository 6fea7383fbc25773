"""An Asterisk of a few hundred lines less: channels, bridges, playbacks and what ARI says of them, in memory.

It obeys the requests of the protocol as a real one does (the same refusals, the same order of events), and people act on it:
they call, press keys, pick up, hang up. Events are held back until `deliver`, so that they can be lost with the socket.
"""

import itertools
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from callcenter.gateways.asterisk.frames import Request

APP = "callcenter"


@dataclass
class Channel:
    id: str
    app_data: str
    state: str = "Down"
    number: str = ""
    far_end_of: str = ""
    name: str = ""
    bridge: str = ""
    music: bool = False
    moved: bool = False
    variables: dict[str, str] = field(default_factory=dict)
    nameless: bool = False
    """It came in another's place, and the application was never told what it is for."""
    born: int = 0
    """Seconds."""

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": f"Local/{self.far_end_of};2" if self.far_end_of else f"Local/{self.id};1",
            "state": self.state,
            "creationtime": f"2026-03-02T09:00:{self.born:02}.000+0000",
            "caller": {"name": self.name, "number": self.number},
            "dialplan": {"exten": "4000", "app_name": "Stasis", "app_data": f"{APP},{self.app_data}"},
        }


@dataclass
class FakeAsterisk:
    channels: dict[str, Channel] = field(default_factory=dict)
    bridges: dict[str, tuple[str, set[str]]] = field(default_factory=dict)
    """Id to name and members."""
    dissolving: set[str] = field(default_factory=set)
    """Those that were taken away: for a moment a real one refuses the id as taken, and then has no bridge of it."""
    playing: dict[str, deque[tuple[str, str]]] = field(default_factory=dict)
    """Channel to its playbacks, the first of which is heard: (id, media)."""
    recordings: dict[str, bool] = field(default_factory=dict)
    """Live ones: paused or not."""
    recordings_of: dict[str, str] = field(default_factory=dict)
    """Those of one channel alone: which one."""
    stored: set[str] = field(default_factory=set)
    cannot_pause: bool = False
    wanted: set[str] = field(default_factory=set)
    """The only events it sends; empty: all."""
    cannot_snoop: bool = False
    heard: list[tuple[str, str]] = field(default_factory=list)
    """(channel, media) that were played to their end."""
    unreachable: set[str] = field(default_factory=set)
    """Endpoints to which there is no way."""
    events: deque[str] = field(default_factory=deque)
    entering: dict[str, str] = field(default_factory=dict)
    """Channel to the bridge that it enters as soon as it hears nothing any more."""
    is_ours: bool = True
    """Our connection is sent what the application is told."""
    watched: set[str] = field(default_factory=set)
    """Channels whose end is told though they were not made for the application."""
    makes_no_bridges: bool = False
    refusals: list[str] = field(default_factory=list)
    """Requests that were answered with neither well nor "gone"."""
    _stamp: Any = field(default_factory=lambda: itertools.count(1))

    # --- people ---

    def calls(self, id: str, number: str = "+8613800000001", dialled: str = "4000", name: str = "") -> None:
        born = len(self.channels)
        self.channels[id] = Channel(
            id=id, name=name, app_data=f"inbound,{dialled}", state="Ring", number=number, born=born
        )
        self._event("StasisStart", id, args=["inbound", dialled])

    def presses(self, id: str, digit: str) -> None:
        if self._up(id):
            self._event("ChannelDtmfReceived", id, digit=digit, duration_ms=100)

    def rings(self, id: str) -> None:
        if id in self.channels and self.channels[id].state == "Down":
            self.channels[id].state = "Ringing"
            self._event("ChannelStateChange", id)

    def picks_up(self, id: str) -> None:
        channel = self.channels.get(id)
        if channel is not None and channel.state in ("Down", "Ringing"):
            channel.state = "Up"
            self._event("ChannelStateChange", id)
            if not channel.nameless:
                self._event("StasisStart", id, args=channel.app_data.split(","))

    def hangs_up(self, id: str, cause: int = 16) -> None:
        channel = self.channels.get(id)
        if channel is None:
            return
        for playback, media in self.playing.pop(id, ()):
            self._playback("PlaybackFinished", playback, id, media, "failed")
        self.entering.pop(id, "")
        for name in [one for one, of in self.recordings_of.items() if of == id]:
            self._recorded(name)
        if channel.bridge:
            self._leave(channel)
        if channel.state in ("Up", "Ring") or channel.nameless:
            self._event("StasisEnd", id)
        if not channel.nameless or id in self.watched:
            self._event("ChannelDestroyed", id, cause=cause, cause_txt="")
        del self.channels[id]

    def moves(self, id: str) -> None:
        """Somebody leads them out of the application: the dial plan has them, and their end is told to nobody."""
        if self.channels[id].bridge:
            self._leave(self.channels[id])
        self.playing.pop(id, ())
        self.entering.pop(id, "")
        self._event("StasisEnd", id)
        del self.channels[id]

    def takes_away(self, bridge: str, *, quietly: bool = False) -> None:
        """Somebody else than we does, or Asterisk itself."""
        for member in sorted(self.bridges[bridge][1]):
            self._leave(self.channels[member])
        del self.bridges[bridge]
        self.dissolving.add(bridge)
        if not quietly:
            self._raw("BridgeDestroyed", bridge={"id": bridge, "channels": []})

    def _comes_by(self, id: str, way: str) -> None:
        self.channels[id] = Channel(id=id, app_data="inbound,4000", state="Ring", far_end_of=way)
        self._event("StasisStart", id, args=["inbound", "4000"])

    def passes_on(self, id: str, *, to_us: str = "", to_us_first: bool = False) -> str:
        """Somebody in a bridge transfers it with the keys of their telephone: another channel is in their place, and leads to
        where they sent the others. Its id. `to_us`: that is a number of ours, and the call that comes in by it."""
        bridge, new = self.channels[id].bridge, f"1795346707.{next(self._stamp)}"
        self.channels[new] = Channel(id=new, app_data="", nameless=True, born=len(self.channels))
        if to_us and to_us_first:
            self._comes_by(to_us, new)
        self._event("StasisStart", new, args=[], replace_channel=self.channels[id].shown())
        if to_us and not to_us_first:
            self._comes_by(to_us, new)
        for playback, media in self.playing.pop(id, ()):
            self._playback("PlaybackFinished", playback, id, media, "failed")
        if bridge:
            self._leave(self.channels[id])
            self.channels[new].bridge = bridge
            self.bridges[bridge][1].add(new)
            self._event("ChannelEnteredBridge", new, bridge={"id": bridge})
        for name in [one for one, of in self.recordings_of.items() if of == id]:
            self._recorded(name)
        self._event("StasisEnd", id)
        del self.channels[id]
        return new

    def hears(self, id: str) -> None:
        """What is being said to them is over."""
        if self.playing.get(id):
            playback, media = self.playing[id].popleft()
            self.heard.append((id, media))
            self._playback("PlaybackFinished", playback, id, media, "done")
            self._silence(id)

    def restarts(self) -> None:
        """All is lost, and nobody is told."""
        for mine in (
            self.channels,
            self.bridges,
            self.playing,
            self.recordings,
            self.recordings_of,
            self.entering,
            self.events,
        ):
            mine.clear()

    # --- what the protocol sees ---

    def answer(self, request: Request) -> str:
        status, body = self._obey(request)
        if status >= 400 and status not in (404, 409):
            self.refusals.append(f"{request.method} {request.path} {dict(request.query)}: {status} {body}")
        assert not self.wanted or "RESTResponse" in self.wanted, "a real one would not send this answer"
        frame = {"type": "RESTResponse", "request_id": request.id, "status_code": status}
        return json.dumps(frame | ({} if body is None else {"message_body": json.dumps(body)}))

    def _obey(self, request: Request) -> tuple[int, Any]:
        path, query = [unquote(part) for part in request.path.split("/")], dict(request.query)
        match request.method, path:
            case "GET", ["channels"]:
                return 200, [one.shown() for one in reversed(self.channels.values())]
            case "GET", ["bridges"]:
                return 200, [
                    {"id": id, "name": name, "channels": sorted(members)}
                    for id, (name, members) in self.bridges.items()
                ]
            case "GET", ["playbacks", id]:
                return (
                    (200, {"id": id})
                    if any(id == one for each in self.playing.values() for one, _ in each)
                    else (404, None)
                )
            case "POST", ["applications", _, "subscription"]:
                self.watched.add(query["eventSource"].removeprefix("channel:"))
                return 200, {}
            case "PUT", ["applications", _, "eventFilter"]:
                self.wanted = {one["type"] for one in json.loads(request.body)["allowed"]}
                return 200, {}
            case "POST", ["events", "user", name]:
                if self.is_ours:
                    self._raw("ChannelUserevent", eventname=name)
                return 204, None
            case "POST", ["channels"]:
                return self._originate(query)
            case _, ["channels", id, *_] if id not in self.channels:
                return 404, {"message": "Channel not found"}
            case "DELETE", ["channels", id]:
                self.hangs_up(id, int(query.get("reason_code", 16)))
                return 204, None
            case _, ["channels", id, *what]:
                return self._on_channel(request.method, self.channels[id], what, query)
            case "DELETE", ["playbacks", id]:
                return self._stop(id)
            case "POST", ["bridges", _] if self.makes_no_bridges:
                return 500, {"message": "no bridge could be made"}
            case "POST", ["bridges", id]:
                if id in self.bridges or id in self.dissolving:
                    return 409, {"message": f"Bridge with id '{id}' already exists"}
                self.bridges[id] = (query.get("name", ""), set())
                return 200, {}
            case _, ["bridges", id, *_] if id not in self.bridges:
                return 404, {"message": "Bridge not found"}
            case "DELETE", ["bridges", id]:
                if self.bridges[id][1]:
                    self.refusals.append(f"a bridge is taken away with {sorted(self.bridges[id][1])} in it")
                self.takes_away(id)
                return 204, None
            case "POST", ["bridges", id, "addChannel"]:
                return self._add(id, query["channel"].split(","))
            case "POST", ["bridges", id, "removeChannel"]:
                return self._remove(id, query["channel"].split(","))
            case "POST", ["bridges", _, "record"]:
                return self._record(query["name"])
            case "GET", ["recordings", "live", name]:
                state = "paused" if self.recordings.get(name) else "recording"
                return (200, {"name": name, "state": state}) if name in self.recordings else (404, None)
            case "GET", ["recordings", "stored", name]:
                return (200, {"name": name, "format": "wav"}) if name in self.stored else (404, None)
            case _, ["recordings", "live", name, what]:
                return self._recording(request.method, name, what)
        return 400, {"message": f"the fake does not know {request.method} {request.path}"}

    def _originate(self, query: dict[str, str]) -> tuple[int, Any]:
        id = query["channelId"]
        if any(one.startswith(id) for one in self.channels):
            return 409, {"message": "Channel with given unique ID already exists"}
        if query["endpoint"] in self.unreachable:
            return 500, {"message": "Allocation failed"}
        self.channels[id] = Channel(id=id, app_data=query["appArgs"], number=query.get("callerId", ""))
        return 200, {"id": id}

    def _on_channel(self, method: str, channel: Channel, what: list[str], query: dict[str, str]) -> tuple[int, Any]:
        match what:
            case ["answer"]:
                if channel.state != "Up":
                    channel.state = "Up"
                    self._event("ChannelStateChange", channel.id)
            case ["moh"]:
                channel.music = method == "POST"
            case ["play", playback]:
                if any(playback == one for one, _ in self.playing.get(channel.id, ())):
                    return 409, {"message": "Playback exists"}
                self.playing.setdefault(channel.id, deque()).append((playback, query["media"]))
                return 201, {}
            case ["record"]:
                self.recordings_of[query["name"]] = channel.id
                return self._record(query["name"])
            case ["variable"] if method == "POST":
                channel.variables[query["variable"]] = query["value"]
            case ["variable"]:
                value = channel.variables.get(query["variable"])
                return (200, {"value": value}) if value else (404, {"message": "Provided variable was not found"})
            case ["snoop", _] if self.cannot_snoop:
                return 500, {"message": "Snoop failed"}
            case ["snoop", id]:
                self.channels[id] = Channel(id=id, app_data=query["appArgs"], state="Up")
                self._event("StasisStart", id, args=[unquote(one) for one in query["appArgs"].split(",")])
                return 200, {}
            case ["ring"] | ["mute"]:
                pass
            case _:
                return 400, {"message": f"the fake does not know {what}"}
        return 204, None

    def _stop(self, playback: str) -> tuple[int, Any]:
        for channel, playing in self.playing.items():
            for one in list(playing):
                if one[0] == playback:
                    playing.remove(one)
                    self._playback("PlaybackFinished", playback, channel, one[1], "done")
                    self._silence(channel)
                    return 204, None
        return 404, {"message": "Playback not found"}

    def _add(self, bridge: str, ids: list[str]) -> tuple[int, Any]:
        if any(id not in self.channels for id in ids):
            return 400, {"message": "Channel not found"}
        if any(self.channels[id].state != "Up" and not self.channels[id].nameless for id in ids):
            return 409, {"message": "Channel not in Stasis application"}
        if busy := [id for id in ids if id in self.recordings_of.values()]:
            return 409, {"message": f"Channel {busy[0]} currently recording"}
        for id in ids:
            if self.playing.get(id):
                self.entering[id] = bridge
            else:
                self._enter(bridge, id)
        return 204, None

    def _enter(self, bridge: str, id: str) -> None:
        if self.channels[id].bridge not in ("", bridge):
            self._leave(self.channels[id])
        self.channels[id].bridge = bridge
        self.bridges[bridge][1].add(id)
        self._event("ChannelEnteredBridge", id, bridge={"id": bridge})

    def _silence(self, id: str) -> None:
        bridge = "" if self.playing.get(id) else self.entering.pop(id, "")
        if id in self.channels and bridge in self.bridges:
            self._enter(bridge, id)

    def _remove(self, bridge: str, ids: list[str]) -> tuple[int, Any]:
        if any(id not in self.channels for id in ids):
            return 400, {"message": "Channel not found"}
        if any(self.channels[id].bridge != bridge for id in ids):
            return 422, {"message": "Channel not in this bridge"}
        for id in ids:
            self._leave(self.channels[id])
        return 204, None

    def _leave(self, channel: Channel) -> None:
        if channel.bridge in self.bridges:
            self.bridges[channel.bridge][1].discard(channel.id)
        self._event("ChannelLeftBridge", channel.id, bridge={"id": channel.bridge})
        channel.bridge = ""

    def _record(self, name: str) -> tuple[int, Any]:
        if name in self.recordings:
            return 409, {"message": "exists"}
        self.recordings[name] = False
        return 201, {"name": name}

    def _recorded(self, name: str) -> None:
        del self.recordings[name]
        self.stored.add(name)
        of = self.recordings_of.pop(name, "")
        target = {"target_uri": f"channel:{of}"} if of else {}
        self._raw("RecordingFinished", recording={"name": name, "duration": 2, **target})

    def _recording(self, method: str, name: str, what: str) -> tuple[int, Any]:
        if name not in self.recordings:
            return 404, {"message": "Recording not found"}
        if what == "stop":
            self._recorded(name)
        elif what == "pause" and self.cannot_pause:
            return 409, {"message": "Recording not in progress"}
        elif what == "pause":
            self.recordings[name] = method == "POST"
        return 204, None

    # --- events ---

    def _up(self, id: str) -> bool:
        return id in self.channels and self.channels[id].state == "Up"

    def _event(self, type: str, id: str, **more: Any) -> None:
        self._raw(type, channel=self.channels[id].shown(), **more)

    def _playback(self, type: str, id: str, channel: str, media: str, state: str) -> None:
        self._raw(type, playback={"id": id, "media_uri": media, "target_uri": f"channel:{channel}", "state": state})

    def _raw(self, type: str, **fields: Any) -> None:
        if self.wanted and type not in self.wanted:
            return
        self.events.append(
            json.dumps({"type": type, "timestamp": f"t{next(self._stamp)}", "application": APP, **fields})
        )
