"""Under load: messages are made durable ahead of their turns, and the platform can be let go."""

import asyncio
from collections.abc import Iterable
from itertools import count

import pytest
from sqlalchemy import select

from civic.errors import Busy
from storage import inbox
from storage.base import core
from storage.database import Database
from storage.inbox import Inbox, InboxState, ReplyRoute
from storage.job import Job
from storage.tx import Tx
from storage.writer import ACCEPT_AFTER
from tests.storage.acts import letter, listening, outside, write_engine
from tests.storage.conftest import Hands, Holding, Recorder

SENDERS = ("wang", "li", "chen", "zhao", "liu", "he", "lin")
_states = select(core(Inbox).c.key, core(Inbox).c.state)


def states(tx: Tx) -> dict[str, str]:
    """Where each message stands."""
    return {row.key: row.state for row in tx.execute(_states)}


def answer(job: Job, tx: Tx) -> None:
    """What a turn does to its message, in short."""
    assert job.letter
    if job.letter.key in states(tx):
        inbox.settle(tx, job.letter.key, InboxState.DONE, ReplyRoute.OUTBOX, "late")
    else:
        inbox.store(tx, job.letter, InboxState.DONE, ReplyRoute.PASSIVE, "in time")


def turns(database: Database, senders: Iterable[str]) -> list[Job]:
    """A message of each."""
    return [database.turn(answer, letter(sender)) for sender in senders]


async def test_messages_that_wait_too_long_are_durable_before_their_turns(
    hands: Hands, database: Database, database_url: str, holding: Holding, recorder: Recorder
) -> None:
    found: list[dict[str, str]] = []
    told: list[str] = []
    inserts: list[bool] = []

    def look(job: Job, tx: Tx) -> None:
        found.append(outside(database_url, states))
        answer(job, tx)

    def hear(_c: object, _u: object, statement: str, _p: object, _x: object, many: bool) -> None:
        if statement.startswith("INSERT INTO inbox"):
            inserts.append(many)

    with listening(write_engine(database), "before_cursor_execute", hear):
        async with holding(database):
            first = database.turn(look, letter("wang"), lambda: told.append("wang"))
            others = [database.turn(answer, letter(sender), lambda: told.append("other")) for sender in SENDERS[1:]]
            hands.now += ACCEPT_AFTER + 0.1
        await asyncio.gather(*(job.future for job in (first, *others)))
    assert inserts == [True]
    assert found == [{f"{sender}-1": "accepted" for sender in SENDERS}]
    assert recorder.accepted_first == [len(SENDERS)]
    assert told == ["wang", *["other"] * (len(SENDERS) - 1)]
    assert outside(database_url, states) == {f"{sender}-1": "done" for sender in SENDERS}


async def test_nobody_is_accepted_first_who_need_not_wait(
    hands: Hands, database: Database, database_url: str, holding: Holding, recorder: Recorder
) -> None:
    async with holding(database):
        jobs = turns(database, SENDERS)
        hands.now += ACCEPT_AFTER
    await asyncio.gather(*(job.future for job in jobs))
    assert recorder.accepted_first == []
    assert not any(job.accepted or job.release() for job in jobs)


async def test_a_message_that_was_known_is_neither_accepted_again_nor_asked_about_again(
    hands: Hands, database: Database, holding: Holding, recorder: Recorder
) -> None:
    await database.turn(answer, letter("wang")).future
    asked: list[str] = []

    def hear(_c: object, _u: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT inbox.") and " IN (" in statement:
            asked.append(statement)

    with listening(write_engine(database), "before_cursor_execute", hear):
        async with holding(database):
            jobs = [database.turn(lambda job, tx: None, letter("wang")) for _ in range(200)]
            hands.now += ACCEPT_AFTER + 0.1
        await asyncio.gather(*(job.future for job in jobs))
    assert len(asked) == 1
    assert recorder.accepted_first == [0]
    assert not any(job.accepted for job in jobs)


async def test_a_great_crowd_is_accepted_in_parts(
    hands: Hands, database: Database, holding: Holding, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.ACCEPT_TURNS", 3)
    monkeypatch.setattr("storage.writer.BATCH_TURNS", 1)
    async with holding(database):
        jobs = turns(database, SENDERS)
        hands.now += ACCEPT_AFTER + 0.1
    await asyncio.gather(*(job.future for job in jobs))
    assert recorder.accepted_first == [3, 3, 1]


async def test_what_cannot_be_accepted_is_run_all_the_same(
    hands: Hands, database: Database, database_url: str, holding: Holding, recorder: Recorder
) -> None:
    commits = count(1)

    def fail_at_the_second(_: object) -> None:
        if next(commits) == 2:
            raise OSError("no space left")

    with listening(write_engine(database), "commit", fail_at_the_second):
        async with holding(database):
            jobs = turns(database, SENDERS)
            hands.now += ACCEPT_AFTER + 0.1
        await asyncio.gather(*(job.future for job in jobs))
    assert recorder.accepted_first == []
    assert outside(database_url, states) == {f"{sender}-1": "done" for sender in SENDERS}


async def test_a_turn_that_did_not_stand_lets_the_platform_go_after_all(database: Database) -> None:
    """It had begun when the time came, so nobody was let go; then it met Busy."""
    released: list[bool] = []
    passive: list[bool] = []

    def busy_once(job: Job, tx: Tx) -> None:
        passive.append(job.go_passive(in_time=True))
        released.append(job.release())
        if len(passive) == 1:
            raise Busy("case:1")

    job = database.turn(busy_once, letter("wang"), lambda: released.append(job.release()), accepted=True)
    await job.future
    assert passive == [True, False]
    assert released == [False, True, True]
