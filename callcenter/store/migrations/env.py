"""How Alembic finds the database: a connection handed in by `migrate`, or a developer's `CALLCENTER_DATABASE`."""

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import BigInteger, Connection, Integer, types

from callcenter.store import sqlite
from callcenter.store.database import parse_url
from callcenter.store.schema import metadata


def render(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Types as plain SQLAlchemy, so that no chapter of the history imports the application."""
    if kind != "type":
        return False
    if isinstance(thing, BigInteger):
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return f"sa.{type(thing).__name__}()" if type(thing).__module__.startswith("sqlalchemy.sql") else False


def same_type(
    _context: object, _column: object, _metadata: object, found: types.TypeEngine[Any], wanted: types.TypeEngine[Any]
) -> bool | None:
    """False where SQLite reads a type back by another name of the same affinity; None: let Alembic judge."""
    if isinstance(found, Integer) and isinstance(wanted, Integer):
        return False
    return None


def run(conn: Connection) -> None:
    context.configure(
        connection=conn,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render,
        compare_type=same_type,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = sqlite.connect(
        parse_url(os.environ.get("CALLCENTER_DATABASE", "sqlite:///callcenter.db")), busy_timeout=5.0, reading=False
    )
    with engine.begin() as opened:
        run(opened)
    engine.dispose()
