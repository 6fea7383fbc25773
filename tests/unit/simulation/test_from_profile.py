"""Arrival profiles: what they say comes out in the mean, and what they cannot mean is told by line."""

from datetime import date
from pathlib import Path
from random import Random
from statistics import fmean

import pytest

from callcenter.simulation.from_profile import is_profile, read_profile
from callcenter.simulation.log import WrongLog
from callcenter.testing.sites import small_site

DAY = date(2026, 11, 23)
PROFILE = """\
from,to,calls,talk,spread,wrap_up,patience,self_service,intents,language
08:00,12:00,4000,120,0.5,15,90,0.25,speak_to_human=3;card_loss=1,en
22:00,02:00,400,60,0,,,,,
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "profile.csv"
    file.write_text(PROFILE)
    return file


def test_given_a_profile_then_its_means_come_out(path: Path) -> None:
    assert is_profile(path)
    profile = read_profile(path, small_site(), DAY)
    callers = profile.drawn(Random(1)).callers
    begins, ends = profile.hours
    morning = [one for one in callers if one.arrives < begins + 4 * 3600]
    night = callers[len(morning) :]
    assert ends - begins == 18 * 3600
    assert len(morning) == pytest.approx(4000, rel=0.05)
    assert len(night) == pytest.approx(400, rel=0.15)
    assert fmean(one.talks for one in morning) == pytest.approx(120, rel=0.05)
    assert fmean(one.patience for one in morning) == pytest.approx(90, rel=0.1)
    assert fmean(one.leaves is not None for one in morning) == pytest.approx(0.25, rel=0.1)
    wishes = [one.says[0].intent for one in morning if one.says]
    assert wishes.count("card_loss") / len(wishes) == pytest.approx(0.25, rel=0.15)
    assert {(one.talks, one.patience, one.wrap_up, one.language) for one in night} == {(60.0, 3600.0, 0.0, "")}
    assert {one.says[0].intent for one in night} == {"speak_to_human"}
    assert list(callers) == sorted(callers, key=lambda one: one.arrives)


def test_given_the_same_seed_then_the_same_callers(path: Path) -> None:
    profile = read_profile(path, small_site(), DAY)
    assert profile.drawn(Random(4)) == profile.drawn(Random(4)) != profile.drawn(Random(5))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("8 o'clock,12:00,4,1,,,,,,", "is no time of day"),
        ("08:00,12:00,many,1,,,,,,", "calls is a number, not 'many'"),
        ("08:00,12:00,-1,1,,,,,,", "calls is a number from 0 on"),
        ("08:00,12:00,4,0,,,,,,", "talk is more than 0 seconds"),
        ("08:00,12:00,4,1,,,0,,,", "patience is more than 0 seconds"),
        ("08:00,12:00,4,1,,,,2,,", "self_service is a share from 0 to 1"),
        ("08:00,12:00,4,1,,,,,sing=1,", "the site has no intent 'sing'"),
        ("08:00,12:00,4,1,,,,,card_loss=0,", "add up to nothing"),
        ("08:00,12:00,4,1,,,,,,xx", "the site has no language 'xx'"),
    ],
)
def test_given_a_line_that_cannot_be_meant_then_it_is_told_by_number(path: Path, line: str, says: str) -> None:
    path.write_text(PROFILE + line + "\n")
    with pytest.raises(WrongLog) as refused:
        read_profile(path, small_site(), DAY)
    assert f"{path}:4: " in str(refused.value)
    assert says in str(refused.value)
