"""Who gets whom when several rules meet in one event: cases in which only one order of looking is right."""

from dataclasses import replace

from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.model.customer import Known
from callcenter.model.site import Ask, Preferred, Priorities, Rung, Serving, Site, SkillNeed, Step, Team
from callcenter.routing.rank import starvation_bound
from callcenter.testing.sites import both, small_site
from tests.unit.switchboard.test_teams import Checked, joins, site

IDLE = Serving()
NOTHING_YET = {"card-loss": IDLE}
BACK = Known(customer="cus_1", last_agent="bob")


def with_teams(plain: Site, version: str = "site-1", **teams: dict[str, Serving]) -> Site:
    made = {name: Team(name=name, title=both(name), queues=queues) for name, queues in teams.items()}
    return replace(plain, version=version, teams=made)


def opening(before: Site, after: Site) -> Checked:
    """Taking `after` makes several agents free for what waits, in one event."""
    day = Checked(before)
    day.board.sites = {before.version: before, after.version: after}
    return day


def test_of_three_who_become_free_together_the_first_contact_goes_first_and_the_next_to_the_best_left() -> None:
    plain = site()
    cards = replace(plain.queues["cards"], needs=(SkillNeed(skill="card"),))
    plain = replace(plain, queues={**plain.queues, "cards": cards})
    before = with_teams(plain, red=NOTHING_YET, blue=NOTHING_YET)
    after = with_teams(plain, "site-2", red={"cards": IDLE}, blue={"cards": IDLE, "general": IDLE})
    day = opening(before, after)
    joins(day, "ann", "red", card=1)
    joins(day, "bob", "blue")
    day.passes(1)
    joins(day, "cho", "blue", card=9)
    general, about_cards = day.waits("speak_to_human"), day.waits("card_question")

    day.happens(e.SiteTaken(version="site-2"))

    assert {name: day.offered(name) for name in ("ann", "bob", "cho")} == {
        "ann": None,
        "bob": general,
        "cho": about_cards,
    }


def test_of_two_who_become_free_together_the_last_agent_gets_who_comes_back() -> None:
    plain = site(prefer=(Preferred.LAST_AGENT,))
    day = opening(with_teams(plain, blue=NOTHING_YET), with_teams(plain, "site-2", blue={"general": IDLE}))
    joins(day, "ann")
    day.passes(1)
    joins(day, "bob")
    call = day.waits("speak_to_human", known=BACK)

    day.happens(e.SiteTaken(version="site-2"))

    assert (day.offered("ann"), day.offered("bob")) == (None, call)


def test_the_last_agent_comes_before_one_who_speaks_the_language() -> None:
    day = Checked(site(prefer=(Preferred.LAST_AGENT,)))
    day.agent("ann", speaks=("en",))
    day.agent("bob")
    call = day.waits("speak_to_human", known=BACK)
    assert (day.offered("ann"), day.offered("bob")) == (None, call)


def test_who_has_just_declined_is_not_waited_for_after_a_move_to_another_line() -> None:
    day = Checked(site(prefer=(Preferred.LAST_AGENT,), seconds=40.0))
    joins(day, "bob", team="")
    call = day.waits("speak_to_human", known=BACK)
    day.decline("bob")
    day.happens(e.ContactRequeued(agent="sue", contact=day.contact(call).id, queue="cards"))
    assert (day.contact(call).preferred, day.contact(call).held_until) == (None, None)


def test_a_queue_of_another_team_that_anyone_may_serve_comes_last() -> None:
    plain = site()
    general = replace(plain.queues["general"], steps=(Step(after=5.0, anyone=True),))
    plain = replace(plain, queues={**plain.queues, "general": general})
    day = Checked(with_teams(plain, blue={"cards": IDLE, "card-loss": Serving(order=2, behind=60.0)}))
    day.waits("speak_to_human")
    day.passes(30)
    cards = day.waits("card_question")
    joins(day, "ann")
    assert day.offered("ann") == cards


def test_given_no_rung_is_open_yet_when_a_lost_card_calls_then_a_team_that_does_not_serve_it_is_offered_it() -> None:
    day = Checked(replace(site(cards=IDLE), ladder=(Rung(after=30.0, ask=Ask.SUPERVISORS),)))
    joins(day, "ann")
    emergency = day.waits("card_loss")
    assert day.offered("ann") == emergency


def test_of_two_emergencies_the_first_goes_first_whatever_the_order_of_the_team() -> None:
    day = Checked(site(general=IDLE, card_loss=Serving(order=2, behind=60.0), cards=IDLE))
    lost_card = day.waits("card_loss")
    day.passes(3)
    other = day.waits("card_question")
    moved = day.contact(other)
    day.says(other, "stolen, too", "card_question", emergency=True)
    assert day.contact(other).emergency
    assert moved.id == day.contact(other).id
    joins(day, "ann")
    assert day.offered("ann") == lost_card


def test_whoever_is_answered_or_leaves_waits_for_no_delay_any_more_also_after_a_new_site() -> None:
    before = site(general=Serving(delay=300.0))
    day = opening(before, replace(site(general=Serving(delay=20.0)), version="site-2"))
    answered, leaves = day.waits("speak_to_human"), day.waits("speak_to_human")
    joins(day, "ann", team="")
    day.accept("ann")
    assert [timer for timer in day.board.state.timers if timer.startswith("delay:")] == [
        f"delay:{day.contact(leaves).id}:300"
    ]
    assert day.contact(answered).agent == "ann"
    day.happens(e.SiteTaken(version="site-2"))
    day.hang_up(leaves)
    assert not any(timer.startswith("delay:") for timer in day.board.state.timers)


def test_a_closed_laptop_keeps_no_offer_and_who_asked_for_a_break_gets_none() -> None:
    day = Checked(site())
    joins(day, "ann", team="")
    day.writes("one", "hello", "speak_to_human")
    day.accept("ann")
    day.happens(e.PresenceChosen(agent="ann", presence=Presence.AWAY, reason="meal", request="r"))
    day.writes("two", "hello", "speak_to_human")
    assert day.offered("ann") is None


def test_the_bound_is_that_of_the_team_that_puts_the_queue_back_the_most() -> None:
    plain = replace(site(), priorities=Priorities(), intents={})
    teams = with_teams(
        plain,
        blue={"cards": Serving(behind=60.0), "general": Serving(order=2, behind=100.0)},
        red={"cards": IDLE, "general": Serving(order=2, behind=10.0)},
    )
    assert starvation_bound(teams, "general") - starvation_bound(plain, "general") == 40.0


def test_the_head_start_of_an_emergency_is_in_no_bound() -> None:
    plain = small_site()
    urgent = replace(plain.intents["card_loss"], head_start=500.0)
    assert starvation_bound(replace(plain, intents={**plain.intents, "card_loss": urgent}), "general") == (
        starvation_bound(plain, "general")
    )
