"""Promises fall due once, in order, whatever the projection, the process or the store is doing meanwhile."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.clock import ManualClock
from callcenter.errors import Unavailable
from callcenter.model.customer import Customer, CustomerClass, Identity, IdentityKind
from callcenter.model.events import AnyEvent, CallbackFellDue, ClockPassed
from callcenter.model.promise import Callback, CallbackState, ClockState, Complaint, Matter
from callcenter.services.ports import CallbackSettled, ClockMarked, Entry, Projection, TimelineRow
from callcenter.services.promises import BATCH, STUCK, PromiseKeeper
from callcenter.sla.clock import meet, start
from callcenter.testing.fake_store import FakeStore
from callcenter.testing.sites import small_site

HOUR = 3600.0
BEGAN = ManualClock().now()


class Desk:
    """A store, a journal before it, and a projection that writes the rows when it is told to."""

    def __init__(self, *, at_once: bool = True) -> None:
        self.store, self.clock = FakeStore(), ManualClock()
        self.at_once = at_once
        self.events: list[AnyEvent] = []
        self.unwritten: list[AnyEvent] = []
        self.refuse = 0
        """How many of the next events the journal cannot take."""
        self.keeper = self.restart()

    def restart(self) -> PromiseKeeper:
        site = small_site()
        self.keeper = PromiseKeeper(self.store, self.submit, self.clock, lambda: site)
        return self.keeper

    async def submit(self, event: AnyEvent, key: str) -> int | None:
        if self.refuse:
            self.refuse -= 1
            raise Unavailable("The disk is full.")
        [seq] = await self.store.append([Entry(key=key, at=self.clock.now(), type="t", body="")], None)
        if seq is not None:
            self.events.append(event)
            self.unwritten.append(event)
        if self.at_once:
            await self.project()
        return seq

    async def project(self) -> None:
        """What the switchboard's commands lead to in the rows."""
        now = self.clock.now()
        projection = Projection(upto=len(self.events))
        for event in self.unwritten:
            if isinstance(event, CallbackFellDue):
                projection.settled.append(self._settled(event, CallbackState.DUE, now))
            elif isinstance(event, ClockPassed):
                projection.clocks.append(ClockMarked(complaint=event.complaint, level=event.level, at=now))
        self.unwritten = []
        await self.store.append([], projection)

    async def not_reached(self, event: AnyEvent, *, again_in: float) -> None:
        assert isinstance(event, CallbackFellDue)
        retry = self._settled(event, CallbackState.RETRY, self.clock.now() + again_in)
        await self.store.append([], Projection(upto=len(self.events), settled=[retry]))

    def _settled(self, event: CallbackFellDue, state: CallbackState, due_at: float) -> CallbackSettled:
        return CallbackSettled(
            callback=event.callback, state=state, due_at=due_at, tries=event.tries, outcome="", at=self.clock.now()
        )

    async def promise(self, *callbacks: Callback) -> None:
        await self.store.append([], Projection(upto=0, callbacks=list(callbacks)))

    async def open(self, *complaints: Complaint) -> None:
        await self.store.append([], Projection(upto=0, complaints=list(complaints)))

    def levels(self, complaint: str = "k1") -> list[float]:
        return [e.level for e in self.events if isinstance(e, ClockPassed) and e.complaint == complaint]

    def fallen(self) -> list[str]:
        return [e.callback for e in self.events if isinstance(e, CallbackFellDue)]


def callback(id: str = "b1", *, in_seconds: float = HOUR, number: str = "+8613800000001", **more: object) -> Callback:
    due = BEGAN + in_seconds
    return Callback(  # type: ignore[arg-type]
        id=id, number=number, window_from=due, window_to=due + HOUR, zone="Asia/Shanghai", due_at=due, **more
    )


def complaint(id: str = "k1", *, hours: float = 24.0, owner: str | None = None) -> Complaint:
    return Complaint(id=id, cause="delay", text="late", channel="voice", clock=start(BEGAN, hours), owner=owner)


@pytest.fixture
def desk() -> Desk:
    return Desk()


# --- callbacks ------------------------------------------------------------------------------------------------------


