"""Grades of surveys: same on the fake and both engines."""

from typing import Any

import pytest

from callcenter.errors import Malformed
from callcenter.services.ports import Projection, Store, SurveyRow
from tests.integration.store.rows import NOW, customer


def grade(n: int, given: int, **more: Any) -> SurveyRow:
    return SurveyRow(
        **{
            "id": f"grade_{n}_0",
            "contact": f"c{n}",
            "seq": n,
            "at": NOW + n,
            "channel": "voice",
            "customer": "cus_1",
            "agent": None,
            "queue": None,
            "intent": "balance_enquiry",
            "flow": "balance",
            "grade": given,
            **more,
        }
    )


ROWS = [grade(1, 90), grade(2, -90, agent="li", queue="general", flow=""), grade(3, 90, customer=None, channel="chat")]


async def test_given_grades_written_twice_then_each_is_there_once_newest_first(store: Store) -> None:
    await store.append([], Projection(upto=3, surveys=ROWS))
    await store.append([], Projection(upto=4, surveys=[ROWS[1]]))
    found = await store.surveys({}, None, 50)
    assert [row["id"] for row in found.rows] == ["grade_3_0", "grade_2_0", "grade_1_0"]
    assert found.rows[1] == {
        "id": "grade_2_0", "contact": "c2", "seq": 2, "at": NOW + 2, "channel": "voice", "customer": "cus_1",
        "agent": "li", "queue": "general", "intent": "balance_enquiry", "flow": "", "grade": -90,
    }  # fmt: skip
    assert await store.grade_counts({}) == {90: 2, -90: 1}


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"agent": "li"}, {"grade_2_0"}),
        ({"queue": "general"}, {"grade_2_0"}),
        ({"grade": "90"}, {"grade_1_0", "grade_3_0"}),
        ({"customer": "cus_1", "flow": "balance"}, {"grade_1_0"}),
        ({"channel": "chat"}, {"grade_3_0"}),
        ({"contact": "c1"}, {"grade_1_0"}),
        ({"from": str(NOW + 2), "to": str(NOW + 3)}, {"grade_2_0"}),
        ({"intent": "fees"}, set()),
    ],
)
async def test_given_filters_then_list_and_counts_hold_the_same(
    store: Store, filters: dict[str, str], ids: set[str]
) -> None:
    await store.append([], Projection(upto=3, surveys=ROWS))
    assert {row["id"] for row in (await store.surveys(filters, None, 50)).rows} == ids
    assert sum((await store.grade_counts(filters)).values()) == len(ids)


async def test_given_a_filter_that_does_not_fit_then_it_is_refused(store: Store) -> None:
    for filters in ({"grade": "good"}, {"colour": "blue"}):
        with pytest.raises(Malformed):
            await store.surveys(filters, None, 50)


async def test_given_pages_of_one_then_every_grade_comes_once(store: Store) -> None:
    await store.append([], Projection(upto=3, surveys=ROWS))
    seen, after = [], None
    while True:
        page = await store.surveys({}, after, 1)
        seen += [row["grade"] for row in page.rows]
        if (after := page.after) is None:
            break
    assert seen == [90, -90, 90]


async def test_given_a_customer_then_the_panel_has_their_newest_grades(store: Store) -> None:
    await store.add_customer(customer("cus_1", "+861"))
    await store.append([], Projection(upto=3, surveys=ROWS))
    facts = (await store.panel_facts(["cus_1"]))["cus_1"]
    assert [row["grade"] for row in facts.grades] == [-90, 90]
