"""The document of both sockets: AsyncAPI 3.0, made of the same models that read the frames."""

from collections.abc import Mapping
from typing import Any, get_args

import yaml
from pydantic import TypeAdapter

import callcenter
from callcenter.services.ports import Json
from callcenter.web.frames import AgentFrame, Frame, SupervisorFrame

REF = "#/components/schemas/{model}"
SOCKETS: Mapping[str, tuple[str, Any]] = {
    "agent": ("/api/v1/agent/socket", AgentFrame),
    "supervisor": ("/api/v1/supervisor/socket", SupervisorFrame),
}
_ANY: Json = {"type": "object"}
_WELCOME = {"seq": {"type": "integer"}, "snapshot": _ANY, "server_time": {"type": "string"}}
_CONTACT, _WORD = {"contact": _ANY}, {"type": "string"}
_PATCH = {"patch": {"type": "array", "items": _ANY, "description": "RFC 6902"}}
PUSHES: Mapping[str, Mapping[str, Mapping[str, Json]]] = {
    "agent": {
        "welcome": _WELCOME,
        "resumed": {"seq": {"type": "integer"}, "server_time": _WORD},
        "offer.made": {
            "offer": _WORD,
            "expires_at": _WORD,
            "rings": _ANY,
            "contact": _ANY,
            "panel": _ANY,
            "panel_key": _WORD,
        },
        "offer.withdrawn": {"offer": _WORD, "reason": _WORD, "detail": _WORD},
        "contact.changed": _CONTACT,
        "message.received": {"contact": _WORD, "message": _ANY},
        "panel.snapshot": {"customer": _WORD, "panel": _ANY},
        "panel.patch": {"customer": _WORD, **_PATCH},
        "agent.changed": {"agent": _ANY},
        "callback.due": {"callback": _WORD, "number": _WORD, "reason": _WORD, "contact": _WORD},
        "clock.warning": {"complaint": _WORD, "level": {"type": "number"}, "due_at": _WORD},
        "notice": {"kind": _WORD, "text": _WORD},
    },
    "supervisor": {
        "welcome": {**_WELCOME, "site": _ANY},
        "resumed": {"seq": {"type": "integer"}, "server_time": _WORD},
        "floor.patch": _PATCH,
        "alarm": {"alarm": _ANY},
        "alarm.cleared": {"alarm": _WORD},
    },
}
"""What the server pushes, as in docs/wire.md, where the shapes of contact, panel and floor are."""
ANSWER: Json = {
    "type": "object",
    "required": ["id", "ok"],
    "properties": {
        "id": {"type": ["integer", "null"], "description": "Of the frame it answers; null when it had none."},
        "ok": {"type": "boolean"},
        "result": _ANY,
        "error": {
            "type": "object",
            "required": ["code", "detail"],
            "properties": {
                "code": _WORD,
                "detail": _WORD,
                "errors": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"pointer": _WORD, "detail": _WORD}},
                },
            },
        },
    },
}


def frames_of(union: Any) -> list[type[Frame]]:
    return list(get_args(get_args(union)[0]))


def document(cookie: str) -> Json:
    frames = {name: frames_of(union) for name, (_, union) in SOCKETS.items()}
    wanted: list[tuple[Any, Any, TypeAdapter[Any]]] = [
        (model, "validation", TypeAdapter(model)) for models in frames.values() for model in models
    ]
    _, rest = TypeAdapter.json_schemas(wanted, ref_template=REF)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "callcenter sockets",
            "version": callcenter.__version__,
            "description": "Frames are JSON text of at most 64 KiB. The server pings every 15 s and closes with 1012 "
            "when it stops, 4001 when the log-in ended, 4008 when the client reads too slowly, 4029 when it floods. "
            "After a break connect with ?after=SEQ.",
        },
        "channels": {name: _channel(name, path, frames[name]) for name, (path, _) in SOCKETS.items()},
        "operations": {
            f"{name}{kind}": {
                "action": action,
                "channel": {"$ref": f"#/channels/{name}"},
                "messages": [{"$ref": f"#/channels/{name}/messages/{message}"} for message in messages],
            }
            for name in SOCKETS
            for kind, action, messages in (
                ("Asks", "receive", [_slug(_type(frame)) for frame in frames[name]]),
                ("Hears", "send", [*map(_slug, PUSHES[name]), "answer"]),
            )
        },
        "components": {
            "schemas": rest["$defs"],
            "messages": {"answer": {"summary": "To every frame, one answer.", "payload": ANSWER}},
            "securitySchemes": {"cookie": {"type": "httpApiKey", "in": "cookie", "name": cookie}},
        },
    }


def text(cookie: str) -> str:
    dumped: str = yaml.safe_dump(document(cookie), sort_keys=False, allow_unicode=True, width=120)
    return dumped


def _channel(name: str, path: str, frames: list[type[Frame]]) -> Json:
    asked = {
        _slug(_type(frame)): {
            "name": _type(frame),
            "summary": frame.says,
            "payload": {"$ref": REF.format(model=frame.__name__)},
        }
        for frame in frames
    }
    pushed = {_slug(kind): _push(kind, fields) for kind, fields in PUSHES[name].items()}
    return {
        "address": path,
        "messages": {**asked, **pushed, "answer": {"$ref": "#/components/messages/answer"}},
        "bindings": {"ws": {"query": {"type": "object", "properties": {"after": {"type": "integer"}}}}},
    }


def _push(kind: str, fields: Mapping[str, Json]) -> Json:
    properties = {"type": {"const": kind}, "seq": {"type": "integer"}, **fields}
    return {"name": kind, "payload": {"type": "object", "required": ["type", "seq"], "properties": properties}}


def _type(frame: type[Frame]) -> str:
    (kind,) = get_args(frame.model_fields["type"].annotation)
    return str(kind)


def _slug(kind: str) -> str:
    return kind.replace(".", "_")
