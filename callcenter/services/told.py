"""What carriers learn of gateways, brought to the journal."""

import asyncio

from callcenter.model.events import GatewayHeard, GatewaySilent
from callcenter.services.perform import Perform
from callcenter.services.ports import OutboxRow
from callcenter.services.runner import Runner


class GatewayTold:
    """What the carrier learns of commands: rows go when acknowledged, silence becomes an event.

    Whether a gateway counts as silent stands among the switchboard's alarms, which outlive the process.
    """

    def __init__(self, runner: Runner, perform: Perform) -> None:
        self._runner, self._perform = runner, perform
        self._under_way: dict[str, GatewaySilent | GatewayHeard] = {}
        """Gateway to what was handed in of it last and is not committed yet."""
        self.tasks: asyncio.TaskGroup | None = None

    def on_acknowledged(self, gateway: str, id: str) -> None:
        self._perform.acknowledged(id)
        self._runner.flush_soon()
        self.on_heard(gateway)

    def on_given_up(self, row: OutboxRow) -> None:
        self._perform.acknowledged(row.id)
        self._runner.flush_soon()

    def on_silent(self, gateway: str, seconds: float, unacknowledged: int) -> None:
        if not self._counts_as_silent(gateway):
            self._tell(GatewaySilent(gateway=gateway, seconds=round(seconds, 1), unacknowledged=unacknowledged))

    def on_heard(self, gateway: str) -> None:
        """It is there again, whether or not it had anything to acknowledge."""
        if self._counts_as_silent(gateway):
            self._tell(GatewayHeard(gateway=gateway))

    def _counts_as_silent(self, gateway: str) -> bool:
        """Once what is under way has been committed."""
        if last := self._under_way.get(gateway):
            return isinstance(last, GatewaySilent)
        return f"gateway_silent:{gateway}" in self._runner.board.state.alarms

    def _tell(self, event: GatewaySilent | GatewayHeard) -> None:
        self._under_way[event.gateway] = event
        self._runner.submit(event).add_done_callback(lambda done: self._told(event, done))

    def _told(self, event: GatewaySilent | GatewayHeard, done: asyncio.Future[int | None]) -> None:
        """If it could not be committed, the next occasion finds the alarm as it was and tries again."""
        if self._under_way.get(event.gateway) is event:
            del self._under_way[event.gateway]
        if not done.cancelled():
            done.exception()
