"""How events, outcomes, the live state and sites become JSON and back. The pure rooms know nothing of it."""

import json
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, to_json

from callcenter.errors import Malformed
from callcenter.model.commands import AnyCommand, Decision, Outcome
from callcenter.model.contact import Contact
from callcenter.model.events import AnyEvent, Recorded
from callcenter.model.flow import Node
from callcenter.model.site import Site
from callcenter.services.ports import JournalRow
from callcenter.switchboard.state import State


class _Lazy(dict[type[Any], TypeAdapter[Any]]):
    """One adapter a class, built when first asked for."""

    def __missing__(self, kind: type[Any]) -> TypeAdapter[Any]:
        self[kind] = TypeAdapter(kind)
        return self[kind]


_ADAPTERS = _Lazy()
EVENTS: Mapping[str, type[Any]] = {kind.__name__: kind for kind in get_args(AnyEvent)}
COMMANDS: Mapping[str, type[Any]] = {kind.__name__: kind for kind in get_args(AnyCommand)}
NODES: Mapping[str, type[Any]] = {kind.__name__: kind for kind in get_args(Node)}


def event_text(event: AnyEvent) -> tuple[str, str]:
    """The event's name and its fields as JSON."""
    kind = type(event)
    return kind.__name__, _ADAPTERS[kind].dump_json(event).decode()


def event_of(kind: str, text: str) -> AnyEvent:
    """The event again. Raises `Malformed` when the journal holds something this version does not know."""
    if kind not in EVENTS:
        raise Malformed(f"no event is called {kind!r}", code="unknown_event")
    try:
        event: AnyEvent = _ADAPTERS[EVENTS[kind]].validate_json(text)
    except ValidationError as error:
        raise Malformed(f"{kind}: {error}") from error
    return event


def recorded(row: JournalRow) -> Recorded:
    return Recorded(seq=row.seq, at=row.at, event=event_of(row.type, row.body))


def outcome_text(outcome: Outcome) -> str:
    """Commands and decisions, in order: what a replay compares byte for byte."""
    commands = ",".join(
        f'["{type(command).__name__}",{_ADAPTERS[type(command)].dump_json(command).decode()}]'
        for command in outcome.commands
    )
    decisions = ",".join(_ADAPTERS[Decision].dump_json(decision).decode() for decision in outcome.decisions)
    return f'{{"commands":[{commands}],"decisions":[{decisions}]}}'


def commands_of(outcome: str) -> list[AnyCommand]:
    """The commands of an outcome's text. Raises `Malformed` when this version does not know one of them."""
    try:
        return [_ADAPTERS[COMMANDS[kind]].validate_python(fields) for kind, fields in json.loads(outcome)["commands"]]
    except (KeyError, ValueError) as error:
        raise Malformed(f"an outcome cannot be read: {error}") from error


def state_bytes(state: State) -> bytes:
    return _ADAPTERS[State].dump_json(state)


def state_of(body: bytes) -> State:
    state: State = _ADAPTERS[State].validate_json(body)
    return state


def contact_of(text: str) -> Contact:
    contact: Contact = _ADAPTERS[Contact].validate_json(text)
    return contact


def site_text(site: Site) -> str:
    """Each node of a flow says its kind: several kinds have the same fields."""
    plain = _ADAPTERS[Site].dump_python(site, mode="json")
    for name, flow in site.flows.items():
        for node, written in flow.nodes.items():
            plain["flows"][name]["nodes"][node]["kind"] = type(written).__name__
    return json_text(plain)


def site_of(text: str) -> Site:
    """The site again. Those written before nodes said their kind had none with the fields of another."""
    plain = json.loads(text)
    for flow in plain["flows"].values():
        flow["nodes"] = {name: _node_of(node) for name, node in flow["nodes"].items()}
    site: Site = _ADAPTERS[Site].validate_python(plain)
    return site


def _node_of(plain: dict[str, Any]) -> Any:
    kind = NODES.get(plain.pop("kind", ""))
    return plain if kind is None else _ADAPTERS[kind].validate_python(plain)


def json_text(value: object) -> str:
    """Compact JSON with Chinese left readable."""
    try:
        return to_json(value).decode()
    except PydanticSerializationError:
        # Half a surrogate pair has no UTF-8; json writes it as it is, and whoever keeps the text mends it.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
