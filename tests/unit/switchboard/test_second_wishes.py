"""Two wishes in one sentence: the second follows the first by itself, once, and never keeps anybody from a person."""

import pytest

from callcenter.model import commands as c
from callcenter.model.contact import ContactState
from callcenter.model.flow import Flow, Gather, HangUp, Say
from callcenter.model.site import ALSO_ASKED, Handling, IntentPolicy, Site
from callcenter.testing.day import Day
from callcenter.testing.sites import both, small_site

FEES = Flow(
    name="fees",
    title=both("Fees"),
    start="fee",
    nodes={
        "fee": Say(text=both("It costs nothing."), next="more"),
        "more": Gather(prompt=both("Anything else?"), next="bye"),
        "bye": HangUp(text=both("Goodbye.")),
    },
)
THANKS = Flow(
    name="thanks",
    title=both("Thanks"),
    start="anything",
    nodes={"anything": Gather(prompt=both("You are welcome."), next="bye"), "bye": HangUp(text=both("Goodbye."))},
)


def site() -> Site:
    plain = small_site()
    more = {
        name: IntentPolicy(name=name, title=both(name), handling=Handling(flow=name)) for name in ("fees", "thanks")
    }
    return small_site(intents={**plain.intents, **more}, flows={**plain.flows, "fees": FEES, "thanks": THANKS})


def said(day: Day) -> list[str]:
    """What was said and asked, in order."""
    spoken = (one for outcome in day.outcomes for one in outcome.commands if isinstance(one, c.Say | c.Gather))
    return [one.text if isinstance(one, c.Say) else one.prompt for one in spoken]


def test_the_second_wish_follows_the_first_before_anything_else_is_asked() -> None:
    day = Day(site())
    call = day.call()
    day.says(call, "the dollar, and your fees", "exchange_rate", also="fees")
    assert said(day)[-4:] == ["One dollar is seven yuan.", "Also: fees.", "It costs nothing.", "Anything else?"]
    assert (day.contact(call).dialogue.flow, day.contact(call).also) == ("fees", "")
    assert day.contact(call).intents == ("exchange_rate", "fees")


def test_it_is_served_once_and_both_answers_are_repeated() -> None:
    day = Day(site())
    call = day.call()
    day.says(call, "the dollar, and your fees", "exchange_rate", also="fees")
    day.says(call, "say that again", "unclear")
    assert said(day)[-4:] == ["One dollar is seven yuan.", "Also: fees.", "It costs nothing.", "Anything else?"]
    day.says(call, "nothing", "unclear", unsure=True)
    assert said(day).count("Also: fees.") == 2


def test_a_site_without_the_sentence_goes_on_without_a_word_of_it() -> None:
    plain = site()
    words = {name: text for name, text in plain.words.items() if name != ALSO_ASKED}
    day = Day(small_site(intents=plain.intents, flows=plain.flows, words=words))
    day.says(day.call(), "the dollar, and your fees", "exchange_rate", also="fees")
    assert said(day)[-3:] == ["One dollar is seven yuan.", "It costs nothing.", "Anything else?"]


def test_where_people_serve_the_second_wish_they_come_after_the_first() -> None:
    day = Day(site())
    call = day.call()
    day.says(call, "the dollar, and my card", "exchange_rate", also="card_question")
    assert "One dollar is seven yuan." in said(day)
    assert day.contact(call).queue == "cards"


def test_the_first_flow_counts_as_served() -> None:
    day = Day(site())
    day.says(day.call(), "the dollar, and your fees", "exchange_rate", also="fees")
    turns = [line.detail for line in day.done(c.Chronicle) if line.what == "nodes"]
    assert [turn["leaves"] for turn in turns if turn["flow"] == "rates"] == ["served"]


@pytest.mark.parametrize("also", ["card_loss", "thanks", "exchange_rate", "poetry", "unclear_too"])
def test_emergencies_farewells_and_what_nobody_knows_are_no_second_wish(also: str) -> None:
    day = Day(site())
    call = day.call()
    day.says(call, "the dollar, and", "exchange_rate", also=also)
    assert (day.contact(call).also, day.contact(call).dialogue.flow) == ("", "rates")


