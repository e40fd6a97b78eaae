"""Migrations lead to the tables that the program declares, and a database without them is refused by name."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, String, inspect, text
from sqlmodel import SQLModel

from civic.errors import OldSchema, Unavailable
from storage import emergency, resident, schema
from storage.database import Database
from storage.engine import open_engine
from storage.tables import TABLES
from storage.tx import Tx
from tests.storage.acts import NOW, outside


def differences(tx: Tx) -> list[object]:
    """What a new migration would have to do."""
    context = MigrationContext.configure(tx.connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, SQLModel.metadata))


def tables(tx: Tx) -> set[str]:
    """The tables that are there."""
    return set(inspect(tx.connection).get_table_names())


def downgrade(url: str, to: str) -> None:
    """Take migrations back."""
    config = schema._config()
    engine = open_engine(url, writes=True)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)
    engine.dispose()


def test_tables_and_migrations_agree(database_url: str) -> None:
    assert outside(database_url, differences) == []


def test_every_table_is_in_the_register() -> None:
    assert {table.__tablename__ for table in TABLES} == set(SQLModel.metadata.tables)


def test_down_to_nothing_and_up_again(database_url: str) -> None:
    before = outside(database_url, tables)
    downgrade(database_url, "base")
    assert outside(database_url, tables) == {"alembic_version"}
    assert schema.migrate(database_url) == (None, schema.newest())
    assert outside(database_url, tables) == before
    assert outside(database_url, differences) == []


def test_migrating_again_does_nothing(database_url: str) -> None:
    assert schema.migrate(database_url) == (schema.newest(), schema.newest())
    assert outside(database_url, differences) == []


def test_two_that_migrate_at_once_do_it_once(postgres_url: str) -> None:
    downgrade(postgres_url, "base")
    barrier = Barrier(2)

    def migrate() -> tuple[str | None, str | None]:
        barrier.wait()
        return schema.migrate(postgres_url)

    with ThreadPoolExecutor(2) as both:
        done = {future.result() for future in [both.submit(migrate), both.submit(migrate)]}
    assert done == {(None, schema.newest()), (schema.newest(), schema.newest())}


def test_a_current_schema_is_taken(database_url: str) -> None:
    schema.check(database_url)
    assert outside(database_url, schema.is_current)


def test_an_empty_database_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(OldSchema, match=r"empty.*migrate"):
        schema.check(f"sqlite:///{tmp_path}/new.db")


def test_looking_for_a_database_makes_none(tmp_path: Path) -> None:
    with pytest.raises(OldSchema, match=r"no file .*new\.db.*migrate"):
        schema.check(f"sqlite:///{tmp_path}/folder/new.db")
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_written_is_refused(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    with pytest.raises(Unavailable, match="readonly"):
        schema.check(f"sqlite:///file:{path}?mode=ro&uri=true")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear neighbours, " * 100, encoding="utf-8")
    for use in (schema.check, schema.migrate):
        with pytest.raises(Unavailable, match="letter cannot be used: file is not a database"):
            use(f"sqlite:///{tmp_path}/letter")
    with pytest.raises(Unavailable, match="letter"):
        schema.migrate(f"sqlite:///{tmp_path}/letter/kentan.db")


@pytest.mark.parametrize("host", ["127.0.0.1:1", "hunter2.invalid"])
def test_a_server_that_cannot_be_reached_is_told_in_a_line_without_the_password(host: str) -> None:
    for use in (schema.check, schema.migrate):
        with pytest.raises(Unavailable, match="cannot be used") as refused:
            use(f"postgresql://kentan:hunter2@{host}/name")
        said = str(refused.value)
        assert "\n" not in said
        assert "kentan:" not in said
        assert said.count("hunter2") == host.count("hunter2"), "the host's own name, and no more"


async def test_an_old_schema_is_refused_with_the_way_out(database: Database, database_url: str) -> None:
    def make_old(tx: Tx) -> None:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    await database.write(make_old)
    with pytest.raises(OldSchema, match=r"0000.*migrate"):
        schema.check(database_url)
    assert not await database.read(schema.is_current)


def copy_table(connection: Connection, table: str) -> None:
    """What a migration does on SQLite to change a column."""
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table(table, recreate="always") as batch:
        batch.add_column(Column("later", String()))


@pytest.fixture
def settled_in(sqlite_url: str) -> str:
    """A database with a resident and their case."""
    engine = open_engine(sqlite_url, writes=True)
    with engine.begin() as connection:
        number = resident.add(Tx(connection), "o-wang", NOW)
        emergency.add(Tx(connection), number, "gas", "gas", NOW)
    engine.dispose()
    return sqlite_url


def test_a_migration_may_copy_a_table_that_others_refer_to(settled_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "upgrade", lambda config, to: copy_table(config.attributes["connection"], "resident"))
    schema.migrate(settled_in)
    assert outside(settled_in, lambda tx: emergency.newest_open(tx, 1)).text == "gas"


def test_a_migration_that_breaks_a_reference_changes_nothing(settled_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose_residents(config: Config, _: str) -> None:
        config.attributes["connection"].execute(text("DELETE FROM resident"))

    monkeypatch.setattr(command, "upgrade", lose_residents)
    with pytest.raises(OldSchema, match="emergency"):
        schema.migrate(settled_in)
    assert outside(settled_in, lambda tx: resident.number_of(tx, "o-wang")) == 1
