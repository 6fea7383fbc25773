"""One customer on the line: the real switchboard, and around it a telephone, a vault and a clock that do as they are told.

    talk = Conversation(site, understand, Customer(caller="+8613800000001"), ask, now)
    talk.begins(); talk.says("what is my balance"); talk.heard(); talk.ending()

Nothing decides here: what is said, asked, looked up and where it ends comes out of `Switchboard.handle`.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from callcenter.ivr.sealing import sealed
from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import ENDED, WAITING, Channel, Contact, ContactState
from callcenter.model.customer import NOBODY, Known
from callcenter.model.flow import Dialogue
from callcenter.model.intent import Context, Intent
from callcenter.model.site import EntryPoint, Site
from callcenter.rehearsal.sources import Ask, Reply
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.contexts import context_of, live

GATEWAY, LEG = "rehearsal", "line"
SETTLES = 180.0
"""Seconds after which a farewell has been said and a line that was cut has ended."""
SILENCE = 600.0
"""Seconds of silence after which a question's time has passed for certain."""
HEARD = {"customer": "spoke", "keys": "keyed"}
Understand = Callable[[str, str, float | None, Context], Intent]
"""Text, language hint, confidence of the recogniser, what is known beside the words; as ingest asks it."""


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Who calls or writes, how, and what the house knows of them."""

    caller: str = ""
    dialled: str = ""
    """The number; empty: the flow that is tried begins whatever was dialled."""
    channel: Channel = Channel.VOICE
    language: str = ""
    """In which they call, as far as the gateway knows; empty: it does not."""
    known: Known = NOBODY


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of what happened, in the order it happened."""

    who: str
    """bank, customer, keys, silence, text (a text message to the customer), source, note."""
    text: str
    at: str = ""
    """The node whose question is open from here on."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One turn of a flow: which way it went."""

    flow: str
    at: str
    heard: str
    words: str
    """What the customer said or pressed, where that is no secret."""
    visited: tuple[str, ...]
    ways: tuple[tuple[str, str], ...]
    """Nodes and which of their ways was taken (`ivr.labels`)."""
    language: str
    left: str = ""
    why: str = ""


