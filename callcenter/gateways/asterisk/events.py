"""What Asterisk saw, as facts about our calls. Unknown channels, types and repetitions change nothing."""

import json
from collections.abc import Callable, Mapping

from callcenter.gateways.asterisk import dialling, monitoring, passing, recording, speaking
from callcenter.gateways.asterisk.calls import Call, Listener, Party, Where
from callcenter.gateways.asterisk.frames import ANSWER, Fields, Happened, part, whole, word
from callcenter.gateways.asterisk.line import ARRIVES, Line
from callcenter.gateways.asterisk.names import CUSTOMER, INBOUND, LISTENER, PARTY, SNOOP, Purpose, at, purpose
from callcenter.gateways.asterisk.talking import taken_away
from callcenter.gateways.phone import normalised
from callcenter.model.events import CallArrived

LONGEST_ID = 200
LEFT = 2.0
"""Seconds after which somebody who left the application is gone, if nothing else is heard of them."""


NOBODY_SAW = -1
"""As the cause of an end that Asterisk did not tell of."""

REPLACED = "ApplicationReplaced"
"""Another program has taken the application over."""
SIGN = "ChannelUserevent"
"""Whatever an application was sent by somebody: ours, to see that we are it."""


def ask_for_these_alone(line: Line) -> None:
    """Of some thirty events of a call we need eleven; the others are not even written for us. An Asterisk that does not know this
    refuses, and sends all. Answers count as events there: without their name nobody would hear one."""
    allowed = [{"type": kind} for kind in sorted((*TAKEN, REPLACED, SIGN, ANSWER))]
    line.ask("PUT", f"applications/{line.policy.app}/eventFilter", body=json.dumps({"allowed": allowed}))


def happened(line: Line, event: Happened) -> None:
    if take := TAKEN.get(event.type):
        take(line, event)


def arrived(line: Line, channel: Fields, dialled: str) -> None:
    """A call that came in. Told again after a reconnect: the journal knows it."""
    id, caller = word(channel, "id"), part(channel, "caller")
    if not 0 < len(id) <= LONGEST_ID:
        return
    known = line.calls.get(id)
    if known is None and line.retired:
        line.ask("POST", f"{at(id)}/continue")
        return
    if known is None:
        number = normalised(word(caller, "number"), line.region) or passing.caller_behind(line, channel)
        where = Where.UP if word(channel, "state") == "Up" else Where.RINGING
        known = line.calls[id] = Call(id=id, channel=id, where=where, caller=number)
        line.channels[id] = (known, None)
    passing.watch(line, id)
    exten = dialled or word(part(channel, "dialplan"), "exten")
    event = CallArrived(
        gateway=line.gateway,
        call=id,
        caller=known.caller,
        dialled=normalised(exten, line.region),
        name=word(caller, "name")[:200],
    )
    line.tell(f"{id}/arrived", event)


def _start(line: Line, event: Happened) -> None:
    meant, id = purpose(event.args), word(event.channel, "id")
    if meant.kind == INBOUND:
        if id not in line.calls and passing.may_come_from_us(line, event.channel):
            line.wake(f"{ARRIVES}{id}", passing.A_MOMENT, lambda: arrived(line, event.channel, meant.call))
        else:
            arrived(line, event.channel, meant.call)
        return
    if before := word(part(event.fields, "replace_channel"), "id"):
        if not passing.replaced(line, before, event.channel):
            line.dismiss(id)
            gone(line, before, NOBODY_SAW)
        return
    call, who = line.channels.get(id, (None, None))
    if call is None:
        _stranger(line, meant, id)
    elif meant.kind == PARTY and isinstance(who, Party):
        if who.where is not Where.UP:
            dialling.up(line, call, who)
            monitoring.again(line, call)
    elif meant.kind == CUSTOMER and who is None:
        if call.where is not Where.UP:
            dialling.customer_up(line, call)
    elif meant.kind == LISTENER and isinstance(who, Listener):
        monitoring.up(line, call, who)
    elif meant.kind == SNOOP and isinstance(who, Listener):
        monitoring.snooping(line, who, id)


def _stranger(line: Line, meant: Purpose, id: str) -> None:
    """A telephone that we had rung answers, and there is no call for it any more; or the dial plan leads somebody here
    without saying `inbound`: rather cut off, which is noticed, than in silence."""
    if id:
        line.ask("DELETE", at(id))


