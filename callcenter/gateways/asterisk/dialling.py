"""Telephones that we have ring: agents, numbers outside, customers who were promised a call."""

import re

from callcenter.gateways.asterisk.calls import Call, Party, Role, Where
from callcenter.gateways.asterisk.frames import Answer
from callcenter.gateways.asterisk.line import BENIGN, Line, Order, Then
from callcenter.gateways.asterisk.names import CUSTOMER, PARTY, Purpose, at, made
from callcenter.gateways.asterisk.speaking import go_on, hush
from callcenter.gateways.asterisk.talking import close, prepare, settle
from callcenter.model.events import AgentPhoneAnswered, AgentPhoneFailed, AgentPhoneRinging, CallEnded
from callcenter.model.gateways import FirstDialled

LONGER = 5.0
"""Seconds after which a telephone that should have stopped ringing is given up by ourselves."""
REASONS = {
    17: "busy",
    18: "no_answer",
    19: "no_answer",
    16: "rejected",
    21: "rejected",
    20: "unreachable",
    27: "unreachable",
    3: "unreachable",
}
"""Q.850 causes of who never answered; whatever else: failed."""
LATE = 600.0
"""Seconds for which the end of a recording is waited for once its call is over."""
NUMBER = re.compile(r"\+?[0-9*#]{1,32}")
SIGNS = frozenset("+*#._-@")


def endpoint_of(line: Line, name: str) -> str:
    """As Asterisk dials what the house has noted for somebody: `PJSIP/2001` as it is, a number by way of the carrier.
    Empty: it cannot be dialled."""
    if "/" in name:
        return name
    number = name.removeprefix("tel:").removeprefix("sip:")
    fit = number and number.isascii() and all(sign.isalnum() or sign in SIGNS for sign in number)
    return line.policy.dial.replace("{number}", number) if fit else ""


def outside(line: Line, number: str) -> str:
    """The same of what somebody typed, or calls from: it is a number or nothing, never a way into the dial plan."""
    return line.policy.dial.replace("{number}", number) if NUMBER.fullmatch(number) else ""


def shown_to(name: str) -> str:
    """What a telephone shows of a caller, who may call themselves anything."""
    return name if NUMBER.fullmatch(name) else ""


def party(line: Line, call: Call, order: Order, name: str, endpoint: str, role: Role, *, with_customer: bool) -> None:
    """Rings at somebody who is to join the call. `endpoint` empty: there is no way to them."""
    asked = Party(
        name=name,
        channel=made("party", call.id, order.id),
        endpoint=endpoint,
        command=order.id,
        role=role,
        with_customer=with_customer,
    )
    call.parties[name] = asked
    if not asked.endpoint:
        _gone(line, call, asked, f"{name[:100]!r} has no telephone that could be dialled", "failed")
        line.acknowledge(order.id)
    elif call.dialled and call.where is not Where.UP and customer_first(line):
        asked.where = Where.WAITING
        line.acknowledge(order.id)
    else:
        ring(line, call, asked)
        if role is Role.PARTY:
            line.acknowledge(order.id)


def ring(line: Line, call: Call, asked: Party) -> None:
    asked.where = Where.DIALLED
    line.channels[asked.channel] = (call, asked)

    def answered(answer: Answer) -> None:
        if not answer.ok and answer.status not in BENIGN:
            failed(line, call, asked, "unreachable")

    purpose = Purpose(kind=PARTY, call=call.id, name=asked.name, command=asked.command, role=asked.role)
    originate(line, asked.endpoint, asked.channel, purpose, answered, shown=call.caller or call.to, beside=call.channel)
    prepare(line, call)
    late = line.policy.ring_seconds + LONGER
    line.wake(f"ring:{asked.channel}", late, lambda: _rang_too_long(line, call, asked))


