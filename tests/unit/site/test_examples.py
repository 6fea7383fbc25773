"""Rasa's NLU files are taken as they are; what cannot be read is a problem with its line."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.site.examples import Slot, annotated, read_examples, read_file

SAMPLE = """\
version: "3.1"
language: en
nlu:
- intent: transfer
  examples: |
    - send [100 dollars](amount) to [Mum]{"entity": "person", "value": "mother", "role": "to"}
    - wire money

    - pay [it](thing:card)
- intent: faq/hours
  examples:
    - text: |
        - when do you open
      metadata: {sentiment: neutral}
- synonym: credit
  examples: |
    - credit card
- regex: account
  examples: |
    - [0-9]{8}
- lookup: city
  examples: |
    - Beijing
    - Shanghai
"""


def test_given_a_rasa_file_when_read_then_texts_slots_and_tables_are_kept(tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text(SAMPLE, encoding="utf-8")
    read = read_file(tmp_path / "nlu.yml", "nlu.yml")
    assert read.problems == ()
    assert [(row.text, row.intent, row.line) for row in read.rows] == [
        ("send 100 dollars to Mum", "transfer", 6),
        ("wire money", "transfer", 7),
        ("pay it", "transfer", 9),
        ("when do you open", "faq", 13),
    ]
    assert read.rows[0].slots == (
        Slot(entity="amount", value="100 dollars", start=5, end=16),
        Slot(entity="person", value="mother", start=20, end=23, role="to"),
    )
    assert read.synonyms == (("credit card", "credit"),)
    assert read.patterns == (("account", "[0-9]{8}"),)
    assert read.lookups == (("city", "Beijing"), ("city", "Shanghai"))


def test_given_no_language_when_read_then_the_script_tells(tmp_path: Path) -> None:
    text = "nlu:\n- intent: loss\n  examples: |\n    - 我的卡丢了\n    - lost card\n"
    (tmp_path / "nlu.yml").write_text(text, encoding="utf-8")
    assert [row.language for row in read_file(tmp_path / "nlu.yml").rows] == ["zh-CN", "en"]
    (tmp_path / "nlu.yml").write_text("language: zh-TW\n" + text, encoding="utf-8")
    assert [row.language for row in read_file(tmp_path / "nlu.yml").rows] == ["zh-TW", "zh-TW"]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("nlu:\n- intent: a\n  examples: |\n    hello\n", 4, "begins with"),
        ("nlu:\n- intent: a\n", 2, "no examples"),
        ("nlu:\n- intent:\n  examples: |\n    - x\n", 2, "no name"),
        ("nlu:\n- intent: /ask\n  examples: |\n    - x\n", 2, "no name"),
        ("nlu:\n- colour: a\n", 2, "needs one of"),
        ("nlu: 5\n", 1, "must be a list"),
        ("- a\n", 1, "must be a mapping"),
        ("nlu:\n- intent: a\n  examples: {x: y}\n", 3, "text or a list"),
        ('nlu:\n- intent: a\n  examples: |\n    - ok\n    - [x]{"value": "y"}\n', 5, "entity"),
        ("nlu:\n- intent: [a\n", 3, ""),
        ("", 1, "empty"),
    ],
)
def test_given_a_faulty_file_when_read_then_the_problem_has_its_line(
    tmp_path: Path, content: str, line: int, words: str
) -> None:
    (tmp_path / "bad.yml").write_text(content, encoding="utf-8")
    problems = read_file(tmp_path / "bad.yml", "bad.yml").problems
    assert [(problem.file, problem.line) for problem in problems] == [("bad.yml", line)]
    assert words in problems[0].message


def test_given_bytes_that_are_no_text_when_read_then_it_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_bytes(b"nlu:\n- \xff\xfe\n")
    assert read_file(tmp_path / "bad.yml").problems[0].line == 2
    assert read_file(tmp_path / "none.yml").problems[0].message.startswith("cannot be read")


def test_given_a_folder_when_read_then_files_are_joined_in_order_and_named_from_its_parent(tmp_path: Path) -> None:
    folder = tmp_path / "intents"
    folder.mkdir()
    for name in ("b", "a"):
        (folder / f"{name}.yml").write_text(f"nlu:\n- intent: {name}\n  examples: |\n    - {name}\n", encoding="utf-8")
    read = read_examples(folder)
    assert [(row.intent, row.file) for row in read.rows] == [("a", "intents/a.yml"), ("b", "intents/b.yml")]
    assert read_examples(tmp_path / "nowhere").rows == ()


def test_given_other_files_and_orders_when_hashed_then_only_texts_and_intents_count(tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text("nlu:\n- intent: a\n  examples: |\n    - x\n    - y\n", encoding="utf-8")
    (tmp_path / "two.yml").write_text("nlu:\n- intent: a\n  examples: |\n    - y\n\n    - x\n", encoding="utf-8")
    assert read_file(tmp_path / "one.yml").fingerprint == read_file(tmp_path / "two.yml").fingerprint


def test_given_words_in_brackets_alone_when_read_then_they_stay() -> None:
    assert annotated("see [this] and (that)") == ("see [this] and (that)", (), [])


@settings(max_examples=200, deadline=None)
@given(cut=st.integers(0, len(SAMPLE)), junk=st.text(max_size=8), drop=st.integers(0, 20))
def test_given_a_mutated_file_when_read_then_there_is_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, cut: int, junk: str, drop: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "mutated.yml"
    path.write_bytes((SAMPLE[:cut] + junk + SAMPLE[cut + drop :]).encode("utf-8", "surrogatepass"))
    read = read_file(path, "mutated.yml")
    assert all(row.text and row.line >= 1 for row in read.rows)
    assert all(problem.line >= 1 for problem in read.problems)


WHOLE = """
version: "2.0"
responses:
  utter_hello:
  - text: Hello
stories:
- story: hello
  steps: [{intent: greet}, {action: utter_hello}]
rules: []
nlu:
- intent: chitchat/ask_name
  examples: |
    - what is your name
    - who are [you]{"entity": "who", "role": "agent", "group": "1"}
- intent: greet
  examples:
  - text: |
      good morning
      to you
    metadata: {sentiment: neutral}
- regex: account
  examples: |
    - \\d{6,8}
    - ([unclosed
"""


def test_given_one_file_of_a_whole_bot_when_read_then_its_examples_are_taken_and_the_rest_is_left(
    tmp_path: Path,
) -> None:
    (tmp_path / "all.yml").write_text(WHOLE, encoding="utf-8")
    read = read_file(tmp_path / "all.yml", "all.yml")
    assert [(row.text, row.intent) for row in read.rows] == [
        ("what is your name", "chitchat"), ("who are you", "chitchat"), ("good morning to you", "greet"),
    ]  # fmt: skip
    assert [(slot.entity, slot.role, slot.group) for row in read.rows for slot in row.slots] == [("who", "agent", "1")]
    assert read.patterns == (("account", r"\d{6,8}"),)
    assert [str(problem).split(" (")[0] for problem in read.problems] == [
        "all.yml:24: regex account: is no regular expression"
    ]


def test_given_the_formats_of_old_then_they_are_named_and_a_readme_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "intents"
    folder.mkdir()
    (folder / "nlu.md").write_text("## intent:greet\n- hello\n", encoding="utf-8")
    (folder / "README.md").write_text("# Examples\n", encoding="utf-8")
    (folder / "nlu.json").write_text('{"rasa_nlu_data": {}}', encoding="utf-8")
    assert [(problem.file, problem.line) for problem in read_examples(folder).problems] == [
        ("intents/nlu.json", 1),
        ("intents/nlu.md", 1),
    ]
