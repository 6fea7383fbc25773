"""Doing what the switchboard decided: rows for the ledgers, commands to gateways, frames to screens. Nothing waits here."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Protocol

import structlog

from callcenter.clock import rfc3339
from callcenter.model import commands as c
from callcenter.model.contact import ENDED, Contact
from callcenter.model.events import Recorded
from callcenter.model.site import Site
from callcenter.services import codec
from callcenter.services.ports import (
    CallbackSettled,
    Carrier,
    ClockMarked,
    ComplaintAmended,
    ContactRow,
    NoteRow,
    OutboxRow,
    OutcomeRow,
    Projection,
    QuarantineRow,
    ReceiptRow,
    SurveyRow,
    TimelineRow,
)
from callcenter.services.receipts import keep_until
from callcenter.services.texts import contact_text

log = structlog.get_logger()

WIRE_NAMES: Mapping[type[c.ToGateway], str] = {
    c.Answer: "answer",
    c.Say: "say",
    c.Gather: "gather",
    c.Hold: "hold",
    c.Connect: "connect",
    c.ReleaseAgent: "release_agent",
    c.Transfer: "transfer",
    c.Conference: "conference",
    c.Monitor: "monitor",
    c.Record: "record",
    c.Mute: "mute",
    c.Originate: "originate",
    c.HangUp: "hang_up",
    c.SendMessage: "send_message",
}


class Screens(Protocol):
    """Agents' and supervisors' sockets."""

    def show(self, command: c.AnyCommand, recorded: Recorded) -> None: ...

    def changed(self, outcome: c.Outcome) -> None:
        """After all commands of an event: these contacts, agents and queues look different now."""
        ...


class Perform:
    """The runner's performer. A gateway that nobody carries to has its commands wait in the outbox.

    What a screen cannot show is logged and everything else goes on; what cannot be written stops the house, since its
    rows would be lost.
    """

    def __init__(self, *, sites: Mapping[str, Site]) -> None:
        self._sites = sites
        self._screens: tuple[Screens, ...] = ()
        self._carrier: Callable[[str], Carrier | None] = lambda gateway: None
        self._answer: Callable[[c.Reply], None] = lambda reply: None
        self._look_up: Callable[[c.LookUp], None] = lambda command: None
        self._promised: Callable[[], None] = lambda: None
        self._ledger_changed: Callable[[str | None], None] = lambda customer: None
        self._open = Projection(upto=0)
        self._contacts: dict[str, tuple[Contact, float]] = {}
        self._acknowledged: set[str] = set()
        self._customers: set[str | None] = set()
        self._listed: dict[str, tuple[object, ...]] = {}
        """Live contact to what a customer's list of contacts showed of it last."""
        self._new_promises = False

    def connect(
        self,
        *,
        screens: tuple[Screens, ...],
        carrier: Callable[[str], Carrier | None],
        answer: Callable[[c.Reply], None],
        look_up: Callable[[c.LookUp], None],
        promised: Callable[[], None],
        ledger_changed: Callable[[str | None], None],
    ) -> None:
        """Who does what. `look_up` asks a source, and waits for nothing. After the commit, `promised` is told that a
        promise was made or moved, `ledger_changed` whose rows changed. Until this is called everything but the rows is
        nobody's."""
        self._screens, self._carrier, self._answer = screens, carrier, answer
        self._look_up, self._promised, self._ledger_changed = look_up, promised, ledger_changed

    # --- the runner's side -------------------------------------------------------------------------------------------

    def perform(self, recorded: Recorded, outcome: c.Outcome) -> None:
        self._open.upto = recorded.seq
        self._open.outcomes.append(
            OutcomeRow(
                seq=recorded.seq,
                body=codec.outcome_text(outcome),
                contacts=tuple({decision.contact: None for decision in outcome.decisions}),
            )
        )
        for contact in outcome.contacts:
            if (
                contact.parent is None
            ):  # a consultation is told in its customer's history, and is none of their contacts
                self._contacts[contact.id] = (contact, recorded.at)
        for number, command in enumerate(outcome.commands):
            self._one(recorded, number, command)
        for screens in self._screens:
            self._changed(screens, recorded, outcome)

    def quarantine(self, row: QuarantineRow) -> None:
        self._open.upto = row.seq
        self._open.quarantined.append(row)

    def acknowledged(self, command: str) -> None:
        """A gateway has taken a command: its outbox row can go, or need not be written at all."""
        self._acknowledged.add(command)

    def take(self) -> Projection | None:
        rows, self._open = self._open, Projection(upto=self._open.upto)
        contacts, self._contacts = self._contacts, {}
        taken, self._acknowledged = self._acknowledged, set()
        if not (rows.outcomes or rows.quarantined or taken):
            self._open = rows
            return None
        written = {row.id for row in rows.outbox}
        rows.outbox = [row for row in rows.outbox if row.id not in taken]
        rows.acknowledged = sorted(taken - written)
        for contact, at in contacts.values():
            rows.contacts[contact.id] = contact_row(contact, self._sites[contact.site], at)
            if self._looks_different(contact):
                self._customers.add(contact.known.customer)
        return rows

    def _looks_different(self, contact: Contact) -> bool:
        """In a list of the customer's contacts: a further line of a chat, say, is not to be seen there."""
        listed = (contact.state, contact.agent, contact.intent and contact.intent.name, contact.disposition)
        if self._listed.get(contact.id) == listed:
            return False
        if contact.state in ENDED:
            self._listed.pop(contact.id, None)
        else:
            self._listed[contact.id] = listed
        return True

    def written(self) -> None:
        customers, self._customers = self._customers, set()
        for customer in customers:
            self._renew(customer)
        if self._new_promises:
            self._new_promises = False
            self._promised()

    def _renew(self, customer: str | None) -> None:
        try:
            self._ledger_changed(customer)
        except Exception:  # the rows are committed; a panel shows them when it is next opened
            log.exception("A panel could not be renewed.", action="screen.failed", screen="panel", customer=customer)

    # --- command by command -------------------------------------------------------------------------------------------

    def _one(self, recorded: Recorded, number: int, command: c.AnyCommand) -> None:
        at = recorded.at
        match command:
            case c.ToGateway():
                self._to_gateway(outbox_row(recorded, number, command))
            case c.Chronicle(contact=contact, what=what, detail=detail):
                text = codec.json_text(dict(detail))
                row = TimelineRow(contact=contact, seq=recorded.seq, n=number, at=at, what=what, detail=text)
                self._open.timeline.append(row)
            case c.KeepNote(customer=customer, contact=contact, text=text, by=by):
                name = f"note_{recorded.seq}_{number}"
                self._open.notes.append(NoteRow(id=name, customer=customer, at=at, by=by, text=text, contact=contact))
                self._customers.add(customer)
            case c.KeepReceipt():
                self._open.receipts.append(receipt_row(recorded, command))
            case c.KeepGrade():
                self._open.surveys.append(survey_row(recorded, number, command))
                self._customers.add(command.customer)
            case c.LookUp():
                self._look_up(command)
            case c.Reply():
                self._answer(command)
            case c.OpenComplaint(complaint=complaint):
                self._open.complaints.append(complaint)
                self._new_promises = True
                self._customers.add(complaint.customer)
            case c.AmendComplaint():
                self._open.amended.append(ComplaintAmended(**asdict(command), at=at))
            case c.PromiseCallback(callback=callback):
                self._open.callbacks.append(callback)
                self._new_promises = True
                self._customers.add(callback.customer)
            case c.SettleCallback(callback=name, state=state, due_at=due, outcome=outcome, tries=tries):
                settled = CallbackSettled(callback=name, state=state, due_at=due, tries=tries, outcome=outcome, at=at)
                self._open.settled.append(settled)
                self._new_promises = True
            case c.MarkClock(complaint=name, level=level):
                self._open.clocks.append(ClockMarked(complaint=name, level=level, at=at))
                self._new_promises = True
            case _:
                for screens in self._screens:
                    self._show(screens, recorded, number, command)

    @staticmethod
    def _show(screens: Screens, recorded: Recorded, number: int, command: c.AnyCommand) -> None:
        try:
            screens.show(command, recorded)
        except Exception:  # the border of one screen: the event stays handled, the other screens go on
            log.exception(
                "A screen could not show what was decided.",
                action="screen.failed",
                screen=type(screens).__name__,
                seq=recorded.seq,
                n=number,
                command=type(command).__name__,
                contact=getattr(command, "contact", None),
                agent=getattr(command, "agent", None),
            )

    @staticmethod
    def _changed(screens: Screens, recorded: Recorded, outcome: c.Outcome) -> None:
        try:
            screens.changed(outcome)
        except Exception:  # as above
            log.exception(
                "A screen could not show what has changed.",
                action="screen.failed",
                screen=type(screens).__name__,
                seq=recorded.seq,
                contacts=[contact.id for contact in outcome.contacts],
                agents=list(outcome.agents),
            )

    def _to_gateway(self, row: OutboxRow) -> None:
        self._open.outbox.append(row)
        carrier = self._carrier(row.gateway)
        if carrier is not None:
            carrier.send(row)


