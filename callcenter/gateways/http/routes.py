"""What the web room mounts."""

from dataclasses import dataclass

from aiohttp import web

from callcenter.gateways.http.commands import CommandDoor
from callcenter.gateways.http.events import EventDoor


@dataclass(frozen=True, kw_only=True)
class Parts:
    events: EventDoor
    commands: CommandDoor


def routes(parts: Parts) -> list[web.RouteDef]:
    """Handlers raise the errors of `callcenter.errors`; a middleware of whoever mounts them maps those to the wire."""
    return [
        web.post("/gateways/{gateway}/events", parts.events.post),
        web.get("/gateways/{gateway}/commands", parts.commands.open),
    ]
