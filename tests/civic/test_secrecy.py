"""Nothing joins a voter and a ballot: not while two workers write at once, not after the wiping, not after closing."""

import asyncio
import hmac
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from civic import round as rounds
from civic import secrecy
from storage import ballot, dialog, inbox, outbox
from storage import round as round_rows
from storage.base import core
from storage.courier import NO_ANSWER
from storage.database import Database
from storage.inbox import InboxState, Letter, ReplyRoute
from storage.outbox import OutboxState, Purpose
from storage.tables import TABLES
from storage.tx import Tx
from tests.ballot_box import LASTS, MAKER, OPENS_IN, make, move_in, pass_time
from tests.town import NOON

OPEN = NOON + OPENS_IN
CLOSED = OPEN + LASTS
MINUTE = timedelta(minutes=1)


def every_row(tx: Tx) -> list[tuple[str, dict[str, Any]]]:
    """All rows of all tables."""
    return [
        (str(table.__tablename__), dict(row._mapping)) for table in TABLES for row in tx.execute(core(table).select())
    ]


@pytest.fixture
async def workers(postgres_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes' worth of databases."""
    pair = (Database(postgres_url), Database(postgres_url))
    for each in pair:
        await each.start()
    yield pair
    for each in pair:
        await each.stop()


async def test_fifty_tries_at_two_workers_leave_one_ballot(workers: tuple[Database, Database]) -> None:
    here, there = workers
    (voter,) = await here.write(move_in, ["voter"], NOON)
    await here.write(make, NOON)
    await pass_time(here, OPEN)
    tries = [(here, there)[number % 2].write(rounds.cast, voter, 1, [number % 16 + 1], OPEN) for number in range(50)]
    receipts = await asyncio.gather(*tries)
    assert sum(not receipt.replaced for receipt in receipts) == 1
    assert len(await here.read(ballot.picks, 1)) == 1
    kept = [await here.read(rounds.check_receipt, 1, receipt.code) for receipt in receipts]
    assert kept.count(True) == 1
    assert await here.read(rounds.turnout, 1) == 1


async def test_no_ballot_comes_in_after_the_count(workers: tuple[Database, Database]) -> None:
    """Votes at one worker while the other one closes: what was answered with a receipt was counted."""
    here, there = workers
    voters = await here.write(move_in, [f"v{number}" for number in range(60)], NOON)
    await here.write(make, NOON)
    await pass_time(here, OPEN)
    tries = [here.write(rounds.cast, voter, 1, [1], CLOSED - MINUTE) for voter in voters]
    outcomes, _ = await asyncio.gather(asyncio.gather(*tries, return_exceptions=True), pass_time(there, CLOSED))
    cast = sum(isinstance(outcome, rounds.Receipt) for outcome in outcomes)
    found = await here.read(rounds.get, 1)
    assert found
    assert found.result
    assert (found.result.turnout, found.result.votes[1]) == (cast, cast)


async def test_after_closing_nobody_can_say_whose_a_ballot_is(database: Database) -> None:
    voters = await database.write(move_in, [f"o-voter-{number}" for number in range(20)], NOON)
    await database.write(make, NOON)
    await pass_time(database, OPEN)
    codes = {(await database.write(rounds.cast, voter, 1, [1, 16], OPEN)).code for voter in voters}
    key = (await database.read(round_rows.get, 1)).key  # type: ignore[union-attr]  # it was made above
    pseudonyms = {hmac.digest(bytes.fromhex(key), str(voter).encode(), "sha256").hex() for voter in voters}
    await pass_time(database, CLOSED)

    rows = await database.read(every_row)
    ballots = [row for table, row in rows if table == "ballot"]
    assert {row["pseudonym"] for row in ballots} == pseudonyms, "they were voters' while the key was there"
    assert {row["receipt"] for row in ballots} == codes
    for table, row in rows:
        told = repr(row)
        assert key not in told
        if table != "ballot":
            assert not any(code in told for code in codes)
            assert not any(pseudonym in told for pseudonym in pseudonyms)
            assert table in {"round", "audit"} or "[1, 16]" not in told, "the winners are everybody's"
    assert {row["actor"] for table, row in rows if table == "audit"} == {MAKER.name, "system"}
    assert {key for table, row in rows if table == "roll" for key in row} == {"round_id", "resident_id", "voted_on"}


async def test_after_closing_the_order_of_the_rows_says_nothing(postgres_url: str) -> None:
    """PostgreSQL tells where a row lies and which transaction wrote it."""
    database = Database(postgres_url)
    await database.start()
    voters = await database.write(move_in, [f"v{number}" for number in range(20)], NOON)
    await database.write(make, NOON)
    await pass_time(database, OPEN)
    for voter in voters:
        await database.write(rounds.cast, voter, 1, [1], OPEN)
    before = await database.read(lambda tx: tx.execute(text("SELECT DISTINCT xmin::text FROM ballot")).all())
    assert len(before) > 1, "while it is open, what was cast alone was written alone"
    await pass_time(database, CLOSED)
    after = await database.read(lambda tx: tx.execute(text("SELECT xmin::text, pseudonym FROM ballot")).all())
    assert len({row[0] for row in after}) == 1
    assert [row[1] for row in after] == sorted(row[1] for row in after)
    await database.stop()


# --- the wiping ------------------------------------------------------------------------------------------------------


def receive(tx: Tx, key: str, *, is_secret: bool = True, route: ReplyRoute = ReplyRoute.PASSIVE) -> None:
    letter = Letter(key, "o-voter", "text", {"Content": "1 3 5", "FromUserName": "o-voter"}, NOON)
    inbox.accept(tx, [letter])
    inbox.settle(tx, key, InboxState.DONE, route, "您选的是", is_secret=is_secret)


async def wiped(database: Database, now: Any) -> str:
    """What the job does where it is due."""
    return (await database.write(secrecy.wipe, now)).did if await database.read(secrecy.due, NOON, now) else ""


async def test_words_are_wiped_a_minute_after_they_were_said(database: Database) -> None:
    await database.write(receive, "secret")
    await database.write(receive, "other", is_secret=False)
    assert await wiped(database, NOON + MINUTE - timedelta(seconds=1)) == ""
    assert (await database.read(dialog.load, "secret", "o-voter", NOON)).reply == "您选的是", "a delivery comes again"
    assert await wiped(database, NOON + MINUTE) == "1 messages, 0 late replies, 0 forms"
    rows = {row["key"]: row for table, row in await database.read(every_row) if table == "inbox"}
    assert (rows["secret"]["payload"], rows["secret"]["reply"], rows["secret"]["state"]) == ({}, "", "done")
    assert rows["other"]["reply"]
    assert await wiped(database, NOON + 2 * MINUTE) == "", "once is enough"


def put_late(tx: Tx, state: OutboxState) -> None:
    (voter,) = move_in(tx, ["o-voter"], NOON)
    number = outbox.put(
        tx,
        Purpose.SERVICE,
        voter,
        "late_reply",
        {"text": "您选的是"},
        dedup_key=state,
        now=NOON,
        subject=outbox.TO_BE_WIPED,
        expires_at=NOON + 10 * MINUTE,
    )
    table = core(outbox.Outbox)
    tx.execute(table.update().where(table.c.id == number).values(state=state, reason=NO_ANSWER))


async def test_late_replies_are_wiped_once_they_are_sent_or_too_late(database: Database) -> None:
    for state in OutboxState:
        await database.write(put_late, state)
    assert await wiped(database, NOON + MINUTE) == "0 messages, 4 late replies, 0 forms"
    assert await kept(database) == {"waiting", "sending"}
    assert await wiped(database, NOON + 10 * MINUTE) == "0 messages, 1 late replies, 0 forms"
    assert await kept(database) == {"sending"}, "whoever has it in hand settles it"


async def kept(database: Database) -> set[str]:
    rows = [row for table, row in await database.read(every_row) if table == "outbox"]
    return {row["dedup_key"] for row in rows if row["facts"]}


def begin_ballot(tx: Tx, openid: str) -> None:
    (voter,) = move_in(tx, [openid], NOON)
    facts = {"name": "ballot", "step": "confirm", "version": 1, "data": {"round_id": 1, "picks": [1, 3]}, "rest": ""}
    facts |= {"expires_at": NOON + timedelta(days=1), "misses": 0, "human_until": None}
    dialog.save(tx, voter, facts, is_new=True)


async def drafts(database: Database) -> list[Any]:
    return [row["data"] for table, row in await database.read(every_row) if table == "dialog" and row["data"]]


async def test_half_filled_ballots_are_wiped_when_they_expire_and_at_closing(database: Database) -> None:
    await database.write(begin_ballot, "o-voter")
    await database.write(make, NOON)
    await pass_time(database, OPEN)
    assert await wiped(database, OPEN) == ""
    assert await wiped(database, NOON + timedelta(days=1)) == "0 messages, 0 late replies, 1 forms"
    assert await drafts(database) == []
    await database.write(begin_ballot, "o-another")
    await pass_time(database, CLOSED)
    assert await drafts(database) == []
