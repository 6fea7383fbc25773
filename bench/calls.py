"""Mix "call": a known customer dials the emergency number; measured until offer and panel are at an agent's socket.

The panel comes in `offer.made`, or right after it as `panel.snapshot` when the facts were still being read: then the
later frame counts, and such offers are counted apart.

The agent accepts at once, the gateway joins the two, the agent hangs up and wraps up: some eight durable events a call.
Closed loop: as many calls as there are agents, so nobody waits for an agent; the rate is that of whole calls.
"""

import json
import re
from itertools import count
from typing import Any

from bench.gateway import Desks, first_number, mark, request
from bench.load import Load, Shot
from bench.place import AGENTS, CUSTOMERS, Place, Server, phone
from bench.wires import Listener

EMERGENCY = "+861069950110"
STATE = re.compile(rb'"state":"(\w+)"')
LEG = re.compile(rb'"leg":"flr-(\d{10})"')
CONTACT = re.compile(rb'"id":"(c\d+)"')


class Calls:
    name = "call"
    width = AGENTS - 5
    """A few agents to spare: a call's last frame and the agent's being free cross each other."""

    def __init__(self, server: Server, place: Place, load: Load) -> None:
        self._server, self._load = server, load
        self._desks = Desks(server, place, load, self._pushed)
        self._desks.commanded = self._commanded
        self._numbers = count(first_number())
        load.over_at_answer = False
        self.panel_later = 0
        self.offers = 0

    async def open(self) -> None:
        await self._desks.open()

    def close(self) -> None:
        self._desks.close()

    def prepared(self, many: int) -> list[Shot]:
        return [self._shot(next(self._numbers)) for _ in range(many)]

    def _shot(self, number: int) -> Shot:
        data = {"call": mark(number), "from": phone(number * 7919 % CUSTOMERS), "to": EMERGENCY}
        return number, request(self._server, "call.arrived", f"e-{number}", data)

    def _commanded(self, command: dict[str, Any]) -> None:
        if command["type"] == "connect":
            self._report("call.agent_answered", command["call"], agent=command["args"]["agent"])
        elif command["type"] == "hang_up":
            self._report("call.ended", command["call"], reason="agent_hangup")

    def _report(self, kind: str, call: str, **data: Any) -> None:
        self._load.post(request(self._server, kind, f"{kind}-{call}", {"call": call, **data}))

    def _pushed(self, listener: Listener, kind: bytes, frame: bytes) -> None:
        if kind == b"offer.made":
            offer = json.loads(frame)
            self.offers += 1
            number, panel = int(offer["contact"]["leg"][4:]), offer["panel"]
            if panel and panel["who"]["match"] == "identified":
                self._load.seen(number)
            else:
                self.panel_later += 1
                listener.marks["awaiting"] = number, f'"customer":"{offer["panel_key"]}"'.encode()
            self._desks.click(listener, "offer.accept", offer=offer["offer"])
        elif kind in (b"panel.snapshot", b"panel.patch"):
            number, whose = listener.marks.get("awaiting", (0, b""))
            if number and whose in frame[:200]:
                self._load.seen(number)
                del listener.marks["awaiting"]
        elif kind == b"contact.changed":
            self._moved(listener, frame)

    def _moved(self, listener: Listener, frame: bytes) -> None:
        state, contact = STATE.search(frame), CONTACT.search(frame)
        if state is None or contact is None:
            return
        name = contact[1].decode()
        if state[1] == b"connected":
            self._desks.click(listener, "contact.end", contact=name)
        elif state[1] == b"wrap_up":
            if listener.marks.get("wrapping") != name:  # the line's end is another change in the same state
                listener.marks["wrapping"] = name
                self._desks.click(listener, "contact.wrap_up", contact=name, disposition="resolved")
        elif state[1] == b"completed":
            self._load.over()
