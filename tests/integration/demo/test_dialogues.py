"""Every example dialogue of the demo bank comes true, and together they walk all it can say, in both languages."""

import pytest

from callcenter.app import DEMO_SITE
from callcenter.cli.dialogues import Report, play_all

LEAST_BRANCHES = 90.0


@pytest.fixture(scope="module")
def report() -> Report:
    return play_all(DEMO_SITE)


def test_every_dialogue_of_the_demo_bank_comes_true(report: Report) -> None:
    assert report.played
    assert [str(failure) for one in report.failed for failure in one.failures] == []


def test_every_node_is_walked_in_every_language(report: Report) -> None:
    missed = {
        f"{language} {spot}"
        for by_language in report.shares.values()
        for language, share in by_language.items()
        for spot in share.missed
        if not spot.branch
    }
    assert missed == set()
    assert all(set(by_language) == {"zh-CN", "en"} for by_language in report.shares.values())


def test_nearly_every_branch_is_walked_in_every_language(report: Report) -> None:
    assert report.least >= LEAST_BRANCHES
