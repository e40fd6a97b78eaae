"""The clock opens and closes a round and wipes what was said, each once, whoever rings."""

from datetime import timedelta

from schedules import JOBS
from storage import inbox
from storage.database import Database
from storage.inbox import InboxState, Letter, ReplyRoute
from storage.tx import Tx
from tests.ballot_box import LASTS, OPENS_IN, make
from tests.schedules.conftest import Standing, Worker
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
