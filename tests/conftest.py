"""What every test may ask for: a database on each engine, and a service that speaks WeChat with invented people."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from storage.database import Database
from tests import engines
from tests.town import Town
from tests.town import town as open_town

# A busy machine is no failure; and the check machine tries the same examples every time.
settings.register_profile("kentan", deadline=None, derandomize=engines.IN_CI)
settings.load_profile("kentan")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is said on SQLite is said on PostgreSQL: outside storage the second engine is for the long run."""
    for item in items:
        parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        if parameters.get("database_url") == "postgres" and not item.nodeid.startswith("tests/storage/"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, copied by whoever needs one."""
    return engines.sqlite_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[engines.Postgres]:
    """A PostgreSQL database that is emptied for whoever needs one."""
    if not engines.has_postgres():
        engines.left_out("PostgreSQL", "Start a server and set KENTAN_TEST_POSTGRES to its address.")
    database = engines.Postgres()
    yield database
    database.drop()


@pytest.fixture
def sqlite_url(sqlite_model: Path, tmp_path: Path) -> str:
    """A fresh SQLite database."""
    return engines.sqlite_copy(sqlite_model, tmp_path)


@pytest.fixture
def postgres_url(postgres: engines.Postgres) -> str:
    """An empty PostgreSQL database."""
    return postgres.empty()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both engines."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database on each engine."""
    database = Database(database_url)
    await database.start()
    yield database
    await database.stop()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """An open database on SQLite alone, for what does not depend on the engine."""
    database = Database(sqlite_url)
    await database.start()
    yield database
    await database.stop()


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    """The service with its people, on each engine."""
    async with open_town(database_url) as place:
        yield place
