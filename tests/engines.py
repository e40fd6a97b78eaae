"""Real databases for tests: made with names of their own from a migrated model, and dropped afterwards."""

import os
import secrets
import shutil
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from storage import schema
from storage.tables import TABLES

POSTGRES = os.environ.get("KENTAN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
IN_CI = os.environ.get("CI") == "true"


def left_out(what: str, how_to_get_it: str) -> None:
    """Say in one line what is not tested here; in CI a missing part is a failure."""
    message = f"left out: {what}. {how_to_get_it}"
    if IN_CI:
        pytest.fail(message)
    pytest.skip(message)


def has_postgres() -> bool:
    """Can the server for tests be reached?"""
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def sqlite_model(folder: Path) -> Path:
    """A migrated, empty SQLite file to copy."""
    model = folder / "model.db"
    schema.migrate(f"sqlite:///{model}")
    return model


def sqlite_copy(model: Path, folder: Path) -> str:
    """The address of a fresh copy."""
    target = folder / "kentan.db"
    shutil.copy(model, target)
    return f"sqlite:///{target}"


class Postgres:
    """A migrated database of its own name, emptied for each test: making one takes a second, emptying it ten
    milliseconds. What a test changed besides rows (schema, settings of the database) has it made anew."""

    def __init__(self) -> None:
        self._made: tuple[str, str] | None = None

    def empty(self) -> str:
        """Its address; it is as just migrated."""
        if self._made is None or not _emptied(*self._made):
            self.drop()
            self._made = _make()
        return self._made[1]

    def drop(self) -> None:
        """Away with it, even if somebody is still connected."""
        if self._made is not None:
            with psycopg.connect(POSTGRES, autocommit=True) as server:
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self._made[0])))
            self._made = None


def _make() -> tuple[str, str]:
    name = f"kentan_test_{secrets.token_hex(6)}"
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    url = make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    schema.migrate(url)
    return name, url


_SETTINGS = "SELECT count(*) FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase WHERE datname = %s"
_STRANGERS = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_RESTART = "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences"


def _emptied(name: str, url: str) -> bool:
    """Every row gone and every number counted from its start; False where it is not as it was made."""
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(_STRANGERS, [name])
        if server.execute(_SETTINGS, [name]).fetchone() != (0,):
            return False
    with psycopg.connect(url) as database:
        database.execute("SET LOCAL synchronous_commit = off")
        database.execute("SET LOCAL session_replication_role = replica")  # the order of deleting does not matter
        tables = [table for (table,) in database.execute(_TABLES)]
        if set(tables) != {str(table.__tablename__) for table in TABLES}:
            return False
        if database.execute("SELECT version_num FROM alembic_version").fetchall() != [(schema.newest(),)]:
            return False
        for table in tables:
            database.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        database.execute(_RESTART)
    return True
