"""Figures about people, to be drawn on the picture of a flow."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Note:
    """A row about people at a node, under its ways on. `bad`: they were lost there."""

    words: str
    bad: bool = False


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Figures to be drawn. Shares are of all who came into the flow, 0 to 1."""

    title: str = ""
    ways: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """(node, following node) to the share that went so."""
    counts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What stands in that way's row; of several ways to one node in the first."""
    choices: Mapping[tuple[str, int], tuple[float, str]] = field(default_factory=dict)
    """(node, number of its way from 0) to the share that took this very way, and what stands in its row."""
    notes: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
