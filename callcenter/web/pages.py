"""Pages and documents for machines and their builders: health, figures, the API's description and its page."""

from importlib.resources import files
from pathlib import Path

from aiohttp import web

from callcenter.services.ports import Json, Store
from callcenter.web.metrics import HttpFigures

STATIC = Path(str(files("callcenter.web") / "static"))


class Pages:
    def __init__(self, store: Store, figures: HttpFigures, openapi: Json, asyncapi: str) -> None:
        self._store, self._figures, self._openapi, self._asyncapi = store, figures, openapi, asyncapi

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.alive),
            web.get("/readyz", self.ready),
            web.get("/metrics", self._figures.metrics),
            web.get("/openapi.json", self.openapi),
            web.get("/asyncapi.yaml", self.asyncapi),
            web.get("/docs", self.docs),
            web.get("/docs/{name}", self.file),
        ]

    async def alive(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def ready(self, request: web.Request) -> web.Response:
        """A commit is possible; 503 with the reason when it is not."""
        await self._store.ready()
        return web.json_response({"status": "ready"})

    async def openapi(self, request: web.Request) -> web.Response:
        return web.json_response(self._openapi)

    async def asyncapi(self, request: web.Request) -> web.Response:
        return web.Response(text=self._asyncapi, content_type="application/yaml")

    async def docs(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / "docs.html")

    async def file(self, request: web.Request) -> web.FileResponse:
        name = request.match_info["name"]
        if name not in ("docs.js", "swagger-ui-bundle.js", "swagger-ui.css"):
            raise web.HTTPNotFound
        return web.FileResponse(STATIC / name, headers={"Cache-Control": "max-age=3600"})
