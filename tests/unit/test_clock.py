"""Clocks: real, faster, and moved by hand."""

import time

import pytest

from callcenter.clock import FastClock, ManualClock, SystemClock, from_rfc3339, rfc3339


def test_given_a_clock_sixty_times_as_fast_then_a_real_second_is_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    real = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: real[0])
    clock = FastClock(speed=60.0, start=5000.0)
    real[0] += 1.0
    assert clock.now() == 5060.0
    assert clock.seconds_until(5180.0) == pytest.approx(2.0)
    assert clock.seconds_until(5000.0) == 0.0


def test_given_no_start_then_the_fast_clock_begins_now() -> None:
    assert FastClock(speed=2.0).now() == pytest.approx(time.time(), abs=5.0)


@pytest.mark.parametrize("speed", [0.0, -1.0])
def test_given_a_speed_at_which_time_stands_still_then_it_is_refused(speed: float) -> None:
    with pytest.raises(ValueError):
        FastClock(speed=speed)


def test_given_the_system_clock_is_set_back_then_ours_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    before = clock.now()
    monkeypatch.setattr(time, "time", lambda: before - 3600.0)
    assert clock.now() == before
    assert clock.seconds_until(before + 2.0) == 2.0


def test_given_a_clock_moved_by_hand_then_time_passes_only_then() -> None:
    clock = ManualClock(100.0)
    assert clock.seconds_until(103.0) == 3.0
    assert clock.advance(3.0) == clock.now() == 103.0
    assert clock.seconds_until(103.0) == 0.0


def test_given_a_moment_then_its_rfc_3339_form_reads_back() -> None:
    assert rfc3339(1_800_000_000.25) == "2027-01-15T08:00:00.250Z"
    assert from_rfc3339("2027-01-15T16:00:00.25+08:00") == 1_800_000_000.25
    with pytest.raises(ValueError, match="time zone"):
        from_rfc3339("2027-01-15T08:00:00")
