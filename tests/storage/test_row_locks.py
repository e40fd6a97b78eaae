"""Row locks between two workers on PostgreSQL: waited for briefly, and a deadlock harms nobody for good."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from threading import Barrier
from time import monotonic

import pytest
from sqlalchemy import bindparam, text, update

from storage.audit import Audit
from storage.base import core
from storage.database import Database
from storage.engine import LOCK_TIMEOUT_MS
from storage.tx import Tx
from tests.storage.acts import PATIENCE, Gate, letter, note, notes
from tests.storage.conftest import Holding, Recorder

_change = update(core(Audit)).where(core(Audit).c.action == bindparam("of")).values(why=bindparam("said"))


def change(tx: Tx, row: str) -> str:
    """Lock a row."""
    tx.execute(_change, {"of": row, "said": "changed"})
    return row


@pytest.fixture
async def workers(postgres_url: str, recorder: Recorder) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes' worth of databases, and two rows, a and b."""
    pair = (Database(postgres_url), Database(postgres_url, recorder))
    for each in pair:
        await each.start()
    await pair[0].write(note, "a")
    await pair[0].write(note, "b")
    yield pair
    for each in pair:
        await each.stop()


async def test_a_locked_row_is_waited_for_briefly_and_then_the_turn_is_deferred(
    workers: tuple[Database, Database],
) -> None:
    here, there = workers
    gate, tries = Gate(), count()

    def lock(tx: Tx) -> None:
        change(tx, "a")
        gate.hold(tx)

    def needs_it(tx: Tx) -> str:
        next(tries)
        return change(tx, "a")

    held = asyncio.ensure_future(here.write(lock))
    assert await asyncio.to_thread(gate.reached)
    waiting = asyncio.ensure_future(there.turn(lambda job, tx: needs_it(tx), letter("wang")).future)
    other = await asyncio.wait_for(there.write(change, "b"), PATIENCE)
    assert other == "b"
    assert not waiting.done()
    gate.open()
    await held
    assert await asyncio.wait_for(waiting, PATIENCE) == "a"
    assert next(tries) >= 2


async def test_a_crowd_that_waits_for_one_row_waits_once_and_the_others_share_a_batch(
    workers: tuple[Database, Database], recorder: Recorder, holding: Holding
) -> None:
    here, there = workers
    gate = Gate()

    def lock(tx: Tx) -> None:
        change(tx, "a")
        gate.hold(tx)

    held = asyncio.ensure_future(here.write(lock))
    assert await asyncio.to_thread(gate.reached)
    async with holding(there):
        crowd = [there.turn(lambda job, tx: change(tx, "a"), letter(f"sender {number}")) for number in range(20)]
        others = [there.turn(lambda job, tx: change(tx, "b"), letter(f"other {number}")) for number in range(20)]
    began = monotonic()
    await asyncio.wait_for(asyncio.gather(*(job.future for job in others)), PATIENCE)
    assert monotonic() - began < 20 * LOCK_TIMEOUT_MS / 1000, "not two hundred milliseconds for each of the crowd"
    assert len(recorder.batches) < 10, "not a batch for each of the others"
    gate.open()
    await held
    await asyncio.gather(*(job.future for job in crowd))


async def test_after_a_deadlock_the_turns_run_again_alone(
    workers: tuple[Database, Database], recorder: Recorder
) -> None:
    here, there = workers
    both_have_one = Barrier(2, timeout=PATIENCE)
    runs = {"a": count(), "b": count()}

    def cross(tx: Tx, first: str, second: str) -> str:
        # Patient enough to meet a deadlock: our 200 ms would end it before PostgreSQL looks for one.
        tx.connection.execute(text("SET LOCAL lock_timeout = 0"))
        tx.connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
        change(tx, first)
        if next(runs[first]) == 0:
            both_have_one.wait()
        change(tx, second)
        return note(tx, f"{first} then {second}")

    crossing = asyncio.gather(here.write(cross, "a", "b"), there.write(cross, "b", "a"))
    assert list(await asyncio.wait_for(crossing, PATIENCE)) == ["a then b", "b then a"]
    assert sum(next(each) for each in runs.values()) == 3, "one of the two ran twice"
    assert sorted(await here.read(notes)) == ["a", "a then b", "b", "b then a"]
