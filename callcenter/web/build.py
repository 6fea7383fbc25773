"""Puts the web room together: the whole list of what is served, on one page."""

from aiohttp import web

from callcenter.web import asyncapi, openapi
from callcenter.web.again import Answers
from callcenter.web.callers import Gate
from callcenter.web.console import Console
from callcenter.web.dispatch import Dispatch
from callcenter.web.headers import guard
from callcenter.web.metrics import HttpFigures
from callcenter.web.op import ops_of
from callcenter.web.pages import Pages
from callcenter.web.parts import Parts
from callcenter.web.problems import errors_as_problems
from callcenter.web.rest.contacts import Contacts
from callcenter.web.rest.customers import Customers, Orders
from callcenter.web.rest.floor import FloorNow, Letters, SiteNow
from callcenter.web.rest.flows import Flows
from callcenter.web.rest.people import Keys, LoggingIn, Users
from callcenter.web.rest.promises import CallbackDesk, Complaints
from callcenter.web.rest.receipts import ReceiptDesk
from callcenter.web.rest.reports import Reports
from callcenter.web.rest.surveys import Surveys
from callcenter.web.rights import Rights
from callcenter.web.sockets import Sockets

MAX_BODY = 1024 * 1024
"""Bytes; more is 413."""
PARTS: web.AppKey[Parts] = web.AppKey("parts", Parts)


def build(parts: Parts) -> web.Application:
    """The application, ready to run (with `access_log=None`: requests are counted, not written down)."""
    gate = Gate(
        parts.entrance,
        parts.keys,
        secure=parts.secure,
        allowed_origins=parts.allowed_origins,
        proxies=parts.proxies,
    )
    rights = Rights(parts.store, parts.floor.snapshot)
    sockets = Sockets(
        gate=gate,
        door=parts.door,
        desk=parts.desk,
        floor=parts.floor,
        rights=rights,
        callbacks=parts.callbacks,
        clock=parts.clock,
        ids=parts.ids,
    )
    owners = operations(parts, gate, rights, sockets)
    document = openapi.document([spec for owner in owners for spec, _ in ops_of(owner)], gate.cookie)
    figures = HttpFigures(parts.registry)
    app = web.Application(client_max_size=MAX_BODY, middlewares=[figures.middleware(), errors_as_problems])
    app[PARTS] = parts
    guard(app, secure=parts.secure)
    app.add_routes(Dispatch(gate, Answers(parts.store, parts.clock), parts.ids).routes(owners))
    app.add_routes(sockets.routes())
    app.add_routes(Pages(parts.store, figures, document, asyncapi.text(gate.cookie)).routes())
    for routes in parts.routes:
        app.add_routes(routes)
    app.add_routes(Console(parts.console).routes())
    app.on_shutdown.append(sockets.open.stop)
    return app


def operations(parts: Parts, gate: Gate, rights: Rights, sockets: Sockets) -> list[object]:
    """Whoever answers something under /api/v1."""
    return [
        LoggingIn(parts.entrance, gate, sockets.open.log_in_ended),
        Contacts(parts.store, rights),
        ReceiptDesk(parts.store, parts.receipts, parts.signer, rights),
        Customers(parts.store, parts.records, rights, parts.panel),
        CallbackDesk(parts.store, parts.callbacks, rights),
        Complaints(parts.store, parts.cases, rights, parts.clock),
        Surveys(parts.store),
        Orders(parts.store, parts.records, rights, parts.clock),
        FloorNow(parts.floor),
        SiteNow(parts.site),
        Flows(parts.flows),
        Letters(parts.store),
        Reports(parts.store),
        Users(parts.staff),
        Keys(parts.keys),
    ]
