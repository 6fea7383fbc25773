"""One database answers everything the services ask."""

from collections.abc import Sequence

from sqlalchemy import Connection

from callcenter.model.site import Promises as PromisePolicy
from callcenter.services.ports import Store
from callcenter.store import schema
from callcenter.store.contacts import SqlContacts
from callcenter.store.customers import SqlCustomers
from callcenter.store.database import Database, insert_into, parse_url
from callcenter.store.journal import SqlJournal
from callcenter.store.letters import SqlLetters
from callcenter.store.people import SqlPeople
from callcenter.store.postgres import PostgresDatabase
from callcenter.store.promises import SqlPromises
from callcenter.store.receipts import SqlReceipts
from callcenter.store.sayings import SqlSayings
from callcenter.store.sqlite import SqliteDatabase
from callcenter.store.surveys import SqlSurveys
from callcenter.store.visits import SqlVisits


class SqlStore(
    SqlJournal,
    SqlCustomers,
    SqlContacts,
    SqlVisits,
    SqlPromises,
    SqlReceipts,
    SqlSayings,
    SqlSurveys,
    SqlPeople,
    SqlLetters,
    Store,
):
    """`services.ports.Store` on SQLite or PostgreSQL."""

    def __init__(self, database: Database, *, warn_shares: Sequence[float]) -> None:
        self._db = database
        self._warn_shares = tuple(warn_shares)

    async def ready(self) -> None:
        """Commits a row that says nothing, where the journal is written (or would be)."""
        await (self._db.write_journal(touch) if self._db.writer else self._db.write(touch))

    async def close(self) -> None:
        await self._db.close()


def touch(conn: Connection) -> None:
    insert = insert_into(conn.dialect.name, schema.marks)
    again = {"value": schema.marks.c.value + 1}
    conn.execute(insert.on_conflict_do_update(index_elements=["name"], set_=again), {"name": "ready", "value": 1})


async def open_store(
    url: str, *, writer: bool = True, warn_shares: Sequence[float] = PromisePolicy().complaint_warn
) -> SqlStore:
    """The store at `sqlite:///file.db` or `postgresql://user@host/name`; `close` it in the end.

    `writer`: this process is to write the journal; only one can. Without it everything else works, beside a running
    server too. `warn_shares`: the shares of a complaint's clock at which somebody is warned.

    Raises `Malformed` for a bad URL; `Unavailable` when the database cannot be reached, has not this version's tables,
    or another process writes its journal.
    """
    parsed = parse_url(url)
    kind = SqliteDatabase if parsed.drivername == "sqlite" else PostgresDatabase
    store = SqlStore(kind(parsed, writer=writer), warn_shares=warn_shares)
    try:
        await store.last_seq()
    except BaseException:
        await store.close()
        raise
    return store
