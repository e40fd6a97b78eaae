"""How each engine is opened, and how a transaction begins there."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from civic.errors import Unavailable

LOCK_TIMEOUT_MS = 200
_SQLITE = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "wal_autocheckpoint=8000",  # pages, 32 MB: pages that change all the time are copied back eight times less often
)
BUSY_TIMEOUT_S = 5.0  # commands are second writers on SQLite
# Seconds (tcp_user_timeout: ms) after which a server that went away without a word is known to be gone.
_LINE_IS_DEAD: Mapping[str, int] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def open_engine(url: str, *, writes: bool, pool_size: int = 1) -> Engine:
    """An engine for one side: the writer's takes the write lock at BEGIN, a reader's cannot write at all.

    SQLite: WAL with synchronous=FULL, so that a commit is on the disk. PostgreSQL: READ COMMITTED, commits that wait
    for the disk whatever the server's default is, locks waited for 200 ms at most.
    """
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        return _open_sqlite(where, writes, pool_size)
    return create_engine(
        where.set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        connect_args={**_LINE_IS_DEAD, "options": _options(writes)},
        hide_parameters=True,  # an error must not quote what people wrote
    )


def file_of(url: str | URL) -> Path | None:
    """The file of a SQLite database; None for a server, for memory, and for a URI of SQLite's own."""
    where = make_url(url)
    name = where.database or ":memory:"
    is_file = where.get_backend_name() == "sqlite" and name != ":memory:" and not name.startswith("file:")
    return Path(name) if is_file else None


def trouble(url: str, error: DBAPIError | OSError) -> Unavailable:
    """What keeps this database from being used, in one line that shows neither user nor password."""
    where = make_url(url)
    place = URL.create(where.drivername, host=where.host, port=where.port, database=where.database)
    words = error.orig if isinstance(error, DBAPIError) else error
    said = str(words).strip().partition("\n")[0]  # the lines below may quote a row
    if where.password and str(where.password) in said:
        said = "the server's words are left out, since they quote the password"
    return Unavailable(f"the database {place.render_as_string()} cannot be used: {said}")


def _options(writes: bool) -> str:
    settings = {
        "timezone": "UTC",
        "lock_timeout": LOCK_TIMEOUT_MS,
        "synchronous_commit": "on",
        "default_transaction_isolation": r"read\ committed",
        "default_transaction_read_only": "off" if writes else "on",
    }
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


def _as_json(value: object) -> str:
    return to_json(value).decode()


def _open_sqlite(where: URL, writes: bool, pool_size: int) -> Engine:
    if writes and (file := file_of(where)):
        file.parent.mkdir(parents=True, exist_ok=True)
    options: Mapping[str, Any] = {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
    engine = create_engine(
        where,
        pool_size=pool_size,
        connect_args=dict(options),
        hide_parameters=True,
        json_serializer=_as_json,  # every message is stored as JSON: the standard library takes three times as long
        json_deserializer=from_json,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (*_SQLITE, f"query_only={not writes:d}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def take_lock(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
