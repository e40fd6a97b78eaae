"""A database that is away, full or being closed: everybody waits as long as they can, and hears something."""

import asyncio
import sqlite3
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.engine import ExceptionContext, make_url

from civic.errors import Unavailable
from storage.database import Database
from storage.tx import Tx
from tests.storage.acts import PATIENCE, letter, listening, note, notes, noting, outside, write_engine
from tests.storage.conftest import Holding, Recorder

HOLD_THE_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


@asynccontextmanager
async def locked(url: str) -> AsyncIterator[None]:
    """Another process has the write lock of the file."""
    file = make_url(url).database or ""
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD_THE_LOCK, file, stdin=PIPE, stdout=PIPE)
    assert other.stdin
    assert other.stdout
    assert await other.stdout.readline() == b"held\n"
    try:
        yield
    finally:
        await other.communicate(b"\n")


@pytest.fixture
async def impatient(sqlite_url: str, recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """On SQLite, and soon tired of waiting for the lock."""
    monkeypatch.setattr("storage.engine.BUSY_TIMEOUT_S", 0.02)
    monkeypatch.setattr("storage.writer.PAUSE", 0.001)
    database = Database(sqlite_url, recorder)
    await database.start()
    yield database
    await database.stop()


async def test_a_file_locked_by_another_process_is_waited_for(
    impatient: Database, sqlite_url: str, recorder: Recorder
) -> None:
    loop, refused = asyncio.get_running_loop(), asyncio.Event()

    def hear(_: ExceptionContext) -> None:
        loop.call_soon_threadsafe(refused.set)

    async with locked(sqlite_url):
        with listening(write_engine(impatient), "handle_error", hear):
            jobs = [impatient.turn(noting(str(number)), letter("wang", number)) for number in range(3)]
            for _ in range(3):  # the first may have begun before all were queued, and the second with it
                await asyncio.wait_for(refused.wait(), PATIENCE)
                refused.clear()
        assert not any(job.future.done() for job in jobs)
    assert await asyncio.gather(*(job.future for job in jobs)) == ["0", "1", "2"]
    assert recorder.batches == [3], "nobody was to blame, so they stay together"


async def test_who_waited_too_long_for_a_locked_file_hears_so(
    impatient: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.BUSY_FOR", 0.05)
    monkeypatch.setattr("storage.writer.LETTER_WAITS", 0.1)
    async with locked(sqlite_url):
        accepted = impatient.turn(noting("kept"), letter("li"), accepted=True)
        form, turn = impatient.write(note, "never"), impatient.turn(noting("never"), letter("wang"))
        with pytest.raises(Unavailable):
            await asyncio.wait_for(form, PATIENCE)
        with pytest.raises(Unavailable):
            await asyncio.wait_for(turn.future, PATIENCE)
        assert not accepted.future.done(), "it has been answered for"
    assert await asyncio.wait_for(accepted.future, PATIENCE) == "kept"
    assert await impatient.read(notes) == ["kept"]


async def test_closing_does_not_wait_for_a_locked_file_for_ever(
    impatient: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.BUSY_FOR", 0.05)
    async with locked(sqlite_url):
        job = impatient.turn(noting("never"), letter("wang"), accepted=True)
        await asyncio.wait_for(impatient.stop(), PATIENCE)
        with pytest.raises(Unavailable):
            await job.future


async def test_a_full_disk_lets_those_through_who_still_fit(sqlite_url: str, holding: Holding) -> None:
    def leave_little_room(connection: sqlite3.Connection, _: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages + 20}")

    def fill_the_disk(tx: Tx) -> None:
        for _ in range(100):
            note(tx, "x" * 4096)

    database = Database(sqlite_url)
    await database.start()
    with listening(write_engine(database), "connect", leave_little_room):
        async with holding(database):
            before = database.turn(noting("a"), letter("wang"))
            large = database.write(fill_the_disk)
            after = database.turn(noting("b"), letter("li"))
        assert await asyncio.wait_for(before.future, PATIENCE) == "a"
        assert await asyncio.wait_for(after.future, PATIENCE) == "b"
        with pytest.raises(Unavailable):
            await asyncio.wait_for(large, PATIENCE)
    assert await database.read(notes) == ["a", "b"]
    await database.stop()


async def test_a_server_that_cannot_be_reached_is_told_in_time(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.BUSY_FOR", 0.05)
    nowhere = make_url(postgres_url).set(port=1).render_as_string(hide_password=False)
    database = Database(nowhere)
    await database.start()
    with pytest.raises(Unavailable):
        await asyncio.wait_for(database.write(note, "never"), PATIENCE)
    await database.stop()


async def test_what_waits_when_it_is_closed_is_still_written(
    database: Database, database_url: str, holding: Holding
) -> None:
    async with holding(database) as gate:
        jobs = [database.turn(noting(str(number)), letter("wang", number)) for number in range(100)]
        stopping = asyncio.ensure_future(database.stop())
        gate.open()
    await stopping
    assert all(job.future.done() for job in jobs)
    assert outside(database_url, notes) == [str(number) for number in range(100)]


async def test_what_comes_after_the_end_hears_so(database: Database, database_url: str) -> None:
    await database.stop()
    for late in (database.write(note, "never"), database.turn(noting("never"), letter("wang")).future):
        with pytest.raises(Unavailable):
            await asyncio.wait_for(late, PATIENCE)
    assert outside(database_url, notes) == []
