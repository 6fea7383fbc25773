"""A customer who asks for a balance on the telephone, and the bank that knows it, inside the test: it can keep one waiting."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from callcenter.app import DEMO_SITE
from callcenter.testing.clients import PATIENCE, Pbx
from tests.acceptance.floor import MAIN
from tests.house import HouseProcess, seed_demo_bank

KEY = "the bank's key"
CARD, PIN = "20378812", "144136"
"""Of cus_demo01, as docs/demo.md tells visitors."""
FLOW = """
title: { zh-CN: 查询余额, en: Balance }
start: who
nodes:
  who:
    identify: { zh-CN: 请输入卡号后八位。, en: "The last eight digits of your card, please." }
    source: identify
    next: pin
    failed: human
    unavailable: sorry
    max_digits: 8
  pin:
    verify: { zh-CN: 请输入电话银行密码。, en: "Your telephone PIN, please." }
    source: verify
    next: look
    failed: human
    unavailable: sorry
    max_digits: 12
    attempts: 5
  look:
    lookup: account
    next: told
    failed: sorry
  told:
    say: { zh-CN: "您的余额是{balance}元。", en: "Your balance is {balance} yuan." }
    next: more
  more:
    menu: { zh-CN: 再听一遍请按1，人工服务请按0。, en: "To hear it again press 1, for a person 0." }
    choices: { "1": { next: look } }
  sorry:
    say: { zh-CN: 系统暂时查不到，马上为您转人工。, en: "I cannot look that up at the moment. A colleague will help you." }
    next: human
  human: { queue: general }
"""


def proving_site(folder: Path) -> Path:
    """The demo bank's files; who wants the balance proves to be a customer first."""
    site = Path(shutil.copytree(DEMO_SITE, folder / "site"))
    (site / "flows" / "balance_enquiry.yaml").write_text(FLOW, "utf-8")
    text = (site / "site.yaml").read_text("utf-8")
    patient = text.replace("timeout: 3\n", "timeout: 10\n")  # a process comes up in real time
    patient = patient.replace("path: /accounts/{customer}\n", "path: /accounts/{customer}\n    timeout: 10\n")
    assert patient.count("timeout: 10\n") == text.count("timeout: 10\n") + 3
    (site / "site.yaml").write_text(patient, "utf-8")
    return site


@asynccontextmanager
async def serving(folder: Path, site: Path, service: str) -> AsyncIterator[HouseProcess]:
    house = HouseProcess(
        folder, site=site, environ={"CALLCENTER_SERVICE_BANK": service, "CALLCENTER_SERVICE_BANK_KEY": KEY}
    )
    await seed_demo_bank(house.database)
    try:
        await house.start()
        yield house
    finally:
        house.close()


class Bank:
    """Knows one customer. While `open` is not set nobody is answered."""

    def __init__(self, pin: str = PIN) -> None:
        self.pin, self.asked = pin, asyncio.Queue[str]()
        self.open = asyncio.Event()
        self.open.set()
        self.keys: list[str | None] = []

    async def handle(self, request: web.BaseRequest) -> web.Response:
        told: dict[str, Any] = await request.json() if request.method == "POST" else {}
        self.keys.append(request.headers.get("Authorization"))
        self.asked.put_nowait(request.path)
        await self.open.wait()
        if request.path == "/identify":
            return web.json_response({"right": told["answer"] == CARD, "customer": "cus_demo01", "tail": "8812"})
        if request.path == "/verify":
            return web.json_response({"right": told["answer"] == self.pin, "state": "open"})
        return web.json_response({"available": "128430.55", "status": "normal", "tail": "8812", "as_of": "09:30"})


@asynccontextmanager
async def open_bank(bank: Bank) -> AsyncIterator[str]:
    runner = web.ServerRunner(web.Server(bank.handle), shutdown_timeout=0.1)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        bank.open.set()
        await runner.cleanup()


