"""Two workers on one PostgreSQL: a sender's order holds across them, shared nouns are held, nothing deadlocks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count

import pytest

from civic.errors import Busy
from storage import inbox
from storage.database import Database
from storage.inbox import InboxState, ReplyRoute
from storage.job import Job
from storage.tx import Tx
from storage.waiting import RETRY_AFTER
from storage.writer import ACCEPT_AFTER
from tests.storage.acts import PATIENCE, Gate, letter, note, notes, noting
from tests.storage.conftest import Hands, Holding, Recorder


@pytest.fixture
async def workers(postgres_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes' worth of databases."""
    pair = (Database(postgres_url), Database(postgres_url))
    for each in pair:
        await each.start()
    yield pair
    for each in pair:
        await each.stop()


@asynccontextmanager
async def standing_in(database: Database, sender: str, number: int) -> AsyncIterator[Job]:
    """This worker is in the middle of a turn of the sender's, which stores its message when it may go on."""
    gate = Gate()

    def turn(job: Job, tx: Tx) -> None:
        gate.hold(tx)
        store(job, tx)

    job = database.turn(turn, letter(sender, number))
    assert await asyncio.to_thread(gate.reached)
    try:
        yield job
    finally:
        gate.open()
    await job.future


def store(job: Job, tx: Tx) -> None:
    """A message's row and a note, as a turn leaves them."""
    assert job.letter
    inbox.store(tx, job.letter, InboxState.DONE, ReplyRoute.PASSIVE, "")
    note(tx, job.letter.key)


def holding_noun(noun: str, tries: Callable[[], object]) -> Callable[[Job, Tx], None]:
    """A turn that needs a shared noun."""

    def turn(job: Job, tx: Tx) -> None:
        tries()
        tx.hold(noun)
        assert job.letter
        note(tx, job.letter.key)

    return turn


async def test_a_sender_whom_another_worker_holds_waits_and_nobody_else_does(
    workers: tuple[Database, Database],
) -> None:
    here, there = workers
    async with standing_in(here, "wang", 1):
        later = [there.turn(store, letter("wang", number)) for number in (2, 3)]
        assert await asyncio.wait_for(there.turn(noting("li"), letter("li")).future, PATIENCE) == "li"
        assert not any(job.future.done() for job in later)
    await asyncio.gather(*(job.future for job in later))
    assert await here.read(notes) == ["li", "wang-1", "wang-2", "wang-3"]


async def test_the_same_message_at_both_workers_waits_for_no_key(workers: tuple[Database, Database]) -> None:
    """An insert of a key that an open transaction holds would wait for it; the sender's lock comes before."""
    here, there = workers
    tries = count()

    def store_once(job: Job, tx: Tx) -> bool:
        next(tries)
        assert job.letter
        return not inbox.accept(tx, [job.letter])

    async with standing_in(here, "wang", 1):
        again = there.turn(store_once, letter("wang", 1))
        await there.write(note, "there goes on")
        assert next(tries) == 0, "its turn has not even begun"
    assert await again.future, "it was known"


