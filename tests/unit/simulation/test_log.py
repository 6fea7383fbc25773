"""The call log's reader, on made-up lines of its shape."""

from pathlib import Path

import pytest

from callcenter.simulation.log import Fate, read_log

HEAD = "call,line,customer,priority,type,arrived,vru_left,queued,queue_left,outcome,served,finished,server\n"
LINES = """\
1,AA01,501,2,PS,1999-01-05T08:00:00,1999-01-05T08:00:10,1999-01-05T08:00:10,1999-01-05T08:01:00,AGENT,1999-01-05T08:00:59,1999-01-05T08:03:00,DANA
1,AA02,,0,NW,1999-01-05T08:00:05,1999-01-05T08:00:25,,,HANG,,,
2,AA03,502,1,IN,1999-01-05T08:01:00,1999-01-05T08:01:05,1999-01-05T08:01:05,1999-01-05T08:01:50,HANG,,,
3,AA04,,0,PS,1999-01-05T08:02:00,1999-01-05T08:02:05,1999-01-05T08:02:05,1999-01-05T08:02:06,PHANTOM,,,
4,AA05,503,0,PE,1999-01-05T08:04:00,1999-01-05T08:04:08,,,AGENT,1999-01-05T08:04:08,1999-01-05T08:04:08,NO_SERVER
5,AA06,504,1,PS,1999-01-05T08:05:00,1999-01-05T08:05:10,1999-01-05T08:05:10,1999-01-05T08:05:40,AGENT,,1999-01-05T08:07:00,DANA
6,AA07,505,1,TT,1999-01-05T23:59:30,1999-01-05T23:59:40,1999-01-05T23:59:40,1999-01-05T00:00:20,AGENT,1999-01-06T00:00:20,1999-01-06T00:02:20,ERAN
7,AA08,506,1,NE,1999-01-05T07:59:59,1999-01-05T07:59:58,1999-01-05T08:00:00,1999-01-05T07:59:59,HANG,,,
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "calls.csv"
    file.write_text(HEAD + LINES)
    return file


def test_given_a_log_then_each_call_has_its_fate_and_its_own_id_in_order_of_arrival(path: Path) -> None:
    log = read_log(path)
    assert log.midnight.isoformat() == "1999-01-05T00:00:00"
    assert [(call.id, call.fate) for call in log.calls] == [
        ("9-7", Fate.ABANDONED),
        ("2-1", Fate.ANSWERED),
        ("3-1", Fate.SELF_SERVICE),
        ("4-2", Fate.ABANDONED),
        ("5-3", Fate.PHANTOM),
        ("6-4", Fate.ANSWERED),
        ("7-5", Fate.ANSWERED),
        ("8-6", Fate.ANSWERED),
    ]


def test_given_the_known_quirks_then_durations_are_mended_and_never_negative(path: Path) -> None:
    calls = {call.id: call for call in read_log(path).calls}
    first = calls["2-1"]
    assert (first.arrived, first.vru, first.wait, first.service) == (28800.0, 10.0, 50.0, 121.0)
    assert (calls["6-4"].server, calls["6-4"].service) == ("", 0.0)
    assert (calls["7-5"].served, calls["7-5"].service) == (8 * 3600 + 340.0, 80.0)
    assert (calls["8-6"].wait, calls["8-6"].service) == (40.0, 120.0)
    assert (calls["9-7"].vru, calls["9-7"].wait) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("call,line\n1,2\n", ":1: no column"),
        (HEAD, "no calls in it"),
        (HEAD + LINES.replace("AGENT", "MAYBE", 1), ":2: unknown outcome 'MAYBE'"),
        (HEAD + LINES.replace(",NW,", ",XX,", 1), ":3: unknown kind 'XX'"),
        (HEAD + LINES.replace("1999-01-05T08:00:10", "soon", 1), ":2: Invalid isoformat"),
        (HEAD + LINES.replace("1999-01-05T08:00:00", "soon", 1), "an arrival is no time"),
    ],
)
def test_given_what_is_no_such_log_then_file_and_line_are_named(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(text)
    with pytest.raises(ValueError) as refused:
        read_log(file)
    assert says in str(refused.value)
