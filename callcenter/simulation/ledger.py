"""The promises of a simulated day: callbacks that the switchboard gives fall due at their time, as services/promises has it."""

from collections.abc import Callable
from dataclasses import dataclass

from callcenter.model.commands import PromiseCallback, SettleCallback
from callcenter.model.events import CallbackFellDue
from callcenter.model.promise import Callback, CallbackState


@dataclass(kw_only=True)
class _Promise:
    callback: Callback
    due_at: float | None
    """None: it is a contact now, or settled."""
    tries: int = 0


class Ledger:
    """`later` calls `fall` with the callback's id at the given time."""

    def __init__(self, later: Callable[[float, str], None]) -> None:
        self._later = later
        self._promises: dict[str, _Promise] = {}

    def promise(self, command: PromiseCallback) -> None:
        callback = command.callback
        self._promises[callback.id] = _Promise(callback=callback, due_at=callback.due_at)
        self._later(callback.due_at, callback.id)

    def settle(self, command: SettleCallback) -> None:
        kept = self._promises.get(command.callback)
        if kept is None:
            return
        kept.tries = command.tries
        kept.due_at = command.due_at if command.state is CallbackState.RETRY else None
        if kept.due_at is not None:
            self._later(kept.due_at, command.callback)

    def fall(self, name: str, now: float) -> CallbackFellDue | None:
        """What happens at this moment; None: the promise is no longer due."""
        kept = self._promises[name]
        if kept.due_at is None or kept.due_at > now:
            return None
        callback, due_at, kept.due_at = kept.callback, kept.due_at, None
        return CallbackFellDue(
            callback=callback.id,
            number=callback.number,
            tries=kept.tries + 1,
            promised_at=due_at,
            window_from=callback.window_from,
            window_to=callback.window_to,
            place=callback.place,
            reason=callback.reason,
            customer=callback.customer,
            to_agent=callback.agent,
            to_queue=callback.queue,
            kind=callback.kind,
            contact=callback.contact,
            matter=callback.matter,
        )
