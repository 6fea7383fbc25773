"""The figures of a day, by the field's definitions."""

from datetime import datetime

import pytest

from callcenter.demo.figures import Ended, figures, of_contact, of_log
from callcenter.simulation.log import CallLog, Fate, LoggedCall

AT = {"arrived_at": "2026-11-21T08:00:00.000Z", "id": "c1"}


def test_given_every_fate_then_each_counts_where_it_belongs() -> None:
    day = figures(
        [
            Ended(fate=Fate.ANSWERED, wait=0.0),
            Ended(fate=Fate.ANSWERED, wait=20.0),
            Ended(fate=Fate.ANSWERED, wait=100.0),
            Ended(fate=Fate.ABANDONED, wait=4.9),
            Ended(fate=Fate.ABANDONED, wait=35.1),
            Ended(fate=Fate.SELF_SERVICE),
            Ended(fate=Fate.PHANTOM),
        ]
    )
    assert (day.offered, day.answered, day.abandoned, day.short_abandoned, day.self_service) == (5, 3, 2, 1, 1)
    assert (day.mean_wait, day.mean_patience) == (40.0, 20.0)
    assert day.service_level == 2 / 4
    assert day.abandon_rate == 2 / 5


def test_given_nothing_happened_then_no_promise_was_broken() -> None:
    assert (figures([]).service_level, figures([]).mean_wait, figures([]).abandon_rate) == (1.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("queued", "connected", "ended", "expected"),
    [
        (None, None, "2026-11-21T08:00:09.000Z", Ended(fate=Fate.SELF_SERVICE)),
        (
            "2026-11-21T08:00:05Z",
            "2026-11-21T08:00:12.500Z",
            "2026-11-21T08:03:00Z",
            Ended(fate=Fate.ANSWERED, wait=7.5),
        ),
        ("2026-11-21T08:00:05Z", None, "2026-11-21T08:00:35Z", Ended(fate=Fate.ABANDONED, wait=30.0)),
    ],
)
def test_given_a_contact_of_the_server_then_its_times_tell_what_became_of_it(
    queued: str | None, connected: str | None, ended: str, expected: Ended
) -> None:
    assert of_contact({**AT, "queued_at": queued, "connected_at": connected, "ended_at": ended}) == expected


def test_given_a_contact_that_goes_on_then_it_is_not_counted() -> None:
    with pytest.raises(ValueError, match="c1"):
        of_contact({**AT, "queued_at": None, "connected_at": None, "ended_at": None})


def test_given_a_log_then_phantoms_are_left_out() -> None:
    def one(id: int, fate: Fate) -> LoggedCall:
        return LoggedCall(
            id=f"{id}-1", customer="", priority="0", kind="PS", arrived=0, vru=0, queued=True, wait=10, fate=fate
        )

    log = CallLog(midnight=datetime(1999, 1, 5), calls=(one(1, Fate.ANSWERED), one(2, Fate.PHANTOM)))  # noqa: DTZ001
    assert (of_log(log).offered, of_log(log).mean_wait) == (1, 10)
