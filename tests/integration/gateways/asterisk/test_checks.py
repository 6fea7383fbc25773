"""`callcenter gateway check` and `conf`, against an ARI that is a small web server: what is missing is told, with what to do."""

import asyncio
import base64
import json
import string
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from callcenter.cli import gateways as verbs
from callcenter.cli import run
from callcenter.gateways.asterisk.checks.everything import Wish, checked
from callcenter.gateways.asterisk.checks.finding import State
from callcenter.gateways.asterisk.checks.modules import ANY_OF, NEEDED
from callcenter.gateways.asterisk.checks.words import WORDS
from callcenter.gateways.asterisk.conf import lines
from callcenter.model.gateways import AsteriskPolicy, Voice
from callcenter.model.site import Site
from tests.unit.site import every, tiny

SPEAKS = (
    "import sys, wave\nwith wave.open(sys.argv[1], 'wb') as out:\n"
    "    out.setnchannels(1); out.setsampwidth(2); out.setframerate(8000); out.writeframes(bytes(800))\n"
)
MODULES = {module for modules in (*NEEDED.values(), *ANY_OF.values()) for module in modules} | {
    "res_pjsip.so", "chan_pjsip.so", "res_rtp_asterisk.so", "res_websocket_client.so",
}  # fmt: skip


@dataclass
class FakeAri:
    """What it is asked, and what there is."""

    modules: set[str] = field(default_factory=lambda: set(MODULES))
    apps: set[str] = field(default_factory=lambda: {"callcenter"})
    endpoints: dict[str, str] = field(default_factory=lambda: {"carrier": "online", "2001": "online"})
    plays: bool = True
    read_only: bool = False
    status: int = 200
    version: str = "22.5.0"
    asked: list[tuple[str, str]] = field(default_factory=list)
    events: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        self.asked.append((request.method, path))
        if self.status != 200:
            return web.Response(status=self.status)
        if request.headers["Authorization"] != "Basic " + base64.b64encode(b"callcenter:right").decode():
            return web.Response(status=401)
        if path == "events":
            return await self._socket(request)
        if request.method != "GET":
            return self._done(request, path)
        match path.split("/"):
            case ["asterisk", "info"]:
                return web.json_response({"system": {"version": self.version}})
            case ["asterisk", "modules"]:
                rows = [{"name": name, "status": "Running"} for name in sorted(self.modules)]
                return web.json_response([*rows, {"name": "bridge_holding.so", "status": "Not Running"}])
            case ["applications", app]:
                return web.json_response({}, status=200 if app in self.apps else 404)
            case ["endpoints", "PJSIP", name]:
                known = name in self.endpoints
                return web.json_response({"state": self.endpoints.get(name)}, status=200 if known else 404)
            case ["asterisk", "variable"]:
                known = request.query["variable"] == "DIALPLAN_EXISTS(inside,li)"
                return web.json_response({"value": "1" if known else "0"})
        return web.json_response({"message": "?"}, status=404)

    def _done(self, request: web.Request, path: str) -> web.Response:
        if self.read_only:
            return web.json_response({"message": "Forbidden"}, status=403)
        if path.endswith("/play"):
            state = "done" if self.plays and "missing" not in request.query["media"] else "failed"
            self.events.put_nowait({"type": "PlaybackStarted", "playback": {"id": "p1"}})
            self.events.put_nowait({"type": "PlaybackFinished", "playback": {"id": "p1", "state": state}})
        return web.json_response({"id": "p1"})

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        sending = asyncio.create_task(self._send(socket))
        async for _ in socket:
            pass
        sending.cancel()
        return socket

    async def _send(self, socket: web.WebSocketResponse) -> None:
        while True:
            await socket.send_json(await self.events.get())


