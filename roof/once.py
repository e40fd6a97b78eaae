"""Once: what a command does in the database: one action, one transaction, whether the service is serving or not."""

import asyncio
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from config.settings import Settings
from storage import schema
from storage.database import Database
from storage.tx import Tx

P = ParamSpec("P")
T = TypeVar("T")


def write_once(settings: Settings, action: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The action's result once it is durable, or what it raised. Raises OldSchema for a schema that does not fit."""
    schema.check(settings.database_url)

    async def run() -> T:
        database = Database(settings.database_url)
        await database.start()
        try:
            return await database.write(action, *args, **kwargs)
        finally:
            await database.stop()

    return asyncio.run(run())
