"""One simulated call: what the customer says, hears, and for how long; and the telephone in between."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from callcenter.demo.gateway import Command, Gateway
from callcenter.demo.keying import CALL_BACK, MORE, asks_for_grade, key_of
from callcenter.demo.pace import Pace

FOR_EVER = float("inf")
CHARACTER_SECONDS = {"zh-CN": 0.2}
OTHER_CHARACTER_SECONDS = 0.06
"""How long a voice takes for one character of a prompt."""
REASONS = frozenset({"customer_hangup", "agent_hangup", "completed", "failed"})


@dataclass(frozen=True, kw_only=True)
class Says:
    text: str


@dataclass(frozen=True, kw_only=True)
class Keys:
    digits: str


@dataclass(frozen=True, kw_only=True)
class Presses:
    """Would rather press than talk: listens for the key of what they want, asks for more choices, and says it where no
    key is for it."""

    names: tuple[str, ...]
    """What prompts call it."""
    text: str


@dataclass(frozen=True, kw_only=True)
class Script:
    """A customer's plan. All times in seconds of the day."""

    call: str
    caller: str
    to: str
    language: str = ""
    name: str = ""
    priority: str = ""
    turns: tuple[Says | Keys | Presses, ...] = ()
    """One for each question of the machine; after the last the customer hangs up."""
    first_turn_after: float | None = None
    """Into the call, whatever the prompt says by then; None: once the prompt has been heard."""
    hesitates: float = 1.0
    patience: float = FOR_EVER
    """In line."""
    takes: str = ""
    """The key pressed when something is proposed in line; empty: goes on waiting. "1" is the callback, also where a flow
    proposes it."""
    grade: str = ""
    """The key pressed when a grade is asked for; empty: hangs up then."""
    message_seconds: float = 12.0
    """Of a message left on the machine."""
    machine_patience: float = FOR_EVER
    """In self-service, from the beginning of the call."""
    talks: float = 60.0
    """With an agent; then the customer hangs up, unless the agent did."""
    agent_picks_up: float = 1.0


