"""The alarm clock wakes in time, never loses a poke, outlives a store that is away, and dies loudly of a defect."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from callcenter.clock import Clock, FastClock, ManualClock
from callcenter.errors import Unavailable
from callcenter.jobs.alarm_clock import AlarmClock

PATIENCE = 10.0
"""Seconds a test waits for what must happen at once, on a busy machine."""


class Keeper:
    """Answers each sweep from a list of answers (the last one for ever) and tells about it."""

    def __init__(self, *answers: Callable[[], float | None]) -> None:
        self._answers = list(answers)
        self.swept: asyncio.Queue[int] = asyncio.Queue()
        self.count = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.cancelled = False

    async def sweep(self) -> float | None:
        self.count += 1
        self.swept.put_nowait(self.count)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return answer()

    async def sweeps(self, n: int) -> None:
        """Returns with the n-th sweep's beginning."""
        while await asyncio.wait_for(self.swept.get(), PATIENCE) < n:
            pass


class People:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: asyncio.Queue[float] = asyncio.Queue()

    async def end_expired_log_ins(self, now: float) -> int:
        self.asked.put_nowait(now)
        if self.error:
            raise self.error
        return 0


def nothing() -> None:
    return None


def away() -> float:
    raise Unavailable("away")


def defect() -> float:
    raise RuntimeError("a defect")


@asynccontextmanager
async def running(
    keeper: Keeper, people: People | None = None, clock: Clock | None = None
) -> AsyncIterator[AlarmClock]:
    alarm = AlarmClock(keeper, people or People(), clock or ManualClock())
    task = asyncio.create_task(alarm.run())
    try:
        yield alarm
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_given_a_start_then_the_ledgers_are_looked_at_and_old_log_ins_are_ended_at_once() -> None:
    keeper, people, clock = Keeper(nothing), People(), ManualClock()
    async with running(keeper, people, clock):
        await keeper.sweeps(1)
        assert await asyncio.wait_for(people.asked.get(), PATIENCE) == clock.now()


async def test_given_a_next_moment_then_it_looks_again_when_that_has_come_and_not_before() -> None:
    clock = FastClock(speed=1000)
    due = clock.now() + 20
    keeper = Keeper(lambda: due, nothing)
    async with running(keeper, clock=clock):
        await keeper.sweeps(2)
        assert clock.now() >= due


async def test_given_a_new_promise_when_it_is_poked_then_it_looks_at_once() -> None:
    keeper = Keeper(nothing)
    async with running(keeper) as alarm:
        await keeper.sweeps(1)
        alarm.poke()
        await keeper.sweeps(2)


async def test_given_a_poke_before_it_runs_then_nothing_is_lost() -> None:
    keeper = Keeper(nothing)
    alarm = AlarmClock(keeper, People(), ManualClock())
    alarm.poke()
    task = asyncio.create_task(alarm.run())
    await keeper.sweeps(1)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_given_pokes_during_a_look_then_it_looks_once_more_after_it() -> None:
    keeper = Keeper(nothing)
    keeper.gate.clear()
    async with running(keeper) as alarm:
        await keeper.sweeps(1)
        for _ in range(5):
            alarm.poke()
        keeper.gate.set()
        await keeper.sweeps(2)


async def test_given_hundreds_of_pokes_then_every_last_one_is_followed_by_a_look() -> None:
    keeper = Keeper(nothing)
    async with running(keeper) as alarm:
        for n in range(300):
            seen = keeper.count
            alarm.poke()
            await keeper.sweeps(seen + 1)
            if n % 3:
                await asyncio.sleep(0)


async def test_given_a_store_that_is_away_then_it_is_asked_again_until_it_is_back() -> None:
    clock = FastClock(speed=1000)
    keeper = Keeper(away, away, away, nothing)
    async with running(keeper, clock=clock):
        await keeper.sweeps(4)


async def test_given_people_that_are_away_then_the_promises_are_kept_all_the_same() -> None:
    keeper, people = Keeper(nothing), People(Unavailable("away"))
    async with running(keeper, people) as alarm:
        await asyncio.wait_for(people.asked.get(), PATIENCE)
        alarm.poke()
        await keeper.sweeps(2)


@pytest.mark.parametrize(("answer", "error"), [(defect, None), (nothing, RuntimeError("a defect"))])
async def test_given_a_defect_in_a_job_then_it_stops_loudly(
    answer: Callable[[], float | None], error: Exception | None
) -> None:
    alarm = AlarmClock(Keeper(answer), People(error), ManualClock())
    with pytest.raises(RuntimeError, match="a defect"):
        await asyncio.wait_for(alarm.run(), PATIENCE)


async def test_given_a_stop_during_a_look_then_it_has_ended_when_run_returns_and_nothing_is_reported(
    caplog: pytest.LogCaptureFixture,
) -> None:
    keeper = Keeper(nothing)
    keeper.gate.clear()
    async with running(keeper):
        await keeper.sweeps(1)
    assert keeper.cancelled
    assert caplog.records == []
