"""Several queues for one agent, with order and delay; and the agent a contact is meant for. Nobody starves of either."""

from dataclasses import replace
from typing import Any

import pytest

from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.model.customer import Known
from callcenter.model.site import Preferred, Priorities, Serving, Site, Team
from callcenter.routing.rank import starvation_bound
from callcenter.testing.day import Day
from callcenter.testing.sites import both, small_site
from tests.unit.switchboard.world import faults


def site(prefer: tuple[Preferred, ...] = (), seconds: float = 0.0, **queues: Serving) -> Site:
    """Cards without a skill of their own, so that order and delay alone decide."""
    small = small_site()
    changed = {
        name: replace(queue, needs=(), steps=(), prefer=prefer, prefer_seconds=seconds)
        for name, queue in small.queues.items()
    }
    served = {name.replace("_", "-"): serving for name, serving in queues.items()}
    teams = {"blue": Team(name="blue", title=both("Blue"), queues=served)} if served else {}
    return small_site(queues={**small.queues, **changed}, teams=teams)


class Checked(Day):
    """Everything that must always hold holds after each event."""

    def happens(self, event: e.AnyEvent) -> Any:
        outcome = super().happens(event)
        assert not faults(self.board, self.clock.now(), self.journal[-1], outcome)
        return outcome


def joins(day: Day, name: str, team: str = "blue", **skills: int) -> None:
    day.happens(e.AgentRostered(agent=name, name=name, skills=skills, languages=("en",), endpoint="P/1", team=team))
    day.happens(e.AgentConnected(agent=name))
    day.happens(e.PresenceChosen(agent=name, presence=Presence.AVAILABLE))


# --- teams ----------------------------------------------------------------------------------------------------------------


def test_an_agent_of_a_team_serves_the_queues_of_the_team_alone() -> None:
    day = Checked(site(cards=Serving()))
    joins(day, "ann")
    day.waits("speak_to_human")
    assert day.offered("ann") is None
    cards = day.waits("card_question")
    assert day.offered("ann") == cards


def test_an_agent_without_a_team_serves_every_queue() -> None:
    day = Checked(site(cards=Serving()))
    joins(day, "ann", team="")
    general = day.waits("speak_to_human")
    assert day.offered("ann") == general


def test_a_queue_further_back_is_served_after_the_first_one() -> None:
    day = Checked(site(cards=Serving(), general=Serving(order=2, behind=60.0)))
    day.waits("speak_to_human")
    day.passes(30)
    cards = day.waits("card_question")
    joins(day, "ann")
    assert day.offered("ann") == cards


def test_a_queue_further_back_does_not_starve() -> None:
    day = Checked(site(cards=Serving(), general=Serving(order=2, behind=60.0)))
    general = day.waits("speak_to_human")
    day.passes(61)
    day.waits("card_question")
    joins(day, "ann")
    assert day.offered("ann") == general


def test_a_team_with_a_delay_is_asked_at_that_very_moment_and_not_before() -> None:
    day = Checked(site(general=Serving(delay=30.0)))
    joins(day, "ann")
    general = day.waits("speak_to_human")
    day.passes(29.9)
    assert day.offered("ann") is None
    day.passes(0.2)
    assert day.offered("ann") == general


def test_those_without_a_delay_are_asked_at_once() -> None:
    day = Checked(site(general=Serving(delay=30.0)))
    joins(day, "ann")
    joins(day, "bob", team="")
    general = day.waits("speak_to_human")
    assert day.offered("bob") == general


def test_an_emergency_asks_every_team_at_once() -> None:
    day = Checked(site(cards=Serving(), general=Serving(delay=30.0)))
    joins(day, "ann")
    emergency = day.waits("card_loss")
    assert day.offered("ann") == emergency


def test_two_who_become_free_together_each_take_what_is_first_for_them() -> None:
    day = Checked(site(cards=Serving(), general=Serving(order=2, behind=60.0)))
    joins(day, "ann")
    joins(day, "bob", team="")
    for agent in ("ann", "bob"):
        day.happens(e.PresenceChosen(agent=agent, presence=Presence.AWAY))
    general = day.waits("speak_to_human")
    cards = day.waits("card_question")
    day.happens(e.PresenceChosen(agent="ann", presence=Presence.AVAILABLE))
    assert day.offered("ann") == cards
    day.happens(e.PresenceChosen(agent="bob", presence=Presence.AVAILABLE))
    assert day.offered("bob") == general


def test_a_new_site_changes_what_a_team_serves_and_when() -> None:
    before = site(general=Serving(delay=300.0))
    after = replace(site(general=Serving(delay=20.0)), version="site-2")
    day = Checked(before)
    day.board.sites = {before.version: before, after.version: after}
    joins(day, "ann")
    general = day.waits("speak_to_human")
    day.passes(10)
    day.happens(e.SiteTaken(version="site-2"))
    assert day.offered("ann") is None
    day.passes(10.1)
    assert day.offered("ann") == general


def test_the_starvation_bound_of_a_queue_counts_its_teams() -> None:
    plain = site()
    served = site(cards=Serving(), general=Serving(order=3, behind=120.0, delay=10.0))
    assert starvation_bound(served, "general") == starvation_bound(plain, "general") + 130.0
    assert starvation_bound(served, "cards") == starvation_bound(plain, "cards")


