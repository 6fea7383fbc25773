"""Each turn of a dialogue as a line of the contact's timeline: what figures about flows are counted from."""

from callcenter.insight.visits import NOBODY_HUNG_UP
from callcenter.ivr.graph import closing
from callcenter.ivr.turn import (
    Answered,
    CallBack,
    Finished,
    Further,
    Heard,
    Keyed,
    Leave,
    LeaveMessage,
    PutThrough,
    Silence,
    Spoke,
    Started,
    ToHuman,
    ToIntent,
    ToStart,
    Turn,
)
from callcenter.model.contact import Contact, ContactState
from callcenter.model.flow import Dialogue
from callcenter.switchboard.work import Work

HEARD: dict[type[Heard], str] = {
    Started: "started",
    Keyed: "keyed",
    Spoke: "spoke",
    Silence: "silence",
    Answered: "answered",
}
LEAVES: dict[type[Leave], str] = {
    ToHuman: "human",
    ToIntent: "intent",
    Further: "served",
    Finished: "served",
    ToStart: "start",
    CallBack: "callback",
    LeaveMessage: "voicemail",
    PutThrough: "transfer",
}


def chronicle(w: Work, contact: Contact, heard: Heard, turn: Turn, before: Dialogue, version: str) -> None:
    """One line for each turn. `before`: where the customer stood."""
    w.tell(
        contact,
        "nodes",
        flow=before.flow,
        version=version,
        at="" if isinstance(heard, Started) else before.node,
        heard=HEARD[type(heard)],
        understood=turn.understood,
        visited=list(turn.trail),
        ways=[list(way) for way in turn.ways],
        asks=turn.dialogue.node if turn.dialogue and turn.ask else "",
        fetch=turn.fetch.source if turn.fetch else "",
        leaves=LEAVES[type(turn.leave)] if turn.leave else "",
        why=_why(turn.leave),
    )


def raise_alarms(w: Work, turn: Turn, flow: str) -> None:
    """Once for each branch, however many customers come by."""
    for node in turn.odd:
        w.alarm(
            "odd_condition",
            f"{flow}/{node}",
            f"A condition of {node} in the flow {flow} was neither true nor false, and was taken for false.",
        )


def _why(leave: Leave | None) -> str:
    if isinstance(leave, ToHuman):
        return leave.why.value
    return leave.intent.name if isinstance(leave, ToIntent) else ""


def done(w: Work, contact: Contact, reason: str) -> bool:
    """Stands at a closing question, such as "anything else?": who hangs up there has been served, and did not give up.
    Of somebody whose line failed there nobody knows it."""
    here = contact.dialogue
    if (
        reason in NOBODY_HUNG_UP
        or here is None
        or here.asked_at is None
        or contact.state is not ContactState.SELF_SERVICE
    ):
        return False
    return here.node in closing(w.site_of(contact).flows[here.flow])


def hung_up(w: Work, contact: Contact, reason: str) -> None:
    """Gone inside a flow: with a question open, or a look-up awaited. Who was said goodbye to had left it."""
    here = contact.dialogue
    if contact.state is ContactState.SELF_SERVICE and here is not None and contact.farewell is None:
        version = w.site_of(contact).flows[here.flow].version
        w.tell(contact, "left_in_flow", flow=here.flow, version=version, at=here.node, reason=reason)
