"""How the engines are opened: a kill cannot prove an fsync, so what makes a commit durable is asserted here."""

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.tx import Tx
from tests.storage.acts import note, notes

ON_SQLITE = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}
ON_POSTGRES = {
    "synchronous_commit": "on",
    "fsync": "on",
    "lock_timeout": "200ms",
    "transaction_isolation": "read committed",
    "timezone": "UTC",
}


def pragmas(tx: Tx) -> dict[str, object]:
    """What SQLite says of this connection."""
    return {name: tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ON_SQLITE}


def settings(tx: Tx) -> dict[str, object]:
    """What PostgreSQL says of this connection."""
    return {name: tx.connection.execute(text(f"SHOW {name}")).scalar() for name in ON_POSTGRES}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_commit_on_sqlite_is_on_the_disk(database: Database) -> None:
    assert await database.write(pragmas) == ON_SQLITE
    assert await database.read(pragmas) == ON_SQLITE


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_commit_on_postgres_is_on_the_disk(database: Database) -> None:
    assert await database.write(settings) == ON_POSTGRES


async def test_a_server_that_is_set_to_lose_commits_is_overruled(postgres_url: str) -> None:
    name = make_url(postgres_url).database or ""
    careless = {"synchronous_commit": "off", "default_transaction_isolation": "serializable", "lock_timeout": "1h"}
    with psycopg.connect(postgres_url, autocommit=True) as server:
        for setting, value in careless.items():
            change = sql.SQL("ALTER DATABASE {} SET {} = {}")
            server.execute(change.format(sql.Identifier(name), sql.Identifier(setting), sql.Literal(value)))
    database = Database(postgres_url)
    await database.start()
    assert await database.write(settings) == ON_POSTGRES
    await database.stop()


async def test_there_is_one_writer_and_no_other_way_to_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        await database.read(note, "never")
    assert await database.read(notes) == []
