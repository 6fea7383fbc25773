"""The demo bank's core systems in one small web service: what flows look up, and who proves to be whom.

It stands beside the contact centre as a bank's own service would: reached over HTTP alone, on the loopback, with a key.
Everything it tells is made up (bank.yaml, bank-data.yaml) and the same at every start; only the exchange rates move.
"""

import hmac
import math
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from aiohttp import web

from callcenter.clock import Clock
from callcenter.demo.bank import document
from callcenter.services.passwords import Passwords

Document = Mapping[str, Any]
Answer = dict[str, Any]
ZONE = ZoneInfo("Asia/Shanghai")
MOST_WRONG = 5
"""Wrong PINs after which a customer's telephone banking is locked, until the demo ends."""
CARD_DIGITS = 8
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip


def data() -> Document:
    """What bank-data.yaml says."""
    loaded: Document = yaml.safe_load(files("callcenter.demo").joinpath("bank-data.yaml").read_text("utf-8"))
    return loaded


class BankData:
    """The answers, without HTTP. What is not there is None."""

    def __init__(self, clock: Clock, passwords: Passwords | None = None) -> None:
        told = data()
        self._clock, self._passwords = clock, passwords or Passwords()
        self._people: Document = {one["id"]: one for one in document()["customers"]}
        self._secrets: Document = told["customers"]
        self._accounts: Document = told["accounts"]
        self._rates, self._branches, self._fees = told["rates"], told["branches"], told["fees"]
        self._usual_limits = told["limits"]
        self._wrong: Counter[str] = Counter()

    # --- about one customer -------------------------------------------------------------------------------------------

    def account(self, customer: str, language: str) -> Answer | None:
        facts = self._facts(customer)
        if facts is None or "balance" not in facts:
            return None
        return {
            "available": facts["balance"],
            "currency": "CNY",
            "status": facts["account_status"],
            "tail": facts["card_tail"],
            "as_of": self._now().strftime("%H:%M"),
        }

    def card(self, customer: str, language: str) -> Answer | None:
        """`due` in words: a day the customer can be told. `days`: how long ago it arrived."""
        facts = self._facts(customer)
        if facts is None or "card_status" not in facts:
            return None
        status = facts["card_status"]
        days = {"made": 4, "sent": 2, "arrived": -1}.get(status)
        due = {} if days is None else {"due": _day(self._now() + timedelta(days=days), language)}
        if status == "arrived":
            due["days"] = "1"
        return {"status": status, "tail": facts["card_tail"], **due}

    def transfer(self, customer: str, language: str) -> Answer | None:
        """The newest."""
        facts = self._facts(customer)
        if facts is None or "transfer_status" not in facts:
            return None
        status = facts["transfer_status"]
        sent = self._now() - timedelta(days={"processing": 0, "done": 1, "returned": 2}[status])
        return {"status": status, "amount": facts["last_transfer"], "currency": "CNY", "day": _day(sent, language)}

    def limits(self, customer: str, language: str) -> Answer:
        """Whoever has no limits of their own, or is nobody we know, has the usual ones."""
        facts = self._facts(customer) or {}
        if facts.get("limit_kind") != "own":
            return {"kind": "usual", "day": self._usual_limits["transfer"], "cash": self._usual_limits["cash"]}
        own = {"kind": "own", "day": facts["limit_day"], "left": facts["limit_left"]}
        return {**own, "cash": self._usual_limits["cash"]}

    def _facts(self, customer: str) -> Document | None:
        person = self._people.get(customer)
        return {**person.get("facts", {}), **self._accounts.get(customer, {})} if person else None

    # --- about everybody ----------------------------------------------------------------------------------------------

    def rate(self, currency: str, language: str) -> Answer | None:
        """Yuan for one unit; moves by the minute, and is the same for everybody in one."""
        wanted = currency.strip().casefold()
        for code, row in self._rates.items():
            if wanted == code.casefold() or wanted in row["words"]:
                return self._rate(code, row)
        return None

    def _rate(self, code: str, row: Document) -> Answer:
        now = self._now()
        minute = now.hour * 60 + now.minute
        turn = 2 * math.pi * minute / 1440
        wave = math.sin(turn * 3 + len(code) + ord(code[0])) * 0.6 + math.sin(turn * 11 + ord(code[1])) * 0.4
        sell = row["sell"] * (1 + 0.005 * wave)
        buy = sell - row["spread"]
        return {"currency": code, "sell": f"{sell:.4f}", "buy": f"{buy:.4f}", "as_of": now.strftime("%H:%M")}

    def branch(self, wanted: str, language: str) -> Answer | None:
        """By number or city."""
        word = wanted.strip().casefold().removesuffix("市")
        found = self._branches.get(word) or next(
            (row for row in self._branches.values() if word in {name.casefold() for name in row["city"].values()}), None
        )
        if found is None:
            return None
        words = _words(language)
        return {
            "name": found["name"][words],
            "city": found["city"][words],
            "address": found["address"][words],
            "hours": _hours(found, language),
            "state": "open" if self._is_open(found) else "closed",
        }

    def _is_open(self, branch: Document) -> bool:
        now = self._now()
        hours = _today(branch, now)
        return hours is not None and hours[0] <= now.strftime("%H:%M") < hours[1]

    def fee(self, kind: str, language: str) -> Answer | None:
        found = self._fees.get(kind)
        return dict(found) if found else None

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now(), ZONE)

    # --- who proves to be whom ----------------------------------------------------------------------------------------

    def identify(self, answer: str) -> Answer:
        """By the last eight digits of a card, or by a telephone number; a number of several customers proves nothing."""
        digits = "".join(sign for sign in answer if sign.isdigit())
        found = [id for id, row in self._secrets.items() if len(digits) == CARD_DIGITS and row["card"] == digits]
        found = found or [id for id, row in self._people.items() if _has_number(row, digits)]
        if len(found) != 1:
            return {"right": False}
        return {"right": True, "customer": found[0], "tail": self._accounts[found[0]]["card_tail"]}

    async def verify(self, customer: str, answer: str) -> Answer | None:
        """By the telephone PIN."""
        row = self._secrets.get(customer)
        if row is None:
            return None
        if self._wrong[customer] >= MOST_WRONG:
            return {"right": False, "state": "locked"}
        if await self._passwords.matches(row["pin"], "".join(sign for sign in answer if sign.isdigit())):
            self._wrong[customer] = 0
            return {"right": True, "customer": customer, "state": "open"}
        self._wrong[customer] += 1
        return {"right": False, "state": "locked" if self._wrong[customer] >= MOST_WRONG else "open"}


