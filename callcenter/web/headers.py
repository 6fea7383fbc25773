"""What every answer says to the browser about what it must not do."""

import re
import secrets

from aiohttp import web

NONCE: web.RequestKey[str] = web.RequestKey("nonce", str)
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
_PLAIN = {
    "Server": "callcenter",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=()",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
"""For answers that are no pages."""


def nonce_of(request: web.Request) -> str:
    """The one word that lets this page's own style elements be."""
    if NONCE not in request:
        request[NONCE] = secrets.token_urlsafe(16)
    return request[NONCE]


def page_policy(request: web.Request) -> str:
    """Scripts from here alone; style elements with the nonce (the console's widgets write some); the sockets here."""
    host = request.host if _HOST.fullmatch(request.host) else ""
    sockets = f" ws://{host} wss://{host}" if host else ""
    return (
        f"default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce_of(request)}'; "
        f"style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'{sockets}; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def guard(app: web.Application, *, secure: bool) -> None:
    """Puts the headers on everything the application answers. `secure`: it is reached by https."""

    async def add(request: web.Request, response: web.StreamResponse) -> None:
        if response.status == 101:
            return
        for name, value in _PLAIN.items():
            response.headers[name] = value
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if "Content-Security-Policy" not in response.headers:
            page = response.content_type == "text/html"
            response.headers["Content-Security-Policy"] = page_policy(request) if page else NOTHING

    app.on_response_prepare.append(add)
