"""Who hears whom. One place compares who belongs together with who is together, and asks for the difference."""

from collections.abc import Callable

from callcenter.gateways.asterisk.calls import Call, Turn, Where
from callcenter.gateways.asterisk.frames import Answer, word
from callcenter.gateways.asterisk.line import Line
from callcenter.gateways.asterisk.names import MESSAGE, at, recorded_by

AT_ONCE, A_WHILE = 3, 1.0
"""So often a bridge that is not there is opened anew at once; then after so many seconds."""
SAID = frozenset({"say", "gather"})
NO_BRIDGE = 404
"""A channel that is gone is answered otherwise."""
RECORDED = 409
"""Of the customer a message is being recorded, or they are on their way out."""


def settle(line: Line, call: Call) -> None:
    """Asks for what is missing between how it should be and how it is: the bridge, who is in it, music.

    Nobody is in a bridge once all parties are gone, and a bridge without anybody is taken away.
    """
    belong = _belong(call)
    if not wants_music(call) and call.music_on:
        call.music_on = False
        line.ask("DELETE", f"{at(call.channel)}/moh")
    if belong and not call.open:
        _open(line, call)
    leave, enter = call.inside - belong, belong - call.inside
    if leave:
        call.inside -= leave
        line.ask("POST", f"bridges/{call.bridge}/removeChannel", channel=",".join(sorted(leave)))
    if enter:
        _enter(line, call, enter)
    if not belong and call.open:
        close(line, call)
    if wants_music(call) and not call.music_on:
        call.music_on = True
        line.ask("POST", f"{at(call.channel)}/moh", mohClass=line.policy.music)


def is_with_people(call: Call) -> bool:
    """The customer is heard by somebody."""
    return call.talking and call.where is Where.UP and bool(call.company)


def _belong(call: Call) -> set[str]:
    company = {party.channel for party in call.company}
    if not company:
        return set()
    if not call.secure:
        company |= {one.channel for one in call.listeners.values() if one.up and one.mode == "barge"}
    return company | {call.channel} if is_with_people(call) else company


def wants_music(call: Call) -> bool:
    return (
        call.music and call.where is Where.UP and not is_with_people(call) and not (call.turns and call.turns[0].begun)
    )


def prepare(line: Line, call: Call) -> None:
    """Opens the bridge while the telephone still rings."""
    if not call.open:
        _open(line, call)


def close(line: Line, call: Call) -> None:
    if call.open:
        call.open = False
        line.bridges.pop(call.bridge, None)
        line.ask("DELETE", f"bridges/{call.bridge}")


def taken_away(line: Line, call: Call) -> None:
    """Its bridge is there no more, and we did not close it: nobody stays in silence."""
    line.bridges.pop(call.bridge, None)
    call.open = False
    call.inside.clear()
    settle(line, call)


def name_of(line: Line, call: Call) -> str:
    """Of its bridge, by which it is known again after a restart."""
    return f"{line.policy.app}:{call.id}"


def _open(line: Line, call: Call) -> None:
    call.bridge = line.fresh("bridge", line.gateway, call.id)
    call.open = True
    line.bridges[call.bridge] = (call, None)
    line.ask("POST", f"bridges/{call.bridge}", type="mixing", name=name_of(line, call))


def _enter(line: Line, call: Call, channels: set[str]) -> None:
    call.inside |= channels
    if call.channel in channels:
        _silence(line, call)
    bridge = call.bridge

    def one_by_one() -> None:
        if call.bridge == bridge:
            for channel in sorted(channels & call.inside):
                line.ask("POST", f"bridges/{bridge}/addChannel", channel=channel)

    def entered(answer: Answer) -> None:
        """One of several may have hung up just now: the others come one by one."""
        if answer.status == NO_BRIDGE and bridge in line.bridges:
            _again(line, call)
        elif answer.ok:
            call.refused = 0
        elif answer.status == RECORDED and call.channel in channels:
            end_message(line, call, one_by_one)
        elif not answer.ok and len(channels) > 1:
            one_by_one()

    line.ask("POST", f"bridges/{bridge}/addChannel", entered, channel=",".join(sorted(channels)))


def _again(line: Line, call: Call) -> None:
    """Another bridge; where Asterisk makes none, after a while, so that nobody is asked without end."""
    call.refused += 1
    bridge = call.bridge
    if call.refused <= AT_ONCE:
        taken_away(line, call)
    else:
        line.wake(f"bridge:{call.id}", A_WHILE, lambda: taken_away(line, call) if bridge in line.bridges else None)


def _silence(line: Line, call: Call) -> None:
    """Whoever leaves a message, or hears something out, enters no bridge meanwhile."""
    if call.recording is not None and call.recording.message:
        line.ask("POST", f"recordings/live/{call.recording.name}/stop")
    turns = {turn.command: turn for turn in call.turns}
    for order in [one for one in line.orders.values() if one.call == call.id and one.type in SAID]:
        turn = turns.get(order.id) or Turn(command=order.id)  # said by an earlier process
        line.ask("DELETE", f"playbacks/{turn.playback}")


def end_message(line: Line, call: Call, then: Callable[[], None]) -> None:
    """A message of which we know nothing, because an earlier process had it recorded."""

    def answered(answer: Answer) -> None:
        name = word(answer.body, "value") if answer.ok and isinstance(answer.body, dict) else ""
        if recorded_by(call.id, name):
            line.ask("POST", f"recordings/live/{name}/stop")
        then()

    line.ask("GET", f"{at(call.channel)}/variable", answered, variable=MESSAGE)
