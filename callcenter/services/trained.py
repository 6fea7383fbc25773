"""The trained table beside the site: read, compared with the site's examples, and what is wrong with it said aloud."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from callcenter.errors import CallcenterError
from callcenter.intent.model import Model
from callcenter.site.examples import Examples

log = structlog.get_logger()

MODEL = "model.npz"


@dataclass(frozen=True, kw_only=True)
class Trained:
    model: Model | None
    state: str
    """`fresh`, `stale` (the examples have changed since), `missing` or `broken`."""

    def told(self) -> dict[str, Any]:
        """As the site's view has it."""
        if self.model is None:
            return {"state": self.state, "emergency_threshold": None, "unsure_threshold": None}
        return {
            "state": self.state,
            "emergency_threshold": round(self.model.emergency_threshold, 4),
            "unsure_threshold": round(self.model.unsure_threshold, 4),
        }


def read_model(directory: Path, examples: Examples) -> Trained:
    """None, said aloud, when there is none or it cannot be read. A stale one is used: it knows most of it still."""
    path, mend = directory / MODEL, f"callcenter intents train {directory}"
    if not path.exists():
        log.warning(
            "No trained intent model: rules alone understand, everything else goes to a human.",
            action="model.missing",
            mend=mend,
        )
        return Trained(model=None, state="missing")
    try:
        model = Model.load(path)
    except (CallcenterError, OSError, ValueError, KeyError) as error:
        log.error(
            "The intent model cannot be read; rules alone understand.",
            action="model.broken",
            reason=str(error),
            mend=mend,
        )
        return Trained(model=None, state="broken")
    if model.examples == examples.fingerprint:
        return Trained(model=model, state="fresh")
    log.warning("The intent model has not seen the examples as they are now.", action="model.stale", mend=mend)
    return Trained(model=model, state="stale")
