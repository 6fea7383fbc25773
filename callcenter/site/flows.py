"""One flow per file: nodes, each with the single key that says what it does."""

from collections.abc import Mapping
from dataclasses import dataclass

from callcenter.model.flow import Text
from callcenter.site.nodes import BESIDE, READERS
from callcenter.site.nodes.wording import Wording, Written
from callcenter.site.part import Part
from callcenter.site.problem import meant
from callcenter.site.texts import read_text

LARGEST = 1000
"""Nodes of one flow, those of the flows it uses included."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A flow as its file has it."""

    name: str
    root: Part
    title: Text
    start: str
    nodes: Mapping[str, Written]


def read_flow(name: str, root: Part, wording: Wording) -> Draft:
    fields = root.fields(needed=("title", "start", "nodes"))
    parts = fields.named("nodes")
    if len(parts) > LARGEST:
        fields.entries["nodes"].problem(f"nodes: {len(parts)}; at most {LARGEST} are read")
        parts = {}
    nodes = {node: _read_node(part, wording) for node, part in sorted(parts.items())}
    return Draft(
        name=name,
        root=root,
        title=read_text(fields.get("title"), wording.languages),
        start=fields.word("start"),
        nodes={node: read for node, read in nodes.items() if read is not None},
    )


def _read_node(part: Part, wording: Wording) -> Written | None:
    """None when it is not said, or said twice, what the node does; that is a problem then."""
    entries = part.entries()
    kinds = [key for key in entries if key in READERS]
    kinds = [kind for kind in kinds if not any(BESIDE.get(other) == kind for other in kinds)]
    if len(kinds) > 1:
        entries[kinds[1]].problem(f'{part.name}: one node does one thing, "{kinds[0]}" or "{kinds[1]}"')
        return None
    if kinds:
        return READERS[kinds[0]](part, wording)
    if part.is_mapping():
        hint = next((hint for key in entries if "did you mean" in (hint := meant(key, READERS))), "")
        part.problem(f"{part.name}: does nothing; one of {', '.join(READERS)} is wanted{hint}")
    return None
