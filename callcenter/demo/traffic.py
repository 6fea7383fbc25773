"""The demo bank's everyday: customers who call and write, colleagues who answer, and always something for the person
at the browser, whose proficiency is the highest so that the next suitable contact is theirs.
"""

import asyncio
import uuid
from collections.abc import Sequence
from random import Random
from typing import Any

import aiohttp

from callcenter.demo.agents import Frame, Habits, SimulatedAgent
from callcenter.demo.bank import PASSWORD, document
from callcenter.demo.call import Call, Presses, Says, Script
from callcenter.demo.chat import Chat, ChatScript
from callcenter.demo.gateway import Command, Gateway
from callcenter.demo.pace import Pace
from callcenter.demo.sentences import Sentences

COLLEAGUES = ("agent3", "agent4", "agent5", "agent6", "agent7", "agent8")
"""Simulated; agent1 and agent2 are for people at a browser."""
CALLS_PER_MINUTE = 8.0
WRITTEN = 0.2
"""Share of contacts that come in writing."""
UNKNOWN = 0.2
"""Share of callers no customer has the number of, or who withhold it."""
FIRST_AFTER = 2.0
"""Seconds until the first customer, who wants a person: something rings soon after the start."""
WEIGHTS = {
    "card_loss": 8, "card_stolen": 3, "fraud_report": 5, "balance_enquiry": 8, "branch_hours": 3, "card_arrival": 5,
    "exchange_rate": 3, "transfer_status": 5, "fees": 2, "card_activation": 12, "pin_reset": 10, "loan_enquiry": 10,
    "change_details": 10, "complaint": 6, "attitude_complaint": 3, "speak_to_human": 12,
}  # fmt: skip
"""How often each intent is stated."""
PRESSES = 0.35
"""Share of callers who press keys where their wish has one, and talk where it has none."""
TAKES = (40, 45, 8, 7)
"""How many of a hundred go on waiting, want to be called back, leave a message, or write, when that is proposed."""
GRADES = {"": 15, "1": 40, "2": 20, "3": 10, "4": 7, "5": 3, "6": 2, "7": 3}
"""Of a hundred who are asked for a grade; the first hang up."""
DISPOSITIONS = {
    "card_loss": "card_blocked", "card_stolen": "card_blocked", "fraud_report": "fraud_case_opened",
    "complaint": "complaint_opened", "attitude_complaint": "complaint_opened", "change_details": "details_changed",
}  # fmt: skip


async def traffic(
    base_url: str,
    secret: str,
    *,
    calls_per_minute: float = CALLS_PER_MINUTE,
    seed: int | None = None,
    password: str = PASSWORD,
    colleagues: Sequence[str] = COLLEAGUES,
    pace: Pace | None = None,
) -> None:
    """Runs until cancelled against the server at `base_url`, whose clock must go at the same `pace`.

    Raises RuntimeError when it refuses gateway or log-ins."""
    async with aiohttp.ClientSession() as client, asyncio.TaskGroup() as people:
        town = _Town(Gateway(client, base_url, secret), Random(seed), people, pace or Pace())
        people.create_task(town.gateway.run(), name="command socket")
        for name in colleagues:
            agent = SimulatedAgent(base_url, name, password, town.habits(), town.pace)
            people.create_task(agent.work(), name=f"agent {name}")
        await town.live(60.0 / calls_per_minute)