def originate(
    line: Line, endpoint: str, channel: str, purpose: Purpose, answered: Then, *, shown: str, beside: str = ""
) -> None:
    line.ask(
        "POST",
        "channels",
        answered,
        endpoint=endpoint,
        app=line.policy.app,
        appArgs=purpose.written(),
        channelId=channel,
        callerId=shown_to(shown),
        timeout=str(round(line.policy.ring_seconds)),
        originator=beside,
    )


def ringing(line: Line, call: Call, asked: Party) -> None:
    if not asked.rang and asked.where is not Where.UP:
        asked.rang = True
        asked.where = Where.RINGING
        if asked.role is Role.PARTY:
            event = AgentPhoneRinging(gateway=line.gateway, call=call.id, agent=asked.name)
            line.tell(f"{asked.channel}/ringing", event)


def up(line: Line, call: Call, asked: Party) -> None:
    """Somebody picked up. Whom they are brought together with depends on what they were called for."""
    line.no_wake(f"ring:{asked.channel}")
    asked.where = Where.UP
    if asked.role is Role.TARGET:
        _take_over(line, call, asked)
    elif call.dialled and call.where is not Where.UP:
        line.ask("POST", f"channels/{asked.channel}/ring")
        settle(line, call)
        if not call.channel:
            customer(line, call)
    else:
        join(line, call, asked)


def join(line: Line, call: Call, asked: Party) -> None:
    if asked.with_customer:
        together(line, call)
    settle(line, call)
    line.tell(
        f"{asked.channel}/answered/{asked.command}",
        AgentPhoneAnswered(gateway=line.gateway, call=call.id, agent=asked.name),
    )


def together(line: Line, call: Call) -> None:
    """The customer is with the parties: nothing is said to them any more, and no music."""
    call.talking, call.music = True, False
    hush(line, call)


def _take_over(line: Line, call: Call, target: Party) -> None:
    target.role = Role.PARTY
    for other in [one for one in call.parties.values() if one is not target]:
        let_go(line, call, other)
    together(line, call)
    settle(line, call)
    if order := line.orders.get(target.command):
        line.done(order)


def take_over(line: Line, call: Call, order: Order, target: Party) -> None:
    """By somebody who is on the call already."""
    target.command = order.id
    _take_over(line, call, target)


# --- a customer who was promised a call ---


def customer_first(line: Line) -> bool:
    return line.policy.first is FirstDialled.CUSTOMER


def customer(line: Line, call: Call) -> None:
    """Rings at the customer."""
    call.channel = made("customer", call.id, call.command)
    call.where = Where.DIALLED
    line.channels[call.channel] = (call, None)
    purpose = Purpose(kind=CUSTOMER, call=call.id)

    def answered(answer: Answer) -> None:
        if not answer.ok and answer.status not in BENIGN:
            ended(line, call, "unreachable")

    endpoint = outside(line, call.to)
    originate(
        line, endpoint, call.channel, purpose, answered, shown=call.origin or line.policy.caller_id or line.caller_id
    )


def customer_up(line: Line, call: Call) -> None:
    call.where = Where.UP
    for one in list(call.parties.values()):
        if one.where is Where.UP:
            line.ask("DELETE", f"channels/{one.channel}/ring")
            join(line, call, one)
        elif one.where is Where.WAITING:
            ring(line, call, one)
    call.music = not call.talking
    go_on(line, call)


# --- not answered, hung up, let go ---


def _rang_too_long(line: Line, call: Call, asked: Party) -> None:
    if call.parties.get(asked.name) is asked and asked.where is not Where.UP:
        line.dismiss(asked.channel)
        failed(line, call, asked, "no_answer")


def reason_of(cause: int) -> str:
    return REASONS.get(cause, "failed")


def failed(line: Line, call: Call, asked: Party, reason: str) -> None:
    """Their telephone did not take the call."""
    line.no_wake(f"ring:{asked.channel}")
    _gone(line, call, asked, f"{asked.name} did not take the call: {reason}", reason)


