"""One call through all of it."""

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import ContactState
from callcenter.switchboard.invariants import violations
from callcenter.testing.day import Day


def test_a_call_comes_is_asked_waits_is_offered_accepted_spoken_to_and_wrapped_up() -> None:
    day = Day(after_each=lambda board: None)
    day.agent("li", card=8)
    call = day.call("+8613800000001")
    assert [type(one) for one in day.outcomes[-1].commands][1:3] == [c.Answer, c.Chronicle]
    assert day.done(c.Gather)[0].prompt == "What can we do for you?"
    day.says(call, "my card does not work", "card_question")
    assert day.contact(call).state is ContactState.OFFERED
    assert day.done(c.Say)[-1].text == "please_wait"
    day.passes(3)
    day.accept("li")
    assert day.reply().ok
    assert (day.done(c.Connect)[0].agent, day.done(c.Connect)[0].endpoint) == ("li", "PJSIP/li")
    day.passes(2)
    day.answered(call)
    day.passes(100)
    day.hang_up(call)
    assert day.last(call).state is ContactState.WRAP_UP
    day.passes(10)
    outcome = day.wrap_up("li")
    assert [contact.state for contact in outcome.contacts] == [ContactState.COMPLETED]
    assert day.last(call).disposition == "resolved"
    assert (day.person("li").handled, day.person("li").used) == (1, 0)
    figures = day.figures("cards")
    assert (figures.offered, figures.answered, figures.answered_in_time, figures.abandoned) == (1, 1, 1, 0)
    assert (figures.answered_wait, figures.handling.mean) == (5.0, 110.0)
    assert not violations(day.board, day.clock.now())


def test_its_history_tells_every_step_in_order() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.serve("li", call)
    told = [line.what for line in day.done(c.Chronicle)]
    assert told == [
        *(
            "arrived",
            "flow_started",
            "nodes",
            "customer_said",
            "nodes",
            "queued",
            "offered",
            "accepted",
            "connected",
            "ended",
        ),
        *("wrapped_up", "completed"),
    ]


def test_when_it_ends_nothing_of_it_is_left_but_the_memory_of_its_leg() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.serve("li", call)
    state = day.board.state
    books = (state.contacts, state.offers, state.legs, state.early, state.alarms)
    assert not any(books)
    assert list(state.timers) == [f"gone:pbx call {call}"]
    day.passes(601)
    assert not any((state.gone, state.timers))


def test_when_an_agent_is_done_the_next_contact_rings_in_the_same_step() -> None:
    day = Day()
    day.agent("li")
    first, second = day.waits(), day.waits()
    day.serve("li", first)
    assert any(isinstance(one, c.MakeOffer) for one in day.outcomes[-1].commands)
    assert day.offered("li") == second


def test_a_click_without_a_request_gets_no_answer() -> None:
    day = Day()
    day.agent("li")
    day.waits()
    outcome = day.happens(e.OfferAccepted(agent="li", offer=day.offer("li").id))
    assert not any(isinstance(one, c.Reply) for one in outcome.commands)


def test_when_somebody_keys_zero_then_the_agent_reads_that_a_person_was_asked_for() -> None:
    day = Day()
    call = day.call()
    day.keys(call, "0")
    heard = day.contact(call).intent
    assert heard is not None
    assert (heard.name, heard.unsure) == ("speak_to_human", False)