def _state(line: Line, event: Happened) -> None:
    call, who = line.channels.get(word(event.channel, "id"), (None, None))
    state = word(event.channel, "state")
    if call is None:
        return
    if state == "Ringing" and isinstance(who, Party):
        dialling.ringing(line, call, who)
    elif state == "Up" and isinstance(who, Party):
        passing.answered(line, call, who)
    elif state == "Up" and who is None and not call.dialled and call.where is not Where.UP:
        call.where = Where.UP
        speaking.go_on(line, call)


def _dial(line: Line, event: Happened) -> None:
    call, who = line.channels.get(word(event.channel, "id"), (None, None))
    if call is not None and isinstance(who, Party) and event.fields.get("dialstatus") in ("RINGING", "PROGRESS"):
        dialling.ringing(line, call, who)


def _digit(line: Line, event: Happened) -> None:
    call, who = line.channels.get(word(event.channel, "id"), (None, None))
    if call is not None and who is None:
        speaking.keyed(line, call, word(event.fields, "digit"), event.at)


def _played(line: Line, event: Happened) -> None:
    playback = part(event.fields, "playback")
    target = word(playback, "target_uri").removeprefix("channel:")
    speaking.finished(line, word(playback, "id"), target, word(playback, "state"))


def _left(line: Line, event: Happened) -> None:
    """Out of the application: hung up, which is told next; or somebody moved them elsewhere."""
    id = word(event.channel, "id")
    line.no_wake(f"{ARRIVES}{id}")
    call, who = line.channels.get(id, (None, None))
    if call is None or call.ending:
        return
    if who is None:
        call.left = True
        line.wake(f"left:{call.id}", LEFT, lambda: dialling.ended(line, call, "completed"))
    else:
        line.wake(f"elsewhere:{id}", LEFT, lambda: gone(line, id, NOBODY_SAW))


def _destroyed(line: Line, event: Happened) -> None:
    gone(line, word(event.channel, "id"), whole(event.fields, "cause"))


def gone(line: Line, id: str, cause: int) -> None:
    """A channel has ended. `cause` after Q.850; 0: none was given."""
    line.leaving.discard(id)
    for timer in ("elsewhere:", ARRIVES):
        line.no_wake(f"{timer}{id}")
    call, who = line.channels.get(id, (None, None))
    if call is None:
        return
    if who is None:
        dialling.ended(line, call, _ending(call, cause))
        return
    if isinstance(who, Party):
        dialling.hung_up(line, call, who, cause)
    elif id == who.channel:
        monitoring.gone(line, call, who)
        return
    else:
        line.channels.pop(id, None)
    if line.calls.get(call.id) is call:
        monitoring.again(line, call)


def _ending(call: Call, cause: int) -> str:
    if call.ending:
        return call.ending
    if call.dialled and call.where is not Where.UP:
        return "no_answer" if cause in (0, 16) else dialling.reason_of(cause)
    return reason_of_end(cause)


def reason_of_end(cause: int) -> str:
    """Of a customer who was there."""
    return "customer_hangup" if cause in (0, 16, 17, 18, 19, 21, 26, 31, 32) else "failed"


def _bridge_gone(line: Line, event: Happened) -> None:
    call, listener = line.bridges.get(word(part(event.fields, "bridge"), "id"), (None, None))
    if call is None:
        return  # we closed it
    if listener is None:
        taken_away(line, call)
    else:
        monitoring.bridge_gone(line, call, listener)


def _recorded(line: Line, event: Happened) -> None:
    recording.finished(line, part(event.fields, "recording"))


def _not_recorded(line: Line, event: Happened) -> None:
    recording.failed(line, part(event.fields, "recording"))


TAKEN: Mapping[str, Callable[[Line, Happened], None]] = {
    "StasisStart": _start,
    "StasisEnd": _left,
    "ChannelStateChange": _state,
    "Dial": _dial,
    "ChannelDtmfReceived": _digit,
    "PlaybackFinished": _played,
    "ChannelDestroyed": _destroyed,
    "BridgeDestroyed": _bridge_gone,
    "RecordingFinished": _recorded,
    "RecordingFailed": _not_recorded,
}
