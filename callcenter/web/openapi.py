"""The document of every operation: OpenAPI 3.1, made of the same models that check the requests."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

import callcenter
from callcenter.services.ports import Json
from callcenter.web.again import HEADER
from callcenter.web.callers import CSRF_HEADER, READING
from callcenter.web.op import Op
from callcenter.web.problems import Problem

REF = "#/components/schemas/{model}"
PROBLEM = {"description": "A problem (RFC 9457).",
           "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}}  # fmt: skip
COOKIE: Json = {"cookie": []}
KEY: Json = {"key": []}
Schemas = dict[tuple[int, str], Json]


def document(ops: Sequence[Op], cookie: str) -> Json:
    """`cookie`: its name, for the security scheme."""
    wanted: list[tuple[Any, Any, TypeAdapter[Any]]] = [("problem", "serialization", TypeAdapter(Problem))]
    for n, spec in enumerate(ops):
        taken = {"params": spec.params, "query": spec.query, "body": spec.body}
        wanted += [((n, name), "validation", TypeAdapter(model)) for name, model in taken.items() if model]
        if spec.returns is not None:
            wanted.append(((n, "returns"), "serialization", TypeAdapter(spec.returns)))
    schemas, rest = TypeAdapter.json_schemas(wanted, ref_template=REF)
    named = {key: schema for (key, _), schema in schemas.items()}
    definitions = rest.get("$defs", {})
    paths: dict[str, Json] = {}
    for n, spec in enumerate(ops):
        paths.setdefault(spec.path, {})[spec.method.lower()] = _operation(n, spec, named, definitions)
    flat = {REF.format(model=m.__name__) for spec in ops for m in (spec.params, spec.query) if m}
    kept = {name: schema for name, schema in definitions.items() if REF.format(model=name) not in flat}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "callcenter",
            "version": callcenter.__version__,
            "description": "Sockets are described in /asyncapi.yaml. Times are RFC 3339 in UTC; ids are opaque.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(spec.tag for spec in ops)],
        "paths": paths,
        "components": {
            "schemas": kept,
            "securitySchemes": {
                "cookie": {"type": "apiKey", "in": "cookie", "name": cookie,
                           "description": f"Set by log-in. Writes need {CSRF_HEADER} beside it."},
                "key": {"type": "http", "scheme": "bearer", "description": "A program's key with `read` or `write`."},
            },
        },
    }  # fmt: skip


def _operation(n: int, spec: Op, schemas: Schemas, definitions: Json) -> Json:
    parameters = [
        *_parameters("path", schemas.get((n, "params")), definitions),
        *_parameters("query", schemas.get((n, "query")), definitions),
        *_headers(spec),
    ]
    operation: Json = {
        "operationId": f"{spec.tag}_{spec.name}",
        "summary": spec.summary,
        "tags": [spec.tag],
        "parameters": parameters,
        "responses": {str(spec.status): _success(n, spec, schemas), "4XX": PROBLEM, "5XX": PROBLEM},
        "security": [] if spec.anybody else [COOKIE, KEY] if spec.programs else [COOKIE],
    }
    if not spec.anybody:
        operation["description"] = "For " + ", ".join(sorted(role.value for role in spec.roles)) + "."
    if spec.body:
        content = {"application/json": {"schema": schemas[(n, "body")]}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _success(n: int, spec: Op, schemas: Schemas) -> Json:
    answer: Json = {"description": spec.summary}
    if spec.media:
        answer["content"] = {spec.media: {"schema": {"type": "string"}}}
    elif spec.returns is not None:
        answer["content"] = {"application/json": {"schema": schemas[(n, "returns")]}}
        if spec.csv:
            answer["content"]["text/csv"] = {"schema": {"type": "string"}}
    return answer


def _parameters(where: str, schema: Json | None, definitions: Json) -> list[Json]:
    """A model's fields as parameters."""
    if schema is None:
        return []
    model = definitions[schema["$ref"].rsplit("/", 1)[1]]
    needed = model.get("required", [])
    return [
        {"name": name, "in": where, "required": where == "path" or name in needed, "schema": field}
        for name, field in model["properties"].items()
    ]


def _headers(spec: Op) -> list[Json]:
    text = {"type": "string", "minLength": 1, "maxLength": 255}
    headers: list[tuple[str, str, Json]] = []
    if spec.method == "POST" and spec.repeatable:
        headers.append((HEADER, "The same key again does it once and answers the same, for a day.", text))
    if spec.method == "PATCH" or (spec.method == "POST" and spec.params):
        etag = {"type": "string", "pattern": r'^(\*|(W/)?"\d+")$'}
        headers.append(("If-Match", "The ETag that was read: refused with 412 when it changed since.", etag))
    if spec.method not in READING and not spec.anybody:
        headers.append((CSRF_HEADER, "With the cookie: the word that log-in returned.", {"type": "string"}))
    return [
        {"name": name, "in": "header", "required": False, "description": told, "schema": schema}
        for name, told, schema in headers
    ]
