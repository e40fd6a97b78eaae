"""A batch that cannot be committed: nothing of it is released, and each of its jobs is run once more, alone."""

import asyncio
from itertools import count

import psycopg
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from civic.errors import Unavailable
from storage.database import Database
from storage.job import Job
from storage.tx import Tx
from tests.storage.acts import PATIENCE, letter, listening, note, notes, noting, outside, write_engine
from tests.storage.conftest import Hands, Holding, Recorder


def process_of(tx: Tx) -> int:
    """The PostgreSQL server process that serves this connection."""
    return int(tx.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar() or 0)


def end_process(url: str, process: int) -> None:
    """What an administrator, a restart or a failover does to a connection; returns when it is gone."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(%s, 5000)", [process])


class Break:
    """Makes the given commits fail, counted from the one of the batch that holds the writer (0)."""

    def __init__(self, *which: int) -> None:
        self._which = which
        self._commits = count()

    def __call__(self, _: Connection) -> None:
        if next(self._commits) in self._which:
            raise OperationalError("COMMIT", None, Exception("disk full"))


async def test_a_failed_commit_releases_nothing_and_all_run_again_one_by_one(
    database: Database, database_url: str, holding: Holding, recorder: Recorder
) -> None:
    runs = count(1)

    def look(job: Job, tx: Tx) -> list[str]:
        note(tx, f"run {next(runs)}")
        return outside(database_url, notes)

    with listening(write_engine(database), "commit", Break(1)):
        async with holding(database):
            before = database.turn(noting("a"), letter("wang", 1))
            job = database.turn(look, letter("wang", 2))
            after = database.write_behind(note, "b")
        assert await before.future == "a"
        assert await job.future == ["a"]
        assert await after == "b"
    assert recorder.batches == [1, 1, 1, 1]
    assert await database.read(notes) == ["a", "run 2", "b"]


async def test_who_fails_alone_too_hears_that_nothing_was_stored(database: Database, holding: Holding) -> None:
    with listening(write_engine(database), "commit", Break(1, 2)):
        async with holding(database):
            first, second = database.turn(noting("a"), letter("wang")), database.turn(noting("b"), letter("li"))
        with pytest.raises(Unavailable):
            await asyncio.wait_for(first.future, PATIENCE)
        assert await asyncio.wait_for(second.future, PATIENCE) == "b"
    assert await database.read(notes) == ["b"]


async def test_a_single_job_gets_its_second_try_as_well(database: Database) -> None:
    with listening(write_engine(database), "commit", Break(0)):
        assert await asyncio.wait_for(database.write(note, "a"), PATIENCE) == "a"
    assert await database.read(notes) == ["a"]


async def test_a_chunk_that_breaks_every_batch_harms_the_others_once(
    hands: Hands, database: Database, holding: Holding, recorder: Recorder
) -> None:
    def break_it(tx: Tx) -> None:
        raise OperationalError("INSERT", None, Broken())

    async with holding(database):
        chunk = database.write_behind(break_it)
        jobs = [database.turn(noting("a"), letter("wang", number)) for number in range(100)]
    with pytest.raises(Unavailable):
        await asyncio.wait_for(chunk, PATIENCE)
    await asyncio.gather(*(job.future for job in jobs))
    assert len(recorder.batches) == 1 + 60 + 1, "after the sixty that shared its batch all is as before"
    assert sum(recorder.batches) == 1 + 100


class Broken(psycopg.OperationalError):
    """A driver's error without a state: the connection is gone."""


async def test_an_accepted_message_is_not_given_up(
    database: Database, holding: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.FAILED_AGAIN", 0.01)
    with listening(write_engine(database), "commit", Break(1, 2, 3, 4)):
        async with holding(database):
            job = database.turn(noting("a"), letter("wang"), accepted=True)
        assert await asyncio.wait_for(job.future, PATIENCE) == "a"


async def test_a_connection_that_was_closed_meanwhile_is_no_reason_to_tell_anybody(
    postgres_url: str,
) -> None:
    database = Database(postgres_url)
    await database.start()
    end_process(postgres_url, await database.write(process_of))
    assert await asyncio.wait_for(database.turn(noting("a"), letter("wang")).future, PATIENCE) == "a"
    end_process(postgres_url, await database.write(process_of))
    assert await asyncio.wait_for(database.write(note, "b"), PATIENCE) == "b"
    assert await database.read(notes) == ["a", "b"]
    await database.stop()


async def test_a_connection_lost_in_the_middle_of_a_batch(
    postgres_url: str, holding: Holding, recorder: Recorder
) -> None:
    runs = count()

    def lose_it(job: Job, tx: Tx) -> str:
        if next(runs) == 0:
            end_process(postgres_url, process_of(tx))
        return note(tx, "loser")

    database = Database(postgres_url, recorder)
    await database.start()
    async with holding(database):
        jobs = [
            database.turn(noting("a"), letter("wang")),
            database.turn(lose_it, letter("li")),
            database.turn(noting("b"), letter("chen")),
        ]
    assert await asyncio.gather(*(job.future for job in jobs)) == ["a", "loser", "b"]
    assert recorder.batches == [1, 1, 1, 1]
    assert await database.read(notes) == ["a", "loser", "b"]
    await database.stop()


async def test_a_transaction_that_an_action_broke_and_kept_quiet_about(database: Database, holding: Holding) -> None:
    def break_quietly(tx: Tx) -> None:
        note(tx, "never")
        tx.connection.exec_driver_sql("ROLLBACK")

    async with holding(database):
        before, breaking, after = database.write(note, "a"), database.write(break_quietly), database.write(note, "b")
    assert await asyncio.wait_for(before, PATIENCE) == "a"
    assert await asyncio.wait_for(after, PATIENCE) == "b"
    with pytest.raises(Unavailable):
        await asyncio.wait_for(breaking, PATIENCE)
    assert await database.read(notes) == ["a", "b"]
