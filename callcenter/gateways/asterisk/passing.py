"""Somebody passes a talk on with the keys of their telephone: Asterisk puts another channel where theirs was.

It stays in our bridge and leads to where they passed the talk on to. Until that is answered it counts as their telephone, so
that the house may go on with the call; from then on the call is not the house's any more.
"""

from callcenter.gateways.asterisk import monitoring, speaking
from callcenter.gateways.asterisk.calls import Call, Listener, Party, Role, Where
from callcenter.gateways.asterisk.frames import Fields, part, word
from callcenter.gateways.asterisk.line import Line
from callcenter.gateways.asterisk.talking import settle
from callcenter.model.events import CallEnded

A_MOMENT = 0.3
"""Seconds after which both ends of a way have been told of."""
A_CLICK = 2.0
"""Seconds in which the house may still wish something that was asked before it heard that the call is not its own any more."""


def watch(line: Line, channel: str) -> None:
    """Without this nobody tells when, and why, it ends: it is not a channel that we had made."""
    line.ask("POST", f"applications/{line.policy.app}/subscription", eventSource=f"channel:{channel}")


def replaced(line: Line, old: str, fields: Fields) -> bool:
    """Another channel is in the place of this one. False: it must not be, since others are on the call who would be left with
    whoever it is, or nobody knows either."""
    call, who = line.channels.get(old, (None, None))
    id = word(fields, "id")
    if id in line.channels:
        return True  # told again, or seen before it was told
    if call is None or not id or call.ending:
        return False
    if who is None:
        call.channel = id
    elif isinstance(who, Party) and _alone_with_customer(call, who):
        who.channel, who.passed, who.place = id, True, _place(fields)
    else:
        return False
    del line.channels[old]
    line.channels[id] = (call, who)
    if old in call.inside:
        call.inside = (call.inside - {old}) | {id}
    for timer in (f"elsewhere:{old}", f"left:{call.id}"):
        line.no_wake(timer)
    watch(line, id)
    if who is None:
        _customer(line, call)
    elif word(fields, "state") == "Up":
        answered(line, call, who)
    return True


def _place(channel: Fields) -> str:
    """`Local/7003@agents-00000001` of `...;1` and `...;2`."""
    return word(channel, "name").rpartition(";")[0]


def may_come_from_us(line: Line, channel: Fields) -> bool:
    """Of somebody who is passed on to ourselves both ends are told, now this one first and now that one."""
    nobody = not word(part(channel, "caller"), "number")
    return nobody and word(channel, "name").startswith("Local/") and not caller_behind(line, channel)


def caller_behind(line: Line, channel: Fields) -> str:
    """The number of the customer who was passed on to ourselves: Asterisk does not say it. Empty: it is nobody of ours."""
    place = _place(channel)
    callers = (
        call.caller or call.to
        for call in line.calls.values()
        for party in call.parties.values()
        if party.passed and party.place and party.place == place
    )
    return next(callers, "")


def _alone_with_customer(call: Call, who: Party) -> bool:
    return call.talking and call.where is Where.UP and call.company == [who] and who.role is Role.PARTY


def _customer(line: Line, call: Call) -> None:
    """What was being said to them went with the channel that was theirs."""
    call.left = call.music_on = False
    speaking.once_more(line, call)
    settle(line, call)


def waits(call: Call) -> bool:
    """It has been passed on, and nobody has answered there."""
    return call.passed is None and any(party.passed for party in call.parties.values())


def answered(line: Line, call: Call, who: Party) -> None:
    if who.passed and call.passed is None:
        who.with_customer = True
        call.talking, call.music = True, False
        settle(line, call)
        is_not_ours(line, call, "completed")


def is_not_ours(line: Line, call: Call, reason: str) -> None:
    """Those on it talk on, recorded and heard by nobody. To the house the call is over."""
    call.passed = line.now
    speaking.hush(line, call)
    for listener in list(call.listeners.values()):
        _let_go(line, call, listener)
    if call.recording:
        line.ask("POST", f"recordings/live/{call.recording.name}/stop")
    line.tell(f"{call.channel}/passed/{line.now}", CallEnded(gateway=line.gateway, call=call.id, reason=reason))
    for order in [one for one in line.orders.values() if one.call == call.id]:
        line.acknowledge(order.id)


def _let_go(line: Line, call: Call, listener: Listener) -> None:
    line.dismiss(listener.channel)
    monitoring.gone(line, call, listener)
