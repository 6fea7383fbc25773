"""Examples that fight: the same words for two intents, and those that their likes would put elsewhere."""

from pathlib import Path

from callcenter.intent.taught_twice import taught_twice
from callcenter.intent.tools import fights, train_site
from callcenter.site.examples import read_examples
from tests.unit.intent.conftest import write_site


def add(directory: Path, intent: str, *texts: str) -> None:
    with (directory / "intents" / f"{intent}.yml").open("a", encoding="utf-8") as file:
        file.write("".join(f"    - {text}\n" for text in texts))


def test_a_site_at_peace_has_no_fights(tmp_path: Path) -> None:
    assert fights(write_site(tmp_path, train=False)) == []


def test_nearly_the_same_words_of_two_intents_are_named_with_their_places(tmp_path: Path) -> None:
    add(write_site(tmp_path, train=False), "other", "check my account balance!", "查一下余额")
    (english, *_) = fights(tmp_path)
    assert english["likeness"] > 0.99
    assert [english["one"]["at"], english["other"]["at"]] == ["intents/balance_enquiry.yml:7", "intents/other.yml:11"]
    assert {english["one"]["intent"], english["other"]["intent"]} == {"balance_enquiry", "other"}
    (pair,) = taught_twice(read_examples(tmp_path / "intents"))[:1] or [None]
    assert pair is None or pair[0].intent != pair[1].intent


def test_an_example_its_likes_put_elsewhere_is_named_with_the_likest_there(tmp_path: Path) -> None:
    write_site(tmp_path, train=False)
    add(tmp_path, "balance_enquiry", *(f"what is the balance of account {name}" for name in "abcdefgh"))
    add(tmp_path, "other", "what is the balance of account k")
    report = train_site(tmp_path)
    (wrong,) = [one for one in report["put_elsewhere"] if one["one"]["text"].endswith("account k")]
    assert (wrong["put"], wrong["one"]["intent"]) == ("balance_enquiry", "other")
    assert "balance of account" in wrong["like"]["text"]
    assert wrong["share"] > 0.7


def test_the_report_says_what_was_confused_and_what_is_thin(tmp_path: Path) -> None:
    steps: list[str] = []
    report = train_site(write_site(tmp_path, train=False), progress=steps.append)
    assert len(steps) == 3
    assert report["per_intent"]["card_loss"]["n"] == 6
    assert 0 <= report["per_intent"]["card_loss"]["recall"] <= 1
    assert all(meant != understood for meant, understood, _ in report["confusion"])
    assert "card_loss has 3 examples in zh-CN" in report["warnings"]