def _gone(line: Line, call: Call, asked: Party, why: str, reason: str) -> None:
    line.channels.pop(asked.channel, None)
    call.inside.discard(asked.channel)
    if call.parties.get(asked.name) is asked:
        del call.parties[asked.name]
    settle(line, call)
    if asked.role is Role.TARGET:
        if order := line.orders.get(asked.command):
            line.failed(order, why)
        return
    line.tell(
        f"{asked.channel}/gone",
        AgentPhoneFailed(gateway=line.gateway, call=call.id, agent=asked.name, reason=reason),
    )


def hung_up(line: Line, call: Call, asked: Party, cause: int) -> None:
    """A party's channel is gone. If only they talked with the customer and said goodbye, that is the end of the call."""
    line.no_wake(f"ring:{asked.channel}")
    if asked.where is not Where.UP:
        failed(line, call, asked, reason_of(cause))
        return
    if call.passed is not None:
        del call.parties[asked.name]
        line.channels.pop(asked.channel, None)
        call.inside.discard(asked.channel)
        call.ending = call.ending or "completed"
        hang_up(line, call)
        return
    alone = call.talking and call.where is Where.UP and call.company == [asked]
    if asked.passed:
        failed(line, call, asked, reason_of(cause))
    elif alone and cause in (0, 16) and not call.ending:
        line.channels.pop(asked.channel, None)
        call.inside.discard(asked.channel)
        del call.parties[asked.name]
        if call.left:
            return  # they passed the customer on by their own telephone: the call ends in a moment, and not for the customer
        # At once: whoever waits for this agent waits for it.
        line.dismiss(call.channel, reason_code="16")
        ended(line, call, "agent_hangup")
    else:
        _gone(line, call, asked, "hung up", "failed")


def hang_up(line: Line, call: Call, then: Then | None = None) -> None:
    """The customer's line, for the reason in `call.ending`."""

    def answered(answer: Answer) -> None:
        if answer.status == 404 and line.calls.get(call.id) is call:
            ended(line, call, call.ending)
        if then is not None:
            then(answer)

    line.ask("DELETE", at(call.channel), answered, reason_code="16")


def let_go(line: Line, call: Call, asked: Party) -> None:
    """They leave; nobody needs to be told."""
    line.no_wake(f"ring:{asked.channel}")
    call.parties.pop(asked.name, None)
    line.channels.pop(asked.channel, None)
    call.inside.discard(asked.channel)
    if asked.where is not Where.WAITING:
        line.dismiss(asked.channel, reason_code="16")
    if asked.role is Role.TARGET and (order := line.orders.get(asked.command)):
        line.failed(order, "somebody else took the call")


def ended(line: Line, call: Call, reason: str) -> None:
    """The customer's line is gone: everything of the call goes with it, at once."""
    for one in list(call.parties.values()):
        let_go(line, call, one)
    for listener in list(call.listeners.values()):
        line.channels.pop(listener.channel, None)
        line.channels.pop(listener.snoop, None)
        for channel in filter(None, (listener.channel, listener.snoop)):
            line.dismiss(channel)
        if listener.bridged:
            line.bridges.pop(listener.bridge, None)
            line.ask("DELETE", f"bridges/{listener.bridge}")
    close(line, call)
    if call.recording:
        name = call.recording.name
        line.late[name] = call
        line.wake(f"late:{name}", LATE, lambda: _forget_late(line, name))
    for timer in ("keys", "broken", "left", "bridge"):
        line.no_wake(f"{timer}:{call.id}")
    line.channels.pop(call.channel, None)
    line.calls.pop(call.id, None)
    event = CallEnded(gateway=line.gateway, call=call.id, reason=reason)
    if call.passed is None:
        line.tell(f"{call.channel or call.command or call.id}/ended", event)
    for order in [one for one in line.orders.values() if one.call == call.id]:
        line.acknowledge(order.id)


def _forget_late(line: Line, name: str) -> None:
    line.late.pop(name, None)
