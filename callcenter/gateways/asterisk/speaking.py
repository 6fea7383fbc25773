"""What the customer hears one after the other, and the keys they press meanwhile.

A later sentence or question means that the house has heard the answer to an open question: then that question is over.
Keys end what is being said and go to the next question; without one they are told as they come. While the customer
talks with somebody their keys are nobody's business.
"""

from callcenter.gateways.asterisk.calls import Call, Question, Turn, Where
from callcenter.gateways.asterisk.frames import Answer
from callcenter.gateways.asterisk.line import BENIGN, Line, Order, Render
from callcenter.gateways.asterisk.names import at
from callcenter.gateways.asterisk.talking import is_with_people, settle
from callcenter.model.events import CustomerKeyed

KEYS = "0123456789*#ABCD"
MOST_UNASKED = 100
"""Keys without a question that are told, until the next question: somebody may keep one pressed for as long as they wait."""
BETWEEN_KEYS = 3.0
"""Seconds after which an answer of fewer keys than there may be is complete."""
A_MOMENT = 0.3
"""Seconds in which a sound that broke off may turn out to be a hang-up."""


def say(line: Line, call: Call, turn: Turn) -> None:
    """Said once everything before it has been."""
    _close_questions_before(line, call, turn.command)
    call.turns.append(turn)
    if turn.text:
        line.out.append(Render(call=call.id, command=turn.command, text=turn.text, language=turn.language))
    elif turn.sound is None:
        turn.sound = ""
    go_on(line, call)


def rendered(line: Line, call: Call, command: str, sound: str | None, why: str) -> None:
    turn = next((one for one in call.turns if one.command == command), None)
    if turn is None:
        return
    if sound is None:
        _drop(line, call, turn)
        if order := line.orders.get(command):
            line.failed(order, why)
    else:
        turn.sound = sound
    go_on(line, call)


def go_on(line: Line, call: Call) -> None:
    """Begins the next turn as soon as it can be heard."""
    if not line.live:
        return
    if call.where is not Where.UP or not call.turns:
        settle(line, call)
        return
    turn = call.turns[0]
    if turn.begun or turn.sound is None:
        settle(line, call)
        return
    turn.begun = True
    settle(line, call)
    if turn.act is not None:
        _drop(line, call, turn)
        turn.act()
        go_on(line, call)
    elif turn.sound:
        _play(line, call, turn)
    else:
        over(line, call, turn)


def _play(line: Line, call: Call, turn: Turn) -> None:
    def answered(answer: Answer) -> None:
        """It may be playing already (409); a channel that is gone (404) is told of elsewhere."""
        turn.taken = True
        if not answer.ok and answer.status not in BENIGN:
            broken(line, call, turn, f"Asterisk cannot play it: {answer.why}")

    playback = turn.playback
    line.ask("POST", f"{at(call.channel)}/play/{playback}", answered, media=turn.sound or "")


def lost(line: Line, call: Call, turn: Turn) -> None:
    """It is not being said any more. Whether it was heard is not known: if Asterisk never said that it had the request, it
    probably had not, and a customer rather hears a sentence twice, once."""
    if turn.taken or turn.tries:
        over(line, call, turn)
    else:
        once_more(line, call)


def once_more(line: Line, call: Call) -> None:
    """What was being said is lost: from its beginning."""
    if call.turns and call.turns[0].begun and not (call.turns[0].question and call.turns[0].question.heard):
        call.turns[0].tries += 1
        call.turns[0].begun = call.turns[0].taken = False
    go_on(line, call)


def finished(line: Line, playback: str, channel: str, state: str) -> None:
    """Asterisk's word that a sound is over; ours to stop it came before, or the caller hung up, or it could not be read."""
    call, who = line.channels.get(channel, (None, None))
    if call is None or who is not None or not call.turns:
        return
    turn = call.turns[0]
    if turn.playback != playback or (turn.question and turn.question.heard):
        return
    if state == "failed":
        why = f"Asterisk could not play {turn.sound}"
        line.wake(f"broken:{call.id}", A_MOMENT, lambda: broken(line, call, turn, why))
    else:
        over(line, call, turn)


def broken(line: Line, call: Call, turn: Turn, why: str) -> None:
    if turn not in call.turns:
        return
    _drop(line, call, turn)
    if order := line.orders.get(turn.command):
        line.failed(order, why)
    go_on(line, call)


