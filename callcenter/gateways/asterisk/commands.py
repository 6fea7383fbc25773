"""What the house wishes, as requests to Asterisk. What becomes of them comes back as events; see docs/gateways/http.md for
what each command means and what is told of it."""

from collections.abc import Callable, Mapping

from callcenter.gateways.asterisk import dialling, monitoring, passing, recording, speaking
from callcenter.gateways.asterisk.calls import Call, Role, Where
from callcenter.gateways.asterisk.frames import Answer
from callcenter.gateways.asterisk.line import BENIGN, Line, Order
from callcenter.gateways.asterisk.names import at
from callcenter.gateways.asterisk.talking import settle
from callcenter.model.events import CallEnded, MessageFailed

MOST_LOST = 1000
ENDINGS = frozenset({"agent_hangup", "completed", "failed", "no_answer"})


def obey(line: Line, order: Order) -> None:
    if order.conversation:
        _write(line, order)
        return
    call = line.calls.get(order.call)
    if order.type == "originate":
        _originate(line, call, order)
    elif call is None:
        _unknown(line, order)
    elif call.ending and order.type != "hang_up":
        line.acknowledge(order.id)  # the call ends, which is told in a moment
    elif call.passed is not None and (order.type != "hang_up" or line.now < call.passed + passing.A_CLICK):
        line.acknowledge(order.id)
    elif obeyed := OBEYED.get(order.type):
        obeyed(line, call, order)
        monitoring.again(line, call)
    else:
        line.failed(order, f"Asterisk cannot {order.type}")


def _unknown(line: Line, order: Order) -> None:
    """A call that is not here has ended; whoever thinks otherwise is told so, once."""
    if order.call not in line.lost:
        if len(line.lost) >= MOST_LOST:
            line.lost.clear()
        line.lost.add(order.call)
        event = CallEnded(gateway=line.gateway, call=order.call, reason="failed")
        line.tell(f"{order.id}/unknown", event)
    line.acknowledge(order.id)


def _answer(line: Line, call: Call, order: Order) -> None:
    def answered(answer: Answer) -> None:
        if answer.ok and call.where is not Where.UP:
            call.where = Where.UP
            speaking.go_on(line, call)

    line.order(order, "POST", f"{at(call.channel)}/answer", answered)


def _say(line: Line, call: Call, order: Order) -> None:
    speaking.say(line, call, speaking.turn_of(order))


def _hold(line: Line, call: Call, order: Order) -> None:
    call.talking, call.music = False, True
    speaking.close_questions(line, call)
    settle(line, call)
    line.done(order)


def _connect(line: Line, call: Call, order: Order) -> None:
    """What the customer is asked meanwhile, they may answer until somebody picks up."""
    name = str(order.args.get("agent") or "")
    there = call.parties.get(name)
    if there is None:
        endpoint = dialling.endpoint_of(line, str(order.args.get("endpoint") or ""))
        dialling.party(line, call, order, name, endpoint, Role.PARTY, with_customer=True)
        return
    there.with_customer = True
    line.acknowledge(order.id)
    if there.where is Where.UP:
        there.command = order.id
        dialling.join(line, call, there)


def _conference(line: Line, call: Call, order: Order) -> None:
    wanted = str(order.args.get("endpoint") or "")
    name = str(order.args.get("agent") or "") or wanted
    with_customer = order.args.get("with_customer") is not False
    there = call.parties.get(name)
    if there is None:
        whose = dialling.outside if name == wanted else dialling.endpoint_of
        dialling.party(line, call, order, name, whose(line, wanted), Role.PARTY, with_customer=with_customer)
        return
    there.with_customer = with_customer
    if with_customer and there.where is Where.UP:
        dialling.together(line, call)
        settle(line, call)
    line.done(order)


def _release(line: Line, call: Call, order: Order) -> None:
    if there := call.parties.get(str(order.args.get("agent") or "")):
        dialling.let_go(line, call, there)
        if call.talking and not call.company:
            call.talking, call.music = False, True  # nobody is left in silence, whatever comes next
        settle(line, call)
    line.done(order)


def _transfer(line: Line, call: Call, order: Order) -> None:
    """Who is there leaves at once, since to the house they are free; the customer hears music while it rings."""
    to = str(order.args.get("to") or "")
    there = call.parties.get(to)
    if there is None:
        for other in list(call.parties.values()):
            dialling.let_go(line, call, other)
        call.talking, call.music = False, True
        settle(line, call)
        dialling.party(line, call, order, to, dialling.outside(line, to), Role.TARGET, with_customer=True)
    elif there.where is Where.UP:
        dialling.take_over(line, call, order, there)
    else:
        if before := line.orders.get(there.command):
            line.failed(before, "asked for once more")
        there.role, there.command = Role.TARGET, order.id


def _mute(line: Line, call: Call, order: Order) -> None:
    name, on = str(order.args.get("agent") or ""), order.args.get("on") is not False
    there = call.parties.get(name)
    if there is None or there.where is not Where.UP:
        line.failed(order, f"{name} is not on the call")
        return
    method = "POST" if on else "DELETE"
    line.order(order, method, f"channels/{there.channel}/mute", direction="in")


def _record(line: Line, call: Call, order: Order) -> None:
    recording.obey(line, call, order)


def _originate(line: Line, call: Call | None, order: Order) -> None:
    """Begins a call that we make. Whom to dial first is the site's choice; the agent is named by the `connect` behind it."""
    if call is None:
        call = Call(
            id=order.call,
            channel="",
            where=Where.WAITING,
            dialled=True,
            to=str(order.args.get("to") or ""),
            origin=str(order.args.get("from") or ""),
            command=order.id,
        )
        line.calls[call.id] = call
        line.lost.discard(call.id)
    if not dialling.outside(line, call.to):
        line.failed(order, f"{call.to!r} cannot be dialled")
        dialling.ended(line, call, "failed")
        return
    if dialling.customer_first(line) and not call.channel:
        dialling.customer(line, call)
    line.acknowledge(order.id)


def _hang_up(line: Line, call: Call, order: Order) -> None:
    reason = str(order.args.get("reason") or "")
    if reason == "agent_hangup" and passing.waits(call):  # they have done their part, and the customer waits elsewhere
        passing.is_not_ours(line, call, reason)
        return
    call.ending = reason if reason in ENDINGS else "completed"
    speaking.hush(line, call)
    if not call.channel:
        line.acknowledge(order.id)
        dialling.ended(line, call, call.ending)
        return

    def answered(answer: Answer) -> None:
        if answer.ok or answer.status in BENIGN:
            line.acknowledge(order.id)
        else:
            line.failed(order, f"Asterisk refused: {answer.why}")

    dialling.hang_up(line, call, answered)


def _write(line: Line, order: Order) -> None:
    """Asterisk carries no text messages."""
    message = str(order.args.get("message") or order.id)
    reason = "this gateway carries calls only"
    event = MessageFailed(gateway=line.gateway, conversation=order.call, message=message, reason=reason)
    line.tell(f"{order.id}/failed", event)
    line.acknowledge(order.id)


OBEYED: Mapping[str, Callable[[Line, Call, Order], None]] = {
    "answer": _answer,
    "say": _say,
    "gather": _say,
    "hold": _hold,
    "connect": _connect,
    "release_agent": _release,
    "transfer": _transfer,
    "conference": _conference,
    "monitor": monitoring.obey,
    "mute": _mute,
    "record": _record,
    "hang_up": _hang_up,
}
