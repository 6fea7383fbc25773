"""Recordings: of the customer alone (a message), or of everybody. A recording that cannot be paused for sure is stopped."""

from callcenter.gateways.asterisk.calls import Call, Recording, Turn
from callcenter.gateways.asterisk.frames import Answer, Fields, whole, word
from callcenter.gateways.asterisk.line import BENIGN, Line, Order
from callcenter.gateways.asterisk.names import MESSAGE, at, recorded_by
from callcenter.gateways.asterisk.names import recording as name_of
from callcenter.gateways.asterisk.speaking import go_on
from callcenter.gateways.asterisk.talking import end_message, is_with_people
from callcenter.model.events import RecordingReady
from callcenter.services.on_the_line import OnTheLine


def obey(line: Line, call: Call, order: Order) -> None:
    action = order.args.get("action")
    if action in ("pause", "resume"):
        hide(line, call, action == "pause", order)
    elif action == "start" and not is_with_people(call):
        begin = Turn(command=order.id, sound="", act=lambda: start(line, call, order))
        call.turns.append(begin)  # once what is being said has been heard
        go_on(line, call)
    elif action == "start":
        start(line, call, order)
    elif _withdrawn(line, call) or not call.channel:
        line.done(order)
    elif call.recording is None:
        end_message(line, call, lambda: line.done(order))
    else:
        line.order(order, "POST", f"recordings/live/{call.recording.name}/stop")


def _withdrawn(line: Line, call: Call) -> bool:
    """What was to be recorded once the tone had been heard is not recorded at all."""
    pending = [turn for turn in call.turns if turn.act is not None]
    for turn in pending:
        call.turns.remove(turn)
        if order := line.orders.get(turn.command):
            line.done(order, interrupted=True)
    return bool(pending)


def start(line: Line, call: Call, order: Order) -> None:
    message = not is_with_people(call)
    if message and call.recording is not None and call.recording.command != order.id:
        line.failed(order, "a message is being recorded already")
        return
    call.recording = Recording(name=name_of(call.id, order.id), command=order.id, message=message)
    where = at(call.channel) if message else f"bridges/{call.bridge}"
    beep = "true" if message else "false"
    if message:
        line.ask("POST", f"{where}/variable", variable=MESSAGE, value=call.recording.name)
    line.order(order, "POST", f"{where}/record", name=call.recording.name, format="wav", ifExists="fail", beep=beep)


def hide(line: Line, call: Call, secure: bool, order: Order | None = None) -> None:
    """Secrets are being told, or are not any more; a recording that cannot be paused for sure ends."""
    call.secure = secure
    if call.recording is None:
        if order is not None:
            line.done(order)
        return
    name = call.recording.name

    def answered(answer: Answer) -> None:
        paused = answer.ok or answer.status == 404
        if secure and not paused:
            line.ask("POST", f"recordings/live/{name}/stop")
        if order is None:
            return
        if paused or (not secure and answer.status in BENIGN):
            line.done(order)
        else:
            line.failed(order, f"Asterisk refused: {answer.why}")

    line.ask("POST" if secure else "DELETE", f"recordings/live/{name}/pause", answered)


def agree(line: Line, call: Call, believed: OnTheLine | None) -> None:
    """After a break: Asterisk is asked what has become of the recording, and told once more that secrets are told."""
    if believed is not None:
        call.secure = call.secure or believed.secure
        if believed.recording and call.recording is None:
            call.recording = believed_of(believed)
    recording = call.recording
    if recording is None:
        return

    def answered(answer: Answer) -> None:
        if answer.ok and not call.secure and isinstance(answer.body, dict) and word(answer.body, "state") == "paused":
            hide(line, call, secure=False)
        elif answer.status == 404 and call.recording is recording:
            call.recording = None
            look(line, call.id, recording)

    if call.secure:
        hide(line, call, secure=True)
    line.ask("GET", f"recordings/live/{recording.name}", answered)


def believed_of(one: OnTheLine) -> Recording:
    """The recording that the house knows by its command."""
    return Recording(name=name_of(one.call, one.recording), command=one.recording)


def look(line: Line, call: str, recording: Recording) -> None:
    """Nobody saw it end. If there is a file, it can be fetched; how long it is, Asterisk does not say any more."""

    def answered(answer: Answer) -> None:
        if answer.ok:
            line.late.pop(recording.name, None)
            _ready(line, call, recording, 0.0)

    line.ask("GET", f"recordings/stored/{recording.name}", answered)


def _ready(line: Line, call: str, recording: Recording, seconds: float) -> None:
    url = line.policy.recordings.replace("{name}", recording.name)
    event = RecordingReady(gateway=line.gateway, call=call, url=url, seconds=seconds, command=recording.command)
    line.tell(f"{recording.name}/recorded", event)


def finished(line: Line, fields: Fields) -> None:
    """The call it is of may have ended before it, or have been another process's when it began."""
    name = word(fields, "name")
    seconds = float(max(0, whole(fields, "duration")))
    call = _call_of(line, name)
    if call is None or call.recording is None:
        channel = word(fields, "target_uri").removeprefix("channel:")
        of = _call_at(line, channel)
        if command := recorded_by(of, name):
            _ready(line, of, Recording(name=name, command=command), seconds)
        return
    line.late.pop(name, None)
    recording, call.recording = call.recording, None
    _ready(line, call.id, recording, seconds)


def _call_at(line: Line, channel: str) -> str:
    """A call that came in is called as its channel: also one that has ended before we knew it."""
    call, _ = line.channels.get(channel, (None, None))
    return call.id if call else channel


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
