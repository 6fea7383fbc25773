"""The API's documents are valid, and say of every operation and frame what is checked."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from callcenter.web import asyncapi, openapi
from callcenter.web.op import Op
from tests.integration.web import world

OPERATIONS = [spec for spec, _ in world.OPERATIONS]
WIRE = Path(__file__).parents[3] / "docs" / "wire.md"


@pytest.fixture(scope="module")
def rest() -> dict[str, Any]:
    return openapi.document(OPERATIONS, "callcenter")


@pytest.fixture(scope="module")
def live() -> dict[str, Any]:
    return asyncapi.document("callcenter")


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for name, inner in node.items():
            if name == "$ref":
                yield inner
            else:
                yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def resolved(document: dict[str, Any], reference: str) -> Any:
    node: Any = document
    for step in reference.removeprefix("#/").split("/"):
        node = node[step]
    return node


def test_given_the_rest_document_then_it_is_valid_openapi_3_1(rest: dict[str, Any]) -> None:
    assert list(OpenAPIV31SpecValidator(rest).iter_errors()) == []


@pytest.mark.parametrize("spec", OPERATIONS, ids=lambda spec: f"{spec.method} {spec.path}")
def test_given_an_operation_then_the_document_names_its_parameters_body_and_answer(
    rest: dict[str, Any], spec: Op
) -> None:
    shown = rest["paths"][spec.path][spec.method.lower()]
    in_path = {one["name"] for one in shown["parameters"] if one["in"] == "path"}
    assert in_path == set(re.findall(r"{(\w+)}", spec.path))
    assert ("requestBody" in shown) is (spec.body is not None)
    assert str(spec.status) in shown["responses"]
    assert ("text/csv" in shown["responses"][str(spec.status)].get("content", {})) is bool(spec.csv)


def test_given_both_documents_then_every_reference_in_them_leads_somewhere(rest: Any, live: Any) -> None:
    for document in (rest, live):
        for reference in references(document):
            assert resolved(document, reference) is not None


def test_given_the_frames_then_the_sockets_document_has_each_by_its_name_and_says_what_it_is_for(live: Any) -> None:
    for name, (path, union) in asyncapi.SOCKETS.items():
        channel = live["channels"][name]
        assert channel["address"] == path
        shown = {one.get("name") for one in channel["messages"].values()}
        for frame in asyncapi.frames_of(union):
            (kind,) = frame.model_fields["type"].annotation.__args__  # type: ignore[union-attr]
            assert kind in shown
            assert frame.says


def test_given_the_wires_page_then_every_push_it_names_is_in_the_sockets_document(live: Any) -> None:
    text = WIRE.read_text("utf-8").split("## agent socket")[1].split("## panel")[0]
    named = set(re.findall(r"^- `([a-z]+\.[a-z]+)`", text, re.MULTILINE)) | {
        "panel.patch",
        "callback.due",
        "clock.warning",
    }
    shown = {one.get("name") for one in live["channels"]["agent"]["messages"].values()}
    assert named
    assert named <= shown
