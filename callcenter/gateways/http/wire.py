"""Every event type of the contract: the shape of its `data`, and the event of ours that it becomes.

Fields we do not know are ignored (the contract may grow on the gateway's side first); wrong types are refused with
their JSON pointers.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from callcenter.errors import Malformed
from callcenter.gateways.http.text import Address, Id, Line, OptionalLine, Said, Tag, harmless_json
from callcenter.gateways.phone import normalised
from callcenter.model import events
from callcenter.model.contact import Channel


class Data(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False, strict=True)

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        """`id` is the CloudEvent's; `region` the ISO country of numbers written without a country code."""
        raise NotImplementedError


class OnCall(Data):
    call: Id


class OnConversation(Data):
    conversation: Id


def _text(value: object) -> object:
    """Priorities come as 2 or "2"."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else "" if value is None else value


class CallArrived(OnCall):
    caller: Address = Field(alias="from")
    dialled: Address = Field(alias="to")
    language: Tag = ""
    name: OptionalLine = ""
    agent: OptionalLine = ""
    priority: Annotated[str, BeforeValidator(_text), StringConstraints(max_length=20, pattern=r"^[\w-]*$")] = ""

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.CallArrived(
            gateway=gateway,
            call=self.call,
            caller=normalised(self.caller, region),
            dialled=normalised(self.dialled, region),
            language=self.language,
            name=self.name,
            priority=self.priority,
            wants_agent=self.agent,
        )


class CallSpeech(OnCall):
    text: Said
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    language: Tag = ""

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.CustomerSpoke(
            gateway=gateway, call=self.call, text=self.text, confidence=self.confidence, language=self.language
        )


class CallDigits(OnCall):
    digits: Annotated[str, StringConstraints(max_length=64, pattern=r"^[0-9*#A-Da-d]*$")]

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.CustomerKeyed(gateway=gateway, call=self.call, digits=self.digits)


def _result(value: object) -> object:
    """A result may be any JSON; what is no object is kept under `value`."""
    clean = harmless_json(value)
    return clean if isinstance(clean, dict) else {} if clean is None else {"value": clean}


class CallCommandDone(OnCall):
    command: Id
    result: Annotated[dict[str, Any], BeforeValidator(_result)] = {}

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.CommandDone(gateway=gateway, call=self.call, command=self.command, result=self.result)


class CallCommandFailed(OnCall):
    command: Id
    reason: Line

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.CommandFailed(gateway=gateway, call=self.call, command=self.command, reason=self.reason)


class OnAgentPhone(OnCall):
    agent: Id


class CallAgentRinging(OnAgentPhone):
    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.AgentPhoneRinging(gateway=gateway, call=self.call, agent=self.agent)


class CallAgentAnswered(OnAgentPhone):
    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.AgentPhoneAnswered(gateway=gateway, call=self.call, agent=self.agent)


class CallAgentFailed(OnAgentPhone):
    reason: Literal["no_answer", "busy", "rejected", "unreachable", "failed"]

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.AgentPhoneFailed(gateway=gateway, call=self.call, agent=self.agent, reason=self.reason)


class CallEnded(OnCall):
    reason: Literal["customer_hangup", "agent_hangup", "completed", "failed"]

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.CallEnded(gateway=gateway, call=self.call, reason=self.reason)


class CallRecordingReady(OnCall):
    url: Annotated[
        str, StringConstraints(max_length=2000, pattern=r"^(?:https?|s3|gs|sftp|file)://[^\s\x00-\x1f\x7f]+$")
    ]
    """Named schemes only: the address becomes a link on somebody's screen."""
    seconds: Annotated[float, Field(ge=0, le=1e6)]
    command: Id | None = None

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.RecordingReady(
            gateway=gateway, call=self.call, url=self.url, seconds=self.seconds, command=self.command or ""
        )


def _attachments(value: object) -> object:
    """Addresses, or objects that carry one under `url`."""
    if value is None:
        return ()
    if not isinstance(value, list):
        return value
    return tuple(entry.get("url") if isinstance(entry, dict) else entry for entry in value)


Attachment = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00-\x1f\x7f]+$")]


class MessageReceived(OnConversation):
    channel: Annotated[Channel, Field(strict=False)]
    sender: Address = Field(alias="from")
    text: Said
    message: Id | None = None
    agent: OptionalLine = ""
    attachments: Annotated[tuple[Attachment, ...], BeforeValidator(_attachments), Field(max_length=20)] = ()

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.MessageReceived(
            gateway=gateway,
            conversation=self.conversation,
            channel=self.channel,
            sender=self._sender(region),
            text=self.text,
            message=self.message or id,
            attachments=self.attachments,
            wants_agent=self.agent,
        )

    def _sender(self, region: str) -> str:
        if self.channel is Channel.SMS:
            return normalised(self.sender, region)
        return self.sender.strip().lower() if self.channel is Channel.EMAIL else self.sender.strip()


class MessageDelivered(OnConversation):
    message: Id

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.MessageDelivered(gateway=gateway, conversation=self.conversation, message=self.message)


class MessageFailed(OnConversation):
    message: Id
    reason: OptionalLine = ""

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.MessageFailed(
            gateway=gateway, conversation=self.conversation, message=self.message, reason=self.reason
        )


class ConversationEnded(OnConversation):
    by: Line

    def event(self, gateway: str, id: str, region: str) -> events.AnyEvent:
        return events.ConversationEnded(gateway=gateway, conversation=self.conversation, by=self.by)


TYPES: Mapping[str, type[Data]] = {
    "call.arrived": CallArrived,
    "call.speech": CallSpeech,
    "call.digits": CallDigits,
    "call.command_done": CallCommandDone,
    "call.command_failed": CallCommandFailed,
    "call.agent_ringing": CallAgentRinging,
    "call.agent_answered": CallAgentAnswered,
    "call.agent_failed": CallAgentFailed,
    "call.ended": CallEnded,
    "call.recording_ready": CallRecordingReady,
    "message.received": MessageReceived,
    "message.delivered": MessageDelivered,
    "message.failed": MessageFailed,
    "conversation.ended": ConversationEnded,
}


def translated(type: str, data: object, *, gateway: str, id: str, region: str) -> events.AnyEvent:
    """The event this data tells of. Raises `Malformed` (`unknown_type`, `malformed`) with every fault's pointer."""
    shape = TYPES.get(type)
    if shape is None:
        raise Malformed(f"there is no event type {type[:100]!r}; known are {', '.join(TYPES)}", code="unknown_type")
    if not isinstance(data, dict):
        raise Malformed("data must be a JSON object", errors=[{"pointer": "/data", "detail": "must be an object"}])
    try:
        return shape.model_validate(data).event(gateway, id, region)
    except ValidationError as error:
        raise malformed(error, "/data") from None


def malformed(error: ValidationError, prefix: str) -> Malformed:
    """Every fault with its JSON pointer (RFC 6901) below `prefix`, in the words of the validator."""
    faults: list[dict[str, object]] = [
        {"pointer": prefix + "".join(f"/{_escaped(part)}" for part in fault["loc"]), "detail": fault["msg"]}
        for fault in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return Malformed("; ".join(f"{fault['pointer']}: {fault['detail']}" for fault in faults), errors=faults)


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