async def test_given_a_callback_not_due_yet_then_nothing_happens_and_its_moment_is_the_next(desk: Desk) -> None:
    await desk.promise(callback(in_seconds=HOUR))
    assert await desk.keeper.sweep() == BEGAN + HOUR
    assert desk.events == []


async def test_given_no_promise_at_all_then_there_is_no_next_moment(desk: Desk) -> None:
    assert await desk.keeper.sweep() is None


async def test_given_a_due_callback_then_it_fires_once_with_all_that_was_promised(desk: Desk) -> None:
    await desk.promise(callback(agent="li", queue="cards", reason="the form", customer=None))
    desk.clock.advance(HOUR)
    for _ in range(3):
        assert await desk.keeper.sweep() is None
    assert desk.events == [
        CallbackFellDue(
            callback="b1",
            number="+8613800000001",
            tries=1,
            promised_at=BEGAN + HOUR,
            window_from=BEGAN + HOUR,
            window_to=BEGAN + 2 * HOUR,
            reason="the form",
            to_agent="li",
            to_queue="cards",
            kind="follow_up",
        )
    ]
    assert desk.store.journal[0].key == f"callback b1 1 {BEGAN + HOUR:.6f}"


async def test_given_a_customer_not_reached_then_the_next_try_fires_once_too_under_its_own_number(desk: Desk) -> None:
    await desk.promise(callback())
    desk.clock.advance(HOUR)
    await desk.keeper.sweep()
    await desk.not_reached(desk.events[0], again_in=900)
    assert await desk.keeper.sweep() == desk.clock.now() + 900
    desk.clock.advance(900)
    await desk.keeper.sweep()
    await desk.keeper.sweep()
    assert [e.tries for e in desk.events if isinstance(e, CallbackFellDue)] == [1, 2]


async def test_given_sweeps_before_the_projection_wrote_the_row_then_it_fires_once_and_later_ones_are_seen() -> None:
    desk = Desk(at_once=False)
    await desk.promise(callback("b1"), callback("b2", in_seconds=2 * HOUR))
    desk.clock.advance(HOUR)
    for _ in range(3):
        assert await desk.keeper.sweep() == BEGAN + 2 * HOUR
    assert desk.fallen() == ["b1"]
    await desk.project()
    assert await desk.keeper.sweep() == BEGAN + 2 * HOUR


async def test_given_a_restart_before_the_projection_wrote_the_row_then_it_still_fires_once() -> None:
    desk = Desk(at_once=False)
    await desk.promise(callback())
    await desk.open(complaint())
    desk.clock.advance(13 * HOUR)
    await desk.keeper.sweep()
    assert len(desk.events) == 2
    await desk.restart().sweep()
    assert len(desk.events) == 2
    await desk.project()
    assert await desk.restart().sweep() == BEGAN + 18 * HOUR
    assert len(desk.events) == 2


async def test_given_a_callback_cancelled_in_time_then_it_never_fires(desk: Desk) -> None:
    await desk.promise(callback())
    await desk.store.change_callback(replace(callback(), state=CallbackState.CANCELLED))
    desk.clock.advance(2 * HOUR)
    assert await desk.keeper.sweep() is None
    assert desk.events == []


# --- who will be called ---------------------------------------------------------------------------------------------


def customer(id: str, name: str, number: str) -> Customer:
    return Customer(
        id=id,
        name=name,
        language="en",
        customer_class=CustomerClass.A,
        identities=(Identity(kind=IdentityKind.PHONE, value=number),),
        facts={"balance": "12"},
    )


@pytest.mark.parametrize(("kind", "recording"), [("voicemail", "https://records.example.com/2"), ("follow_up", "")])
async def test_given_a_message_left_then_the_event_says_where_it_is(desk: Desk, kind: str, recording: str) -> None:
    urls = ["https://records.example.com/1", "https://records.example.com/2"]
    lines = [
        TimelineRow(contact="c1", seq=seq, n=1, at=BEGAN, what="recording", detail=json.dumps({"url": url}))
        for seq, url in enumerate(urls)
    ]
    await desk.store.append([], Projection(upto=0, timeline=lines))
    matter = Matter(words=("我的卡",), language="zh-CN")
    await desk.promise(callback(kind=kind, contact="c1", matter=matter))
    desk.clock.advance(HOUR)
    await desk.keeper.sweep()
    [event] = desk.events
    assert isinstance(event, CallbackFellDue)
    assert (event.kind, event.contact, event.matter, event.recording) == (kind, "c1", matter, recording)


