"""A made-up morning on the virtual floor: everybody is accounted for, every number adds up, chance is only the seed's."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from callcenter.model.agent import Agent
from callcenter.model.commands import MakeOffer, Outcome
from callcenter.model.contact import ContactState, Offer
from callcenter.model.events import AnyEvent, CustomerSpoke, TimerElapsed
from callcenter.model.site import Site
from callcenter.simulation.callers import Caller, Says, Traffic
from callcenter.simulation.crew import Colleague, Crew, alike
from callcenter.simulation.figures import Figures, figures
from callcenter.simulation.from_log import LogTraffic, midnight
from callcenter.simulation.log import read_log
from callcenter.simulation.run import Habits, Run
from callcenter.simulation.watch import Watch
from callcenter.testing.sites import small_site
from tests.unit.simulation.made_up import morning

START = 1_800_000_000.0


def run(site: Site, callers: tuple[Caller, ...], crew: Crew, habits: Habits | None = None, seed: int = 1) -> Figures:
    one = Run(site, Traffic(callers=callers), crew, habits or Habits(), Random(seed))
    watch = Watch(site, one.board)
    one.play(watch)
    return figures(watch, site, len(callers))


def caller(index: int, **changes: Any) -> Caller:
    usual: dict[str, Any] = {
        "id": f"c{index}",
        "arrives": START + 10.0 * index,
        "says": (Says(after=5.0, intent="speak_to_human"),),
        "patience": 300.0,
        "talks": 60.0,
    }
    return Caller(**{**usual, **changes})


def staff(site: Site, count: int) -> Crew:
    return alike(site, count, (START - 60.0, START + 86400.0))


def test_given_a_made_up_log_then_every_call_of_it_is_accounted_for(tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(morning(80))
    log, site = read_log(file), small_site()
    callers = LogTraffic(log, site).drawn(Random(3)).callers
    zero = midnight(log, site)
    found = run(site, callers, alike(site, 2, (zero + 28000.0, zero + 86400.0)))
    assert found["calls"] == 80
    assert found["self_service"] == 8
    assert found["unaccounted"] == 0
    assert found["offered"] == found["answered"] + found["abandoned"] == 72
    assert sum(one["offered"] for one in found["queues"].values()) == 72
    assert sum(one["offered"] for one in found["classes"].values()) == 72
    assert sum(one["answered"] for one in found["intervals"].values()) == found["answered"]
    assert found["overtaken"] == 0


@pytest.mark.parametrize(
    "crew",
    [lambda site: staff(site, 1), lambda site: Crew(agents=())],
    ids=["one agent for all", "nobody at work"],
)
def test_given_too_few_agents_then_who_cannot_wait_hangs_up(crew: Callable[[Site], Crew]) -> None:
    site = small_site()
    found = run(site, tuple(caller(n) for n in range(40)), crew(site))
    assert found["unaccounted"] == 0
    assert found["abandoned"] > 20
    assert found["answered"] + found["abandoned"] == 40
    assert found["longest_wait_seconds"] <= 300.0


def test_given_one_free_agent_then_the_wait_is_the_accept_and_the_talk_fills_their_time() -> None:
    site = small_site()
    found = run(site, (caller(0, wrap_up=20.0),), staff(site, 1), Habits(accepts_after=3.0, picks_up_after=1.0))
    assert found["asa_seconds"] == found["longest_wait_seconds"] == 4.0
    assert found["queues"]["general"]["service_level"] == 1.0
    # 60 s before the call and 5 s in the menu and 3 s ringing free; 1 s of the phone, 60 s of talk, 20 s of wrap-up busy.
    assert found["occupancy"] == pytest.approx(81 / (81 + 68))


def test_given_an_agent_who_never_accepts_in_time_then_the_call_is_kept_and_the_agent_asked_back() -> None:
    site = small_site()
    late = Habits(accepts_after=30.0)
    found = run(site, (caller(0, patience=100.0),), staff(site, 1), late)
    assert (found["answered"], found["abandoned"], found["unaccounted"]) == (0, 1, 0)


def test_given_a_shift_that_ends_in_a_talk_then_it_is_finished_and_nothing_more_is_offered() -> None:
    site = small_site()
    short = Colleague(name="li", skills={"general": 8}, languages=("en",), hours=((START - 1.0, START + 30.0),))
    found = run(site, (caller(0), caller(1)), Crew(agents=(short,)))
    assert (found["answered"], found["abandoned"]) == (1, 1)


def test_given_a_second_shift_then_the_agent_takes_calls_again() -> None:
    site = small_site()
    hours = ((START - 1.0, START + 30.0), (START + 200.0, START + 900.0))
    twice = Colleague(name="li", skills={"general": 8}, languages=("en",), hours=hours)
    found = run(site, (caller(0), caller(30)), Crew(agents=(twice,)))
    assert found["answered"] == 2


def test_given_an_emergency_then_it_passes_everybody_and_nobody_calls_that_overtaking() -> None:
    site = small_site()
    urgent = caller(9, says=(Says(after=1.0, intent="card_loss"),), talks=10.0)
    found = run(site, (*(caller(n) for n in range(9)), urgent), staff(site, 1))
    assert found["classes"]["emergency"]["longest_wait_seconds"] < 70.0
    assert found["classes"]["emergency"]["answered"] == 1
    assert found["overtaken"] == 0


def test_given_somebody_who_says_nothing_to_any_question_then_a_person_is_asked_for() -> None:
    site = small_site()
    found = run(site, (caller(0, says=()),), staff(site, 1))
    assert (found["answered"], found["self_service"]) == (1, 0)


def test_given_who_wants_no_person_then_they_leave_the_machine_by_themselves() -> None:
    site = small_site()
    stays = tuple(caller(n, says=(), leaves=seconds) for n, seconds in enumerate((0.0, 4.0, 2000.0)))
    found = run(site, stays, staff(site, 1))
    assert (found["self_service"], found["offered"], found["unaccounted"]) == (3, 0, 0)


def test_given_the_same_seed_then_the_same_figures_and_another_seed_others(tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(morning(60))
    traffic, site = LogTraffic(read_log(file), small_site()), small_site()
    zero = traffic.drawn(Random(1)).callers[0].arrives

    def once(seed: int) -> Figures:
        crew = alike(site, 1, (zero - 60.0, zero + 86400.0))
        return run(site, traffic.drawn(Random(seed)).callers, crew, seed=seed)

    assert repr(once(1)) == repr(once(1))
    assert repr(once(1)) != repr(once(2))


def test_given_a_later_one_is_offered_first_then_the_watch_sees_who_was_overtaken() -> None:
    """The switchboard does no such thing, so the watch is shown an offer that was never made."""
    site = small_site()
    crew = Crew(
        agents=(Colleague(name="li", skills={"general": 8}, languages=("en",), hours=((START + 99.0, START + 999.0),)),)
    )
    one = Run(site, Traffic(callers=(caller(0), caller(1), caller(2))), crew, Habits(), Random(1))
    watch, shown = Watch(site, one.board), []
    saw = watch.saw

    def shows(now: float, event: AnyEvent, outcome: Outcome) -> None:
        saw(now, event, outcome)
        waiting = [
            contact for contact in outcome.contacts if contact.leg == "c2" and contact.state is ContactState.QUEUED
        ]
        if waiting and isinstance(event, CustomerSpoke):
            one.board.state.agents["li"] = Agent(id="li", skills={"general": 8})
            offer = Offer(id="made-up", contact=waiting[0].id, agent="li", made_at=now, expires_at=now)
            saw(now, TimerElapsed(timer="made up", due=now), Outcome(commands=(MakeOffer(offer=offer),)))
            shown.append(offer)
            del one.board.state.agents["li"]

    watch.saw = shows  # type: ignore[method-assign]
    one.play(watch)
    assert len(shown) == 1
    assert watch.queues["general"].overtaken == 2
