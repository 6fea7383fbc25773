"""What is kept of events that nobody could read: never what a customer keyed in, said or wrote."""

import json
from typing import Any

import pytest

from callcenter.gateways.http.masking import masked
from callcenter.testing.clients import cloud_event

PIN = "470193"


@pytest.mark.parametrize(
    "raw",
    [
        cloud_event("call.digits", "e1", {"call": "a", "digits": PIN + "x"}),
        cloud_event("call.digits", "e1", {"call": "a", "dtmf": PIN}),
        cloud_event("call.digits", "e1", {"call": "a", "digits": int(PIN)}),
        cloud_event("call.digits", "e1", {"call": [PIN], "digits": {"keys": [PIN]}}),
        cloud_event("call.dtmf", "e1", {"call": "a", "digits": PIN}),
        cloud_event("call.speech", "e1", {"call": "a", "text": [f"my PIN is {PIN}"]}),
        cloud_event("message.received", "e1", {"conversation": "w", "from": "x", "text": None, "body": PIN}),
        {**cloud_event("call.digits", "e1", {}), "data": PIN},
        {**cloud_event("call.digits", "e1", {}), "data": [PIN]},
        {**cloud_event("call.digits", "e1", {}), "data_base64": PIN},
        {**cloud_event("call.digits", "e1", {}), "digits": PIN},
        {"ce-type": "call.digits", "ce-id": "e1", "ce-digits": PIN},
        {"digits": PIN},
        [PIN],
        PIN,
        int(PIN),
    ],
    ids=lambda raw: json.dumps(raw)[:60],
)
def test_given_an_event_that_may_hold_an_answer_then_it_is_covered(raw: Any) -> None:
    assert PIN not in json.dumps(masked(raw))


def test_given_an_event_about_something_else_then_it_is_kept_as_it_came() -> None:
    raw = cloud_event("call.arrived", "e1", {"call": 7, "from": [], "to": {}})
    assert masked(raw) == raw


def test_given_digits_that_cannot_be_read_then_the_call_they_belong_to_can() -> None:
    kept = masked(cloud_event("call.digits", "e1", {"call": "a", "digits": "12x", "agent": "li"}))
    assert isinstance(kept, dict)
    assert (kept["id"], kept["type"], kept["data"]) == (
        "e1", "call.digits", {"call": "a", "digits": "***", "agent": "li"},
    )  # fmt: skip
