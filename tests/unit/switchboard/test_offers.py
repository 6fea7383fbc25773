"""Offers: exclusive, expiring; what becomes of them and of who waits meanwhile."""

from dataclasses import replace

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.model.contact import ContactState
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site


def test_given_an_offer_expires_then_the_agent_is_not_responding_until_they_say_they_are_back() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.passes(20)
    assert day.person("li").not_responding
    assert [gone.reason for gone in day.done(c.WithdrawOffer)] == ["expired"]
    day.passes(300)
    assert day.offered("li") is None
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AVAILABLE))
    assert day.offered("li") == call


def test_given_an_offer_expires_then_the_contact_keeps_its_place_and_rings_at_somebody_else() -> None:
    day = Day()
    day.agent("li")
    first, second = day.waits(), day.waits()
    rank = day.contact(first).rank
    day.passes(15)
    day.agent("mo")
    assert day.offered("mo") == second
    day.decline("mo")
    day.passes(5)
    assert day.offered("mo") == first
    assert day.contact(first).rank == rank


def test_when_an_offer_is_declined_then_it_does_not_come_back_within_the_cool_down() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.decline("li")
    assert day.reply().ok
    day.passes(59.9)
    assert day.offered("li") is None
    day.passes(0.1)
    assert day.offered("li") == call


def test_given_two_agents_decline_one_after_the_other_then_each_is_asked_again_when_their_own_cool_down_ends() -> None:
    day = Day()
    day.agent("li")
    day.agent("mo")
    call = day.waits()
    day.decline("li")
    day.passes(10)
    day.decline("mo")
    day.passes(50)
    assert day.offered("li") == call


def test_given_a_contact_was_declined_then_the_next_contact_is_offered_in_the_same_step() -> None:
    day = Day()
    day.agent("li")
    _, second = day.waits(), day.waits()
    day.decline("li")
    assert day.offered("li") == second


def test_given_the_preferred_agent_declines_then_they_are_not_asked_again_at_once() -> None:
    day = Day()
    day.agent("li")
    due = e.CallbackFellDue(
        callback="b1", number="+861", tries=1, promised_at=day.clock.now(), window_to=9e9, to_agent="li"
    )
    day.happens(due)
    day.decline("li")
    assert day.offered("li") is None


def test_given_an_expired_offer_when_it_is_accepted_then_the_agent_is_told_why_it_is_gone() -> None:
    day = Day()
    day.agent("li")
    day.waits()
    offer = day.offer("li").id
    day.passes(21)
    day.happens(e.OfferAccepted(agent="li", offer=offer, request="r"))
    answer = day.reply()
    assert (answer.ok, answer.code, answer.result["became"]) == (False, "offer_gone", "expired")
    assert "expired" in answer.detail


def test_when_the_same_offer_is_accepted_twice_then_the_second_click_is_refused() -> None:
    day = Day()
    day.agent("li")
    day.waits()
    offer = day.offer("li").id
    day.accept("li")
    day.happens(e.OfferAccepted(agent="li", offer=offer, request="r"))
    assert (day.reply().code, day.reply().result["became"]) == ("offer_gone", "accepted")
    assert day.person("li").used == 100


def test_when_an_agent_accepts_somebody_elses_offer_then_nothing_happens() -> None:
    day = Day()
    day.agent("li")
    day.agent("mo")
    call = day.waits()
    offer = day.offer("li").id
    day.happens(e.OfferAccepted(agent="mo", offer=offer, request="r"))
    assert day.reply().code == "offer_gone"
    assert day.offered("li") == call
    assert not day.person("mo").assignments


def test_given_a_supervisor_moved_the_offer_when_the_first_agent_accepts_then_only_the_second_gets_it() -> None:
    day = Day()
    day.agent("li")
    day.agent("mo")
    call = day.waits()
    offer = day.offer("li").id
    day.happens(e.ContactAssigned(agent="sue", contact=day.contact(call).id, to="mo", request="r"))
    day.happens(e.OfferAccepted(agent="li", offer=offer, request="r"))
    assert day.reply().result["became"] == "taken"
    day.accept("mo")
    assert day.reply().ok
    assert day.contact(call).agent == "mo"


