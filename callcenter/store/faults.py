"""What drivers say, in our words: `Unavailable` with a sentence that says what to do, or None for a defect."""

import sqlite3
from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from callcenter.errors import Unavailable

MIGRATE = "The database {where} has not the tables this version needs: run `callcenter migrate`."

_SQLITE: Mapping[str, str] = {
    "SQLITE_FULL": "The disk that holds {where} is full: make room there.",
    "SQLITE_BUSY": "Another program keeps {where} locked: end it, or wait until it is done.",
    "SQLITE_LOCKED": "Another program keeps {where} locked: end it, or wait until it is done.",
    "SQLITE_READONLY": "{where} cannot be written to: check the rights of the file and its folder.",
    "SQLITE_CANTOPEN": "{where} cannot be opened: check that its folder exists and may be written to.",
    "SQLITE_PERM": "{where} may not be opened: check the rights of the file and its folder.",
    "SQLITE_IOERR": "The disk that holds {where} does not read or write: check the disk.",
    "SQLITE_CORRUPT": "{where} is damaged: restore it from a backup.",
    "SQLITE_NOTADB": "{where} is not an SQLite database: name another file.",
    "SQLITE_NOMEM": "There is no memory left for {where}: free some.",
    "SQLITE_PROTOCOL": "{where} could not be locked: check that its folder is on a local disk.",
    "SQLITE_INTERRUPT": "The work on {where} was interrupted: ask again.",
}

# By SQLSTATE or its class (the first two characters).
_POSTGRES: Mapping[str, str] = {
    "42P01": MIGRATE,
    "42703": MIGRATE,
    "3D000": "There is no database at {where}: create it first.",
    "28": "{where} refuses the log-in: check name and password.",
    "08": "The connection to {where} was lost: check the server and the network between.",
    "57": "The server at {where} is stopping, starting or has ended this connection: ask again.",
    "53100": "The disk of the server at {where} is full: make room there.",
    "53300": "The server at {where} takes no further connections: raise max_connections or stop other programs.",
    "53": "The server at {where} is out of disk or memory: make room there.",
    "55P03": "Somebody else keeps {where} locked: end that, or wait until it is done.",
    "40": "The work at {where} met other work and was taken back: ask again.",
    "25006": "{where} takes no writes (a standby?): name the primary server.",
    "58": "The disk of the server at {where} does not read or write: check the disk.",
    "XX": "The server at {where} has an error of its own: look into its log.",
}


def unavailable(error: BaseException, where: str) -> Unavailable | None:
    """What the driver's error means for who asked; None: it is a defect of the statement or its data, not of the day.

    `where` names the file or server, without a password.
    """
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, where)
    state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
    if isinstance(state, str):
        sentence = _POSTGRES.get(state) or _POSTGRES.get(state[:2])
        return Unavailable(sentence.format(where=where)) if sentence else None
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return Unavailable(_POSTGRES["08"].format(where=where))
    if isinstance(cause, PoolTimeout):
        return Unavailable(f"All connections to {where} are in use: ask again.")
    if isinstance(cause, TimeoutError):
        return Unavailable(f"{where} did not answer in time: check the server and its load.")
    if isinstance(cause, OSError):
        return Unavailable(f"{where} cannot be reached: check that the server runs and the address is right.")
    if isinstance(error, DBAPIError) and type(error).__name__ == "InterfaceError":
        return Unavailable(_POSTGRES["08"].format(where=where))
    return None


def _of_sqlite(cause: sqlite3.Error, where: str) -> Unavailable | None:
    name = getattr(cause, "sqlite_errorname", "") or ""
    sentence = _SQLITE.get(name) or _SQLITE.get("_".join(name.split("_")[:2]))
    if sentence is None and ("no such table" in str(cause) or "no such column" in str(cause)):
        sentence = MIGRATE
    if sentence is None and "unable to open database file" in str(cause):
        sentence = _SQLITE["SQLITE_CANTOPEN"]
    return Unavailable(sentence.format(where=where)) if sentence else None