def test_an_emergency_said_meanwhile_leaves_at_once_and_forgets_it() -> None:
    day = Day(site())
    call = day.call()
    day.says(call, "the dollar, and your fees", "unclear", unsure=True)
    day.says(call, "my card was stolen, and your fees", "card_loss", also="fees")
    assert (day.contact(call).queue, day.contact(call).also) == ("card-loss", "")


def test_zero_and_a_hang_up_are_what_they_are_after_it_too() -> None:
    day = Day(site())
    call = day.call()
    day.says(call, "the dollar, and your fees", "exchange_rate", also="fees")
    day.keys(call, "0")
    assert day.contact(call).state is ContactState.QUEUED


@pytest.mark.parametrize(("first", "second"), [("exchange_rate", "complaint"), ("complaint", "exchange_rate")])
def test_what_is_answered_at_once_comes_before_what_people_serve_and_the_case_is_open_meanwhile(
    first: str, second: str
) -> None:
    day = Day(site())
    call = day.call()
    text = "the dollar, and I want to complain"
    day.says(call, text, first, also=second)
    assert "One dollar is seven yuan." in said(day)
    (opened,) = day.done(c.OpenComplaint)
    assert (opened.complaint.cause, opened.complaint.text) == ("attitude", text)
    contact = day.contact(call)
    assert (contact.intent.name, contact.queue, contact.complaint) == ("complaint", "general", opened.complaint.id)
    assert contact.intents[-2:] == ("exchange_rate", "complaint")


def test_both_are_queued_for_by_the_first_where_people_serve_both() -> None:
    day = Day(site())
    call = day.call()
    day.says(call, "my card, and I want to complain", "card_question", also="complaint")
    assert (day.contact(call).queue, len(day.done(c.OpenComplaint))) == ("cards", 1)


@pytest.mark.parametrize("key", ["0", None])
def test_who_needs_a_person_before_the_second_was_reached_has_its_people(key: str | None) -> None:
    day = Day(asking_first())
    call = day.call()
    day.says(call, "my limit, and I want to complain", "limits", also="complaint")
    assert day.contact(call).dialogue.node == "which"
    if key:
        day.keys(call, key)
    else:
        for _ in range(3):
            day.keys(call, "")
    assert (day.contact(call).queue, day.contact(call).intent.name) == ("general", "complaint")
    assert len(day.done(c.OpenComplaint)) == 1


def test_who_hangs_up_after_the_first_has_complained_all_the_same() -> None:
    day = Day(asking_first())
    call = day.call()
    day.says(call, "I want to complain, and my limit", "complaint", also="limits")
    day.hang_up(call)
    assert [one.complaint.cause for one in day.done(c.OpenComplaint)] == ["attitude"]


def test_an_emergency_waits_for_neither() -> None:
    day = Day(site())
    call = day.call()
    day.says(call, "my card was stolen, and the dollar", "card_loss", also="exchange_rate")
    assert (day.contact(call).queue, "One dollar is seven yuan." in said(day)) == ("card-loss", False)
    day = Day(site())
    call = day.call(to="+861069950110")  # the number of emergencies
    day.says(call, "I want to complain, and the dollar", "complaint", also="exchange_rate")
    assert (day.contact(call).queue, "One dollar is seven yuan." in said(day)) == ("card-loss", False)


def asking_first() -> Site:
    """With a flow that asks before it answers."""
    plain = site()
    limits = Flow(
        name="limits",
        title=both("Limits"),
        start="which",
        nodes={
            "which": Gather(prompt=both("Which card?"), next="told"),
            "told": Say(text=both("A thousand."), next="more"),
            "more": Gather(prompt=both("Anything else?"), next="bye"),
            "bye": HangUp(text=both("Goodbye.")),
        },
    )
    policy = IntentPolicy(name="limits", title=both("limits"), handling=Handling(flow="limits"))
    return small_site(intents={**plain.intents, "limits": policy}, flows={**plain.flows, "limits": limits})