def over(line: Line, call: Call, turn: Turn) -> None:
    """It has been heard to its end. A question goes on: now is the time for keys."""
    if turn.question is not None:
        turn.question.heard = True
        line.wake(
            f"keys:{call.id}", turn.question.timeout, lambda: _answered(line, call, turn, f"{turn.command}/silent")
        )
        return
    _drop(line, call, turn)
    if order := line.orders.get(turn.command):
        line.done(order)
    go_on(line, call)


# --- keys ---------------------------------------------------------------------------------------------------------------


def keyed(line: Line, call: Call, digit: str, when: str) -> None:
    if is_with_people(call) or len(digit) != 1 or digit not in KEYS:
        return
    asked = next((turn for turn in call.turns if turn.question is not None), None)
    id = f"{call.channel}/keyed/{when}"  # without the key: it may be one of a secret's
    if asked is None or asked.question is None:
        call.unasked += 1
        if call.unasked <= MOST_UNASKED:
            line.tell(id, CustomerKeyed(gateway=line.gateway, call=call.id, digits=digit))
        return
    call.unasked = 0
    while (first := call.turns[0]) is not asked:
        if first.act is None:
            _cut(line, call)
        else:  # what is to be recorded is: nobody has asked whether it should
            _drop(line, call, first)
            first.act()
    question = asked.question
    if not question.heard:
        question.heard = True
        _stop(line, asked)
        asked.begun = True
    if digit == "#" and question.keyed:
        _answered(line, call, asked, id)
        return
    question.keyed += digit
    if len(question.keyed) >= question.most or question.keyed in ("#", "*"):
        _answered(line, call, asked, id)
    else:
        wait = min(BETWEEN_KEYS, question.timeout)
        line.wake(f"keys:{call.id}", wait, lambda: _answered(line, call, asked, id))


def _answered(line: Line, call: Call, turn: Turn, id: str) -> None:
    assert turn.question is not None
    _drop(line, call, turn)
    line.tell(id, CustomerKeyed(gateway=line.gateway, call=call.id, digits=turn.question.keyed))
    line.acknowledge(turn.command)
    go_on(line, call)


# --- cut short ----------------------------------------------------------------------------------------------------------


def hush(line: Line, call: Call) -> None:
    """Nothing more is said."""
    while call.turns:
        _cut(line, call)


def close_questions(line: Line, call: Call) -> None:
    """What was asked is of no interest any more; sentences are still said."""
    _close_questions_before(line, call, "")
    go_on(line, call)


def _close_questions_before(line: Line, call: Call, command: str) -> None:
    """One that came with the same event stays: "welcome", "press one", "or say what you want" belong together."""
    event = command.partition(".")[0]
    for turn in [one for one in call.turns if one.question is not None and one.command.partition(".")[0] != event]:
        if turn.begun and turn.question and not turn.question.heard:
            _stop(line, turn)
        _drop(line, call, turn)
        line.acknowledge(turn.command)


def _cut(line: Line, call: Call) -> None:
    turn = call.turns[0]
    if turn.begun and not (turn.question and turn.question.heard):
        _stop(line, turn)
    _drop(line, call, turn)
    if turn.question is not None:
        line.acknowledge(turn.command)
    elif order := line.orders.get(turn.command):
        line.done(order, interrupted=True)


def _stop(line: Line, turn: Turn) -> None:
    if turn.begun and turn.sound:
        line.ask("DELETE", f"playbacks/{turn.playback}")


def _drop(line: Line, call: Call, turn: Turn) -> None:
    if call.turns and call.turns[0] is turn:
        for timer in ("keys", "broken"):
            line.no_wake(f"{timer}:{call.id}")
    call.turns.remove(turn)


def turn_of(order: Order) -> Turn:
    args = order.args
    question = None
    if order.type == "gather":
        question = Question(most=max(1, _number(args, "max_digits", 1)), timeout=float(_number(args, "timeout", 5)))
    text = args.get("prompt" if question else "text")
    return Turn(
        command=order.id,
        text=text if isinstance(text, str) else "",
        language=str(args.get("language") or ""),
        question=question,
    )


def _number(args: dict[str, object], name: str, default: int) -> int:
    value = args.get(name)
    return int(value) if isinstance(value, int | float) and value > 0 else default
