"""What Prometheus asks for: how many requests, how long they took, and everything the rest of the house registered."""

import time
from functools import lru_cache

from aiohttp import web
from aiohttp.typedefs import Middleware
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from callcenter.web.problems import Handler


class HttpFigures:
    """Labelled by the route as it was declared, never by the address as it came: that would grow without bound."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self._requests = Counter(
            "callcenter_http_requests", "Requests answered.", ("method", "route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "callcenter_http_request_seconds", "Time to the answer.", ("method", "route"), registry=registry
        )
        self._sockets = Gauge("callcenter_http_sockets", "Sockets open now.", ("route",), registry=registry)

    def middleware(self) -> Middleware:
        answered = lru_cache(maxsize=2000)(self._answered)

        @web.middleware
        async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
            resource = request.match_info.route.resource
            route = resource.canonical if resource else "none"
            if request.headers.get("Upgrade", "").lower() == "websocket":
                with self._sockets.labels(route).track_inprogress():
                    return await handler(request)
            began = time.perf_counter()
            answer = await handler(request)
            seconds, requests = answered(request.method, route, answer.status)
            seconds.observe(time.perf_counter() - began)
            requests.inc()
            return answer

        return count

    def _answered(self, method: str, route: str, status: int) -> tuple[Histogram, Counter]:
        """The very counters: to find them by their labels costs as much as the rest of this file."""
        return self._seconds.labels(method, route), self._requests.labels(method, route, str(status))

    async def metrics(self, request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