class Caller:
    """One customer on the telephone."""

    def __init__(self, pbx: Pbx, call: str) -> None:
        self.pbx, self.call = pbx, call

    async def rings(self) -> None:
        await self.pbx.tell("call.arrived", call=self.call, language="en", **{"from": "+8613800000777", "to": MAIN})

    async def says(self, text: str) -> None:
        await self.pbx.tell("call.speech", call=self.call, text=text, language="en")

    async def keys(self, digits: str) -> None:
        await self.pbx.tell("call.digits", call=self.call, digits=digits)

    async def hears(self, *words: str) -> dict[str, Any]:
        """Any of these, said or asked, and taken off the list."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for command in self.pbx.commands:
                    said = str(command["args"].get("text", "")) + str(command["args"].get("prompt", ""))
                    if command.get("call") == self.call and any(one in said for one in words):
                        self.pbx.commands.remove(command)
                        return command
                self.pbx._new.clear()
                await self.pbx._new.wait()

    async def asks_for_the_balance(self) -> None:
        await self.rings()
        await self.pbx.command("gather", self.call)
        await self.says("what is my balance")
        await self.hears("last eight digits")

    async def proves(self, pin: str = PIN) -> None:
        await self.asks_for_the_balance()
        await self.keys(CARD)
        await self.hears("telephone PIN")
        await self.keys(pin)


def files(folder: Path) -> bytes:
    """The database, with whatever lies beside it."""
    found = list(folder.glob("house.db*"))
    assert found
    return b"".join(path.read_bytes() for path in found)


WAYS = """
title: { zh-CN: 各条路, en: Ways }
start: ask
nodes:
  ask:
    menu:
      zh-CN: 回电请按1，留言请按3，转出请按4，评分请按5，查询请按6，人工请按0。
      en: To be called back press 1, to leave a message 3, for insurance 4, to give a grade 5, your balance 6.
    choices:
      "1": { next: call, label: { zh-CN: 给我回电, en: Call me back } }
      "3": { next: record, label: { zh-CN: 留言, en: Leave a message } }
      "4": { next: outside, label: { zh-CN: 保险, en: Insurance } }
      "5": { next: grade, label: { zh-CN: 评分, en: Give a grade } }
      "6": { next: look, label: { zh-CN: 查询, en: My balance } }
  call: { callback: cards }
  record: { voicemail: cards }
  outside: { transfer: "+862150590120", queue: cards }
  grade:
    survey: { zh-CN: 请打一到七分。, en: "From 1 to 7, please." }
    next: bye
  look:
    lookup: account
    next: told
    failed: sorry
  told:
    say: { zh-CN: "您的余额是{balance}元。", en: "Your balance is {balance} yuan." }
    next: more
  more:
    menu: { zh-CN: 再听一遍请按1，没有了请按9。, en: "To hear it again press 1, if that is all 9." }
    choices:
      "1": { next: look, label: { zh-CN: 再听, en: Again } }
      "9": { next: bye, label: { zh-CN: 没有了, en: That is all } }
  sorry:
    say: { zh-CN: 系统暂时查不到，马上为您转人工。, en: "I cannot look that up. A colleague will help you." }
    next: human
  human: { queue: general }
  bye: { hang_up: { zh-CN: 再见。, en: Goodbye. } }
"""
WAYS_NUMBER = "+861069950222"


def ways_site(folder: Path) -> Path:
    """The demo bank's files with a number whose flow has every way out. The specialists are off duty until in three days."""
    site = Path(shutil.copytree(DEMO_SITE, folder / "site"))
    (site / "flows" / "ways.yaml").write_text(WAYS, "utf-8")
    settings = (site / "site.yaml").read_text("utf-8")
    entry = '  "*": { flow: welcome }\n'
    assert settings.count(entry) == 1
    entries = f'  "{WAYS_NUMBER}": {{ flow: ways }}\n  "*": {{ flow: ways }}\n'
    (site / "site.yaml").write_text(settings.replace(entry, entries), "utf-8")
    day = (datetime.now(UTC) + timedelta(days=3)).strftime("%a").lower()
    hours = (site / "calendars.yaml").read_text("utf-8")
    office, branches = hours.index("office:"), hours.index("branches:")
    closed = f"office:\n  zone: Asia/Shanghai\n  weekly:\n    {day}: 09:00-17:00\n"
    (site / "calendars.yaml").write_text(hours[:office] + closed + hours[branches:], "utf-8")
    return site
