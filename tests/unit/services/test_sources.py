"""Look-ups outside the journal: asked at once, answered once, and a source that is ill holds nobody up."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from callcenter.clock import ManualClock
from callcenter.errors import SourceFailed, Unavailable
from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import Contact
from callcenter.model.customer import Customer, Identity, IdentityKind, Known
from callcenter.model.flow import Check, Choice, Flow, LookUp, Menu, Node, Proof, Say, ToQueue
from callcenter.model.promise import Callback, CallbackState, Complaint, ComplaintState, PromiseClock
from callcenter.model.site import STORE_QUESTIONS, Service, Site, Source
from callcenter.services import codec
from callcenter.services.health import AT_ONCE, MOST_FAILURES, REST, Health
from callcenter.services.own_records import QUESTIONS
from callcenter.services.perform import Perform
from callcenter.services.ports import PanelFacts
from callcenter.services.runner import Runner
from callcenter.services.sources import MOST_KEPT, Sources, _Cache
from callcenter.services.vault import Vault
from callcenter.switchboard.board import Switchboard
from callcenter.testing.fake_services import FakeServices
from callcenter.testing.fake_store import FakeStore
from callcenter.testing.sites import both, small_site

PHONE = "+8613800000001"


def _flow() -> Flow:
    nodes: dict[str, Node] = {
        "ask": Menu(prompt=both("1 balance 2 PIN 3 case"), choices=(
            Choice(key="1", next="look"), Choice(key="2", next="prove"), Choice(key="3", next="case"))),
        "look": LookUp(source="account", next="told", failed="human"),
        "case": LookUp(source="open_complaint", next="told", failed="human"),
        "told": Say(text=both("It is {balance}."), next="ask"),
        "prove": Check(proof=Proof.IDENTIFY, prompt=both("Your PIN?"), source="identify", next="look", failed="human",
                       unavailable="human", attempts=3),
        "human": ToQueue(queue="general"),
    }  # fmt: skip
    return Flow(name="welcome", title=both("Welcome"), start="ask", nodes=nodes)


SITE = replace(
    small_site(),
    flows={"welcome": _flow()},
    intents={name: one for name, one in small_site().intents.items() if not one.handling.flow},
    services={"bank": Service(name="bank", url="http://bank.example.com")},
    sources={
        "account": Source(name="account", service="bank", path="/accounts/{customer}", gives={"balance": "/available"}),
        "identify": Source(name="identify", service="bank", path="/identify", method="POST"),
        "open_complaint": Source(name="open_complaint", store="open_complaint", gives={"balance": "cause"}),
    },
)


class House:
    """A runner with sources over fakes; `begin` it, let customers call, `crash` it."""

    def __init__(self, store: FakeStore, site: Site = SITE, clock: ManualClock | None = None) -> None:
        self.store, self.site, self.clock = store, site, clock or ManualClock()
        self.services = FakeServices()
        self.vault = Vault(self.clock, lambda prefix: f"{prefix}_{id(object())}")
        sites = {site.version: site}
        self.board = Switchboard(sites)
        self.perform = Perform(sites=sites)
        self.runner = Runner(journal=store, board=self.board, performer=self.perform, clock=self.clock)
        self.seen: list[tuple[str, str]] = []
        self.readied: list[str] = []
        self.sources = Sources(
            door=self.runner, board=self.board, sites=sites, store=store, services=self.services, vault=self.vault,
            clock=self.clock, ready=self._ready, observe=lambda source, outcome, seconds: self.seen.append((source, outcome)),
        )  # fmt: skip
        self.perform.connect(
            screens=(), carrier=lambda gateway: None, answer=self.runner.answer, look_up=self.sources.ask,
            promised=lambda: None, ledger_changed=lambda customer: None,
        )  # fmt: skip
        self._tasks: list[asyncio.Task[None]] = []

    async def _ready(self, customers: Collection[str]) -> None:
        self.readied += customers

    async def begin(self, *, sources: bool = True) -> None:
        await self.runner.recover()
        self._tasks = [asyncio.create_task(self.runner.run())]
        if sources:
            self._tasks.append(asyncio.create_task(self.sources.run()))
        if self.board.state.site == "":
            await self.runner.submit(e.SiteTaken(version=self.site.version))

    async def crash(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def calls(self, call: str, customer: str | None = "cus_1") -> None:
        known = Known(customer=customer) if customer else Known()
        await self.runner.submit(e.CallArrived(gateway="pbx", call=call, caller=PHONE, language="en", known=known))

    async def keys(self, call: str, digits: str) -> None:
        await self.runner.submit(e.CustomerKeyed(gateway="pbx", call=call, digits=digits))

    async def proves(self, call: str, secret: str) -> None:
        token = self.vault.put(secret)
        await self.runner.submit(e.CustomerKeyed(gateway="pbx", call=call, digits="", sealed=token))

    def contact(self, call: str) -> Contact:
        return next(one for one in self.board.state.contacts.values() if one.leg == call)

    async def answered(self, times: int = 1) -> list[e.LookUpAnswered]:
        """Every answer so far, once there are so many."""
        async with asyncio.timeout(10):
            while len(found := self._answers()) < times:  # noqa: ASYNC110 - the fake journal wakes nobody
                await asyncio.sleep(0)
        return found

    def _answers(self) -> list[e.LookUpAnswered]:
        rows = [codec.event_of(row.type, row.body) for row in self.store.journal if row.type == "LookUpAnswered"]
        return [row for row in rows if isinstance(row, e.LookUpAnswered)]

    async def alarm(self, stands: bool) -> None:
        async with asyncio.timeout(10):
            while ("source_down:account" in self.board.state.alarms) is not stands:  # noqa: ASYNC110
                await asyncio.sleep(0)


@asynccontextmanager
async def opened(store: FakeStore | None = None, **more: Any) -> AsyncIterator[House]:
    house = House(store or await new_store(), **more)
    await house.begin()
    yield house
    await house.crash()


async def new_store(site: Site = SITE) -> FakeStore:
    store = FakeStore()
    await store.save_site(site.version, 0.0, codec.site_text(site))
    await store.add_customer(
        Customer(id="cus_1", name="Wang", identities=(Identity(kind=IdentityKind.PHONE, value=PHONE),))
    )
    return store


# --- what comes back --------------------------------------------------------------------------------------------------


async def test_given_an_answer_then_the_flow_goes_on_with_its_facts() -> None:
    async with opened() as house:
        house.services.answers("/accounts/cus_1", {"available": 12.50, "secret": "x"})
        await house.calls("a")
        await house.keys("a", "1")
        (answer,) = await house.answered()
        assert (answer.failure, answer.facts) == ("", {"balance": "12.5"})
        assert house.services.asked[0].path == "/accounts/cus_1?caller=%2B8613800000001"
        dialogue = house.contact("a").dialogue
        assert dialogue is not None
        assert (dialogue.node, dialogue.said) == ("ask", ("It is 12.5.",))
    assert house.seen == [("account", "answered")]


@pytest.mark.parametrize(
    ("failure", "answer"),
    [
        ("unknown", {"status": 404}), ("refused", {"status": 401}), ("unavailable", {"status": 500}),
        ("malformed", {"said": b"nonsense"}), ("timeout", {"seconds": 60.0}), ("unknown", {"said": {"other": 1}}),
    ],
)  # fmt: skip
async def test_given_no_useful_answer_then_the_failure_has_its_name_and_a_person_comes(
    failure: str, answer: Mapping[str, Any]
) -> None:
    async with opened() as house:
        house.services.answers("/accounts/cus_1", **{"said": {}, **answer})
        await house.calls("a")
        await house.keys("a", "1")
        (told,) = await house.answered()
        assert (told.failure, told.facts) == (failure, {})
        assert house.contact("a").queue == "general"
    assert house.seen == [("account", failure)]


async def test_given_somebody_unknown_then_nobody_is_asked_about_them() -> None:
    async with opened() as house:
        await house.calls("a", customer=None)
        await house.keys("a", "1")
        assert (await house.answered())[0].failure == "unknown"
    assert house.services.asked == []


async def test_given_a_defect_in_asking_then_the_customer_gets_an_answer_and_the_log_tells() -> None:
    class Broken(FakeServices):
        async def ask(self, request: Any) -> Any:
            raise ZeroDivisionError("a defect")

    async with opened() as house:
        house.sources._services = Broken()
        with capture_logs() as logs:
            await house.calls("a")
            await house.keys("a", "1")
            assert (await house.answered())[0].failure == "unavailable"
    assert [line["action"] for line in logs if line["log_level"] == "error"] == ["source.failed"]


async def test_given_a_journal_that_cannot_be_written_then_the_answer_is_told_when_it_can() -> None:
    async with opened() as house:
        house.services.answers("/accounts/cus_1", {"available": 1})
        await house.calls("a")
        await house.keys("a", "1")
        house.store.fail_next(Unavailable("disk full"), method="append")
        (answer,) = await house.answered()
        assert answer.failure == ""


# --- once -------------------------------------------------------------------------------------------------------------


async def test_given_the_same_command_again_then_the_journal_has_one_answer() -> None:
    async with opened() as house:
        house.services.answers("/accounts/cus_1", {"available": 1})
        await house.calls("a")
        commands: list[c.LookUp] = []
        asking = house.sources.ask
        house.perform._look_up = commands.append
        await house.keys("a", "1")
        for _ in range(3):
            asking(commands[0])
        await house.answered()
        await house.keys("a", "1")  # another question, so that everything before it is over
        asking(commands[1])
        assert [one.look_up for one in await house.answered(2)] == [one.look_up for one in commands]
    assert len({row.key for row in house.store.journal if row.type == "LookUpAnswered"}) == 2


async def test_given_a_crash_before_the_answer_then_the_next_process_asks_again() -> None:
    store = await new_store()
    house = House(store)
    await house.begin(sources=False)
    await house.calls("a")
    await house.keys("a", "1")
    await house.runner.written(len(store.journal))
    await house.crash()
    async with opened(store, clock=house.clock) as again:
        again.services.answers("/accounts/cus_1", {"available": 5})
        assert (await again.answered())[0].facts == {"balance": "5"}
        assert again.contact("a").dialogue is not None


async def test_given_a_crash_while_a_secret_was_judged_then_it_is_gone_and_said_so() -> None:
    store = await new_store()
    house = House(store)
    await house.begin(sources=False)
    await house.calls("a")
    await house.keys("a", "2")
    await house.proves("a", "470193")
    await house.runner.written(len(store.journal))
    await house.crash()
    async with opened(store, clock=house.clock) as again:
        assert (await again.answered())[0].failure == "expired"
        assert again.services.asked == []


async def test_given_somebody_who_hung_up_then_their_question_is_not_asked() -> None:
    store = await new_store()
    house = House(store)
    await house.begin(sources=False)
    await house.calls("a")
    await house.keys("a", "1")
    await house.runner.submit(e.CallEnded(gateway="pbx", call="a"))
    await house.crash()
    async with opened(store, clock=house.clock) as again:
        again.services.answers("/accounts/cus_1", {"available": 5})
        await again.calls("b")
        await again.keys("b", "1")
        assert len(await again.answered()) == 1
        assert len(again.services.asked) == 1


# --- secrets ----------------------------------------------------------------------------------------------------------


async def test_given_the_right_secret_then_who_it_is_comes_from_our_own_records_and_it_is_forgotten() -> None:
    async with opened() as house:
        house.services.answers("/identify", {"right": True, "customer": "cus_1"}, method="POST")
        house.services.answers("/accounts/cus_1", {"available": 1})
        await house.calls("a", customer=None)
        await house.keys("a", "2")
        await house.proves("a", "470193")
        answers = await house.answered(2)
        assert (answers[0].right, answers[0].known.customer, answers[0].known.name) == (True, "cus_1", "Wang")
        assert house.readied == ["cus_1"]
        assert house.services.asked[0].body == {"customer": "", "caller": PHONE, "answer": "470193"}
        assert house.services.asked[1].path.startswith("/accounts/cus_1")
        assert len(house.vault) == 0
    assert house.seen == [("identify", "answered"), ("account", "answered")]
    assert "470193" not in str(house.store.journal) + str(house.store.outcome_rows) + str(house.store.lines)


async def test_given_a_wrong_secret_then_it_is_wrong_and_no_failure() -> None:
    async with opened() as house:
        house.services.answers("/identify", {"right": False}, method="POST")
        await house.calls("a")
        await house.keys("a", "2")
        await house.proves("a", "1")
        (answer,) = await house.answered()
        assert (answer.right, answer.failure) == (False, "")
    assert house.seen == [("identify", "wrong")]


async def test_given_a_customer_we_do_not_have_then_the_proof_holds_and_nobody_is_known() -> None:
    async with opened() as house:
        house.services.answers("/identify", {"right": True, "customer": "cus_other"}, method="POST")
        await house.calls("a", customer=None)
        await house.keys("a", "2")
        await house.proves("a", "1")
        answer = (await house.answered())[0]
        assert (answer.right, answer.known) == (True, Known())


# --- our own records ----------------------------------------------------------------------------------------------------


def complaint(id: str, due: float, state: ComplaintState = ComplaintState.RECEIVED) -> Complaint:
    return Complaint(id=id, cause=f"cause {id}", text="", channel="voice", clock=PromiseClock(started_at=0.0, due_at=due),
                     customer="cus_1", state=state)  # fmt: skip


async def test_given_a_question_to_our_records_then_it_is_about_this_customer() -> None:
    async with opened() as house:
        house.store.complaint_rows = {one.id: one for one in (complaint("k1", 50.0), complaint("k2", 40.0))}
        await house.calls("a")
        await house.keys("a", "3")
        assert (await house.answered())[0].facts == {"balance": "cause k2"}
        await house.calls("b", customer="cus_other")
        await house.keys("b", "3")
        assert (await house.answered(2))[1].failure == "unknown"


async def test_given_records_that_cannot_be_read_then_it_is_unavailable() -> None:
    async with opened() as house:
        await house.calls("a")
        house.store.fail_next(Unavailable("away"), method="panel_facts")
        await house.keys("a", "3")
        assert (await house.answered())[0].failure == "unavailable"


def test_given_every_question_a_site_may_ask_then_there_is_an_answer_to_it() -> None:
    assert set(QUESTIONS) == set(STORE_QUESTIONS)
    nothing = PanelFacts(customer=Customer(id="c", name="n"), contacts=[], orders=[], service_requests=[], complaints=[],
                         callbacks=[], notes=[])  # fmt: skip
    assert [ask(nothing, "c1") for ask in QUESTIONS.values()] == [None] * len(QUESTIONS)


def test_given_much_then_each_question_takes_the_one_it_means() -> None:
    def promise(id: str, due: float, state: CallbackState = CallbackState.SCHEDULED) -> Callback:
        return Callback(id=id, number=PHONE, window_from=due, window_to=due + 1, zone="", due_at=due, state=state)

    full = PanelFacts(
        customer=Customer(id="c", name="n"),
        contacts=[{"id": "c9", "intent": {"name": "fees"}}, {"id": "c8", "intent": {"name": "limits"}, "agent": "li"}],
        orders=[{"id": "o2"}, {"id": "o1"}],
        service_requests=[{"id": "r2"}, {"id": "r1"}],
        complaints=[complaint("k1", 10.0, ComplaintState.CLOSED), complaint("k2", 30.0), complaint("k3", 20.0)],
        callbacks=[promise("b1", 5.0, CallbackState.CANCELLED), promise("b2", 9.0), promise("b3", 7.0)],
        notes=[],
    )
    found = {name: ask(full, "c9") or {} for name, ask in QUESTIONS.items()}
    assert {name: row["id"] for name, row in found.items()} == {
        "newest_order": "o2", "newest_service_request": "r2", "open_complaint": "k3", "next_callback": "b3",
        "last_contact": "c8",
    }  # fmt: skip
    assert (found["last_contact"]["intent"], found["next_callback"]["due_at"]) == ("limits", "1970-01-01T00:00:07.000Z")


# --- cache and health ---------------------------------------------------------------------------------------------------


async def test_given_a_cache_then_the_same_question_of_the_same_customer_is_asked_once_a_while() -> None:
    account = replace(SITE.sources["account"], cache=30.0)
    site = replace(SITE, sources={**SITE.sources, "account": account})
    async with opened(await new_store(site), site=site) as house:
        for customer in ("cus_1", "cus_2"):
            house.services.answers(f"/accounts/{customer}", {"available": customer})
        await house.calls("a")
        await house.calls("b", customer="cus_2")
        for n, (call, seconds) in enumerate((("a", 0.0), ("a", 20.0), ("b", 0.0), ("a", 20.0)), start=1):
            house.clock.advance(seconds)
            await house.keys(call, "1")
            answers = await house.answered(n)
            assert answers[-1].facts == {"balance": "cus_2" if call == "b" else "cus_1"}
    assert [outcome for _, outcome in house.seen] == ["answered", "cached", "answered", "answered"]


def test_given_more_answers_than_are_kept_then_the_oldest_go() -> None:
    cache = _Cache(ManualClock())
    for n in range(MOST_KEPT + 5):
        cache.put((n,), {"n": str(n)}, 10.0)
    assert [cache.get((n,)) for n in (0, 4, 5)] == [None, None, {"n": "5"}]


def test_given_failures_in_a_row_then_it_is_left_alone_and_tried_by_one_at_a_time() -> None:
    clock = ManualClock()
    health = Health(clock)
    for _ in range(MOST_FAILURES):
        assert health.begin("bank")
        health.end("bank", ill=True)
    assert health.is_down("bank")
    assert not health.begin("bank")
    assert health.begin("another")
    clock.advance(REST)
    assert health.begin("bank")
    assert not health.begin("bank")
    health.end("bank", ill=True)
    assert not health.begin("bank")
    clock.advance(REST)
    assert health.begin("bank")
    health.end("bank", ill=False)
    assert health.begin("bank")
    assert health.begin("bank")


def test_given_a_failure_between_answers_then_it_is_not_down() -> None:
    health = Health(ManualClock())
    for n in range(3 * MOST_FAILURES):
        assert health.begin("bank")
        health.end("bank", ill=n % MOST_FAILURES != 0)
    assert not health.is_down("bank")


def test_given_more_questions_at_once_than_a_source_is_asked_then_the_next_fails() -> None:
    health = Health(ManualClock())
    assert all(health.begin("bank") for _ in range(AT_ONCE))
    assert not health.begin("bank")
    health.end("bank", ill=False)
    assert health.begin("bank")


async def test_given_a_dead_service_then_supervisors_are_told_once_nobody_waits_and_its_return_clears_the_alarm() -> (
    None
):
    async with opened() as house:
        house.services.answers("/accounts/cus_1", {"available": 1})
        house.services.away = "timeout"
        for n in range(MOST_FAILURES + 3):
            await house.calls(f"a{n}")
            await house.keys(f"a{n}", "1")
            await house.answered(n + 1)
        await house.alarm(stands=True)
        assert len(house.services.asked) == MOST_FAILURES
        house.services.away = ""
        house.clock.advance(REST)
        await house.calls("b")
        await house.keys("b", "1")
        assert (await house.answered(MOST_FAILURES + 4))[-1].failure == ""
        await house.alarm(stands=False)
    kinds = [row.type for row in house.store.journal if row.type.startswith("Source")]
    assert kinds == ["SourceSilent", "SourceHeard"]


async def test_given_questions_a_source_does_not_know_then_it_is_not_ill() -> None:
    async with opened() as house:
        for n in range(MOST_FAILURES + 2):
            await house.calls(f"a{n}")
            await house.keys(f"a{n}", "1")
            assert (await house.answered(n + 1))[-1].failure == "unknown"
    assert len(house.services.asked) == MOST_FAILURES + 2
    assert not [row for row in house.store.journal if row.type == "SourceSilent"]


async def test_given_failures_then_no_log_has_an_address_or_an_argument() -> None:
    async with opened() as house:
        house.services.away = "refused"
        with capture_logs() as logs:
            await house.calls("a")
            await house.keys("a", "2")
            await house.proves("a", "470193")
            await house.answered()
    written = json.dumps(logs)
    assert "source.failed" in written
    assert not [word for word in ("470193", PHONE, "cus_1", "identify?") if word in written]


@pytest.mark.parametrize(("status", "level"), [(404, "debug"), (500, "warning")])
async def test_given_a_source_that_knows_nothing_then_nobody_is_warned_as_of_one_that_fails(
    status: int, level: str
) -> None:
    async with opened() as house:
        house.services.answers("/accounts/cus_1", {}, status=status)
        with capture_logs() as logs:
            await house.calls("a")
            await house.keys("a", "1")
            await house.answered()
    assert [line["log_level"] for line in logs if line["action"] == "source.failed"] == [level]


def test_given_a_failure_then_it_says_its_name() -> None:
    assert str(SourceFailed("timeout")) == "timeout"
