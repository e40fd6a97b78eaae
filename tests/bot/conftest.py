"""A worker that calls the stand-in platform: its line, and somebody who has just written."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.api import Client
from bot.api.token import TokenKeeper
from bot.api.wire import Wire
from simulator import Account, Platform, Resident
from simulator.app import make_app
from simulator.clock import Clock
from storage.database import Database
from storage.sealed import Seal

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
WANG = "o-wang"
ACCOUNT = Account("towntoken", "wxtown0000000000", "the-secret")


@dataclass
class Line:
    """The stand-in platform behind HTTP, a database, and what went to and fro."""

    platform: Platform
    base: str
    database: Database
    stack: AsyncExitStack
    calls: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)

    async def client(self, key: str = "d" * 32, base: str = "") -> Client:
        """As a worker of its own would make it."""
        session = await self.stack.enter_async_context(aiohttp.ClientSession())
        wire = Wire(session, base or self.base, self._sleep, self.counted.append)
        account = (ACCOUNT.app_id, ACCOUNT.secret)
        keeper = TokenKeeper(wire, self.database, Seal(key), account, self.platform.clock.now, self._sleep)
        return Client(wire, keeper)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def pushed(self) -> list[str]:
        """What arrived."""
        return [message.text for message in self.platform.pushed(WANG)]


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[Line]:
    """Somebody has just written, so they may be written to."""
    platform = Platform(
        ACCOUNT, "http://127.0.0.1:9/", clock=Clock(NOON, running=False), residents=[Resident(WANG, "")]
    )
    platform.service.note(WANG, "text", "")
    calls: list[str] = []

    async def note(request: web.Request, _: web.StreamResponse) -> None:
        calls.append(request.path)

    app = make_app(platform)
    app.on_response_prepare.append(note)
    async with platform, TestServer(app) as server, AsyncExitStack() as stack:
        yield Line(platform, str(server.make_url("")).rstrip("/"), database, stack, calls)


@pytest.fixture
async def line(sqlite_url: str) -> AsyncIterator[Line]:
    """For what does not depend on the engine."""
    database = Database(sqlite_url)
    await database.start()
    async with opened(database) as there:
        yield there
    await database.stop()


@pytest.fixture
async def shared(database: Database) -> AsyncIterator[Line]:
    """For what several workers do to one database, on each engine."""
    async with opened(database) as there:
        yield there
