"""How Alembic works on the connection that `migrate` (or `scripts/new-migration.py`) hands in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import BigInteger, Connection, Integer, types

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


run(context.config.attributes["connection"])