@dataclass
class Bench:
    ari: FakeAri
    site: Site
    address: str
    voice: Voice

    async def found(
        self, password: str = "right", endpoints: dict[str, list[str]] | None = None, **policy: Any
    ) -> dict[str, list[str]]:
        """What is missing or worth a note, in English, by its code."""
        told = AsteriskPolicy(**{"address": self.address, "voice": self.voice, **policy})
        wish = Wish(
            site=self.site,
            name="pbx1",
            policy=told,
            variable="CALLCENTER_SECRET_PBX1",
            password=password,
            endpoints={"PJSIP/2001": ["li"]} if endpoints is None else endpoints,
            address=told.address,
            server="http://127.0.0.1:1",
        )
        found: dict[str, list[str]] = {}
        async for finding in checked(wish):
            assert finding.said("zh-CN") != finding.said("en")
            if finding.state is not State.OK:
                found.setdefault(finding.code, []).append(finding.said("en"))
        return found


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    ari = FakeAri()
    app = web.Application()
    app.router.add_route("*", "/ari/{path:.*}", ari.answer)
    sockets = 'callcenter_http_sockets{route="/gateways/{gateway}/ari"} 1.0\n'

    async def metrics(request: web.Request) -> web.Response:
        return web.Response(text=sockets if ari.apps else "# none\n")

    app.router.add_get("/metrics", metrics)
    (tmp_path / "speak.py").write_text(SPEAKS)
    voice = Voice(command=(sys.executable, str(tmp_path / "speak.py"), "{file}"), keep=str(tmp_path / "kept"))
    async with TestServer(app) as server:
        address = str(server.make_url("/ari")).replace("http", "ws", 1)
        yield Bench(ari, tiny.good(tmp_path / "site", every.FILES), address, voice)


async def test_when_all_is_there_only_the_numbers_are_told(bench: Bench) -> None:
    found = await bench.found()
    assert list(found) == ["entry.note"]
    assert "Stasis(callcenter,inbound,NUMBER)" in found["entry.note"][0]
    assert ("DELETE", "bridges/callcenter-check-bridge") in bench.ari.asked


async def test_each_module_that_is_missing_is_named_with_what_it_is_for(bench: Bench) -> None:
    for module in sorted(
        MODULES - {"res_websocket_client.so", *(each for any_of in ANY_OF.values() for each in any_of)}
    ):
        bench.ari.modules = MODULES - {module}
        told = (await bench.found())["module.missing"]
        assert len(told) == 1
        assert f"`module load {module}`" in told[0]
    bench.ari.modules = MODULES - set(ANY_OF["telephones' sound", "话机音频"])
    assert "codec_ulaw.so" in (await bench.found())["module.missing"][0]
    bench.ari.modules = MODULES - {"chan_pjsip.so"}
    assert "module.missing" not in await bench.found(dial="Local/{number}@out", endpoints={})


async def test_who_is_not_let_in_hears_why(bench: Bench) -> None:
    assert "(401): ari.conf needs [callcenter]" in (await bench.found(password="wrong"))["login.refused"][0]
    assert "CALLCENTER_SECRET_PBX1 is not set" in (await bench.found(password=""))["secret.missing"][0]
    bench.ari.read_only = True
    assert "read_only=no" in (await bench.found())["login.read_only"][0]
    bench.ari.status = 404
    assert "enabled=yes in ari.conf" in (await bench.found())["reach.no_ari"][0]
    assert "does not answer" in (await bench.found(address="ws://127.0.0.1:1/ari"))["reach.unreachable"][0]


async def test_telephones_are_looked_up(bench: Bench) -> None:
    bench.ari.endpoints["2002"] = "offline"
    endpoints = {
        name: ["li"] for name in ("PJSIP/2001", "PJSIP/2002", "PJSIP/2003", "Local/li@inside", "Local/no@inside")
    }
    found = await bench.found(endpoints={**endpoints, "+8613800000001": ["wang"], "PJSIP/9@nowhere": ["sun"]})
    assert [text.split()[0] for text in found["endpoint.offline"]] == ["PJSIP/2002"]
    assert [text.split()[0] for text in found["endpoint.unknown"]] == [
        "PJSIP/2003",
        "Local/no@inside",
        "PJSIP/9@nowhere",
    ]
    assert [text.split()[0] for text in found["endpoint.unasked"]] == ["+8613800000001"]
    assert "agents.none" in await bench.found(endpoints={})
    assert "PJSIP/{number}@trunk (dial)" in (await bench.found(dial="PJSIP/{number}@trunk"))["endpoint.unknown"][0]


