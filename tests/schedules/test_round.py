"""The clock opens and closes a round and wipes what was said, each once, whoever rings."""

from collections import Counter
from datetime import timedelta
from itertools import count
from random import Random

from civic import round as rounds
from schedules import JOBS
from schedules import round as round_schedule
from storage import inbox
from storage.database import Database
from storage.inbox import InboxState, Letter, ReplyRoute
from storage.tx import Tx
from tests.ballot_box import LASTS, OPENS_IN, make
from tests.schedules.conftest import Standing, Worker
from tests.schedules.test_meeting import follow, moments, ring, told
from tests.town import NOON

OURS = [job for job in JOBS if job.name in {"round", "secrecy"}]


def receive(tx: Tx) -> None:
    letter = Letter("key", "o-voter", "text", {"Content": "1 3 5"}, NOON)
    inbox.store(tx, letter, InboxState.DONE, ReplyRoute.PASSIVE, "您选的是", is_secret=True)


async def test_a_round_by_the_clock(database: Database, worker: Worker, clock: Standing) -> None:
    await database.write(make, NOON)
    here, there = await worker(OURS), await worker(OURS)
    assert await here.run_due() == []
    clock.now = NOON + OPENS_IN
    assert [each.run.job.name for each in await here.run_due()] == ["round"]
    assert await there.run_due() == []
    clock.now += LASTS + timedelta(days=1)
    assert [each.run.due_at for each in await there.run_due()] == [NOON + OPENS_IN + LASTS]
    assert await here.run_due() == []


async def test_words_are_wiped_by_the_clock(database: Database, worker: Worker, clock: Standing) -> None:
    await database.write(receive)
    runner = await worker(OURS)
    clock.now = NOON + timedelta(seconds=59)
    assert await runner.run_due() == []
    clock.now = NOON + timedelta(seconds=61)
    assert [each.did for each in await runner.run_due()] == ["1 messages, 0 late replies, 0 forms"]
    clock.now = NOON + timedelta(hours=1)
    assert await runner.run_due() == []


async def test_over_a_year_each_result_is_told_once(database: Database, worker: Worker, clock: Standing) -> None:
    """Four rounds, two workers that ring and restart as they like; one of the two on the roll votes."""
    anna, berta = [await database.write(follow, name, NOON) for name in ("anna", "berta")]
    random, made = Random(11), 0
    runners = [await worker([round_schedule.job]), await worker([round_schedule.job])]
    for step, clock.now in zip(count(), moments(random), strict=False):
        if step % 75 == 0 and made < 4:
            made = await database.write(make, clock.now)
        await ring(random, runners)
        open_now = await database.read(rounds.current, clock.now)
        if open_now and open_now.is_open:
            await database.write(rounds.cast, anna, open_now.number, [1, 3], clock.now)
        if step % 90 == 30:
            runners[step % 2] = await worker([round_schedule.job])
    assert made == 4
    expected = {("round.announced", who, f"round:{number}"): 1 for who in (anna, berta) for number in range(1, 5)}
    assert Counter(await database.read(told)) == Counter(expected)
