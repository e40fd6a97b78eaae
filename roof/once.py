"""Once: what a command does in the database: one action, one transaction, whether the service is serving or not."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from config.settings import Settings
from roof.door import with_database
from storage.database import Database
from storage.tx import Tx

P = ParamSpec("P")
T = TypeVar("T")


def write_once(settings: Settings, action: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The action's result once it is durable, or what it raised. Raises OldSchema for a schema that does not fit."""
    done = list[T]()

    async def work(database: Database) -> None:
        done.append(await database.write(action, *args, **kwargs))

    with_database(settings, work)
    return done[0]
