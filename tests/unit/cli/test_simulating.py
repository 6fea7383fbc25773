"""`callcenter simulate` from the outside: figures for a program, a table for a person, problems with their lines."""

import asyncio
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from callcenter.cli import run
from callcenter.services import codec
from callcenter.services.ports import Entry
from callcenter.store import migrate, open_store
from callcenter.testing.day import Day
from tests.unit.simulation.made_up import HEAD, morning

CONTRACT = [
    "offered", "answered", "abandoned", "self_service", "unaccounted", "service_level", "asa_seconds",
    "longest_wait_seconds", "overtaken", "occupancy", "ewt", "decisions",
]  # fmt: skip


@pytest.fixture
def calls(tmp_path: Path) -> str:
    file = tmp_path / "calls.csv"
    file.write_text(morning())
    return str(file)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as left:
        run(["simulate", *words])
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


def document(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code, out, _ = said(capsys, *words, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_same_seed_gives_the_same_bytes_but_for_the_seconds_it_took(
    capsys: pytest.CaptureFixture[str], calls: str
) -> None:
    first, second = (said(capsys, calls, "--agents", "1", "--seed", "7", "--json")[1] for _ in range(2))
    assert list(json.loads(first))[: len(CONTRACT)] == CONTRACT
    assert list(json.loads(first))[-1] == "wall_seconds"
    assert first.rpartition("wall_seconds")[0] == second.rpartition("wall_seconds")[0]


def test_given_one_agent_then_every_call_of_the_log_is_somewhere(
    capsys: pytest.CaptureFixture[str], calls: str
) -> None:
    found = document(capsys, calls, "--agents", "1")
    assert found["answered"] + found["abandoned"] + found["self_service"] == found["calls"] == 40
    assert (found["unaccounted"], found["overtaken"]) == (0, 0)
    assert set(found["ewt"]) >= {"coverage", "error"}
    assert found["log"]["self_service"] == 4
    assert found["bands"] is None


def test_given_several_numbers_of_agents_then_more_agents_answer_sooner_and_the_band_tells_it_from_chance(
    capsys: pytest.CaptureFixture[str], calls: str
) -> None:
    found = document(capsys, calls, "--agents", "1..3", "--runs", "3")
    one, two, three = found["scenarios"]
    assert one["asa_seconds"] > two["asa_seconds"] >= three["asa_seconds"]
    assert one["bands"]["asa_seconds"] > 0
    answered = found["differences"][1]["figures"]["answered"]
    assert (answered["difference"] > 0, answered["beyond"]) == (True, True)


def test_given_the_same_site_twice_then_nothing_differs(capsys: pytest.CaptureFixture[str], calls: str) -> None:
    from callcenter.app import DEMO_SITE

    found = document(capsys, calls, "--compare", str(DEMO_SITE), "--agents", "2", "--runs", "2")
    (difference,) = found["differences"]
    assert {told["difference"] for told in difference["figures"].values()} == {0}
    assert not any(told["beyond"] for told in difference["figures"].values())


def test_given_a_roster_then_they_work_by_it(capsys: pytest.CaptureFixture[str], calls: str, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("name,from,to,skills\nli,07:50,08:10,accounts=8;general=8;card=8\nwang,08:00,08:40,\n")
    found = document(capsys, calls, "--roster", str(roster))
    assert found["answered"] > 10
    assert "2 agents by the roster roster.csv." in found["assumptions"]


def test_given_no_json_then_a_person_reads_tables_and_what_was_assumed(
    capsys: pytest.CaptureFixture[str], calls: str, tmp_path: Path
) -> None:
    code, out, _ = said(capsys, calls, "--agents", "2", "--runs", "2", "--picture", str(tmp_path / "day.svg"))
    assert code == 0
    for words in ("service level", "overtaken", "accounts", "Kaplan-Meier", "mean of 2 seeds"):
        assert words in out
    picture = ElementTree.parse(tmp_path / "day.svg").getroot()
    assert picture.tag.endswith("svg")
    assert len(picture.findall(".//{*}rect")) > 10


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + morning(3).partition("\n")[2].replace("1999-01-05T08:00:06", "soon"), [":2: Invalid isoformat"]),
        (
            morning(4).replace("AGENT", "MAYBE", 1).replace(",NW,", ",XX,", 1),
            [":2: unknown outcome", ":3: unknown kind"],
        ),
        ("a,b\n1,2\n", [":1: no column call, customer"]),
        (HEAD, ["no calls in it"]),
        ("\udcff", ["not UTF-8 text"]),
    ],
)
def test_given_a_wrong_log_then_each_line_is_named_and_the_exit_code_is_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, says: list[str]
) -> None:
    file = tmp_path / "calls.csv"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    code, out, err = said(capsys, str(file), "--agents", "1")
    assert (code, out) == (1, "")
    assert all(f"{file}" in line for line in err.splitlines())
    assert all(one in err for one in says)


