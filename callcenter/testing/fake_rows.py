"""What the parts of the fake store share: failing on demand, and pages."""

import base64
import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from callcenter.clock import from_rfc3339
from callcenter.errors import Malformed
from callcenter.services.ports import Json, Page

T = TypeVar("T")
MOST = 500

Test = Callable[[Any, str], bool]
"""A filter: the row and the filter's value to whether the row stays."""


class Failing:
    """`fail_next(Unavailable("..."))` makes the next call fail, and nothing is done."""

    def __init__(self) -> None:
        self._failures: deque[tuple[str | None, Exception]] = deque()

    def fail_next(self, error: Exception, *, method: str | None = None, times: int = 1) -> None:
        """The next `times` calls of `method` (None: of any) raise `error`."""
        self._failures.extend([(method, error)] * times)

    def _begin(self, method: str) -> None:
        for place, (which, error) in enumerate(self._failures):
            if which in (None, method):
                del self._failures[place]
                raise error


def page(
    rows: Iterable[T],
    *,
    by: Callable[[T], tuple[Any, ...]],
    after: str | None,
    limit: int,
    read: Callable[[T], Json],
    newest_first: bool = True,
) -> Page:
    """Like the database's: ordered by `by`, after the cursor, at most 500 rows."""
    limit = max(1, min(limit, MOST))
    ordered = sorted(rows, key=by, reverse=newest_first)
    if after:
        place = _place(after)
        ordered = [row for row in ordered if (list(by(row)) < place if newest_first else list(by(row)) > place)]
    more = len(ordered) > limit
    cursor = base64.urlsafe_b64encode(json.dumps(list(by(ordered[limit - 1]))).encode()).decode() if more else None
    return Page(rows=[read(row) for row in ordered[:limit]], after=cursor)


def _place(after: str) -> list[Any]:
    try:
        place = json.loads(base64.urlsafe_b64decode(after))
        if not isinstance(place, list):
            raise ValueError(after)
    except ValueError:
        raise Malformed("'after' is no cursor of this list: take it from the page before.", code="bad_cursor") from None
    return place


def filtered(rows: Iterable[T], filters: Mapping[str, str], tests: Mapping[str, Test]) -> list[T]:
    """Raises `Malformed` for a filter the list has not, or a value that does not fit."""
    kept = list(rows)
    for name, value in filters.items():
        if name not in tests:
            raise Malformed(
                f"There is no filter {name!r}.", errors=[{"pointer": f"/{name}", "detail": "unknown filter"}]
            )
        try:
            tests[name](None, value)
            kept = [row for row in kept if tests[name](row, value)]
        except ValueError as error:
            raise Malformed(
                f"The filter {name!r} cannot be {value!r}.", errors=[{"pointer": f"/{name}", "detail": str(error)}]
            ) from None
    return kept


def equals(field: str) -> Test:
    return lambda row, value: getattr(row, field, None) == value


def truth(value: str) -> bool:
    if value not in ("true", "false"):
        raise ValueError("is neither true nor false")
    return value == "true"


def since(field: str) -> Test:
    return lambda row, value: getattr(row, field, 0.0) >= moment(value)


def until(field: str) -> Test:
    return lambda row, value: getattr(row, field, 0.0) < moment(value)


def moment(value: str) -> float:
    """Seconds since the epoch, from themselves or from RFC 3339. Raises ValueError."""
    try:
        return float(value)
    except ValueError:
        return from_rfc3339(value)
