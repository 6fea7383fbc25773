"""A second wish stands in a part of its own, and as surely as the first."""

import pytest

from callcenter.intent.second_wish import can_be_second, second_wish
from tests.unit.intent.sites import site_of

SAYS = {"my balance": "balance", "my card's arrival": "arrival", "余额多少": "balance", "新卡到哪了": "arrival"}


def score(part: str) -> list[tuple[str, float]]:
    name = SAYS.get(part)
    return [(name, 0.9), ("other", 0.1)] if name else [("other", 0.5), ("balance", 0.3)]


WHOLE = [("balance", 0.8), ("arrival", 0.15), ("other", 0.05)]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("my balance and my card's arrival", "my card's arrival"),
        ("My card's arrival? Also my balance", ""),  # the parts are told apart as they were written
        ("my balance; also my card's arrival, please", "my card's arrival"),
        ("余额多少，还有新卡到哪了", "新卡到哪了"),
        ("余额多少另外新卡到哪了", "新卡到哪了"),
        ("my balance", ""),
        ("my balance and so on and so forth", ""),
        ("I wonder, my card's arrival", ""),
        ("my balance, one, two2, three, four4, five5, six66", ""),
    ],
)
def test_only_parts_that_are_sure_alone_are_two_wishes(text: str, part: str) -> None:
    wanted = ("arrival", part) if part else ("", "")
    assert second_wish(text, "balance", WHOLE, {"balance", "arrival"}, score) == wanted


def test_it_is_not_looked_for_where_the_whole_hardly_holds_it_for_possible() -> None:
    def never(part: str) -> list[tuple[str, float]]:
        raise AssertionError(part)

    whole = [("balance", 0.99), ("arrival", 0.01)]
    assert second_wish("my balance and my card's arrival", "balance", whole, {"arrival"}, never) == ("", "")
    assert second_wish("my balance and my card's arrival", "balance", WHOLE, {"balance"}, never) == ("", "")


def test_emergencies_people_and_what_goes_to_everybody_are_no_second_wish() -> None:
    assert can_be_second(site_of()) == frozenset()  # all of them go to the site's own queue
