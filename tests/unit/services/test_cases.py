"""Return visits of complaints: what was found stays as numbers, so that satisfaction can be measured."""

from collections.abc import Awaitable

import pytest

from callcenter.clock import ManualClock
from callcenter.errors import Malformed
from callcenter.insight.metrics import GRADES, csm
from callcenter.model.commands import Reply
from callcenter.model.events import AnyEvent, Asked
from callcenter.model.promise import Complaint, ComplaintState, PromiseClock
from callcenter.services.cases import Cases
from callcenter.services.ports import Projection
from callcenter.testing.fake_store import FakeStore
from callcenter.testing.sites import small_site


class ClosedDoor:
    """A return visit is no event."""

    def submit(self, event: AnyEvent, key: str = "") -> Awaitable[int | None]:
        raise AssertionError(event)

    async def ask(self, event: Asked) -> Reply:
        raise AssertionError(event)


async def _resolved(ids: list[str]) -> tuple[Cases, FakeStore]:
    store, clock = FakeStore(), ManualClock()
    ends = PromiseClock(started_at=clock.now(), due_at=clock.now() + 3600)
    rows = [
        Complaint(id=id, cause="attitude", text="x", channel="voice", clock=ends, state=ComplaintState.RESOLVED)
        for id in ids
    ]
    await store.append([], Projection(upto=1, complaints=rows))
    return Cases(store, ClosedDoor(), clock, small_site, lambda complaint: None), store


async def test_given_return_visits_when_their_grades_are_read_from_the_trails_then_satisfaction_is_their_mean() -> None:
    cases, _ = await _resolved(["p1", "p2", "p3"])
    for id, grade in (("p1", 90), ("p2", -30), ("p3", None)):
        await cases.visit(id, by="li", satisfied=grade == 90, grade=grade, note="n", version=None)
    visits = [(await cases.one(id)).trail[-1]["visit"] for id in ("p1", "p2", "p3")]
    assert visits[0] == {"satisfied": True, "grade": 90, "note": "n"}
    assert visits[2] == {"satisfied": False, "grade": None, "note": "n"}
    grades = [visit["grade"] for visit in visits if isinstance(visit, dict) and visit["grade"] is not None]
    assert csm(grades) == 30


@pytest.mark.parametrize("grade", [100, 1, 89, -91])
async def test_given_a_grade_that_is_none_of_the_seven_when_visited_then_it_is_refused_and_nothing_changed(
    grade: int,
) -> None:
    cases, store = await _resolved(["p1"])
    before = await store.complaint("p1")
    with pytest.raises(Malformed) as refused:
        await cases.visit("p1", by="li", satisfied=True, grade=grade, note="", version=None)
    assert refused.value.errors[0]["pointer"] == "/grade"
    assert all(str(each) in refused.value.detail for each in GRADES)
    assert await store.complaint("p1") == before
