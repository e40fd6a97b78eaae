"""One transaction for all who wait: what is released when, in which order, and how much at a time."""

import asyncio
from threading import Event

import pytest
from sqlalchemy import Connection

from storage.database import Database
from storage.job import Job
from storage.tx import Tx
from tests.storage.acts import PATIENCE, letter, listening, note, notes, noting, outside, write_engine
from tests.storage.conftest import Hands, Holding, Recorder


async def test_a_result_is_released_only_after_the_commit(database: Database, database_url: str) -> None:
    reached, go_on = Event(), Event()

    def before_commit(_: Connection) -> None:
        reached.set()
        assert go_on.wait(PATIENCE)

    with listening(write_engine(database), "commit", before_commit):
        result = asyncio.ensure_future(database.write(note, "a"))
        assert await asyncio.to_thread(reached.wait, PATIENCE)
        assert not result.done()
        assert outside(database_url, notes) == []
        go_on.set()
        assert await result == "a"
    assert outside(database_url, notes) == ["a"]


async def test_a_released_result_is_already_visible_to_everybody(database: Database, database_url: str) -> None:
    seen: list[list[str]] = []
    job = database.turn(noting("a"), letter("wang"))
    job.future.add_done_callback(lambda _: seen.append(outside(database_url, notes)))
    await job.future
    await asyncio.sleep(0)
    assert seen == [["a"]]


async def test_who_fails_leaves_the_others_in_the_batch_standing(database: Database, holding: Holding) -> None:
    def fail(tx: Tx) -> None:
        note(tx, "never")
        raise ValueError("no")

    async with holding(database):
        before, failing, after = database.write(note, "a"), database.write(fail), database.write(note, "b")
    await before
    await after
    with pytest.raises(ValueError, match="no"):
        await failing
    assert await database.read(notes) == ["a", "b"]


async def test_an_idle_writer_says_that_nothing_waits(database: Database, holding: Holding, recorder: Recorder) -> None:
    async with holding(database):
        jobs = [database.turn(noting(str(number)), letter("wang", number)) for number in range(61)]
    for job in jobs:
        await job.future
    await database.stop()
    assert recorder.still_waiting[-1] == 0
    assert max(recorder.still_waiting) >= 1


async def test_a_batch_has_sixty_turns_at_most(
    hands: Hands, database: Database, holding: Holding, recorder: Recorder
) -> None:
    async with holding(database):
        jobs = [database.turn(noting(str(number)), letter("wang", number)) for number in range(150)]
    await asyncio.gather(*(job.future for job in jobs))
    assert recorder.batches == [1, 60, 60, 30]


async def test_a_batch_lasts_twenty_milliseconds_at_most(
    hands: Hands, database: Database, holding: Holding, recorder: Recorder
) -> None:
    def take_six_milliseconds(job: Job, tx: Tx) -> None:
        hands.now += 0.006

    async with holding(database):
        jobs = [database.turn(take_six_milliseconds, letter("wang", number)) for number in range(10)]
    await asyncio.gather(*(job.future for job in jobs))
    assert recorder.batches == [1, 4, 4, 2]


async def test_each_senders_turns_run_in_their_order(database: Database, holding: Holding) -> None:
    async with holding(database):
        jobs = [
            database.turn(noting(f"{sender}{number}"), letter(sender, number))
            for number in range(100)
            for sender in ("wang", "li")
        ]
    await asyncio.gather(*(job.future for job in jobs))
    found = await database.read(notes)
    for sender in ("wang", "li"):
        assert [each for each in found if each.startswith(sender)] == [f"{sender}{number}" for number in range(100)]


async def test_people_go_first_and_one_background_chunk_a_batch(
    hands: Hands, database: Database, holding: Holding, recorder: Recorder
) -> None:
    async with holding(database):
        chunks = [database.write_behind(note, f"chunk {number}") for number in range(3)]
        jobs = [database.turn(noting("person"), letter("wang", number)) for number in range(61)]
    await asyncio.gather(*chunks, *(job.future for job in jobs))
    assert recorder.batches == [1, 61, 2, 1]
    assert await database.read(notes) == [*["person"] * 60, "chunk 0", "person", "chunk 1", "chunk 2"]


async def test_a_sessions_commit_does_not_end_the_batch(database: Database, holding: Holding) -> None:
    def commit_and_fail(tx: Tx) -> None:
        with tx.session() as session:
            note(Tx(session.connection()), "committed in a session")
            session.commit()
            note(Tx(session.connection()), "and once more")
        raise ValueError("after the session's commit")

    async with holding(database):
        before, failing = database.write(note, "a"), database.write(commit_and_fail)
    await before
    with pytest.raises(ValueError, match="after"):
        await failing
    assert await database.read(notes) == ["a"]


async def test_a_sessions_work_is_kept_and_what_raises_in_it_is_not(database: Database) -> None:
    def lose(tx: Tx) -> None:
        with tx.session() as session:
            note(Tx(session.connection()), "lost")
            raise ValueError("inside")

    def work(tx: Tx) -> None:
        note(tx, "before")
        with tx.session() as session:
            note(Tx(session.connection()), "kept")
        with pytest.raises(ValueError, match="inside"):
            lose(tx)
        with tx.session() as session:
            note(Tx(session.connection()), "rolled back")
            session.rollback()
        note(tx, "after")

    await database.write(work)
    assert await database.read(notes) == ["before", "kept", "after"]


async def test_retreat_undoes_this_action_and_nothing_else(database: Database, holding: Holding) -> None:
    def change_mind(job: Job, tx: Tx) -> None:
        note(tx, "regretted")
        tx.retreat()
        note(tx, "apology")

    async with holding(database):
        before = database.write(note, "a")
        job = database.turn(change_mind, letter("wang"))
        after = database.write(note, "b")
    await asyncio.gather(before, job.future, after)
    assert await database.read(notes) == ["a", "apology", "b"]
