"""What the site's sources answer while nobody asks the real ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from callcenter.model.commands import LookUp
from callcenter.model.customer import NOBODY, Known

FAILURES = ("timeout", "unavailable", "refused", "malformed", "expired", "unknown")
NEVER = "never"
"""No answer comes at all: the switchboard's own patience ends the waiting."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer of a source."""

    facts: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""
    """One of `FAILURES`; empty: it answered."""
    right: bool = True
    known: Known = NOBODY


Ask = Callable[[LookUp, str], Reply | None]
"""A source's answer to the look-up and the customer's secret (empty where none was asked for); None: it never comes."""


@dataclass(frozen=True, kw_only=True)
class Canned:
    """One answer written down beforehand."""

    facts: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""
    """One of `FAILURES`, or `NEVER`."""
    secret: str = ""
    """The answer of the customer's that is right; empty: any."""
    customer: str = ""
    """Who it turns out to be."""


class CannedSources:
    """Each source's answers one after the other; the last one holds on."""

    def __init__(self, answers: Mapping[str, tuple[Canned, ...]]) -> None:
        self._answers = dict(answers)
        self.unprepared: list[str] = []
        """Sources that were asked and of which nothing was written down."""

    def __call__(self, asked: LookUp, secret: str) -> Reply | None:
        left = self._answers.get(asked.source)
        if not left:
            self.unprepared.append(asked.source)
            return Reply(failure="unavailable")
        if len(left) > 1:
            self._answers[asked.source] = left[1:]
        return _reply(left[0], secret)


def _reply(canned: Canned, secret: str) -> Reply | None:
    if canned.failure == NEVER:
        return None
    if canned.failure:
        return Reply(failure=canned.failure)
    if canned.secret and secret != canned.secret:
        return Reply(right=False)
    return Reply(facts=canned.facts, known=Known(customer=canned.customer) if canned.customer else NOBODY)
