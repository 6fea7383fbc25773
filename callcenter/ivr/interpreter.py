"""Runs a flow: one turn from what was heard to the next question or look-up, or out of the flow.

    heard ─► emergency? ─► a person? ─► an answer? ─► a wish? ─► another intent? ─► a failure
                 │             │            │      (repeat, back,       │               │
              ToIntent      ToHuman     walk to the  main menu)      ToIntent      ask again, the
                                      next question,                               third: ToHuman
                                      look-up or end

A menu's own word is a choice even if the model guesses an emergency; if a rule heard one, it is an emergency.

No flow that passed `check` can make it raise or walk for ever, and one that did not ends with a human.
"""

from callcenter.ivr.answers import answer, answered, choose, takes
from callcenter.ivr.turn import (
    Answered,
    Ask,
    Finished,
    Heard,
    Keyed,
    Leave,
    Silence,
    Spoke,
    Started,
    Surroundings,
    ToHuman,
    ToIntent,
    Turn,
    Why,
)
from callcenter.ivr.walking import MAX_FAILURES, MAX_NODES, MAX_QUESTIONS, PROOFS, Walk
from callcenter.ivr.wishes import at_once, chooses
from callcenter.model.changed import changed
from callcenter.model.flow import Check, ChooseLanguage, Dialogue, Flow, LookUp, Question

__all__ = [
    "MAX_FAILURES", "MAX_NODES", "MAX_QUESTIONS", "Answered", "Ask", "Finished", "Heard", "Keyed", "Leave", "Silence",
    "Spoke", "Started", "Surroundings", "ToHuman", "ToIntent", "Turn", "Why", "advance",
]  # fmt: skip


def advance(flow: Flow, dialogue: Dialogue | None, heard: Heard, now: float, surroundings: Surroundings) -> Turn:
    """One turn. `dialogue` None starts the flow; `now` in seconds since the epoch. Never raises on anything heard."""
    here = dialogue or Dialogue(flow=flow.name, node=flow.start)
    node = flow.nodes.get(here.node)
    question = node if isinstance(node, Question) and here.asked_at is not None else None
    awaited = node if isinstance(node, LookUp | Check) and dialogue is not None and question is None else None
    walk = Walk(flow=flow, here=here, now=now, around=surroundings, at=here.node if question or awaited else "")
    if isinstance(heard, Started):
        return _start(walk, heard)
    leave = at_once(heard, surroundings, takes(question), chosen=chooses(question, heard))
    if leave is not None:
        if isinstance(question, ChooseLanguage) and isinstance(heard, Spoke):
            choose(walk, heard.intent.language)
        return walk.leave(leave)
    if question is not None:
        return answer(walk, question, heard)
    if awaited is not None:
        return answered(walk, awaited, heard)
    return walk.go(here.node)


def _start(walk: Walk, started: Started) -> Turn:
    """What somebody has proved comes from the flow before, never from a record: a record cannot prove who is calling."""
    walk.at = ""
    before = started.before
    proofs = {name: value for name, value in before.facts.items() if name in PROOFS} if before else {}
    facts = {name: value for name, value in started.facts.items() if name not in PROOFS}
    earlier = dict(before.facts) if before else {}
    here = walk.here
    walk.here = changed(
        here,
        facts={**here.facts, **earlier, **facts, **proofs},
        attempts=before.attempts if before else here.attempts,
        slots=before.slots if before else here.slots,
    )
    walk.hear_slots(started.slots)
    walk.told = list(started.said)
    return walk.go(here.node)