class _Town:
    """Everybody who may call."""

    def __init__(self, gateway: Gateway, random: Random, people: asyncio.TaskGroup, pace: Pace) -> None:
        self.gateway, self._random, self._people = gateway, random, people
        self.pace = pace
        self._sentences = Sentences(random)
        self._customers: list[dict[str, Any]] = document()["customers"]
        self._name = uuid.uuid4().hex[:6]
        self._number = 0
        gateway.strangers = self._strangers

    async def live(self, seconds_between: float) -> None:
        """Customers come at random moments, `seconds_between` apart in the mean (a Poisson stream)."""
        await self.gateway.ready.wait()
        await self.pace.sleep(FIRST_AFTER)
        self._begin(Call(self.gateway, self._call("card_activation"), self.pace).run())
        while True:
            await self.pace.sleep(self._random.expovariate(1 / seconds_between))
            if self._random.random() < WRITTEN:
                self._begin(Chat(self.gateway, self._chat(), self.pace).run())
            else:
                self._begin(Call(self.gateway, self._call(self._intent()), self.pace).run())

    def _begin(self, contact: Any) -> None:
        self._people.create_task(contact)

    def _intent(self) -> str:
        return self._random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]

    def _leg(self, kind: str) -> str:
        self._number += 1
        return f"{kind}-{self._name}-{self._number}"

    def _who(self) -> dict[str, Any]:
        """A customer of the bank, or somebody it does not know."""
        if self._random.random() >= UNKNOWN:
            return self._random.choice(self._customers)
        withheld = self._random.random() < 0.3
        number = "" if withheld else f"+86139{self._random.randrange(10**8):08d}"
        return {"phones": [number], "language": self._random.choice(("zh-CN", "zh-CN", "en"))}

    def _call(self, intent: str) -> Script:
        who = self._who()
        language = who["language"]
        wish = self._wish(intent, language)
        after = self._sentences.after(intent, language)  # said to what it asks first, and to whether there is more
        person = Says(text=self._sentences.one("speak_to_human", language))
        return Script(
            call=self._leg("call"),
            caller=self._random.choice(who["phones"]),
            to="+861069950000",
            language=language,
            turns=(wish, Says(text=after), Says(text=after)) if after else (wish, person),
            first_turn_after=None if isinstance(wish, Presses) else self._random.uniform(2.0, 4.0),
            hesitates=self._random.uniform(0.5, 2.0),
            patience=self._random.expovariate(1 / 240.0) + 20.0,
            takes=self._random.choices(("", "1", "2", "3"), TAKES)[0],
            grade=self._grade(),
            talks=self._random.lognormvariate(4.3, 0.5),
            agent_picks_up=self._random.uniform(0.8, 2.0),
        )

    def _wish(self, intent: str, language: str) -> Says | Presses:
        text, names = self._sentences.one(intent, language), self._sentences.keyed(intent)
        presses = self._random.random() < PRESSES
        return Presses(names=names, text=text) if presses and names else Says(text=text)

    def _grade(self) -> str:
        return self._random.choices(list(GRADES), list(GRADES.values()))[0]

    def _chat(self) -> ChatScript:
        who = self._who()
        language = who["language"]
        channel = self._random.choice(("chat", "sms", "chat"))
        more = self._sentences.all("chat_follow_up", language)
        phone = self._random.choice(who["phones"])
        return ChatScript(
            conversation=self._leg(channel),
            channel=channel,
            sender=(phone if channel == "sms" else who.get("web")) or f"web-{self._random.randrange(10**6)}",
            messages=(self._sentences.one(self._intent(), language), *more),
            grade=self._grade(),
            types=self._random.uniform(4.0, 8.0),
        )

    async def _strangers(self, command: Command) -> None:
        """What the server begins itself: a promised callback is dialled and the customer there talks for a minute, or a
        text message goes out."""
        leg = command.get("call")
        if command["type"] == "send_message" and "to" in command["args"]:
            await self._writes_on(command)
            return
        if leg is None or command["type"] != "originate":
            return
        self.gateway.open_leg(leg).put_nowait(command)
        script = Script(call=leg, caller=command["args"]["to"], to="", talks=60.0)
        self._begin(Call(self.gateway, script, self.pace).run(announced=False))

    async def _writes_on(self, command: Command) -> None:
        """The text message somebody wanted instead of waiting: they answer it, in the thread it began."""
        leg, args = command["conversation"], command["args"]
        await self.gateway.tell("message.delivered", conversation=leg, message=args["message"])
        language = self._random.choice(("zh-CN", "en"))
        script = ChatScript(
            conversation=leg,
            channel="sms",
            sender=args["to"],
            messages=tuple(self._sentences.all("chat_follow_up", language)),
            types=self._random.uniform(4.0, 8.0),
        )
        self._begin(Chat(self.gateway, script, self.pace).run())

    def habits(self) -> Habits:
        return Habits(
            accepts_after=lambda: self._random.uniform(1.5, 4.0),
            writes_after=lambda: self._random.uniform(3.0, 7.0),
            wraps_up_after=lambda: self._random.uniform(4.0, 12.0),
            disposition=_disposition,
            replies=lambda contact: self._sentences.all("agent_chat", contact["language"]),
        )


def _disposition(contact: Frame) -> str:
    return DISPOSITIONS.get((contact["intent"] or {}).get("name", ""), "resolved")
