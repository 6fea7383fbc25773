"""Every frame a person's screen may send, one model each, and the event it becomes. Unknown fields are refused.

Frames of docs/wire.md: `{"id": n, "type": ..., ...}`. Three of them change nothing live (`panel.watch`,
`panel.unwatch`, `ping`) and become no event.
"""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from callcenter.errors import Conflict
from callcenter.ids import NewId
from callcenter.model import events
from callcenter.model.agent import Presence
from callcenter.services.callbacks import Callbacks, Window
from callcenter.services.ports import User
from callcenter.web.forms import CallbackTime, Id, Optional, Severity, Short, Words
from callcenter.web.op import Form

RequestId = Annotated[int, Field(ge=0, lt=2**53)]
Chat = Annotated[str, StringConstraints(min_length=1, max_length=8000)]


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sent a frame, and what its reading needs: fresh ids, and the check of numbers and windows."""

    user: User
    draw: NewId
    callbacks: Callbacks


class Frame(Form):
    """`says` is the frame's line in the sockets' document."""

    says: ClassVar[str] = ""
    id: RequestId
    type: str

    def event(self, by: Sender) -> events.Asked | None:
        """What was asked, for the journal; `by` asked it. Raises `Malformed` for a number or window nobody can call,
        `Conflict` for what this person cannot do."""
        return None


class OnContact(Frame):
    contact: Id


class Ping(Frame):
    says = "Are you there? The answer's result holds `server_time`."
    type: Literal["ping"]


class PresenceSet(Frame):
    says = "I am available, away with a reason, or offline."
    type: Literal["presence.set"]
    presence: Presence
    reason: Short = ""

    def event(self, by: Sender) -> events.Asked:
        return events.PresenceChosen(agent=by.user.name, presence=self.presence, reason=self.reason)


class OfferAccept(Frame):
    says = "I take it; after it is gone the answer is offer_gone with who or what took it."
    type: Literal["offer.accept"]
    offer: Id

    def event(self, by: Sender) -> events.Asked:
        return events.OfferAccepted(agent=by.user.name, offer=self.offer)


class OfferDecline(Frame):
    says = "I do not take it."
    type: Literal["offer.decline"]
    offer: Id
    reason: Short = ""

    def event(self, by: Sender) -> events.Asked:
        return events.OfferDeclined(agent=by.user.name, offer=self.offer, reason=self.reason)


class ContactHold(OnContact):
    says = "The customer hears music."
    type: Literal["contact.hold"]

    def event(self, by: Sender) -> events.Asked:
        return events.HoldAsked(agent=by.user.name, contact=self.contact)


class ContactResume(OnContact):
    says = "Back to the customer; whoever was asked in goes."
    type: Literal["contact.resume"]

    def event(self, by: Sender) -> events.Asked:
        return events.ResumeAsked(agent=by.user.name, contact=self.contact)


class ContactMute(OnContact):
    says = "I am not heard by anybody, or heard again."
    type: Literal["contact.mute"]
    on: bool

    def event(self, by: Sender) -> events.Asked:
        return events.MuteAsked(agent=by.user.name, contact=self.contact, on=self.on)


class ContactSecure(OnContact):
    says = "Secrets are told, or have been: the recording pauses or goes on, nobody listens in meanwhile."
    type: Literal["contact.secure"]
    on: bool

    def event(self, by: Sender) -> events.Asked:
        return events.SecureAsked(agent=by.user.name, contact=self.contact, on=self.on)


class ContactEnd(OnContact):
    says = "Hang up, or end the conversation; wrap-up follows."
    type: Literal["contact.end"]

    def event(self, by: Sender) -> events.Asked:
        return events.EndAsked(agent=by.user.name, contact=self.contact)


class ContactTakeNote(OnContact):
    says = "Into the contact's history."
    type: Literal["contact.take_note"]
    text: Words

    def event(self, by: Sender) -> events.Asked:
        return events.NoteTaken(agent=by.user.name, contact=self.contact, text=self.text)


class Target(Form):
    """Exactly one of the three."""

    queue: Id | None = None
    agent: Id | None = None
    number: Annotated[str, StringConstraints(min_length=3, max_length=32)] | None = None

    @model_validator(mode="after")
    def _one(self) -> "Target":
        if len(self.model_fields_set) != 1 or not (self.queue or self.agent or self.number):
            raise ValueError("name exactly one of queue, agent and number")
        return self


class HandOver(OnContact):
    mode: ClassVar[str]
    to: Target

    def event(self, by: Sender) -> events.Asked:
        return events.TransferAsked(
            agent=by.user.name,
            contact=self.contact,
            mode=self.mode,
            to_queue=self.to.queue,
            to_agent=self.to.agent,
            to_number=by.callbacks.dialled(self.to.number, "/to/number") if self.to.number else None,
        )


class ContactTransfer(HandOver):
    says = "Hand over: to whom I am consulting, or to anybody without talking first."
    mode = "blind"
    type: Literal["contact.transfer"]


class ContactConsult(HandOver):
    says = "Ask somebody in and talk to them while the customer hears music."
    mode = "consult"
    type: Literal["contact.consult"]


class ContactConference(HandOver):
    says = "All three together: with whom I am consulting, or with somebody asked in at once."
    mode = "conference"
    type: Literal["contact.conference"]


class WrapUpComplaint(Form):
    cause: Id
    text: Words
    severity: Severity = 2


class WrapUpCallback(CallbackTime):
    """An empty time zone means the site's; an empty number the caller's."""

    timezone: Annotated[str, StringConstraints(max_length=64)] = ""
    number: Annotated[str, StringConstraints(max_length=32)] = ""
    agent: Id | None = None
    queue: Id | None = None
    reason: Short = ""


class ContactWrapUp(OnContact):
    says = "The contact's result; closes the assignment."
    type: Literal["contact.wrap_up"]
    disposition: Id
    note: Optional = ""
    complaint: WrapUpComplaint | None = None
    callback: WrapUpCallback | None = None

    def event(self, by: Sender) -> events.Asked:
        return events.WrapUpDone(
            agent=by.user.name,
            contact=self.contact,
            disposition=self.disposition,
            note=self.note,
            complaint=events.ComplaintTold(**self.complaint.model_dump()) if self.complaint else None,
            callback=_agreed(self.callback, by.callbacks) if self.callback else None,
        )


def _agreed(callback: WrapUpCallback, callbacks: Callbacks) -> events.CallbackAgreed:
    window = Window(opens=callback.from_.timestamp(), closes=callback.to.timestamp(), zone=callback.timezone)
    callbacks.check_window(window, at="/callback", zone_at="/callback/timezone")
    return events.CallbackAgreed(
        window_from=window.opens,
        window_to=window.closes,
        zone=window.zone,
        number=callbacks.dialled(callback.number, "/callback/number") if callback.number else "",
        agent=callback.agent,
        queue=callback.queue,
        reason=callback.reason,
    )


class MessageSend(OnContact):
    says = "Write to the customer."
    type: Literal["message.send"]
    text: Chat

    def event(self, by: Sender) -> events.Asked:
        return events.MessageWritten(agent=by.user.name, contact=self.contact, message=by.draw("msg"), text=self.text)


class PanelWatch(Frame):
    says = "Send this customer's panel and its changes."
    type: Literal["panel.watch"]
    customer: Id


class PanelUnwatch(Frame):
    says = "No more of it."
    type: Literal["panel.unwatch"]
    customer: Id


class HelpAsk(OnContact):
    says = "Raise a hand to the supervisors."
    type: Literal["help.ask"]
    text: Short = ""

    def event(self, by: Sender) -> events.Asked:
        return events.HelpAsked(agent=by.user.name, contact=self.contact, text=self.text)


class ContactMonitor(OnContact):
    says = "Listen in, whisper to the agent, or join; no_phone when no phone is noted for you."
    type: Literal["contact.monitor"]
    mode: Literal["listen", "whisper", "barge"]

    def event(self, by: Sender) -> events.Asked:
        if not by.user.endpoint:
            raise Conflict("no phone is noted for you that could be called; ask an administrator", code="no_phone")
        return events.MonitorAsked(agent=by.user.name, contact=self.contact, mode=self.mode, endpoint=by.user.endpoint)


class ContactAssign(OnContact):
    says = "Hand a waiting contact to one agent."
    type: Literal["contact.assign"]
    agent: Id

    def event(self, by: Sender) -> events.Asked:
        return events.ContactAssigned(agent=by.user.name, contact=self.contact, to=self.agent)


class ContactRequeue(OnContact):
    says = "Into another queue; `priority` is a head start in seconds."
    type: Literal["contact.requeue"]
    queue: Id
    priority: Annotated[float, Field(ge=0, le=86_400)] | None = None

    def event(self, by: Sender) -> events.Asked:
        return events.ContactRequeued(
            agent=by.user.name, contact=self.contact, queue=self.queue, head_start=self.priority
        )


class ForcePresence(Frame):
    says = "Set an agent's presence; the reason is shown to them."
    type: Literal["agent.force_presence"]
    agent: Id
    presence: Presence
    reason: Annotated[str, StringConstraints(min_length=1, max_length=200)]

    def event(self, by: Sender) -> events.Asked:
        return events.PresenceForced(agent=by.user.name, whom=self.agent, presence=self.presence, reason=self.reason)


class AlarmAcknowledge(Frame):
    says = "I see to it."
    type: Literal["alarm.acknowledge"]
    alarm: Id

    def event(self, by: Sender) -> events.Asked:
        return events.AlarmAcknowledged(agent=by.user.name, alarm=self.alarm)


AgentFrame = Annotated[
    PresenceSet | OfferAccept | OfferDecline | ContactHold | ContactResume | ContactMute | ContactSecure | ContactEnd
    | ContactTakeNote | ContactTransfer | ContactConsult | ContactConference | ContactWrapUp | MessageSend | PanelWatch
    | PanelUnwatch | HelpAsk | Ping,
    Field(discriminator="type"),
]  # fmt: skip
SupervisorFrame = Annotated[
    OfferAccept | OfferDecline | ContactMonitor | ContactAssign | ContactRequeue | ForcePresence | AlarmAcknowledge
    | Ping,
    Field(discriminator="type"),
]  # fmt: skip
AGENT_FRAMES: TypeAdapter[Frame] = TypeAdapter(AgentFrame)
SUPERVISOR_FRAMES: TypeAdapter[Frame] = TypeAdapter(SupervisorFrame)


def request_id(raw: Any) -> int | None:
    """The frame's id as far as it can be read, to answer a frame that is otherwise wrong."""
    found = raw.get("id") if isinstance(raw, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**53 else None
