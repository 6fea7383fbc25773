"""What became of a day's calls, in the field's figures: the same definitions for a log and for our own contacts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from callcenter.clock import from_rfc3339
from callcenter.insight import metrics
from callcenter.simulation.log import CallLog, Fate

WITHIN_SECONDS = 20.0
SHORT_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class Ended:
    """One call that is over. `wait` in seconds from the queue to the agent or to hanging up."""

    fate: Fate
    wait: float = 0.0


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    offered: int
    """Wanted an agent: answered + abandoned."""
    answered: int
    abandoned: int
    short_abandoned: int
    """Of those, within 5 s."""
    self_service: int
    mean_wait: float
    """Of answered calls, seconds (ASA); 0 when none was."""
    mean_patience: float
    """Of abandoned calls, seconds waited."""
    service_level: float
    """Promise X/20 s; 1 when nothing was counted."""

    @property
    def abandon_rate(self) -> float:
        return metrics.abandon_rate(self.answered, self.abandoned) or 0.0


def figures(ended: Iterable[Ended]) -> DayFigures:
    calls = list(ended)
    answered = [call.wait for call in calls if call.fate is Fate.ANSWERED]
    abandoned = [call.wait for call in calls if call.fate is Fate.ABANDONED]
    short = sum(wait < SHORT_SECONDS for wait in abandoned)
    in_time = sum(wait <= WITHIN_SECONDS for wait in answered)
    level = metrics.service_level(in_time, len(answered), len(abandoned), short)
    return DayFigures(
        offered=len(answered) + len(abandoned),
        answered=len(answered),
        abandoned=len(abandoned),
        short_abandoned=short,
        self_service=sum(call.fate is Fate.SELF_SERVICE for call in calls),
        mean_wait=metrics.asa(sum(answered), len(answered)) or 0.0,
        mean_patience=fmean(abandoned) if abandoned else 0.0,
        service_level=1.0 if level is None else level,
    )


def of_log(log: CallLog) -> DayFigures:
    return figures(Ended(fate=call.fate, wait=call.wait) for call in log.calls)


def of_contact(row: Mapping[str, Any]) -> Ended:
    """One row of `GET /api/v1/contacts`. Raises ValueError when the contact has not ended."""
    if row["ended_at"] is None:
        raise ValueError(f"contact {row['id']} has not ended")
    if row["connected_at"] is not None:
        return Ended(fate=Fate.ANSWERED, wait=_seconds(row["queued_at"], row["connected_at"]))
    if row["queued_at"] is None:
        return Ended(fate=Fate.SELF_SERVICE)
    return Ended(fate=Fate.ABANDONED, wait=_seconds(row["queued_at"], row["ended_at"]))


def _seconds(start: str | None, end: str) -> float:
    return 0.0 if start is None else max(0.0, from_rfc3339(end) - from_rfc3339(start))