class Conversation:
    def __init__(
        self, site: Site, understand: Understand, customer: Customer, ask: Ask, now: float, *, flow: str = ""
    ) -> None:
        """`flow` is begun whatever is dialled; empty: the site's entry points decide."""
        if flow:
            site = replace(site, entry_points={"*": EntryPoint(address="*", flow=flow)})
        self.site, self.customer, self.now = site, customer, now
        self.board = Switchboard({site.version: site})
        self.lines: list[Line] = []
        self.visits: list[Visit] = []
        self.done: list[c.AnyCommand] = []
        """Every command so far."""
        self.intents: list[Intent] = []
        """What the customer's words were taken for, newest last."""
        self._understand, self._ask = understand, ask
        self._seq = 0
        self._contact: Contact | None = None
        self._turn = 0
        self._turn_visits = 0
        self._secrets: dict[str, str] = {}
        self._gather = ""
        self._waiting: deque[e.AnyEvent] = deque()
        self._words = ""
        self._act = "started"
        self._happens(e.SiteTaken(version=site.version))

    # --- what the customer does -----------------------------------------------------------------------------------------

    def begins(self) -> None:
        """The telephone rings. Who writes begins with the first message."""
        if self.spoken:
            self._happens(
                e.CallArrived(
                    gateway=GATEWAY,
                    call=LEG,
                    caller=self.customer.caller,
                    dialled=self.customer.dialled,
                    language=self.customer.language,
                    known=self.customer.known,
                )
            )

    def says(self, text: str) -> None:
        """Words, or a message. A message of digits alone is one all the same, as from any gateway."""
        self._begin_turn("customer", text)
        event = self._words_come(text)
        known = self.customer.known
        context = context_of(self.board.state, live(self.board.state, event), event, known, self.now)
        intent = self._understand(text, "" if self.spoken else known.language, None, context)
        self.intents.append(intent)
        self._happens(self._sealed(replace(event, intent=intent)))

    def _words_come(self, text: str) -> e.CustomerSpoke | e.MessageReceived:
        """As the gateway tells it, nothing classified."""
        if self.spoken:
            return e.CustomerSpoke(gateway=GATEWAY, call=LEG, text=text)
        return e.MessageReceived(
            gateway=GATEWAY,
            conversation=LEG,
            channel=self.customer.channel,
            sender=self.customer.caller or "web-somebody",
            text=text,
            message=f"message-{self._seq}",
            known=self.customer.known,
        )

    def keys(self, digits: str) -> None:
        if not self.spoken:
            self.says(digits)
            return
        self._begin_turn("keys", digits)
        self._happens(self._sealed(e.CustomerKeyed(gateway=GATEWAY, call=LEG, digits=digits)))

    def silence(self) -> None:
        """Nothing, until the question's time has passed. Who writes may take all the time in the world."""
        self._begin_turn("silence", "")
        if self.spoken and self._gather:
            self._happens(
                e.CommandDone(gateway=GATEWAY, call=LEG, command=self._gather, result={"digits": "", "timeout": True})
            )
        else:
            self.passes(SILENCE)

    def hangs_up(self) -> None:
        self._begin_turn("note", "hangs up")
        if self.spoken:
            self._happens(e.CallEnded(gateway=GATEWAY, call=LEG, reason="customer_hangup"))
        else:
            self._happens(e.ConversationEnded(gateway=GATEWAY, conversation=LEG))

    def passes(self, seconds: float) -> None:
        """Time goes by; every timer elapses at its own moment."""
        end = self.now + seconds
        while (timer := self.board.next_timer()) and timer.due <= end:
            self.now = max(self.now, timer.due)
            self._happens(timer)
        self.now = end

    def settles(self) -> None:
        """A farewell that has been begun is said to its end, and the line is cut."""
        contact = self.contact
        if contact is not None and contact.farewell is not None and contact.state not in ENDED:
            self.passes(SETTLES)

    # --- what is --------------------------------------------------------------------------------------------------------

    @property
    def spoken(self) -> bool:
        return self.customer.channel is Channel.VOICE

    @property
    def contact(self) -> Contact | None:
        """As it is, or was at its end."""
        return self._contact

    @property
    def over(self) -> bool:
        """Nothing of the customer's reaches a flow any longer, unless it is an emergency."""
        return self._contact is not None and self._contact.state is not ContactState.SELF_SERVICE

    @property
    def dialogue(self) -> Dialogue | None:
        """Of a customer who stands in a flow."""
        contact = self._contact
        return contact.dialogue if contact and contact.state is ContactState.SELF_SERVICE else None

    @property
    def language(self) -> str:
        return self._contact.language if self._contact else self.customer.language

    def facts(self) -> dict[str, str]:
        contact = self._contact
        if contact is None:
            return dict(self.customer.known.facts)
        return {**contact.known.facts, **(contact.dialogue.facts if contact.dialogue else {})}

    def heard(self) -> list[str]:
        """What the customer was told since they last did something."""
        return [line.text for line in self.lines[self._turn :] if line.who == "bank"]

    def ways(self) -> list[Visit]:
        """Which way it went since then."""
        return self.visits[self._turn_visits :]

    def sent(self) -> list[str]:
        """Text messages of the same turn."""
        return [line.text for line in self.lines[self._turn :] if line.who == "text"]

    def ending(self) -> tuple[str, str]:
        """Where the contact is, in a word, and the queue or number that belongs to it."""
        contact = self._contact
        if contact is None:
            return "not_begun", ""
        promised = [one for one in self.done if isinstance(one, c.PromiseCallback)]
        if contact.state in WAITING and not (promised and contact.callback):
            return "emergency" if contact.emergency else "queue", contact.queue or ""
        if contact.state is ContactState.VOICEMAIL:
            return "voicemail", contact.queue or ""
        if contact.state in (ContactState.TRANSFERRING, ContactState.TRANSFERRED):
            return "transfer", next((one.to for one in reversed(self.done) if isinstance(one, c.Transfer)), "")
        if promised:
            chosen = "voicemail" if contact.end_reason == "voicemail" else "callback"
            return chosen, promised[-1].callback.queue or contact.queue or ""
        if contact.state is ContactState.COMPLETED:
            return "served", ""
        return ("going_on", "") if contact.state not in ENDED else ("hung_up", "")

    # --- the telephone around it ----------------------------------------------------------------------------------------

    def _begin_turn(self, who: str, text: str) -> None:
        self.lines.append(Line(who=who, text=text))
        self._turn, self._turn_visits, self._words = len(self.lines), len(self.visits), text
        self._act = HEARD.get(who, who)

    def _happens(self, event: e.AnyEvent) -> None:
        """The event, and whatever the commands it led to make happen at once."""
        self._waiting.append(event)
        while self._waiting:
            self._seq += 1
            at = self.dialogue.node if self.dialogue else ""
            outcome = self.board.handle(e.Recorded(seq=self._seq, at=self.now, event=self._waiting.popleft()))
            for contact in outcome.contacts:
                if contact.leg == LEG or (self._contact is not None and contact.id == self._contact.id):
                    self._contact = contact
            for number, command in enumerate(outcome.commands):
                self.done.append(command)
                self._perform(f"{self._seq}.{number}", command, at)

    def _perform(self, name: str, command: c.AnyCommand, before: str) -> None:
        match command:
            case c.Say() | c.Gather():
                asks = isinstance(command, c.Gather)
                self._bank(command.prompt if isinstance(command, c.Gather) else command.text, open_question=asks)
                self._gather = name if asks else self._gather
            case c.SendMessage() if command.leg == LEG and not command.to:
                self._bank(command.text, open_question=True)
            case c.SendMessage():
                self.lines.append(Line(who="text", text=command.text))
            case c.LookUp():
                self._look_up(command)
            case c.Record(action="start"):
                self.lines.append(Line(who="note", text="the message is recorded"))
            case c.Transfer():
                self.lines.append(Line(who="note", text=f"is put through to {command.to}"))
                self._waiting.append(e.CommandDone(gateway=GATEWAY, call=LEG, command=name))
                self._waiting.append(e.CallEnded(gateway=GATEWAY, call=LEG, reason="completed"))
            case c.HangUp():
                self._waiting.append(e.CallEnded(gateway=GATEWAY, call=LEG, reason="completed"))
            case c.Chronicle(what="nodes"):
                self._walked(command.detail, before)
            case _:
                pass

    def _bank(self, text: str, *, open_question: bool) -> None:
        at = self.dialogue.node if open_question and self.dialogue else ""
        self.lines.append(Line(who="bank", text=text, at=at))

    def _look_up(self, command: c.LookUp) -> None:
        secret = self._secrets.get(command.sealed, "")
        reply = self._ask(command, secret)
        told = ", ".join(f"{name}={value}" for name, value in sorted(command.arguments.items()))
        self.lines.append(Line(who="source", text=f"{command.source}({told}): {_in_words(reply)}"))
        if reply is not None:
            self._waiting.append(
                e.LookUpAnswered(
                    contact=command.contact,
                    look_up=command.look_up,
                    failure=reply.failure,
                    right=reply.right,
                    facts=reply.facts,
                    known=reply.known,
                )
            )

    def _sealed(self, event: e.AnyEvent) -> e.AnyEvent:
        """As it may be written down: at a sealed question without the answer."""
        dialogue = self.dialogue
        return sealed(event, self._put) if dialogue is not None and dialogue.sealed else event

    def _put(self, answer: str) -> str:
        token = f"secret-{len(self._secrets) + 1}"
        self._secrets[token] = answer
        return token

    def _walked(self, detail: Mapping[str, Any], before: str) -> None:
        self.visits.append(
            Visit(
                flow=str(detail.get("flow", "")),
                at=str(detail.get("at", before)),
                heard=str(detail.get("heard", self._act)),
                words=self._words,
                visited=tuple(map(str, detail.get("visited", ()))),
                ways=tuple((str(node), str(way)) for node, way in detail.get("ways", ())),
                language=self.language,
                left=str(detail.get("leaves", "")),
                why=str(detail.get("why", "")),
            )
        )


def _in_words(reply: Reply | None) -> str:
    if reply is None:
        return "no answer"
    if reply.failure:
        return reply.failure
    return ", ".join(f"{name}={value}" for name, value in sorted(reply.facts.items())) if reply.right else "wrong"
