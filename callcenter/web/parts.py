"""What the web room is handed: the services behind the routes, each as small as the routes need it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry

from callcenter.clock import Clock
from callcenter.ids import NewId, new_id
from callcenter.model.site import Site
from callcenter.services.callbacks import Callbacks
from callcenter.services.cases import Cases
from callcenter.services.door import Door
from callcenter.services.flow_reports import FlowReports
from callcenter.services.people import Entrance, KeyRing, Staff
from callcenter.services.ports import Json, Store
from callcenter.services.receipts import Receipts
from callcenter.services.records import Records
from callcenter.services.signing import Signer

Send = Callable[[str], bool]
"""Takes a frame's text; False when the client reads too slowly and its seat must go."""


PanelOf = Callable[[str], Awaitable[Json | None]]
"""PANEL of docs/wire.md for a customer's id; None when there is no such customer."""


class AgentDesk(Protocol):
    """The agents' screens. A seat is one open socket."""

    async def join(self, agent: str, send: Send, after: int | None) -> Any:
        """Sends `welcome`, or `resumed` and what was missed after that sequence; later pushes through `send`."""
        ...

    async def attend(self, agent: str, send: Send) -> Any:
        """A seat at which only what rings shows, through `send` without a sequence."""
        ...

    async def leave(self, seat: Any) -> None: ...

    async def watch(self, seat: Any, customer: str) -> None: ...

    async def unwatch(self, seat: Any, customer: str) -> None: ...


class Floor(Protocol):
    """The supervisors' screens, and the same floor for who only asks."""

    async def join(self, user: str, send: Send, after: int | None) -> Any: ...

    async def leave(self, seat: Any) -> None: ...

    def snapshot(self) -> Mapping[str, Any]:
        """FLOOR of docs/wire.md as it is now."""
        ...

    def why_nothing(self, agent: str) -> Json:
        """Why this agent gets no contact just now. Raises `Unknown`."""
        ...


class LoadedSite(Protocol):
    """What the service team wrote, as it is in force."""

    def current(self) -> Site: ...

    def problems(self) -> list[str]:
        """Of the newest attempt to load, `file:line: what`; empty when what is in force is the newest."""
        ...

    def model(self) -> Json:
        """What was learnt from the examples, and whether they are still the same."""
        ...

    async def reload(self) -> None:
        """Checks and takes the files as they are now. Raises `SiteRefused`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Parts:
    store: Store
    door: Door
    desk: AgentDesk
    floor: Floor
    site: LoadedSite
    clock: Clock
    entrance: Entrance
    keys: KeyRing
    staff: Staff
    cases: Cases
    callbacks: Callbacks
    records: Records
    flows: FlowReports
    receipts: Receipts
    signer: Signer
    panel: PanelOf
    console: Path
    """Folder of the built console; may be missing."""
    secure: bool = False
    """Reached by https: cookies say so."""
    allowed_origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    """Addresses of trusted proxies in front; guesses are counted by who stands behind them."""
    ids: NewId = new_id
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    routes: tuple[Iterable[web.AbstractRouteDef], ...] = ()
    """Of the gateways."""