class Call:
    """Lives until the line is closed by either side."""

    def __init__(self, gateway: Gateway, script: Script, pace: Pace) -> None:
        self._gateway, self._script, self._pace = gateway, script, pace
        self._due: list[tuple[float, int, Callable[[], Awaitable[None]]]] = []
        self._order = count()
        self._over = False
        self._turn = 0
        self._question = 0
        self._in_line = False
        self._began = 0.0
        self._line_free = 0.0
        """Until then a prompt is being said."""
        self._hang_up_at = FOR_EVER
        self.answered = False
        self._customers = ""
        """The agent who talks with the customer."""

    async def run(self, *, announced: bool = True) -> None:
        """`announced` False: the server had this call dialled, so it does not need to be told that it arrived."""
        script = self._script
        commands = self._gateway.open_leg(script.call)
        self._began = self._pace.now()
        self._hang_up_at = self._began + script.machine_patience
        try:
            if announced:
                await self._arrive()
            while not self._over:
                await self._step(commands)
        finally:
            self._gateway.close_leg(script.call)

    async def _arrive(self) -> None:
        script = self._script
        known = {"language": script.language, "name": script.name, "priority": script.priority}
        said = {name: value for name, value in known.items() if value}
        await self._tell("call.arrived", **{"from": script.caller or None, "to": script.to, **said})

    async def _step(self, commands: "asyncio.Queue[Command]") -> None:
        """One command, or whatever is due before the next."""
        due = min(self._hang_up_at, self._due[0][0] if self._due else FOR_EVER)
        try:
            async with asyncio.timeout(
                None if due == FOR_EVER else max(0.0, due - self._pace.now()) / self._pace.speed
            ):
                command = await commands.get()
        except TimeoutError:
            await self._elapsed()
            return
        await self._obey(command["type"], command["id"], command.get("args", {}))

    async def _elapsed(self) -> None:
        if self._due and self._due[0][0] <= self._hang_up_at:
            await heapq.heappop(self._due)[2]()
        else:
            await self._end("customer_hangup")

    def _later(self, seconds: float, do: Callable[[], Awaitable[None]]) -> None:
        heapq.heappush(self._due, (self._pace.now() + seconds, next(self._order), do))

    # --- commands ---

    async def _obey(self, type: str, id: str, args: dict[str, Any]) -> None:
        match type:
            case "say":
                self._later(self._said(args["text"]), lambda: self._done(id))
            case "gather" if self._in_line:
                self._propose(args["prompt"], args["timeout"])
            case "gather":
                self._ask(args["prompt"])
            case "record" if args.get("action") == "start" and not self._customers:
                self._later(self._said("") + self._script.message_seconds, lambda: self._end("customer_hangup"))
                await self._done(id)
            case "hold":
                self._in_line = True
                await self._done(id)
            case "connect":
                self._customers = args["agent"]
                await self._connect(args["agent"])
            case "conference":
                await self._ask_in(args["agent"])
            case "hang_up":
                reason = str(args.get("reason"))
                await self._end(reason if reason in REASONS else "completed")
            case "transfer":
                await self._done(id)
                await self._end("completed")
            case "release_agent":
                if args["agent"] == self._customers:
                    self._customers = ""
                    self._wait()
                await self._done(id)
            case _:
                await self._done(id)

    def _said(self, text: str) -> float:
        """Seconds until this prompt, and those before it, have been heard."""
        each = CHARACTER_SECONDS.get(self._script.language, OTHER_CHARACTER_SECONDS)
        self._line_free = max(self._line_free, self._pace.now()) + each * len(text)
        return self._line_free - self._pace.now()

    def _ask(self, prompt: str) -> None:
        """The machine wants something: it is said once, also when the question is put again meanwhile."""
        self._hang_up_at = self._began + self._script.machine_patience
        self._question += 1
        question = self._question
        self._later(self._until_turn(prompt), lambda: self._answer(question, prompt))

    def _propose(self, prompt: str, timeout: float) -> None:
        """Something else than waiting is proposed; how long the customer waits at all does not change."""
        self._question += 1
        question, takes = self._question, self._script.takes
        self._later(self._said(prompt) + (1.0 if takes else timeout), lambda: self._take_up(question, takes))

    async def _take_up(self, question: int, key: str) -> None:
        if question == self._question:
            await self._tell("call.digits", digits=key)

    def _until_turn(self, prompt: str) -> float:
        heard = self._said(prompt)
        if self._turn == 0 and self._script.first_turn_after is not None:
            return max(0.0, self._began + self._script.first_turn_after - self._pace.now())
        return heard + self._script.hesitates

    async def _answer(self, question: int, prompt: str) -> None:
        if question != self._question:
            return
        said = self._reply(prompt)
        if said is None:
            await self._end("customer_hangup")
            return
        self._line_free = 0.0
        self._wait()
        if isinstance(said, Keys):
            await self._tell("call.digits", digits=said.digits)
        else:
            await self._tell("call.speech", text=said.text, confidence=0.9, language=self._script.language)

    def _reply(self, prompt: str) -> Says | Keys | None:
        """What is said or pressed to this; None: that was all, or more than is wanted."""
        if asks_for_grade(prompt):
            return Keys(digits=self._script.grade) if self._script.grade else None
        if self._script.takes == "1" and (key := key_of(prompt, CALL_BACK)):
            return Keys(digits=key)
        if self._turn >= len(self._script.turns):
            return None
        turn = self._script.turns[self._turn]
        if not isinstance(turn, Presses):
            self._turn += 1
            return turn
        if not (key := key_of(prompt, turn.names)) and (more := key_of(prompt, MORE)):
            return Keys(digits=more)
        self._turn += 1
        return Keys(digits=key) if key else Says(text=turn.text)

    def _wait(self) -> None:
        """The customer stands in line, or thinks so, until asked or connected."""
        self._hang_up_at = self._pace.now() + self._script.patience

    async def _connect(self, agent: str) -> None:
        self._question += 1
        self._hang_up_at = FOR_EVER
        await self._tell("call.agent_ringing", agent=agent)
        picks_up = 0.0 if self.answered else self._script.agent_picks_up
        self._later(picks_up, lambda: self._talk(agent))

    async def _ask_in(self, party: str) -> None:
        """A colleague or a number, whose phone is picked up by somebody who is not the customer's business."""
        await self._tell("call.agent_ringing", agent=party)
        self._later(self._script.agent_picks_up, lambda: self._tell("call.agent_answered", agent=party))

    async def _talk(self, agent: str) -> None:
        self._hang_up_at = self._pace.now() + self._script.talks
        self.answered = True
        await self._tell("call.agent_answered", agent=agent)

    # --- events ---

    async def _done(self, command: str) -> None:
        await self._tell("call.command_done", command=command)

    async def _end(self, reason: str) -> None:
        self._over = True
        await self._tell("call.ended", reason=reason)

    async def _tell(self, type: str, **data: Any) -> None:
        await self._gateway.tell(type, call=self._script.call, **data)