def test_when_the_customer_hangs_up_while_it_rings_then_the_next_contact_is_offered_in_the_same_step() -> None:
    day = Day()
    day.agent("li")
    first, second = day.waits(), day.waits()
    offer = day.offer("li").id
    outcome = day.hang_up(first)
    gone = [one for one in outcome.commands if isinstance(one, c.WithdrawOffer)]
    assert [(one.offer, one.reason) for one in gone] == [(offer, "customer_gone")]
    assert day.offered("li") == second
    assert not day.lives(first)


def test_given_the_customer_has_just_gone_when_the_agent_accepts_then_they_are_told_so() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    offer = day.offer("li").id
    day.hang_up(call)
    day.happens(e.OfferAccepted(agent="li", offer=offer, request="r"))
    assert (day.reply().code, day.reply().result["became"]) == ("offer_gone", "customer_gone")
    assert not day.person("li").assignments
    day.passes(61)
    assert not day.board.state.offers


def test_when_the_agent_goes_away_while_it_rings_then_somebody_else_rings() -> None:
    day = Day()
    day.agent("li")
    day.agent("mo")
    call = day.waits()
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AWAY, reason="lunch"))
    assert day.offered("mo") == call
    assert day.person("li").presence is Presence.AWAY


def test_given_an_agent_chats_when_they_ask_to_go_away_then_what_rings_goes_to_somebody_else() -> None:
    day = Day()
    day.agent("li")
    day.writes("chat-1", "hello", "speak_to_human")
    day.accept("li")
    day.writes("chat-2", "hello", "speak_to_human")
    day.agent("mo")
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AWAY, reason="lunch"))
    assert day.offered("li") is None
    assert day.offered("mo") == "chat-2"


def test_the_decision_tells_who_was_chosen_and_what_removed_the_others() -> None:
    day = Day()
    day.agent("li", card=8)
    day.agent("mo", card=5)
    day.agent("bo")
    day.agent("away", presence=Presence.AWAY, card=9)
    day.waits("card_question")
    decision = day.outcomes[-1].decisions[-1]
    assert decision.chosen == "li"
    assert [one["agent"] for one in decision.candidates] == ["li", "mo"]
    assert decision.removed == {"bo": "skill: card below 5", "away": "presence: away"}
    assert (decision.queue, decision.site, decision.ahead) == ("cards", "site-1", 0)


def test_given_nobody_is_free_then_the_decision_says_so_and_how_many_stand_before() -> None:
    day = Day()
    day.waits()
    day.waits()
    decision = day.outcomes[-1].decisions[-1]
    assert (decision.chosen, decision.ahead) == (None, 1)


def test_the_most_proficient_is_asked_first_then_the_longest_idle() -> None:
    day = Day()
    day.agent("late", card=8)
    day.passes(5)
    day.agent("good", card=9)
    day.agent("idle", card=8)
    first, second, third = (day.waits("card_question") for _ in range(3))
    assert [day.offered(one) for one in ("good", "late", "idle")] == [first, second, third]


def test_who_speaks_the_customers_language_is_asked_before_who_is_better() -> None:
    day = Day()
    day.agent("zh", speaks=("zh-CN",), card=9)
    day.agent("en", speaks=("en",), card=5)
    call = day.waits("card_question")
    assert day.offered("en") == call
    assert day.contact(call).state is ContactState.OFFERED


def test_given_an_offer_that_rings_longer_than_the_grace_when_the_agent_is_lost_then_it_goes_on_to_somebody_else() -> (
    None
):
    small = small_site()
    queues = {name: replace(queue, offer_seconds=120.0) for name, queue in small.queues.items()}
    day = Day(small_site(queues=queues))
    day.agent("li")
    call = day.waits()
    day.agent("mo")
    day.happens(e.AgentDisconnected(agent="li"))
    day.passes(29)
    assert day.offered("li") == call
    day.passes(2)
    assert day.offered("mo") == call
    assert not day.person("li").not_responding


def test_nobody_declines_what_is_offered_to_somebody_else() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.agent("mo")
    day.happens(e.OfferDeclined(agent="mo", offer=day.offer("li").id, request="r"))
    assert (day.reply().ok, day.reply().code) == (False, "offer_gone")
    assert day.offered("li") == call
