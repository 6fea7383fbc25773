"""Simulated customers in flows that look something up: nobody comes to a person for want of an answer."""

from dataclasses import replace
from random import Random
from typing import Any

from callcenter.model.commands import LookUp as AskSource
from callcenter.model.commands import Outcome
from callcenter.model.events import AnyEvent, CustomerKeyed, LookUpAnswered
from callcenter.model.flow import Branch, Check, Decide, Flow, HangUp, LookUp, Menu, Node, Proof, Say, ToQueue
from callcenter.model.site import Site, Source
from callcenter.simulation import sources
from callcenter.simulation.callers import Caller, Says, Traffic
from callcenter.simulation.crew import alike
from callcenter.simulation.figures import Figures, figures
from callcenter.simulation.from_journal import _said
from callcenter.simulation.run import Habits, Run
from callcenter.simulation.watch import Watch
from callcenter.testing.sites import both, small_site

START = 1_800_000_000.0
NODES: dict[str, Node] = {
    "order": LookUp(source="order", next="delayed", failed="account"),
    "delayed": Say(text=both("It is late."), next="people"),
    "account": LookUp(source="account", next="status", failed="people"),
    "status": Branch(fact="status", cases={"frozen": "blocked", "normal": "left"}, otherwise="people"),
    "blocked": Say(text=both("A colleague will help."), next="people"),
    "left": Decide(ways=(("double(facts.left) > 0.0", "pin"),), otherwise="people"),
    "pin": Check(
        proof=Proof.VERIFY, prompt=both("Your PIN?"), source="pin", next="more", failed="people", unavailable="people"
    ),
    "more": Menu(prompt=both("Anything else?"), choices=(), timeout=8.0),
    "people": ToQueue(queue="general"),
    "bye": HangUp(text=both("Goodbye.")),
}
BALANCE = Flow(name="balance", title=both("Balance"), start="order", nodes=NODES)
SOURCES = {
    "order": Source(name="order", store="newest_order", gives={"order_status": "status"}),
    "account": Source(name="account", service="bank", gives={"status": "/status", "left": "/left"}),
    "pin": Source(name="pin", service="bank", method="POST", timeout=0.4),
}


def bank() -> Site:
    site = small_site(sources=SOURCES)
    point = replace(site.entry_points["*"], flow="balance")
    return replace(site, flows={**site.flows, "balance": BALANCE}, entry_points={"*": point})


def caller(**changes: object) -> Caller:
    usual: dict[str, object] = {"id": "c", "arrives": START, "says": (), "patience": 300.0, "talks": 60.0}
    return Caller(**{**usual, **changes})  # type: ignore[arg-type]


class Seeing(Watch):
    """Keeps what happened, and when."""

    def __init__(self, site: Site, day: Run) -> None:
        super().__init__(site, day.board)
        self.seen: list[tuple[float, Any]] = []

    def saw(self, now: float, event: AnyEvent, outcome: Outcome) -> None:
        self.seen.append((now, event))
        self.seen += [(now, command) for command in outcome.commands if isinstance(command, AskSource)]
        super().saw(now, event, outcome)


def run(site: Site, one: Caller) -> tuple[Figures, list[tuple[float, Any]]]:
    day = Run(site, Traffic(callers=(one,)), alike(site, 1, (START - 60.0, START + 86400.0)), Habits(), Random(1))
    watch = Seeing(site, day)
    day.play(watch)
    return figures(watch, site, 1), watch.seen


def test_given_who_leaves_in_self_service_then_a_look_up_makes_no_call_of_it_for_a_person() -> None:
    found, seen = run(bank(), caller(leaves=30.0))
    assert (found["self_service"], found["offered"]) == (1, 0)
    answers = [(at, event) for at, event in seen if isinstance(event, LookUpAnswered)]
    assert [(event.failure, dict(event.facts)) for _, event in answers] == [
        ("unknown", {}),
        ("", {"status": "normal", "left": "1"}),
    ]
    asked = [at for at, command in seen if isinstance(command, AskSource)]
    assert [round(at - before, 3) for (at, _), before in zip(answers, asked, strict=True)] == [0.3, 0.3]


def test_given_who_answered_a_check_then_it_was_sealed_and_right() -> None:
    says = (Says(after=2.0, digits="1234"),)
    found, seen = run(bank(), caller(says=says, leaves=60.0))
    assert found["self_service"] == 1
    events = [event for _, event in seen]
    (keyed,) = [event for event in events if isinstance(event, CustomerKeyed)]
    assert (keyed.digits, bool(keyed.sealed)) == ("", True)
    assert [event.right for event in events if isinstance(event, LookUpAnswered)] == [True] * 3


def test_given_a_journal_s_sealed_answer_then_a_simulated_customer_gives_one_too() -> None:
    sealed = CustomerKeyed(gateway="pbx", call="c", digits="", sealed="token")
    assert _said(sealed, 4.0) == Says(after=4.0, sealed=True)
    found, _ = run(bank(), caller(says=(Says(after=4.0, sealed=True),), leaves=60.0))
    assert found["self_service"] == 1


def test_given_that_nothing_but_a_person_is_left_without_it_then_our_own_records_have_something() -> None:
    flow = replace(BALANCE, nodes={**NODES, "order": LookUp(source="order", next="account", failed="delayed")})
    assert sources.leads_to_people(flow, "delayed")
    assert not sources.leads_to_people(flow, "account")
    site = bank()
    found, _ = run(replace(site, flows={**site.flows, "balance": flow}), caller(leaves=30.0))
    assert found["self_service"] == 1


def test_given_the_same_call_then_who_wants_a_person_gets_one_all_the_same() -> None:
    found, _ = run(bank(), caller())
    assert (found["self_service"], found["answered"], found["unaccounted"]) == (0, 1, 0)


def test_a_site_without_sources_assumes_nothing_of_them() -> None:
    assert sources.sentences(small_site()) == ()
    assert "0.3 s" in sources.sentences(bank())[0]
