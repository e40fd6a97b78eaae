"""Real databases for tests: made with names of their own from a migrated model, and dropped afterwards."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from storage import schema

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


@contextmanager
def postgres_model() -> Iterator[str]:
    """A migrated, empty PostgreSQL database to copy; its name."""
    with _postgres_database(template="template0") as (name, url):
        schema.migrate(url)
        yield name


def sqlite_copy(model: Path, folder: Path) -> str:
    """The address of a fresh copy."""
    target = folder / "kentan.db"
    shutil.copy(model, target)
    return f"sqlite:///{target}"


@contextmanager
def postgres_copy(model: str) -> Iterator[str]:
    """The address of a fresh copy, dropped afterwards even if somebody is still connected."""
    with _postgres_database(template=model) as (_, url):
        yield url


@contextmanager
def _postgres_database(template: str) -> Iterator[tuple[str, str]]:
    name = f"kentan_test_{secrets.token_hex(6)}"
    identifier = sql.Identifier(name)
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(identifier, sql.Identifier(template)))
        try:
            yield name, make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))
