"""A dialogue in the terminal: what is typed, what is shown, and files that change meanwhile."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import callcenter
from callcenter.cli.talking import Terminal, Wish
from callcenter.errors import Malformed

DEMO = Path(callcenter.__file__).parent / "demo" / "site"


def talk(wish: Wish, *lines: str) -> list[str]:
    """What is shown while these lines are typed; then the input ends."""
    shown: list[str] = []
    typed: Iterator[str] = iter(lines)

    def read(prompt: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    assert Terminal(wish, read=read, write=shown.append).run() == 0
    return shown


def within(shown: list[str], words: str) -> bool:
    return any(words in line for line in shown)


def test_an_emergency_said_to_the_main_number_goes_to_people_at_once() -> None:
    shown = talk(Wish(directory=DEMO, language="en"), "my card was stolen")
    assert within(shown, "[emergency card-loss")


def test_a_flow_is_tried_by_its_name_and_tells_where_one_stands() -> None:
    shown = talk(
        Wish(directory=DEMO, flow="fees", language="en"),
        "1",
        "fee_per_cent=1, fee_least=2, fee_most=3",
        ":why",
        ":graph",
        ":facts",
    )
    assert within(shown, "at least 2 and at most 3 yuan")
    assert within(shown, "fee_least = 2")
    assert within(shown, "►")
    assert within(shown, "fees: which, keyed")


def test_whoever_plays_a_source_may_let_it_fail() -> None:
    shown = talk(Wish(directory=DEMO, flow="fees", language="en"), "1", "timeout")
    assert within(shown, "I cannot see the price list")


def test_answers_may_come_from_a_file(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("fees: { fee_fixed: '12' }\n", encoding="utf-8")
    shown = talk(Wish(directory=DEMO, flow="fees", language="en", sources=str(answers)), "2")
    assert within(shown, "costs 12 yuan a year")


def test_zero_leads_to_a_person() -> None:
    shown = talk(Wish(directory=DEMO, flow="fees", language="zh-CN"), "0")
    assert within(shown, "[queue general")


def test_who_hangs_up_may_begin_again_or_leave() -> None:
    shown = talk(Wish(directory=DEMO, flow="fees"), "!", "again", "!", "!")
    assert sum("[fees, version" in line for line in shown) == 2


def test_a_chat_begins_with_what_is_written() -> None:
    shown = talk(Wish(directory=DEMO, written=True), "how much is the annual fee")
    assert within(shown, "Which fee")


def test_an_unknown_flow_is_refused_with_those_there_are() -> None:
    with pytest.raises(Malformed, match=r"there is no flow balances; there are .*balance_enquiry"):
        talk(Wish(directory=DEMO, flow="balances"))


@pytest.fixture
def own_site(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMO, tmp_path / "site"))


def test_changed_files_are_taken_between_calls(own_site: Path) -> None:
    fees = own_site / "flows" / "fees.yaml"
    shown: list[str] = []

    def read(prompt: str) -> str:
        if len(shown) < 4:
            fees.write_text(fees.read_text("utf-8").replace("Which fee would", "Which charge would"), encoding="utf-8")
            return ":reload"
        raise EOFError

    assert not within(shown, "Which charge")
    Terminal(Wish(directory=own_site, flow="fees", language="en"), read=read, write=shown.append).run()
    assert within(shown, "Which fee would")
    assert within(shown, "the site is now version")
    assert within(shown, "Which charge would")


def test_files_that_cannot_be_read_leave_the_old_ones(own_site: Path) -> None:
    broken = iter([":reload", "!"])

    def read(prompt: str) -> str:
        (own_site / "flows" / "fees.yaml").write_text("title: [", encoding="utf-8")
        return next(broken, ":quit")

    shown: list[str] = []
    Terminal(Wish(directory=own_site, flow="fees", language="en"), read=read, write=shown.append).run()
    assert within(shown, "flows/fees.yaml:")
    assert within(shown, "The old files are kept")
    assert sum("Which fee would" in line for line in shown) == 2