async def test_a_voice_that_fails_and_a_sound_that_is_not_there_are_told(bench: Bench) -> None:
    silent = Voice(command=("no-such-program", "{file}"))
    assert "apt-get install no-such-program" in (await bench.found(voice=silent))["voice.failed"][0]
    recorded = Voice(command=bench.voice.command, keep=bench.voice.keep, recorded={"Bye.": "custom/missing"})
    assert [text.split(":")[1] for text in (await bench.found(voice=recorded))["play.failed"]] == ["custom/missing"]
    bench.ari.plays = False
    assert "voice.seen_as" in (await bench.found())["play.failed"][0]


async def test_an_old_version_an_unknown_application_and_music_are_told(bench: Bench) -> None:
    bench.ari.version, bench.ari.apps = "18.9.0", set()
    found = await bench.found(music="quiet")
    assert {"version.old", "app.unknown", "music.note"} <= set(found)


async def test_when_asterisk_connects_to_us_it_is_told_how_to_have_it_looked_at(bench: Bench) -> None:
    assert set(await bench.found(address="")) == {"server.unreachable", "server.look", "play.untried", "entry.note"}


async def test_our_servers_figures_tell_whether_it_is_connected(bench: Bench) -> None:
    policy = AsteriskPolicy(voice=bench.voice)
    server = bench.address.replace("ws", "http", 1).removesuffix("/ari")
    wish = Wish(
        site=bench.site, name="pbx1", policy=policy, variable="V", password="p", endpoints={}, address="", server=server
    )
    assert "server.ok" in [finding.code async for finding in checked(wish)]
    bench.ari.apps = set()
    assert "server.alone" in [finding.code async for finding in checked(wish)]


def test_every_finding_has_both_languages_with_the_same_facts() -> None:
    for code, words in WORDS.items():
        named = [{name for _, name, _, _ in string.Formatter().parse(words[tag]) if name} for tag in ("en", "zh")]
        assert {n.removesuffix("_en") for n in named[0]} == {n.removesuffix("_zh") for n in named[1]}, code


# --- the verbs ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    files = dict(every.FILES)
    files["site.yaml"] = files["site.yaml"].replace("ws://127.0.0.1:8088/ari", "ws://127.0.0.1:1/ari")
    return tiny.write(tmp_path / "site", files)


def test_the_verb_ends_with_one_when_something_is_missing(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = f"sqlite:///{tmp_path}/none.db"
    assert verbs.check_gateway("pbx1", site=site, database=database, json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert not told["ok"]
    assert {"secret.missing", "reach.unreachable"} <= {each["check"] for each in told["findings"]}
    assert verbs.check_gateway("pbx1", site=site, database=database, language="zh") == 1
    assert "无应答" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (["pbx"], 2, "pbx is of kind http"),
        (["nope"], 2, "the site declares no gateway 'nope'"),
    ],
)
def test_another_gateway_is_no_matter_for_it(
    site: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, why: str
) -> None:
    with pytest.raises(SystemExit) as left:
        run(["gateway", "check", *words, "--site", str(site)])
    assert left.value.code == code
    assert why in capsys.readouterr().err


def test_the_lines_to_add_are_printed_for_both_ways(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verbs.conf("pbx1", site=site)
    assert "[calls]\ntype = user" in capsys.readouterr().out
    out = lines("pbx2", AsteriskPolicy(), "CALLCENTER_SECRET_PBX2", "https://calls.example")
    assert "uri = wss://calls.example/gateways/pbx2/ari" in out
    assert "tls_enabled = yes" in out
    assert "Stasis(callcenter,inbound,${EXTEN})" in out
    inward = lines("pbx2", AsteriskPolicy(address="ws://pbx.example/ari"), "V", "http://127.0.0.1:8080")
    assert "bindaddr = 0.0.0.0\nbindport = 80\n" in inward