async def test_given_a_number_somebody_has_then_the_event_carries_who_it_is(desk: Desk) -> None:
    await desk.store.add_customer(customer("cus_1", "Li", "+8613800000001"))
    await desk.promise(callback())
    desk.clock.advance(HOUR)
    await desk.keeper.sweep()
    [event] = desk.events
    assert isinstance(event, CallbackFellDue)
    assert (event.known.customer, event.known.name) == ("cus_1", "Li")


async def test_given_a_promise_to_one_person_at_anothers_number_then_the_person_is_meant(desk: Desk) -> None:
    await desk.store.add_customer(customer("cus_1", "Li", "+8613800000001"))
    await desk.store.add_customer(customer("cus_2", "Wang", "+8613900000002"))
    await desk.promise(callback(customer="cus_2"), callback("b2", customer="cus_gone"))
    desk.clock.advance(HOUR)
    await desk.keeper.sweep()
    first, second = desk.events
    assert isinstance(first, CallbackFellDue)
    assert isinstance(second, CallbackFellDue)
    assert (first.known.customer, first.known.name, first.known.facts) == ("cus_2", "Wang", {"balance": "12"})
    assert (second.customer, second.known.customer) == ("cus_gone", None)


# --- complaints -----------------------------------------------------------------------------------------------------


async def test_given_a_running_complaint_then_each_level_is_passed_at_its_time_once_and_the_breach_is_the_last(
    desk: Desk,
) -> None:
    await desk.open(complaint(owner="li"))
    seen = []
    for quarter in range(1, 4 * 30):
        desk.clock.advance(HOUR / 4)
        await desk.keeper.sweep()
        await desk.keeper.sweep()
        seen += [(quarter / 4, level) for level in desk.levels()[len(seen) :]]
    assert seen == [(12.0, 0.5), (18.0, 0.75), (21.75, 0.9), (24.0, 1.0)]
    assert desk.store.complaint_rows["k1"].clock.state is ClockState.BREACHED
    assert isinstance(desk.events[-1], ClockPassed)
    assert (desk.events[-1].owner, desk.events[-1].due_at) == ("li", BEGAN + 24 * HOUR)


async def test_given_a_complaint_met_in_time_then_no_further_level_is_passed(desk: Desk) -> None:
    await desk.open(complaint())
    desk.clock.advance(13 * HOUR)
    await desk.keeper.sweep()
    row = desk.store.complaint_rows["k1"]
    await desk.store.change_complaint(replace(row, clock=meet(row.clock, desk.clock.now())))
    desk.clock.advance(48 * HOUR)
    assert await desk.keeper.sweep() is None
    assert desk.levels() == [0.5]


async def test_given_a_complaint_opened_again_then_its_new_clock_passes_every_level_anew(desk: Desk) -> None:
    await desk.open(complaint())
    desk.clock.advance(25 * HOUR)
    await desk.keeper.sweep()
    row = desk.store.complaint_rows["k1"]
    await desk.store.change_complaint(replace(row, clock=start(desk.clock.now(), 24)))
    desk.clock.advance(25 * HOUR)
    await desk.keeper.sweep()
    assert desk.levels() == [0.5, 0.75, 0.9, 1.0] * 2


async def test_given_a_site_without_a_share_the_store_still_counts_then_the_sweep_neither_fires_nor_spins(
    desk: Desk,
) -> None:
    await desk.open(complaint())
    desk.store.warn_shares = (0.1, 0.5, 0.75, 0.9)
    desk.clock.advance(3 * HOUR)
    assert await desk.keeper.sweep() == BEGAN + 12 * HOUR
    assert desk.events == []


# --- a standstill ---------------------------------------------------------------------------------------------------


def moment(event: AnyEvent) -> float:
    assert isinstance(event, CallbackFellDue | ClockPassed)
    if isinstance(event, CallbackFellDue):
        return event.promised_at
    return BEGAN + event.level * (event.due_at - BEGAN)