def test_the_starvation_bound_counts_the_time_for_which_a_contact_is_kept_for_its_agent() -> None:
    plain = replace(small_site(), priorities=Priorities(), intents={})
    queues = {
        **plain.queues,
        "general": replace(plain.queues["general"], prefer=(Preferred.NAMED,), prefer_seconds=40.0),
    }
    assert starvation_bound(plain, "general") == 0.0
    assert starvation_bound(replace(plain, queues=queues), "general") == 40.0


# --- the agent it is meant for --------------------------------------------------------------------------------------------

LAST = (Preferred.LAST_AGENT,)


def test_the_last_agent_gets_who_comes_back_before_a_longer_idle_colleague() -> None:
    day = Checked(site(LAST))
    day.agent("bob")
    day.passes(60)
    day.agent("ann")
    back = day.waits("speak_to_human", known=Known(customer="cus_1", last_agent="ann"))
    assert day.offered("ann") == back
    (decision,) = [one for outcome in day.outcomes for one in outcome.decisions]
    assert decision.tie_break == "preferred agent"


def test_a_busy_agent_is_waited_for_a_while_and_then_everybody_is_asked() -> None:
    day = Checked(site(LAST, 15.0))
    day.agent("ann")
    first = day.waits("speak_to_human")
    day.accept("ann")
    day.answered(first)
    day.agent("bob")
    back = day.waits("speak_to_human", known=Known(customer="cus_1", last_agent="ann"))
    day.passes(14.9)
    assert day.offered("bob") is None
    day.passes(0.2)
    assert day.offered("bob") == back


def test_the_agent_waited_for_gets_the_contact_when_they_are_free_in_time() -> None:
    day = Checked(site(LAST, 15.0))
    day.agent("ann")
    first = day.waits("speak_to_human")
    day.accept("ann")
    day.answered(first)
    day.agent("bob")
    back = day.waits("speak_to_human", known=Known(customer="cus_1", last_agent="ann"))
    day.hang_up(first)
    day.wrap_up("ann")
    assert day.offered("ann") == back


@pytest.mark.parametrize("leaves", ["offline", "away", "lost", "next"])
def test_a_customer_who_comes_back_is_not_kept_for_an_agent_who_leaves(leaves: str) -> None:
    day = Checked(site(LAST, 60.0))
    day.agent("ann")
    first = day.waits("speak_to_human")
    day.accept("ann")
    day.answered(first)
    day.agent("bob")
    back = day.waits("speak_to_human", known=Known(customer="cus_1", last_agent="ann"))
    assert day.offered("bob") is None
    if leaves == "lost":
        day.happens(e.AgentDisconnected(agent="ann"))
    else:
        presence = Presence.OFFLINE if leaves == "offline" else Presence.AWAY
        day.happens(e.PresenceChosen(agent="ann", presence=presence))
    assert day.offered("bob") == back


@pytest.mark.parametrize("gone", ["never came", "away", "not responding"])
def test_nobody_is_kept_for_an_agent_who_is_not_at_work(gone: str) -> None:
    day = Checked(site(LAST, 60.0))
    day.agent("bob")
    if gone == "away":
        day.agent("ann", presence=Presence.AWAY)
    elif gone == "not responding":
        day.agent("ann")
        day.happens(e.PresenceChosen(agent="bob", presence=Presence.AWAY))
        missed = day.waits("speak_to_human")
        day.passes(21)
        day.hang_up(missed)
        day.happens(e.PresenceChosen(agent="bob", presence=Presence.AVAILABLE))
    back = day.waits("speak_to_human", known=Known(customer="cus_1", last_agent="ann"))
    assert day.offered("bob") == back


def test_an_emergency_is_kept_for_nobody() -> None:
    day = Checked(site(LAST, 60.0))
    day.agent("ann")
    first = day.waits("speak_to_human")
    day.accept("ann")
    day.answered(first)
    day.agent("bob")
    emergency = day.waits("card_loss", known=Known(customer="cus_1", last_agent="ann"))
    assert day.offered("bob") == emergency


def test_who_declines_what_was_meant_for_them_is_not_waited_for() -> None:
    day = Checked(site(LAST, 60.0))
    day.agent("bob")
    day.agent("ann")
    back = day.waits("speak_to_human", known=Known(customer="cus_1", last_agent="ann"))
    day.decline("ann")
    assert day.offered("bob") == back


def test_the_first_of_the_preferred_who_is_at_work_counts() -> None:
    day = Checked(site(tuple(Preferred)))
    day.agent("zoe")
    for agent in ("owner", "case", "named"):
        day.agent(agent)
    known = Known(customer="cus_1", owner="owner", case_owner="case", last_agent="zoe")
    for agent in ("case", "owner", "zoe"):
        call = day.waits("speak_to_human", known=known)
        assert day.offered(agent) == call
        day.happens(e.PresenceChosen(agent=agent, presence=Presence.AWAY))
        day.hang_up(call)


def test_a_customer_gets_the_agent_they_asked_for() -> None:
    day = Checked(site((Preferred.NAMED,)))
    day.agent("bob")
    day.agent("ann")
    day.happens(e.CallArrived(gateway="pbx", call="one", language="en", wants_agent="ann"))
    day.says("one", "hello", "speak_to_human")
    assert day.offered("ann") == "one"


def test_others_do_not_wait_behind_a_contact_that_is_kept_for_somebody() -> None:
    day = Checked(site(LAST, 60.0))
    day.agent("ann")
    first = day.waits("speak_to_human")
    day.accept("ann")
    day.answered(first)
    day.waits("speak_to_human", known=Known(customer="cus_1", last_agent="ann"))
    after = day.waits("speak_to_human")
    day.agent("bob")
    assert day.offered("bob") == after
