"""A clock that stands until it is moved, the sample community, and runners on one database."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

import pytest

from config.community import Community, load_community
from schedules.job import Job
from schedules.runner import Runner
from storage.database import Database
from tests.town import NOON, ROOT


@dataclass
class Standing:
    """The time of day, in the hands of a test."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """What runners ask."""
        return self.now


@pytest.fixture
def clock() -> Standing:
    """A clock that stands at noon."""
    return Standing()


@pytest.fixture(scope="session")
def community() -> Community:
    """The sample community."""
    return load_community(ROOT / "config" / "community.toml")


Worker = Callable[[Sequence[Job]], Awaitable[Runner]]


@pytest.fixture
async def worker(database_url: str, community: Community, clock: Standing) -> AsyncIterator[Worker]:
    """`await worker(jobs)`: one more worker on the same database, whose clock rings only when the test says so."""
    async with AsyncExitStack() as stack:

        async def begin(jobs: Sequence[Job]) -> Runner:
            database = Database(database_url)
            await database.start()
            stack.push_async_callback(database.stop)
            return Runner(database, community, clock, jobs)

        yield begin
