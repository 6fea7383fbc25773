"""How a source is asked and its answer read: nothing of it needs a line."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.errors import SourceFailed
from callcenter.model.site import Service, Source
from callcenter.services import questions
from callcenter.services.ports import ServiceAnswer, ServiceRequest

BANK = Service(name="bank", url="http://bank.example.com")


def source(path: str, **more: Any) -> Source:
    return Source(**{"name": "s", "service": "bank", "path": path, **more})


def asked(path: str, answer: str | None = None, method: str = "GET", **told: str) -> ServiceRequest:
    return questions.request(source(path, method=method), BANK, told, answer)


def failure(path: str, answer: str | None = None, method: str = "GET", **told: str) -> str:
    with pytest.raises(SourceFailed) as failed:
        asked(path, answer, method, **told)
    return failed.value.failure


def said(body: Any, status: int = 200) -> ServiceAnswer:
    return ServiceAnswer(status=status, body=body if isinstance(body, bytes) else json.dumps(body).encode())


def test_given_arguments_then_those_the_path_names_stand_in_it_and_the_others_beside_it() -> None:
    told = {"customer": "cus_1", "caller": "+86138", "city": "北京 1/2&x=?"}
    get = asked("/branches/{city}", **told)
    assert get.path == "/branches/%E5%8C%97%E4%BA%AC%201%2F2%26x%3D%3F?caller=%2B86138&customer=cus_1"
    assert get.body is None
    post = asked("/branches/{city}", method="POST", **told)
    assert (post.path, post.body) == (
        "/branches/%E5%8C%97%E4%BA%AC%201%2F2%26x%3D%3F", {"customer": "cus_1", "caller": "+86138"},
    )  # fmt: skip


def test_given_a_secret_then_it_stands_in_the_body_alone() -> None:
    post = asked("/verify/{customer}", "470193", "POST", customer="cus_1")
    assert (post.path, post.body) == ("/verify/cus_1", {"answer": "470193"})
    assert failure("/verify/{customer}", "470193", customer="cus_1") == "refused"
    assert failure("/verify/{answer}", "470193", "POST", customer="cus_1") == "refused"


@pytest.mark.parametrize(("value", "why"), [("", "unknown"), (".", "refused"), ("..", "refused")])
def test_given_an_argument_that_would_lead_elsewhere_then_nobody_is_asked(value: str, why: str) -> None:
    assert failure("/accounts/{customer}/balance", customer=value) == why


@given(st.text(min_size=1, max_size=20).filter(lambda text: text not in (".", "..")))
def test_whatever_an_argument_says_then_the_path_keeps_its_parts(value: str) -> None:
    path = asked("/a/{x}/b", x=value).path
    assert path.split("/")[1::2] == ["a", "b"]
    assert path.isascii()
    assert not set("?#{} \n") & set(path)


@pytest.mark.parametrize(
    ("status", "why", "ill"),
    [
        (404, "unknown", False), (410, "unknown", False), (400, "refused", False), (422, "refused", False),
        (401, "refused", True), (403, "refused", True), (429, "refused", True), (302, "refused", True),
        (500, "unavailable", True), (503, "unavailable", True),
    ],
)  # fmt: skip
def test_given_no_2xx_then_the_failure_has_its_name(status: int, why: str, ill: bool) -> None:
    with pytest.raises(SourceFailed) as failed:
        questions.read(said({"balance": 1}, status))
    assert (failed.value.failure, failed.value.ill) == (why, ill)


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[1]", b'"text"', b"1", b"\xff", b"[" * 60_000, b"null"])
def test_given_no_json_object_then_it_is_malformed(body: bytes) -> None:
    with pytest.raises(SourceFailed) as failed:
        questions.read(said(body))
    assert (failed.value.failure, failed.value.ill) == ("malformed", True)


def test_given_an_answer_then_facts_are_text_as_it_was_written_and_what_is_none_is_left_out() -> None:
    gives = {
        "balance": "/available", "first": "/list/0/a~1b", "open": "/open", "nothing": "/null", "deep": "/deep",
        "missing": "/no/where", "long": "/long", "beyond": "/list/7", "word": "/list/x", "half": "/half", "bell": "/bell",
        "whole": "name",
    }  # fmt: skip
    body = (
        b'{"available": 128430.50, "list": [{"a/b": 7}], "open": true, "null": null, "deep": {"x": 1}, "long": "'
        + b"x" * 601
        + b'", "half": "\\ud83d!", "bell": "a\\u0007\\nb", "name": "\xe7\x8e\x8b"}'
    )
    found = questions.facts(source("/x", gives=gives), questions.read(said(body)))
    assert found == {
        "balance": "128430.50", "first": "7", "open": "true", "half": "?!", "bell": "a  b", "whole": "王",
    }  # fmt: skip


@pytest.mark.parametrize("body", [{}, {"right": "yes"}, {"right": 1}, {"right": None}])
def test_given_a_judge_who_does_not_say_then_it_is_malformed(body: Any) -> None:
    with pytest.raises(SourceFailed):
        questions.judged(questions.read(said(body)))


def test_given_a_judge_who_says_then_it_holds() -> None:
    assert questions.judged(questions.read(said({"right": True})))
    assert not questions.judged(questions.read(said({"right": False})))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    ),
    st.text(max_size=8),
)
def test_whatever_is_answered_then_facts_are_short_text_or_nothing(answer: Any, place: str) -> None:
    try:
        body = questions.read(said(json.dumps({"x": answer}).encode()))
    except SourceFailed:
        return
    for fact in questions.facts(source("/x", gives={"f": f"/x/{place}", "g": "/x", "h": place}), body).values():
        assert isinstance(fact, str)
        assert fact.encode()
        assert len(fact) <= questions.LONGEST_FACT