def test_given_a_wrong_roster_then_each_line_is_named(
    capsys: pytest.CaptureFixture[str], calls: str, tmp_path: Path
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "name,from,to,skills,languages\nli,25:00,18:00,,\nwu,08:00,18:00,sing=3,\nhe,08:00,18:00,,xx\n,8,9,,\n"
    )
    code, _, err = said(capsys, calls, "--roster", str(roster))
    assert code == 1
    assert [line.split(":")[1] for line in err.splitlines()] == ["2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere.csv",), "there is no file nowhere.csv"),
        ((), "name a call log"),
        (("x.csv", "--agents", "many"), "--agents is a number"),
        (("x.csv", "--agents", "0"), "from 1 to 5000"),
        (("x.csv", "--agents", "9..3"), "from 1 to 5000"),
        (("x.csv", "--agents", "3", "--roster", "r.csv"), "either --agents or --roster"),
        (("x.csv", "--picture", "day.png"), "ends in .svg"),
        (("x.csv", "--database", "sqlite:///x.db"), "either a file of calls or --database"),
        (("x.csv", "--agents", "99999999999"), "from 1 to 5000"),
        (("x.csv", "--picture", "nowhere/day.svg"), "there is no directory nowhere"),
        (("x.csv", "--accepts-after", "nan"), "from 0 to 3600"),
        (("x.csv", "--accepts-after", "inf"), "from 0 to 3600"),
        (("x.csv", "--from", "2026-11-21"), "choose from the journal"),
        (("x.csv", "--runs", "0"), "--runs is a number"),
        (("x.csv", "--takes-proposal", "2"), "a share from 0 to 1"),
    ],
)
def test_given_wrong_use_then_one_sentence_says_so_and_the_exit_code_is_2(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    code, out, err = said(capsys, *words)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


async def _written(url: str, day: Day) -> None:
    await migrate(url)
    store = await open_store(url)
    try:
        await store.save_site(day.site.version, day.clock.now(), codec.site_text(day.site))
        entries = []
        for recorded in day.journal:
            kind, body = codec.event_text(recorded.event)
            entries.append(Entry(key="", at=recorded.at, type=kind, body=body))
        await store.append(entries, None)
    finally:
        await store.close()


def test_given_a_journal_then_yesterday_is_tried_with_who_was_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    day, url = Day(), f"sqlite:///{tmp_path}/house.db"
    day.agent("li", general=8)
    for _ in range(6):
        call = day.waits(caller="+8613900000001")
        day.serve("li", call, 30.0)
    asyncio.run(_written(url, day))
    found = document(capsys, "--database", url)
    assert (found["calls"], found["answered"], found["log"]["answered"]) == (6, 6, 6)
    assert any(told.startswith("1 agents, available when they were") for told in found["assumptions"])
    code, _, err = said(capsys, "--database", url, "--to", "2001-01-01")
    assert (code, err) == (2, "callcenter: the journal has no call that ended in that time\n")


def test_given_a_profile_then_it_needs_to_be_told_who_works(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "profile.csv"
    file.write_text("from,to,calls,talk,patience\n09:00,10:00,30,100,100\n")
    code, _, err = said(capsys, str(file))
    assert (code, "give --agents or --roster" in err) == (2, True)
    found = document(capsys, str(file), "--agents", "2", "--runs", "2")
    assert found["bands"]["offered"] > 0
    assert "log" not in found
