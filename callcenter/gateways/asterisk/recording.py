"""Recordings: of the customer alone (a message), or of everybody. A recording that cannot be paused for sure is stopped."""

from callcenter.gateways.asterisk.calls import Call, Recording, Turn
from callcenter.gateways.asterisk.frames import Answer, Fields, whole, word
from callcenter.gateways.asterisk.line import Line, Order
from callcenter.gateways.asterisk.names import recording as name_of
from callcenter.gateways.asterisk.speaking import go_on
from callcenter.gateways.asterisk.talking import is_with_people
from callcenter.model.events import RecordingReady


def obey(line: Line, call: Call, order: Order) -> None:
    action = order.args.get("action")
    if action == "start" and not is_with_people(call):
        begin = Turn(command=order.id, sound="", act=lambda: start(line, call, order))
        call.turns.append(begin)  # once what is being said has been heard
        go_on(line, call)
    elif action == "start":
        start(line, call, order)
    elif call.recording is None:
        line.done(order)
    elif action == "stop":
        line.order(order, "POST", f"recordings/live/{call.recording.name}/stop")
    else:
        hide(line, call, action == "pause", order)


def start(line: Line, call: Call, order: Order) -> None:
    call.recording = Recording(name=name_of(call.id, order.id), command=order.id)
    where = f"bridges/{call.bridge}" if is_with_people(call) else f"channels/{call.channel}"
    beep = "false" if is_with_people(call) else "true"
    line.order(order, "POST", f"{where}/record", name=call.recording.name, format="wav", ifExists="fail", beep=beep)


def hide(line: Line, call: Call, pause: bool, order: Order | None = None) -> None:
    """Secrets are being told, or are not any more."""
    recording = call.recording
    if recording is None:
        return
    recording.paused = pause

    def answered(answer: Answer) -> None:
        if pause and not answer.ok and answer.status != 404:
            line.ask("POST", f"recordings/live/{recording.name}/stop")

    method, path = ("POST" if pause else "DELETE"), f"recordings/live/{recording.name}/pause"
    if order is None:
        line.ask(method, path, answered)
    else:
        line.order(order, method, path, answered)


def finished(line: Line, fields: Fields) -> None:
    """The call it is of may have ended before it."""
    name = word(fields, "name")
    call = _call_of(line, name)
    if call is None:
        return
    line.late.pop(name, None)
    if call.recording and call.recording.name == name:
        call.recording = None
    url = line.policy.recordings.replace("{name}", name)
    seconds = float(max(0, whole(fields, "duration")))
    event = RecordingReady(gateway=line.gateway, call=call.id, url=url, seconds=seconds)
    line.tell(f"{name}/recorded", event)


def failed(line: Line, fields: Fields) -> None:
    name = word(fields, "name")
    call = _call_of(line, name)
    if call is None:
        return
    line.late.pop(name, None)
    if call.recording and call.recording.name == name:
        command = call.recording.command
        call.recording = None
        line.tell_failed(call.id, command, f"Asterisk could not record: {word(fields, 'cause') or 'no reason given'}")


def _call_of(line: Line, name: str) -> Call | None:
    for call in line.calls.values():
        if call.recording and call.recording.name == name:
            return call
    return line.late.get(name)
