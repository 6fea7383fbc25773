"""Training: the frozen table equals scikit-learn, the file is the same each time, thresholds are learnt."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_info, threadpool_limits

from callcenter.intent import train as training
from callcenter.intent.features import features
from callcenter.intent.model import Model, ModelRefused
from callcenter.intent.text import normalise
from callcenter.intent.thresholds import emergency_threshold, lower_bound, unsure_threshold
from callcenter.intent.train import CannotTrain, Trained, train
from callcenter.site.examples import Example, Examples
from tests.unit.intent.conftest import taught
from tests.unit.intent.sites import EMERGENCIES

UNSEEN = ["my wallet is gone", "余额还有多少", "请帮我转人工", "how do i activate it", "nothing known: zzz", "卡"]


def test_given_the_same_examples_when_scikit_learn_does_it_alone_then_probabilities_agree_to_a_millionth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "COPIES", 0)  # the peer has no noisy copies
    trained = train(taught(), EMERGENCIES)
    rows = sorted({(row.intent, row.text) for row in taught().rows})
    vectorizer = TfidfVectorizer(
        analyzer=lambda text: list(features(normalise(text)).elements()), min_df=2, sublinear_tf=True
    )
    matrix = vectorizer.fit_transform([text for _, text in rows])
    peer = LogisticRegression(C=training.COST, tol=1e-4, max_iter=300).fit(matrix, [intent for intent, _ in rows])
    for text in [*UNSEEN, *(text for _, text in rows)]:
        theirs = dict(zip(peer.classes_, peer.predict_proba(vectorizer.transform([text]))[0], strict=True))
        assert dict(trained.model.scores(text)) == pytest.approx(theirs, abs=1e-6)


def test_given_a_machine_with_several_cores_when_training_then_one_thread_does_the_sums_and_the_others_are_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used: list[set[int]] = []
    fit = LogisticRegression.fit

    def watched(self: LogisticRegression, *given: object) -> LogisticRegression:
        used.append({pool["num_threads"] for pool in threadpool_info()})
        return fit(self, *given)

    monkeypatch.setattr(LogisticRegression, "fit", watched)
    with threadpool_limits(2):
        train(taught(), EMERGENCIES)
        after = {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
    assert used
    assert all(threads == {1} for threads in used)
    assert after == {2}


def test_given_the_same_examples_when_trained_twice_then_the_files_are_the_same(
    trained: Trained, tmp_path: Path
) -> None:
    again = train(Examples(rows=tuple(reversed(taught().rows))), EMERGENCIES)
    trained.model.save(tmp_path / "a.npz")
    again.model.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_given_a_saved_model_when_loaded_then_it_is_the_same(trained: Trained, tmp_path: Path) -> None:
    trained.model.save(tmp_path / "m.npz")
    loaded = Model.load(tmp_path / "m.npz")
    for text in UNSEEN:
        assert loaded.scores(text) == trained.model.scores(text)
    assert loaded.examples == taught().fingerprint
    assert loaded.emergencies == tuple(sorted(EMERGENCIES))
    assert loaded.emergency_threshold == trained.model.emergency_threshold


@pytest.mark.parametrize("damage", ["empty", "text", "cut", "flipped"])
def test_given_a_damaged_file_when_loaded_then_it_is_refused(trained: Trained, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "m.npz"
    trained.model.save(path)
    whole = path.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes(byte ^ 0xFF for byte in whole[middle : middle + 40]) + whole[middle + 40 :]
    path.write_bytes({"empty": b"", "text": b"not a model", "cut": whole[:middle], "flipped": flipped}[damage])
    with pytest.raises(ModelRefused):
        Model.load(path)


def test_given_a_pickle_in_the_file_when_loaded_then_it_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", about=np.array([object()], dtype=object))
    with pytest.raises(ModelRefused):
        Model.load(tmp_path / "m.npz")


def test_given_few_emergency_examples_when_trained_then_the_bound_is_stated(trained: Trained) -> None:
    assert any("18 emergency examples" in warning for warning in trained.warnings)


def test_given_one_intent_when_trained_then_it_says_what_is_missing() -> None:
    only = Example(text="hello", intent="greet", language="en", file="a.yml", line=1)
    with pytest.raises(CannotTrain, match="two intents"):
        train(Examples(rows=(only,)), frozenset())


def test_given_scores_when_the_threshold_is_learnt_then_it_reaches_the_target() -> None:
    share = np.array([0.9, 0.8, 0.6, 0.4, 0.3, 0.1, 0.0, 0.0])
    urgent = np.array([True, True, True, True, False, False, False, False])
    by_rule = np.zeros(8, dtype=bool)
    learnt = emergency_threshold(share, urgent, by_rule, target=1.0)
    assert learnt.recall == 1.0
    assert 0.3 < learnt.threshold <= 0.4
    assert learnt.false_alarm == 0.0
    caught_by_rule = emergency_threshold(share, urgent, np.array([False] * 3 + [True] + [False] * 4), target=1.0)
    assert caught_by_rule.recall == 1.0


@pytest.mark.parametrize(("caught", "of", "bound"), [(300, 300, 0.99), (0, 0, 0.0), (30, 30, 0.9), (95, 100, 0.9)])
def test_given_hits_when_bounded_then_no_more_is_promised_than_proven(caught: int, of: int, bound: float) -> None:
    assert lower_bound(caught, of) == pytest.approx(bound, abs=0.01)


def test_given_sure_and_right_answers_when_learnt_then_the_unsure_threshold_lies_below_them() -> None:
    largest = np.array([0.9, 0.8, 0.45, 0.3, 0.25])
    right = np.array([True, True, True, False, False])
    assert unsure_threshold(largest, right) == pytest.approx(0.45)


def test_given_a_server_when_it_classifies_then_scikit_learn_is_not_imported() -> None:
    code = (
        "import sys, callcenter.intent.classify, callcenter.intent.train; "
        "sys.exit(any(name.split('.')[0] in ('sklearn', 'scipy') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
