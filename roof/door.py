"""The door of a command to the database: checked, opened, and closed after what was written is durable."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from config.settings import Settings
from storage import schema
from storage.database import Database


def with_database(settings: Settings, work: Callable[[Database], Awaitable[None]]) -> None:
    """Do it with the database open. Raises OldSchema or Unavailable where that is not fit."""
    schema.check(settings.database_url)

    async def run_it() -> None:
        async with _opened(settings.database_url) as database:
            await work(database)

    asyncio.run(run_it())


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    await database.start()
    try:
        yield database
    finally:
        await database.stop()