async def test_crossing_senders_do_not_deadlock(
    workers: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.ACCEPT_AFTER", PATIENCE)  # on a busy machine nobody is accepted first here
    here, there = workers
    crowd = [f"sender {number}" for number in range(30)]
    jobs = [
        database.turn(store, letter(sender, number * 2 + at))
        for number in range(5)
        for at, (database, order) in enumerate(((here, crowd), (there, crowd[::-1])))
        for sender in order
    ]
    await asyncio.wait_for(asyncio.gather(*(job.future for job in jobs)), PATIENCE)
    found = await here.read(notes)
    assert sorted(found) == sorted(f"{sender}-{number}" for sender in crowd for number in range(10))
    for parity in (0, 1):
        for sender in crowd:
            mine = [each for each in found if each.rpartition("-")[0] == sender]
            numbers = [int(each.rpartition("-")[2]) for each in mine]
            assert [number for number in numbers if number % 2 == parity] == list(range(parity, 10, 2))


async def test_the_same_crowd_accepted_first_at_both_workers_is_there_once(
    hands: Hands, workers: tuple[Database, Database], holding: Holding
) -> None:
    """As after a change of address behind a proxy: both have every message, in opposite orders."""
    crowd = [f"sender {number}" for number in range(30)]

    def finish(job: Job, tx: Tx) -> None:
        assert job.letter
        inbox.accept(tx, [job.letter])
        inbox.settle(tx, job.letter.key, InboxState.DONE, ReplyRoute.OUTBOX, "")

    here, there = workers
    async with holding(here), holding(there):
        jobs = [here.turn(finish, letter(sender)) for sender in crowd]
        jobs += [there.turn(finish, letter(sender)) for sender in reversed(crowd)]
        hands.now += ACCEPT_AFTER + 0.1
    for job in jobs:
        while not job.future.done():
            hands.now += RETRY_AFTER
            await asyncio.wait({job.future}, timeout=RETRY_AFTER)
    assert not any(job.future.exception() for job in jobs)
    assert await here.read(inbox.unanswered) == []


async def test_a_held_noun_defers_the_turn_with_its_senders_later_ones(workers: tuple[Database, Database]) -> None:
    here, there = workers
    gate, tries = Gate(), count()

    def hold(tx: Tx) -> None:
        tx.hold("case:1")
        gate.hold(tx)

    held = asyncio.ensure_future(here.write(hold))
    assert await asyncio.to_thread(gate.reached)
    needs = there.turn(holding_noun("case:1", lambda: next(tries)), letter("wang", 1))
    behind = there.turn(noting("wang-2"), letter("wang", 2))
    assert await asyncio.wait_for(there.turn(noting("li"), letter("li")).future, PATIENCE) == "li"
    await there.write(note, "form")
    assert not needs.future.done()
    gate.open()
    await asyncio.gather(held, needs.future, behind.future)
    assert await here.read(notes) == ["li", "form", "wang-1", "wang-2"]
    assert next(tries) >= 2, "it tried, met Busy and tried again"


async def test_a_noun_is_held_by_whoever_holds_it_already(workers: tuple[Database, Database]) -> None:
    def hold_twice(tx: Tx) -> str:
        tx.hold("case:1")
        tx.hold("case:1")
        return "held"

    assert await workers[0].write(hold_twice) == "held"
    assert await workers[1].write(hold_twice) == "held", "the commit let it go"


async def test_a_turn_that_failed_holds_its_noun_no_longer(
    workers: tuple[Database, Database], holding: Holding
) -> None:
    here, there = workers
    gate, tries = Gate(), count()

    def hold_and_fail(tx: Tx) -> None:
        tx.hold("case:1")
        raise ValueError("no")

    async with holding(here):
        failing = asyncio.ensure_future(here.write(hold_and_fail))
        same_batch = asyncio.ensure_future(here.write(gate.hold))
    assert await asyncio.to_thread(gate.reached)
    await asyncio.wait_for(there.turn(holding_noun("case:1", lambda: next(tries)), letter("wang")).future, PATIENCE)
    assert next(tries) == 1
    gate.open()
    await same_batch
    with pytest.raises(ValueError, match="no"):
        await failing


async def test_a_form_whose_noun_stays_held_hears_busy(
    workers: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.BUSY_FOR", 0.05)
    here, there = workers
    gate = Gate()

    def hold(tx: Tx) -> None:
        tx.hold("case:1")
        gate.hold(tx)

    held = asyncio.ensure_future(here.write(hold))
    assert await asyncio.to_thread(gate.reached)
    with pytest.raises(Busy):
        await asyncio.wait_for(there.write(Tx.hold, "case:1"), PATIENCE)
    gate.open()
    await held


async def test_only_messages_of_free_senders_are_accepted_first(
    postgres_url: str, recorder: Recorder, hands: Hands, holding: Holding
) -> None:
    here, there = Database(postgres_url), Database(postgres_url, recorder)
    await here.start()
    await there.start()
    async with standing_in(here, "wang", 1):
        async with holding(there):
            jobs = [there.turn(noting(sender), letter(sender, 2)) for sender in ("wang", "li")]
            hands.now += ACCEPT_AFTER + 0.1
        assert await asyncio.wait_for(jobs[1].future, PATIENCE) == "li"
        assert [job.accepted for job in jobs] == [False, True]
    hands.now += 1.0
    await asyncio.wait_for(jobs[0].future, PATIENCE)
    assert recorder.accepted_first == [1, 1]
    await here.stop()
    await there.stop()