def _today(branch: Document, now: datetime) -> list[str] | None:
    day = "weekday" if now.weekday() < 5 else ("saturday", "sunday")[now.weekday() - 5]
    hours: list[str] | None = branch.get(day)
    return hours


def _has_number(person: Document, digits: str) -> bool:
    """A number is keyed in with or without its country code."""
    return len(digits) >= 7 and any(digits in (n.lstrip("+"), n.removeprefix("+86")) for n in person.get("phones", ()))


def _words(language: str) -> str:
    return "en" if language.casefold().startswith("en") else "zh-CN"


def _day(at: datetime, language: str) -> str:
    if _words(language) == "en":
        return f"{at.day} {_MONTHS[at.month - 1]}"
    return f"{at.month}月{at.day}日"


def _hours(branch: Document, language: str) -> str:
    """In a sentence's part that can be read aloud."""
    english = _words(language) == "en"
    names = {
        "weekday": "Monday to Friday" if english else "周一到周五",
        "saturday": "Saturday" if english else "周六",
        "sunday": "Sunday" if english else "周日",
    }
    parts = [
        f"{name} {branch[day][0]} {'to' if english else '到'} {branch[day][1]}"
        for day, name in names.items()
        if day in branch
    ]
    return ", ".join(parts) if english else "，".join(parts)


# --- over HTTP --------------------------------------------------------------------------------------------------------

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(bank: BankData, key: str) -> web.Application:
    """`key` is the bearer token everybody must bring."""

    @web.middleware
    async def locked(request: web.Request, handler: Handler) -> web.StreamResponse:
        said = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(said, f"Bearer {key}".encode()):
            return _said({"error": "Bring the key as a bearer token."}, 401)
        return await handler(request)

    app = web.Application(middlewares=[locked], client_max_size=4096)
    for path, asked in (
        ("/accounts/{about}", bank.account),
        ("/cards/{about}", bank.card),
        ("/transfers/{about}", bank.transfer),
        ("/limits/{about}", bank.limits),
        ("/rates/{about}", bank.rate),
        ("/branches/{about}", bank.branch),
        ("/fees/{about}", bank.fee),
    ):
        app.router.add_get(path, _told(asked))
    app.router.add_post("/identify", _judged(lambda told: _identified(bank, told)))
    app.router.add_post("/verify", _judged(lambda told: bank.verify(told["customer"], told["answer"])))
    return app


def _told(asked: Callable[[str, str], Answer | None]) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return _said(asked(request.match_info["about"], request.query.get("language", "zh-CN")))

    return handler


async def _identified(bank: BankData, told: Mapping[str, str]) -> Answer | None:
    return bank.identify(told["answer"])


def _judged(asked: Callable[[Mapping[str, str]], Awaitable[Answer | None]]) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            told = await request.json()
        except ValueError:
            told = None
        if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in ("customer", "answer")):
            return _said({"error": "A JSON object with customer and answer is wanted."}, 400)
        return _said(await asked(told))

    return handler


def _said(answer: Answer | None, status: int = 200) -> web.Response:
    if answer is None:
        return web.json_response({"error": "There is none."}, status=404)
    return web.json_response(answer, status=status)


@asynccontextmanager
async def opened_bank_data(clock: Clock, key: str, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """The service, until the block is left; its address. Port 0 takes a free one. Raises `OSError` when it is taken."""
    runner = web.AppRunner(
        application(BankData(clock), key), access_log=None, handle_signals=False, shutdown_timeout=1.0
    )
    await runner.setup()
    try:
        place = web.TCPSite(runner, host, port)
        await place.start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
