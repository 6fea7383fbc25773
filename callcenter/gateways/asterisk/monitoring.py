"""Supervisors on a call: they listen, whisper to the agent, or join in.

Listening and whispering go through a snoop channel on the agent's; while secrets are told there is none, who has joined in is
taken out, and nobody listens.
"""

from callcenter.gateways.asterisk.calls import Call, Listener
from callcenter.gateways.asterisk.dialling import endpoint_of, originate
from callcenter.gateways.asterisk.frames import Answer
from callcenter.gateways.asterisk.line import BENIGN, Line, Order
from callcenter.gateways.asterisk.names import LISTENER, SNOOP, Purpose, made
from callcenter.gateways.asterisk.talking import settle


def obey(line: Line, call: Call, order: Order) -> None:
    name, mode = str(order.args.get("supervisor") or ""), str(order.args.get("mode") or "listen")
    endpoint = endpoint_of(line, str(order.args.get("endpoint") or ""))
    if not call.company:
        line.failed(order, "nobody talks on this call")
    elif listener := call.listeners.get(name):
        listener.mode = mode
        attend(line, call, listener)
        line.done(order)
    elif not endpoint:
        line.failed(order, "the supervisor has no telephone")
    else:
        _ring(line, call, order, name, mode, endpoint)


def _ring(line: Line, call: Call, order: Order, name: str, mode: str, endpoint: str) -> None:
    listener = _listener(line, call, order, name, mode)

    def answered(answer: Answer) -> None:
        if not answer.ok and answer.status not in BENIGN:
            gone(line, call, listener)

    purpose = Purpose(kind=LISTENER, call=call.id, name=name, command=order.id)
    originate(line, endpoint, listener.channel, purpose, answered, shown=call.caller or call.to)


def adopt(line: Line, call: Call, order: Order, *, up: bool) -> None:
    """A supervisor's telephone that an earlier process had rung for this command."""
    name, mode = str(order.args.get("supervisor") or ""), str(order.args.get("mode") or "listen")
    _listener(line, call, order, name, mode).up = up


def _listener(line: Line, call: Call, order: Order, name: str, mode: str) -> Listener:
    listener = Listener(
        name=name,
        channel=made("listener", call.id, order.id),
        mode=mode,
        command=order.id,
    )
    call.listeners[name] = listener
    line.channels[listener.channel] = (call, listener)
    return listener


def up(line: Line, call: Call, listener: Listener) -> None:
    listener.up = True
    attend(line, call, listener)
    if order := line.orders.get(listener.command):
        line.done(order)


def attend(line: Line, call: Call, listener: Listener) -> None:
    """Takes the supervisor to where they hear what they asked for, or takes their ear away. Nobody to hear: they may go."""
    if not listener.up:
        return
    if not call.company:
        line.ask("DELETE", f"channels/{listener.channel}")
        gone(line, call, listener)
        return
    ear = "" if call.secure or listener.mode == "barge" else f"{listener.mode} {call.company[0].channel}"
    if ear != listener.ear:
        _deafen(line, listener)
    if call.secure and listener.bridged:
        line.ask("POST", f"bridges/{listener.bridge}/removeChannel", channel=listener.channel)
    settle(line, call)
    if listener.mode == "barge" or call.secure:
        # Only now, when they are out of it: who is in a bridge that dissolves may be taken out of the next one, too.
        _leave_own_bridge(line, listener)
    if ear and ear != listener.ear:
        listener.ear = ear
        _listen(line, call, listener)


def _listen(line: Line, call: Call, listener: Listener) -> None:
    if not listener.bridged:
        listener.bridged = True
        listener.bridge = line.fresh("bridge", line.gateway, call.id, listener.name)
        line.bridges[listener.bridge] = (call, listener)
        name = f"{line.policy.app}:{call.id}:{listener.name}"
        line.ask("POST", f"bridges/{listener.bridge}", type="mixing", name=name)
        line.ask("POST", f"bridges/{listener.bridge}/addChannel", channel=listener.channel)
    listener.snoop = line.fresh("snoop", listener.channel)
    line.channels[listener.snoop] = (call, listener)
    ear = listener.snoop

    def answered(answer: Answer) -> None:
        """Whoever cannot be let hear is not left waiting in silence; a telephone that has just gone is told of next."""
        if not answer.ok and answer.status not in BENIGN and listener.snoop == ear:
            line.dismiss(listener.channel)
            gone(line, call, listener)

    line.ask(
        "POST",
        f"channels/{call.company[0].channel}/snoop/{ear}",
        answered,
        spy="both",
        whisper="out" if listener.mode == "whisper" else "none",
        app=line.policy.app,
        appArgs=Purpose(kind=SNOOP, call=call.id, name=listener.name).written(),
    )


def snooping(line: Line, listener: Listener, channel: str) -> None:
    """Our ear is there."""
    if channel == listener.snoop and listener.bridged:
        line.ask("POST", f"bridges/{listener.bridge}/addChannel", channel=channel)


def again(line: Line, call: Call) -> None:
    """Who talks has changed, or secrets begin or end: everybody's ear is where it belongs."""
    for listener in list(call.listeners.values()):
        attend(line, call, listener)


def gone(line: Line, call: Call, listener: Listener) -> None:
    """The supervisor hung up, or never picked up."""
    call.listeners.pop(listener.name, None)
    line.channels.pop(listener.channel, None)
    call.inside.discard(listener.channel)
    _deafen(line, listener)
    _leave_own_bridge(line, listener)
    if order := line.orders.get(listener.command):
        line.failed(order, f"{listener.name} did not pick up")
    settle(line, call)


def bridge_gone(line: Line, call: Call, listener: Listener) -> None:
    """Somebody took it away: they hear again through a new one."""
    line.bridges.pop(listener.bridge, None)
    listener.bridged = False
    _deafen(line, listener)
    attend(line, call, listener)


def _deafen(line: Line, listener: Listener) -> None:
    if listener.snoop:
        line.channels.pop(listener.snoop, None)
        line.ask("DELETE", f"channels/{listener.snoop}")
        listener.snoop = listener.ear = ""


def _leave_own_bridge(line: Line, listener: Listener) -> None:
    if listener.bridged:
        listener.bridged = False
        line.bridges.pop(listener.bridge, None)
        line.ask("DELETE", f"bridges/{listener.bridge}")