def outbox_row(recorded: Recorded, number: int, command: c.ToGateway) -> OutboxRow:
    """The command as the gateway will read it; its id is the same after any crash."""
    name = f"{recorded.seq}.{number}"
    args = {key: value for key, value in asdict(command).items() if key not in ("gateway", "leg", "conversation")}
    if isinstance(command, c.Originate):
        args["from"] = args.pop("origin")
    if isinstance(command, c.SendMessage) and not command.to:
        del args["to"]  # the conversation knows its own
    if choices := args.pop("choices", ()):
        args["choices"] = [{"key": key, "label": label} for key, label in choices]
    leg = "conversation" if command.conversation else "call"
    body = {"id": name, leg: command.leg, "type": WIRE_NAMES[type(command)], "args": args}
    return OutboxRow(
        id=name,
        gateway=command.gateway,
        leg=command.leg,
        seq=recorded.seq,
        body=codec.json_text({**body, "at": rfc3339(recorded.at)}),
        at=recorded.at,
    )


def receipt_row(recorded: Recorded, command: c.KeepReceipt) -> ReceiptRow:
    return ReceiptRow(
        id=command.receipt,
        contact=command.contact,
        seq=recorded.seq,
        at=recorded.at,
        keep_until=keep_until(recorded.at),
        body=codec.json_text(asdict(command)),
    )


def survey_row(recorded: Recorded, number: int, command: c.KeepGrade) -> SurveyRow:
    return SurveyRow(id=f"grade_{recorded.seq}_{number}", seq=recorded.seq, at=recorded.at, **asdict(command))


def contact_row(contact: Contact, site: Site, at: float) -> ContactRow:
    return ContactRow(
        id=contact.id,
        seq=contact.seq,
        channel=contact.channel.value,
        gateway=contact.gateway,
        leg=contact.leg,
        state=contact.state.value,
        customer=contact.known.customer,
        caller=contact.caller,
        intent=contact.intent.name if contact.intent else None,
        emergency=contact.emergency,
        queue=contact.queue,
        agent=contact.agent,
        arrived_at=contact.arrived_at,
        queued_at=contact.queued_at,
        connected_at=contact.connected_at,
        ended_at=contact.ended_at,
        end_reason=contact.end_reason,
        disposition=contact.disposition,
        body=contact_text(contact, site, at),
    )
