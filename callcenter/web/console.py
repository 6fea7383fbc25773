"""The built console: pages for people. What has a hash in its name is kept by browsers for ever, the rest never."""

from pathlib import Path

from aiohttp import web

from callcenter.errors import Unknown
from callcenter.web.headers import nonce_of

PLACE = "__CSP_NONCE__"
"""Stands in index.html where the nonce of each answer goes."""
FOREVER = "public, max-age=31536000, immutable"
NOT_PAGES = "api/|gateways/|docs/"
"""What begins so is for programs: unknown addresses there are 404 for every method."""
_MISSING = """<!doctype html><html lang="en"><meta charset="utf-8"><title>callcenter</title>
<h1>The console is not built</h1>
<p>The server runs. Build its console with <code>make run</code>, or in the folder <code>console</code> with
<code>npm ci</code> and <code>npm run build</code>, and load this page again.</p>
<p>The interface for programs is at <a href="/docs">/docs</a>.</p></html>"""


class Console:
    def __init__(self, folder: Path) -> None:
        """`folder`: the build's output; looked for at each request, so that building needs no restart."""
        self._folder = folder.resolve()

    def routes(self) -> list[web.RouteDef]:
        """Last of all: the path that takes what nothing else took."""
        return [
            web.get("/assets/{name:.+}", self.asset),
            web.get(f"/{{path:(?!{NOT_PAGES}).*}}", self.page),
        ]

    async def asset(self, request: web.Request) -> web.StreamResponse:
        """Files whose name holds the hash of their content; a `.gz` beside one is sent to who takes it."""
        file = self._file("assets/" + request.match_info["name"])
        if file is None:
            raise Unknown("there is no such file")
        return web.FileResponse(file, headers={"Cache-Control": FOREVER})

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The console for every address a person may open, so that its own addresses can be reloaded and sent on."""
        path = request.match_info["path"]
        file = self._file(path) if path and path != "index.html" else None
        if file is not None:
            return web.FileResponse(file, headers={"Cache-Control": "no-cache"})
        if path and "text/html" not in request.headers.get("Accept", ""):
            raise Unknown(f"there is nothing at {request.path[:200]}")
        return self._index(request)

    def _index(self, request: web.Request) -> web.Response:
        try:
            page = (self._folder / "index.html").read_text("utf-8")
        except FileNotFoundError:
            return web.Response(status=503, text=_MISSING, content_type="text/html")
        text = page.replace(PLACE, nonce_of(request))
        return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})

    def _file(self, path: str) -> Path | None:
        """The file inside the folder, or None: nothing outside of it is ever named."""
        if "\x00" in path:
            return None
        file = (self._folder / path).resolve()
        return file if file.is_relative_to(self._folder) and file.is_file() else None
