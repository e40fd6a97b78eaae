"""Busy: a turn that met it comes back with its sender's later turns behind it; nobody else waits for them."""

import asyncio
from collections.abc import Callable

import pytest

from civic.errors import Busy
from storage.batch import CHUNK_WAITS
from storage.database import Database
from storage.job import Job
from storage.tx import Tx
from storage.writer import BUSY_FOR
from tests.storage.acts import PATIENCE, letter, note, notes, noting
from tests.storage.conftest import Hands, Holding, Recorder


def busy_times(times: int, what: str) -> Callable[[Job, Tx], str]:
    """A turn that meets Busy so often before it gets through."""
    left = [times]

    def turn(job: Job, tx: Tx) -> str:
        note(tx, "never")
        if left[0]:
            left[0] -= 1
            raise Busy("case:1")
        tx.retreat()
        return note(tx, what)

    return turn


async def test_the_senders_later_turns_wait_and_the_others_do_not(database: Database, holding: Holding) -> None:
    async with holding(database):
        jobs = [
            database.turn(busy_times(3, "wang 1"), letter("wang", 1)),
            database.turn(noting("wang 2"), letter("wang", 2)),
            database.turn(noting("li 1"), letter("li", 1)),
            database.turn(noting("wang 3"), letter("wang", 3)),
        ]
    await asyncio.gather(*(job.future for job in jobs))
    assert await database.read(notes) == ["li 1", "wang 1", "wang 2", "wang 3"]


async def test_a_turn_that_arrives_while_its_senders_earlier_one_is_deferred_stays_behind_it(
    database: Database, holding: Holding
) -> None:
    is_free = asyncio.Event()

    def first(job: Job, tx: Tx) -> None:
        if not is_free.is_set():
            raise Busy("case:1")
        note(tx, "first")

    early = database.turn(first, letter("wang", 1))
    await database.write(note, "between")
    late = database.turn(noting("second"), letter("wang", 2))
    await database.write(note, "between")
    is_free.set()
    await asyncio.gather(early.future, late.future)
    assert await database.read(notes) == ["between", "between", "first", "second"]


async def test_one_form_that_is_busy_does_not_hold_back_other_forms_and_chunks(
    database: Database, holding: Holding
) -> None:
    is_free = asyncio.Event()

    def need_it(tx: Tx) -> None:
        if not is_free.is_set():
            raise Busy("case:1")

    async with holding(database):
        held_up = asyncio.ensure_future(database.write(need_it))
        form, chunk = database.write(note, "form"), database.write_behind(note, "chunk")
    assert await asyncio.wait_for(form, PATIENCE) == "form"
    assert await asyncio.wait_for(chunk, PATIENCE) == "chunk"
    assert not held_up.done()
    is_free.set()
    await held_up


async def test_who_waits_at_a_form_is_told_busy_after_five_seconds_and_a_message_is_not(
    hands: Hands, database: Database, holding: Holding
) -> None:
    def be_busy(tx: Tx) -> None:
        raise Busy("case:1")

    async with holding(database):
        form = database.write(be_busy)
        turn = database.turn(busy_times(1, "told"), letter("wang"))
        hands.now = BUSY_FOR + 0.1
    with pytest.raises(Busy):
        await asyncio.wait_for(form, PATIENCE)
    assert not turn.future.done()
    hands.now += 1.0
    assert await asyncio.wait_for(turn.future, PATIENCE) == "told"


async def test_background_work_gets_its_turn_even_while_people_fill_every_batch(
    hands: Hands, database: Database, holding: Holding, recorder: Recorder
) -> None:
    def fill_a_batch(job: Job, tx: Tx) -> None:
        hands.now += 0.5

    async with holding(database):
        chunk = database.write_behind(note, "chunk")
        jobs = [database.turn(fill_a_batch, letter("wang", number)) for number in range(5)]
    await asyncio.gather(chunk, *(job.future for job in jobs))
    waited = int(CHUNK_WAITS / 0.5)
    assert recorder.batches == [1, *[1] * waited, 2, *[1] * (5 - waited - 1)]
