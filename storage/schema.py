"""Bringing a database to the schema this program was written for, and telling whether it has it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from civic.errors import OldSchema
from storage.engine import LOCK_TIMEOUT_MS, file_of, open_engine, trouble
from storage.tx import Tx

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATING = (0x6B656E74, 1)  # two numbers: senders and nouns lock by one, which is a space of its own
MIGRATES_AT_MOST = 60_000  # ms that a second `migrate` waits for the first

# Refused by a file, folder or server that only reads; on one that writes, nothing.
_write_nothing = text("DELETE FROM alembic_version WHERE 1 = 0")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def newest() -> str | None:
    """The revision this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(connection: Connection) -> str | None:
    """The revision the database has; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(url: str) -> tuple[str | None, str | None]:
    """Bring the database to the newest schema; the revisions before and after.

    Raises Unavailable where it cannot be reached or written, OldSchema where a migration would break it.
    """
    config = _config()
    with _transaction(url) as connection:
        _wait_for_others(connection)
        before = current(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _check_references(connection)
        return before, current(connection)


@contextmanager
def _transaction(url: str) -> Iterator[Connection]:
    """One that may write. Raises Unavailable, in one line, where the database does not let it."""
    try:
        engine = _open(url)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()
    except (DBAPIError, OSError) as error:
        raise trouble(url, error) from error


def _wait_for_others(connection: Connection) -> None:
    """One migrates at a time: SQLite has one writer anyhow, PostgreSQL a lock that ends with the transaction.

    Only this lock is waited for so long: a change of a table that waits would keep the service waiting behind it.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {MIGRATES_AT_MOST}")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", MIGRATING)
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")


def _open(url: str) -> Engine:
    """An engine for migrating. SQLite changes a table by copying and dropping it: no foreign key may follow the drop,
    and the switch must be set before the transaction begins."""
    engine = open_engine(url, writes=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF"))
    return engine


def _check_references(connection: Connection) -> None:
    """Raises OldSchema, so that nothing is committed, where a migration left a reference to nothing."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise OldSchema(f"migrating would break a reference in the table {broken[0]}: nothing was changed")


def check(url: str) -> None:
    """Raises OldSchema where the database does not have this program's schema, Unavailable where it cannot be written.

    A file that is not there is not made: it would hide a mistyped address.
    """
    file = file_of(url)
    if file and not file.exists():
        raise OldSchema(f"the database is empty, there is no file {file}: run `python run.py migrate`")
    if (found := _writable_revision(url)) != newest():
        raise OldSchema(f"database schema is {found or 'empty'}, needed is {newest()}: run `python run.py migrate`")


def _writable_revision(url: str) -> str | None:
    with _transaction(url) as connection:
        found = current(connection)
        if found:
            connection.execute(_write_nothing)
        return found


def is_current(tx: Tx) -> bool:
    """Does the database answer, and with this program's schema?"""
    return current(tx.connection) == newest()
