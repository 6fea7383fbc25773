"""ADAPTER. The only place with SQLAlchemy; one function per question; driver errors become ours here.

Questions are plain functions over a SQLAlchemy connection; a `Database` runs them: SQLite in threads of its own (one
hop for a whole transaction), PostgreSQL on asyncpg. No rule of the business lives here.
"""

from callcenter.store.migrate import migrate
from callcenter.store.store import SqlStore, open_store

__all__ = ["SqlStore", "migrate", "open_store"]
