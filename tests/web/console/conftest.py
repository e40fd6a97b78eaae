"""What the console's tests may ask for: a town on one engine where the engine does not matter, and a browser."""

from collections.abc import AsyncIterator

import pytest

from tests.simulator.conftest import browser, chromium
from tests.town import Town
from tests.town import town as open_town
from tests.web.console.desk import Desk, desk

__all__ = ["browser", "chromium"]


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Town]:
    """The service with its people on SQLite: for what no engine changes."""
    async with open_town(sqlite_url) as place:
        yield place


@pytest.fixture
async def visitor(office: Town) -> AsyncIterator[Desk]:
    """Somebody at a browser who is not signed in."""
    async with desk(office) as somebody:
        yield somebody


@pytest.fixture
async def committee(visitor: Desk) -> Desk:
    """A committee member at work."""
    await visitor.sign_in("committee")
    return visitor
