"""What to label next: near-emergencies first, doubts after, not twenty of the same, nothing personal."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from callcenter.errors import Malformed
from callcenter.intent.tools.suggesting import Said, as_rasa, read_said, suggest
from callcenter.site.examples import read_file
from tests.unit.intent.conftest import write_site

WORDS = [
    "my xylophone zither is wrong", "my xylophone zither is so wrong",
    "my xylophone zither is wrong 6222001", "my pension statement is wrong",
    "what is my balance", "I lost my card", "agent please", "77", "我想开存款证明",
]  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(tmp_path_factory.mktemp("site"))


def said(texts: Sequence[str]) -> list[Said]:
    return [Said(text=text, contact=f"c{n}") for n, text in enumerate(texts)]


def test_what_is_taught_or_ruled_is_left_out_and_alike_doubts_are_one_group(site: Path) -> None:
    report = suggest(site, said(WORDS))
    texts = [text for group in report["groups"] for text in group["texts"]]
    assert report["looked_at"] == len(WORDS)
    assert not {"what is my balance", "I lost my card", "agent please", "77"} & set(texts)
    (group,) = [group for group in report["groups"] if any("xylophone" in text for text in group["texts"])]
    assert group["times"] == 3
    assert "my xylophone zither is wrong 0000000" in group["texts"]


def test_the_same_words_are_counted_not_repeated(site: Path) -> None:
    (group,) = suggest(site, said(["my pension statement is wrong"] * 7))["groups"]
    assert (group["times"], group["texts"]) == (7, ["my pension statement is wrong"])


def test_emergencies_come_first(site: Path) -> None:
    kinds = [
        group["why"] for group in suggest(site, said([*WORDS, "I have a stolen feeling about my wallet"]))["groups"]
    ]
    assert kinds == sorted(kinds, key=["near_emergency", "not_understood", "close"].index)


def test_pages_follow_each_other_without_gap(site: Path) -> None:
    whole = suggest(site, said(WORDS))["groups"]
    pages = [suggest(site, said(WORDS), limit=1, skip=n) for n in range(len(whole))]
    assert [page["groups"][0] for page in pages] == whole
    assert [page["more"] for page in pages] == [True] * (len(whole) - 1) + [False]


def test_what_is_printed_can_be_read_as_examples(site: Path, tmp_path: Path) -> None:
    report = suggest(site, said([*WORDS, "a [bracket](here) zither: yes # no"]))
    (tmp_path / "new.yml").write_text(as_rasa(report), encoding="utf-8")
    read = read_file(tmp_path / "new.yml")
    assert read.problems == ()
    assert [row.text for row in read.rows] == [
        text.replace("[", "(").replace("]", ")") for g in report["groups"] for text in g["texts"]
    ]
    assert not any(row.slots for row in read.rows)


def test_without_a_model_nothing_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="train"):
        suggest(write_site(tmp_path, train=False), said(WORDS))


def test_a_file_is_read_by_line_or_by_column(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n\n two \n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("text,language\none,en\n,zh-CN\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("words\none\n", encoding="utf-8")
    assert [one.text for one in read_said(tmp_path / "a.txt")] == ["one", "two"]
    assert [(one.text, one.language) for one in read_said(tmp_path / "a.csv")] == [("one", "en")]
    with pytest.raises(Malformed, match="column text"):
        read_said(tmp_path / "b.csv")
    with pytest.raises(Malformed, match="cannot be read"):
        read_said(tmp_path / "none.csv")
