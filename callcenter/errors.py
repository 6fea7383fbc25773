"""Every error of the house, as a tree. One place (web/problems.py) maps it to the wire.

CallcenterError
├── Fault                    a wrong wish from outside: answered, never logged as ours
│   ├── Malformed            400 malformed
│   ├── Unauthorized         401 unauthorized
│   ├── Forbidden            403 forbidden
│   ├── Unknown              404 unknown
│   ├── Conflict             409 conflict, offer_gone, ...
│   ├── TooLarge             413 too_large
│   ├── Stale                412 stale
│   └── TooMany              429 too_many
├── Unavailable              503 we cannot do it now: nothing was done, ask again
├── SourceFailed             a source of the site gave no useful answer
├── SiteRefused              the site has problems; carries the list
├── CannotTrain              nothing to learn from, or nothing to learn with (intent/train.py)
├── ModelRefused             a file is no model of this version (intent/model.py)
└── IllegalTransition        an impossible step inside: a defect of ours, nothing changed
"""

from collections.abc import Sequence
from typing import ClassVar


class CallcenterError(Exception):
    """Something the house knows how to say."""


class Fault(CallcenterError):
    """The asker's doing. `code` is stable; `detail` says in words what to do about it."""

    status: ClassVar[int] = 400
    code: str = "fault"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        errors: Sequence[dict[str, object]] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.errors = tuple(errors)
        """Each fault with its JSON pointer: {"pointer": "/data/call", "detail": "..."}."""
        self.retry_after = retry_after
        """Seconds after which it is worth asking again."""


class Malformed(Fault):
    """What came in does not have the agreed shape."""

    status, code = 400, "malformed"


class Unauthorized(Fault):
    """Who asks is not known, or the signature does not hold."""

    status, code = 401, "unauthorized"


class Forbidden(Fault):
    """Who asks is known and may not."""

    status, code = 403, "forbidden"


class Unknown(Fault):
    """There is no such thing."""

    status, code = 404, "unknown"


class Conflict(Fault):
    """It is too late, or somebody else has it."""

    status, code = 409, "conflict"


class Stale(Fault):
    """It changed since it was read: read again."""

    status, code = 412, "stale"


class TooLarge(Fault):
    """More than is taken at once."""

    status, code = 413, "too_large"


class TooMany(Fault):
    """More often than is taken."""

    status, code = 429, "too_many"


class Unavailable(CallcenterError):
    """It cannot be done now (the database is full, locked or away). Nothing was done: ask again."""

    def __init__(self, detail: str, *, retry_after: float = 1.0) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after


class SourceFailed(CallcenterError):
    """A look-up came to nothing. `failure`: timeout, unavailable, refused, unknown, malformed or expired."""

    def __init__(self, failure: str, *, ill: bool = False) -> None:
        super().__init__(failure)
        self.failure = failure
        self.ill = ill
        """It says something about the source, not about this question."""


class SiteRefused(CallcenterError):
    """The site has problems and was not taken. `problems` are lines `file:line: what is wrong`."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class IllegalTransition(CallcenterError):
    """A step that no table allows. Nothing was changed."""

    def __init__(self, *, machine: str, current: str, wanted: str) -> None:
        super().__init__(f"{machine}: {current} cannot become {wanted}")
        self.machine, self.current, self.wanted = machine, current, wanted
