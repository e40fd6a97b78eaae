"""The clock: each due instant is run once, whatever rings, dies, restarts or works beside it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from civic import job_run
from config.community import Community
from schedules.job import Job, Step
from schedules.runner import Done, due_runs, run_due
from storage.database import Database
from storage.tx import Tx
from tests.schedules.conftest import Standing, Worker
from tests.storage.acts import Gate, note, notes
from tests.town import NOON

HOUR = timedelta(hours=1)
Act = Callable[[Tx, datetime], Step]


def job(name: str, act: Act, *instants: datetime, catches_up: timedelta = timedelta(days=2)) -> Job:
    def due(tx: Tx, community: Community, since: datetime, until: datetime) -> Sequence[datetime]:
        return [instant for instant in instants if since < instant <= until]

    def run(tx: Tx, community: Community, due_at: datetime, now: datetime) -> Step:
        return act(tx, due_at)

    return Job(name, "in a test", due, run, catches_up)


def noting(tx: Tx, due_at: datetime) -> Step:
    note(tx, f"done {(due_at - NOON) // HOUR}")
    return Step(more=False, did="1 note")


def three_chunks(tx: Tx, due_at: datetime) -> Step:
    """Leaves what is right however often it is run."""
    note(tx, f"chunk {len(notes(tx)) + 1}")
    return Step(more=len(notes(tx)) < 3, did=f"{len(notes(tx))} notes")


def did(done: Sequence[Done]) -> list[str]:
    return [each.did for each in done]


async def test_a_due_instant_is_run_once_however_often_it_rings(worker: Worker, clock: Standing) -> None:
    runner = await worker([job("hourly", noting, NOON + HOUR, NOON + 2 * HOUR)])
    assert await runner.run_due() == []
    clock.now += HOUR
    assert did(await runner.run_due()) == ["1 note"]
    assert await runner.run_due() == []
    clock.now += HOUR
    restarted = await worker([job("hourly", noting, NOON + HOUR, NOON + 2 * HOUR)])
    assert did(await restarted.run_due()) == ["1 note"]
    assert await runner.run_due() == []


async def test_several_workers_run_it_once(worker: Worker, clock: Standing, database: Database) -> None:
    instants = [NOON - hours * HOUR for hours in range(6)]
    runners = [await worker([job("hourly", noting, *instants)]) for _ in range(3)]
    done = await asyncio.gather(*(runner.run_due() for runner in runners))
    left = await runners[0].run_due()
    assert sum(map(len, [*done, left])) == 6
    assert sorted(await database.read(notes)) == sorted(f"done {-hours}" for hours in range(6))


async def test_what_was_missed_is_caught_up_in_its_order_and_no_further(worker: Worker, database: Database) -> None:
    late, later = NOON - 40 * HOUR, NOON - HOUR
    runner = await worker(
        [
            job("second", noting, later, late),
            job("short", noting, NOON - 3 * HOUR, NOON - HOUR, catches_up=2 * HOUR),
            job("first", noting, NOON - 50 * HOUR, NOON - 45 * HOUR),
        ]
    )
    await runner.run_due()
    assert await database.read(notes) == ["done -45", "done -40", "done -1", "done -1"]


async def test_what_a_run_makes_due_is_done_too(worker: Worker, database: Database) -> None:
    def follows(tx: Tx, community: Community, since: datetime, until: datetime) -> Sequence[datetime]:
        return [NOON] if "done 0" in notes(tx) else []

    second = Job("second", "after the first", follows, lambda tx, community, due_at, now: Step(False, note(tx, "then")))
    runner = await worker([second, job("first", noting, NOON)])
    assert len(await runner.run_due()) == 2
    assert await database.read(notes) == ["done 0", "then"]


async def test_large_work_is_done_chunk_by_chunk(worker: Worker, database: Database) -> None:
    runner = await worker([job("large", three_chunks, NOON)])
    assert did(await runner.run_due()) == ["3 notes"]
    assert await database.read(notes) == ["chunk 1", "chunk 2", "chunk 3"]


async def test_a_run_that_was_killed_is_run_again_when_its_lease_ends(
    worker: Worker, clock: Standing, database: Database
) -> None:
    assert await database.write(job_run.claim, "large", NOON, NOON)
    runner = await worker([job("large", three_chunks, NOON)])
    assert await runner.run_due() == [], "its worker may still be at it"
    clock.now += job_run.LEASE
    assert did(await runner.run_due()) == ["3 notes"]


async def test_whoever_lost_a_run_can_do_nothing_more_with_it(
    worker: Worker, clock: Standing, database: Database
) -> None:
    lost = await database.write(job_run.claim, "large", NOON, NOON)
    assert lost
    clock.now += job_run.LEASE
    taken_over = await database.write(job_run.claim, "large", NOON, clock.now)
    assert taken_over
    assert not await database.write(job_run.is_ours, lost)
    await database.write(job_run.give_back, lost, clock.now, "")
    assert await database.write(job_run.is_ours, taken_over)
    runner = await worker([job("large", three_chunks, NOON)])
    assert await runner.run_due() == []


async def test_a_job_that_fails_keeps_nobody_up_and_is_tried_again(
    worker: Worker, clock: Standing, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [True]

    def act(tx: Tx, due_at: datetime) -> Step:
        note(tx, "half")
        if broken:
            raise ValueError("no")
        return Step(more=False, did="whole")

    runner = await worker([job("broken", act, NOON - HOUR), job("sound", noting, NOON)])
    assert [(each.did, each.error) for each in await runner.run_due()] == [("", "ValueError"), ("1 note", "")]
    assert await database.read(notes) == ["done 0"]
    assert "broken, due 2026-11-02T03:00:00+00:00, failed" in caplog.text
    broken.clear()
    assert await runner.run_due() == []
    clock.now += job_run.LEASE
    assert did(await runner.run_due()) == ["whole"]


async def test_it_rings_by_itself_and_gives_back_what_it_cannot_finish(
    worker: Worker, database: Database, clock: Standing
) -> None:
    gate = Gate()

    def first_chunk_waits(tx: Tx, due_at: datetime) -> Step:
        if not notes(tx):
            gate.hold(tx)
        return three_chunks(tx, due_at)

    jobs = [job("large", first_chunk_waits, NOON)]
    runner = await worker(jobs)
    runner.start()
    assert await asyncio.to_thread(gate.reached)
    stopping = asyncio.create_task(runner.stop())
    await asyncio.sleep(0)
    gate.open()
    await stopping
    assert await database.read(notes) == ["chunk 1"]
    restarted = await worker(jobs)
    assert did(await restarted.run_due()) == ["3 notes"], "at once: nobody waits for a lease"


async def test_what_would_happen_by_then_is_foreseen_and_done_as_if_its_time_had_come(
    database: Database, community: Community
) -> None:
    jobs = [job("hourly", noting, NOON + HOUR, NOON + 100 * HOUR, NOON + 200 * HOUR)]
    then = NOON + 150 * HOUR
    runs = await database.read(due_runs, jobs, community, NOON, then)
    assert [run.due_at for run in runs] == [NOON + HOUR, NOON + 100 * HOUR]
    done = await run_due(database, jobs, community, lambda run: max(NOON, run.due_at), NOON, then)
    assert [each.run for each in done] == runs
    assert await database.read(due_runs, jobs, community, NOON, then) == []
    assert await run_due(database, jobs, community, lambda run: max(NOON, run.due_at), NOON, then) == []
