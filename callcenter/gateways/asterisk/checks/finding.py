"""One thing that was looked at, and what to do if it is not as it should be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from callcenter.gateways.asterisk.checks.words import WORDS


class State(StrEnum):
    OK = "ok"
    NOTE = "note"
    """Nothing stops, but somebody should know."""
    MISSING = "missing"
    """Calls will not go as they should."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    code: str
    """One of WORDS."""
    state: State
    facts: Mapping[str, str] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """What was found, and what to do, in Chinese or English."""
        return WORDS[self.code]["zh" if language.startswith("zh") else "en"].format(**self.facts)


def ok(code: str, **facts: object) -> Finding:
    return _finding(code, State.OK, facts)


def note(code: str, **facts: object) -> Finding:
    return _finding(code, State.NOTE, facts)


def missing(code: str, **facts: object) -> Finding:
    return _finding(code, State.MISSING, facts)


def _finding(code: str, state: State, facts: Mapping[str, object]) -> Finding:
    return Finding(code=code, state=state, facts={name: str(fact) for name, fact in facts.items()})
