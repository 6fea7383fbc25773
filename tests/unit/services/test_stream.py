"""A stream remembers what was pushed, as long as it can; a slow seat is dropped."""

import json

from hypothesis import given
from hypothesis import strategies as st

from callcenter.services.stream import REMEMBERED, Seat, Stream


def seat(stream: Stream, takes: bool = True) -> list[str]:
    got: list[str] = []

    def send(text: str) -> bool:
        got.append(text)
        return takes

    stream.seats.append(Seat(owner="li", send=send))
    return got


def test_every_seat_gets_the_same_numbered_frames() -> None:
    stream = Stream(100)
    one, two = seat(stream), seat(stream)
    stream.push("notice", kind="x", text="卡 🙂")
    assert one == two
    assert json.loads(one[0]) == {"seq": 101, "type": "notice", "kind": "x", "text": "卡 🙂"}


def test_a_seat_that_reads_too_slowly_is_dropped_and_the_others_go_on() -> None:
    stream = Stream(0)
    slow, quick = seat(stream, takes=False), seat(stream)
    stream.push("a")
    stream.push("b")
    assert len(slow) == 1
    assert len(quick) == 2


@given(pushed=st.integers(0, 3 * REMEMBERED), behind=st.integers(-5, 3 * REMEMBERED))
def test_who_was_away_gets_exactly_what_was_missed_or_starts_afresh(pushed: int, behind: int) -> None:
    stream = Stream(1000)
    for number in range(pushed):
        stream.push("n", number=number)
    after = stream.seq - behind
    missed = stream.missed(after)
    if missed is None:
        assert behind != 0
    else:
        assert [json.loads(text)["seq"] for text in missed] == list(range(after + 1, stream.seq + 1))


def test_numbers_of_another_life_of_the_server_are_not_taken_for_ours() -> None:
    stream = Stream(2_000_000)
    stream.push("a")
    assert stream.missed(1_000_000) is None
    assert stream.missed(3_000_000) is None