@pytest.mark.parametrize("at_once", [True, False])
async def test_given_a_standstill_with_more_due_than_one_batch_then_all_fires_once_in_order_of_its_moment(
    at_once: bool,
) -> None:
    desk, many = Desk(at_once=at_once), 2 * BATCH + 50
    await desk.promise(*(callback(f"b{n:03}", in_seconds=60.0 * ((n * 37) % many)) for n in range(many)))
    await desk.open(*(complaint(f"k{n:03}", hours=0.5 + n / 10) for n in range(60)), complaint("late", hours=2000))
    desk.clock.advance(24 * HOUR)
    assert await desk.keeper.sweep() == BEGAN + 1000 * HOUR
    assert sorted(desk.fallen()) == [f"b{n:03}" for n in range(many)]
    assert len(desk.events) == many + 4 * 60
    moments = [moment(event) for event in desk.events]
    assert moments == sorted(moments)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 100), max_size=12),
    st.lists(st.integers(1, 60), max_size=8),
    st.lists(st.tuples(st.integers(1, 30), st.sampled_from(["sweep", "project", "restart", "refuse"])), max_size=30),
)
async def test_whatever_happens_between_sweeps_in_the_end_each_moment_has_happened_once(
    callbacks: list[int], complaints: list[int], history: list[tuple[int, str]]
) -> None:
    desk = Desk(at_once=False)
    await desk.promise(*(callback(f"b{n}", in_seconds=60.0 * due) for n, due in enumerate(callbacks)))
    await desk.open(*(complaint(f"k{n}", hours=length / 60) for n, length in enumerate(complaints)))
    for minutes, what in history:
        desk.clock.advance(60.0 * minutes)
        match what:
            case "project":
                await desk.project()
            case "restart":
                desk.restart()
            case "refuse":
                desk.refuse = 1
        try:
            await desk.keeper.sweep()
        except Unavailable:
            assert what == "refuse"
        desk.refuse = 0
    desk.clock.advance(200 * 60.0)
    await desk.keeper.sweep()
    await desk.project()
    assert await desk.keeper.sweep() is None
    assert sorted(desk.fallen()) == sorted(f"b{n}" for n in range(len(callbacks)))
    for n in range(len(complaints)):
        assert desk.levels(f"k{n}") == [0.5, 0.75, 0.9, 1.0]


# --- bad days -------------------------------------------------------------------------------------------------------


async def test_given_a_full_disk_then_the_sweep_says_so_and_the_next_one_makes_up_for_it(desk: Desk) -> None:
    await desk.promise(callback("b1"), callback("b2"), callback("b3"))
    desk.clock.advance(HOUR)
    desk.refuse = 2
    for _ in range(2):
        with pytest.raises(Unavailable):
            await desk.keeper.sweep()
    await desk.keeper.sweep()
    assert desk.fallen() == ["b1", "b2", "b3"]


@pytest.mark.parametrize("method", ["due_callbacks", "running_complaints", "known", "next_due"])
async def test_given_a_store_that_is_away_then_nothing_is_lost(desk: Desk, method: str) -> None:
    await desk.promise(callback())
    desk.clock.advance(HOUR)
    desk.store.fail_next(Unavailable("away"), method=method)
    with pytest.raises(Unavailable):
        await desk.keeper.sweep()
    await desk.keeper.sweep()
    assert desk.fallen() == ["b1"]


async def test_given_a_row_that_never_moves_then_it_is_reported_once_and_hides_no_other_promise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = Desk(at_once=False)
    await desk.promise(callback("b1"), callback("b2", in_seconds=3 * HOUR))
    desk.clock.advance(HOUR)
    await desk.keeper.sweep()
    for _ in range(5):
        desk.clock.advance(STUCK)
        assert await desk.keeper.sweep() == BEGAN + 3 * HOUR
    assert capsys.readouterr().out.count("promise_stuck") == 1
    desk.clock.advance(3 * HOUR)
    assert await desk.keeper.sweep() is None
    assert desk.fallen() == ["b1", "b2"]


async def test_given_a_defect_then_it_is_not_swallowed(desk: Desk) -> None:
    await desk.promise(callback())
    desk.clock.advance(HOUR)
    desk.store.fail_next(RuntimeError("a defect"), method="due_callbacks")
    with pytest.raises(RuntimeError):
        await desk.keeper.sweep()
