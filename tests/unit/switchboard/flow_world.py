"""A flow with every kind of node, its sources, and how a customer gets anywhere in it by keys."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.customer import NOBODY, Known
from callcenter.model.flow import (
    Branch,
    Check,
    Choice,
    ChooseLanguage,
    Decide,
    Flow,
    Gather,
    HangUp,
    Hours,
    LookUp,
    Menu,
    Node,
    Proof,
    Say,
    SendText,
    SetFacts,
    Survey,
    ToCallback,
    ToQueue,
    ToVoicemail,
    Transfer,
)
from callcenter.model.site import Calendar, EntryPoint, Handling, IntentPolicy, Period, Service, Site, Source
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.invariants import violations
from callcenter.testing.day import Day
from callcenter.testing.sites import both, small_site

NIGHTS = Calendar(name="nights", zone="Asia/Shanghai", weekly=(Period(weekday=0, opens=1200, closes=1800),))
"""The clock of the tests begins on a Friday afternoon."""
DIALLED = "+861069950001"
"""Leads into the flow "all"."""
OUTSIDE = "+862155590110"
LEADS: dict[str, str] = {
    "1": "look",
    "2": "who",
    "3": "grade",
    "4": "call",
    "5": "record",
    "6": "through",
    "7": "text",
    "8": "open",
    "9": "set",
    "*1": "number",
    "*2": "pin",
}
"""Key of the main menu to the node behind it."""


def _menu(**leads: str) -> Menu:
    keys = {key.removeprefix("k").replace("s", "*"): to for key, to in leads.items()}
    choices = tuple(Choice(key=key, next=to, label=both(to)) for key, to in keys.items())
    return Menu(prompt=both("What now?"), written=both("What now, in writing?"), choices=choices)


NODES: dict[str, Node] = {
    "language": ChooseLanguage(prompt={"zh-CN": "中文请按1。", "en": "For English press 2."}, next="menu"),
    "menu": _menu(**{f"k{key.replace('*', 's')}": to for key, to in LEADS.items()}),
    "look": LookUp(
        source="account", arguments={"card": "facts.card"}, text=both("One moment."), next="balance", failed="sorry"
    ),
    "balance": Say(text=both("You have {balance}."), next="menu"),
    "sorry": Say(text=both("I cannot look that up."), next="menu"),
    "who": Check(
        proof=Proof.IDENTIFY, prompt=both("Your card number?"), source="who", next="pin", failed="people",
        unavailable="sorry", attempts=2,
    ),
    "pin": Check(
        proof=Proof.VERIFY, prompt=both("Your PIN?"), source="pin", next="menu", failed="people", unavailable="people"
    ),
    "grade": Survey(prompt=both("How was it?"), next="bye"),
    "call": ToCallback(queue="cards"),
    "record": ToVoicemail(queue="cards"),
    "through": Transfer(number=OUTSIDE, queue="cards"),
    "text": SendText(text=both("Our address."), next="menu"),
    "open": Hours(calendar="nights", open="people", closed="call"),
    "set": SetFacts(facts=(("kind", "'card'"),), next="branch"),
    "branch": Branch(fact="kind", cases={"card": "decide"}, otherwise="people"),
    "decide": Decide(ways=(("facts.balance != ''", "grade"),), otherwise="people"),
    "number": Gather(prompt=both("Which number?"), store="card", max_digits=4, next="look"),
    "people": ToQueue(queue="cards"),
    "bye": HangUp(text=both("Goodbye.")),
}  # fmt: skip
FLOW = Flow(name="all", title=both("Everything"), start="language", nodes=NODES, version="v1")
SOURCES = {
    "account": Source(name="account", service="bank", path="/a", gives={"balance": "/b"}, timeout=2.0),
    "who": Source(name="who", service="bank", path="/w", method="POST", timeout=2.0),
    "pin": Source(name="pin", service="bank", path="/p", method="POST", timeout=2.0),
}


def with_everything(site: Site) -> Site:
    """The site with the flow, as a number to dial and as the answer to an intent. It must have the calendar "nights"."""
    wish = IntentPolicy(name="anything", title=both("Anything"), handling=Handling(flow="all"))
    return replace(
        site,
        flows={**site.flows, "all": FLOW},
        sources=SOURCES,
        services={"bank": Service(name="bank", url="http://127.0.0.1:8090")},
        entry_points={**site.entry_points, DIALLED: EntryPoint(address=DIALLED, flow="all")},
        intents={**site.intents, "anything": wish},
    )


def flow_site(version: str = "flows") -> Site:
    return with_everything(replace(small_site(version), calendars={"nights": NIGHTS}))


class FlowDay(Day):
    """A day on that site. Every promise is asked after every event."""

    def __init__(self) -> None:
        super().__init__(flow_site(), after_each=self._holds)

    def _holds(self, board: Switchboard) -> None:
        if not board.due_timers(self.clock.now()):
            assert violations(board, self.clock.now()) == []

    def at(self, *keys: str, caller: str = "+8613800000001", known: Known = NOBODY) -> str:
        """Somebody dials the flow, chooses English, and these keys of its menu."""
        call = self.call(caller, to=DIALLED, known=known)
        for key in ("2", *keys):
            self.keys(call, key)
        return call

    def node(self, call: str) -> str:
        """Where the call stands, in brackets while a source is asked; empty: in no flow."""
        here = self.contact(call).dialogue
        return "" if here is None else f"({here.node})" if here.fetching else here.node

    def secret(self, call: str, token: str = "tok_1") -> None:
        self.happens(e.CustomerKeyed(gateway="pbx", call=call, digits="", sealed=token))

    def source_says(self, call: str, **answer: Any) -> None:
        here = self.contact(call).dialogue
        assert here is not None
        self.happens(e.LookUpAnswered(contact=self.contact(call).id, look_up=here.fetching, **answer))

    def lines(self, what: str) -> list[Mapping[str, Any]]:
        return [line.detail for line in self.done(c.Chronicle) if line.what == what]
