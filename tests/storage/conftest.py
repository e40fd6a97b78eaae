"""An open database on each engine whose batches are recorded, and a way to queue a whole batch."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest

from storage.database import Database
from tests.storage.acts import Gate


class Recorder:
    """A watch that remembers."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.accepted_first: list[int] = []
        self.still_waiting: list[int] = []

    def batch(self, turns: int, seconds: float) -> None:
        """A batch was committed."""
        self.batches.append(turns)

    def waiting(self, turns: int) -> None:
        """So many turns still wait after a batch."""
        self.still_waiting.append(turns)

    def accepted(self, letters: int) -> None:
        """Messages were made durable ahead of their turns."""
        self.accepted_first.append(letters)


@pytest.fixture
def recorder() -> Recorder:
    """What the database under test tells."""
    return Recorder()


@pytest.fixture
async def database(database_url: str, recorder: Recorder) -> AsyncIterator[Database]:
    """An open database on each engine."""
    database = Database(database_url, recorder)
    await database.start()
    yield database
    await database.stop()


Holding = Callable[[Database], AbstractAsyncContextManager[Gate]]


@pytest.fixture
def holding() -> Holding:
    """`async with holding(database):` keeps the writer busy, so that everything queued inside makes the next batch."""

    @asynccontextmanager
    async def hold(database: Database) -> AsyncIterator[Gate]:
        gate = Gate()
        held = asyncio.ensure_future(database.write(gate.hold))
        assert await asyncio.to_thread(gate.reached)
        try:
            yield gate
        finally:
            gate.open()
        await held

    return hold


@dataclass
class Hands:
    """A clock that stands until a test moves it. Monotonic seconds."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    """The writer's clock, in the test's hands."""
    hands = Hands()
    for module in ("batch", "database", "waiting", "writer"):
        monkeypatch.setattr(f"storage.{module}.monotonic", hands)
    return hands
