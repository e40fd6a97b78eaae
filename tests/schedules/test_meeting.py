"""A year of 恳谈日 by itself: each session made, each invitation and reminder once, whatever happens to the workers."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from random import Random

import pytest
from sqlalchemy import select

from civic import job_run, meeting
from config.community import Community
from schedules.meeting import jobs
from schedules.runner import Runner, due_runs
from storage import resident
from storage.base import core
from storage.database import Database
from storage.outbox import Outbox, Purpose
from storage.tx import Tx
from tests.schedules.conftest import Standing, Worker
from tests.town import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEAR_ENDS = datetime(2027, 11, 2, 0, 0, tzinfo=UTC)
_told = select(*(core(Outbox).c[name] for name in ("template", "recipient_id", "subject", "purpose", "expires_at")))


def told(tx: Tx) -> list[tuple[str, int, str]]:
    """Everything in the outbox: which sentence, to whom, about what."""
    return [(row.template, row.recipient_id, row.subject) for row in tx.execute(_told)]


def follow(tx: Tx, openid: str, now: datetime) -> int:
    number = resident.add(tx, openid, now)
    resident.follow(tx, number, now)
    return number


def numbers_of_those_held(tx: Tx, now: datetime) -> list[int]:
    return [each.number for each in meeting.meetings(tx) if each.starts_at <= now]


def moments(random: Random) -> Iterator[datetime]:
    """A year in steps of a day or two; on the 9th and 10th also while a reminder is of use: 20:00, 17:30 local."""
    now = NOON
    while now < YEAR_ENDS:
        later = now + random.randint(12, 44) * HOUR
        month = now.replace(day=1, hour=0, minute=0)
        useful = (month + 8 * DAY + 12 * HOUR, month + 9 * DAY + 9.5 * HOUR)
        yield from (moment for moment in useful if now < moment < later)
        now = later
        yield min(now, YEAR_ENDS)


async def test_a_year_of_it_with_two_workers_that_ring_and_restart_as_they_like(
    worker: Worker, database: Database, community: Community, clock: Standing
) -> None:
    anna, declining, leaving = [await database.write(follow, name, NOON) for name in ("anna", "declining", "leaving")]
    await database.write(meeting.decline_invitations, declining, NOON)
    await database.write(resident.unfollow, leaving, NOON)
    random, newcomer = Random(10), 0
    runners = [await worker(jobs), await worker(jobs)]
    for step, clock.now in zip(count(), moments(random), strict=False):
        await ring(random, runners)
        if clock.now.day in (5, 6):
            await database.write(meeting.sign_up, community, declining, 2, clock.now)
        if step % 90 == 30:
            runners[step % 2] = await worker(jobs)
        if clock.now.month == 6 and clock.now.day > 4 and not newcomer:
            newcomer = await database.write(follow, "newcomer", clock.now)
    held = await database.read(numbers_of_those_held, clock.now)
    assert len(held) == 12
    expected = Counter({("meeting.invitation", anna, f"meeting:{number}"): 1 for number in held})
    expected |= Counter({("meeting.reminder", declining, f"meeting:{number}"): 3 for number in held})
    expected |= Counter({("meeting.invitation", newcomer, f"meeting:{number}"): 1 for number in held[:4]})
    assert Counter(await database.read(told)) == expected


async def ring(random: Random, runners: list[Runner]) -> None:
    """One of them, the other, or both at once; and once more, which changes nothing."""
    chosen = random.choice((runners[:1], runners[1:], runners))
    await asyncio.gather(*(runner.run_due() for runner in chosen))
    if len(chosen) > 1:
        assert await runners[0].run_due() == []


async def test_a_new_service_makes_its_first_session_and_invites_at_once(
    worker: Worker, database: Database, clock: Standing
) -> None:
    """Four days before; in the reminder of the 7th nobody is told yet, since nobody signed up."""
    clock.now = datetime(2026, 11, 6, 4, 0, tzinfo=UTC)
    await database.write(follow, "anna", clock.now)
    runner = await worker(jobs)
    await runner.run_due()
    assert [name for name, _, _ in await database.read(told)] == ["meeting.invitation"]
    (session,) = await database.read(meeting.meetings)
    assert session.starts_at == datetime(2026, 11, 10, 11, 0, tzinfo=UTC)


async def test_many_are_invited_chunk_by_chunk_and_a_killed_worker_leaves_nobody_out(
    worker: Worker, database: Database, community: Community, clock: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civic.meeting.telling.CHUNK", 2)
    people = [await database.write(follow, f"follower {number}", NOON) for number in range(5)]
    await database.write(meeting.make_next, community, NOON)
    clock.now = due_at = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    assert await database.write(job_run.claim, "meeting_invitation", due_at, due_at)
    assert await database.write(meeting.invite, community, due_at, due_at) == (True, "2 invited")
    clock.now += job_run.LEASE
    runner = await worker(jobs)
    assert [each.did for each in await runner.run_due()] == ["it is there", "1 invited"]
    assert Counter(to for _, to, _ in await database.read(told)) == Counter(people)
    await database.write(follow, "too late", clock.now)
    assert await runner.run_due() == [], "who comes later is not invited to this one any more"


async def test_what_is_said_expires_when_the_session_begins(
    worker: Worker, database: Database, community: Community, clock: Standing
) -> None:
    anna = await database.write(follow, "anna", NOON)
    await database.write(meeting.sign_up, community, anna, 1, NOON)
    runner = await worker(jobs)
    for days in range(8):
        clock.now = NOON + days * DAY
        await runner.run_due()
    sent = await database.read(lambda tx: tx.execute(_told).all())
    assert [(row.template, row.purpose) for row in sent] == [
        ("meeting.invitation", Purpose.MEETING),
        ("meeting.reminder", Purpose.SERVICE),
        ("meeting.reminder", Purpose.SERVICE),
    ]
    assert {row.expires_at for row in sent} == {datetime(2026, 11, 10, 11, 0, tzinfo=UTC)}


async def test_nobody_hears_two_reminders_at_once_or_of_what_has_begun(
    worker: Worker, database: Database, community: Community, clock: Standing
) -> None:
    """The service was down for the last day."""
    anna, late = [await database.write(follow, name, NOON) for name in ("anna", "late")]
    await database.write(meeting.sign_up, community, anna, 1, NOON)
    runner = await worker(jobs)
    clock.now = datetime(2026, 11, 10, 9, 30, tzinfo=UTC)
    assert [each.did for each in await runner.run_due()][-2:] == ["0 reminded", "1 reminded"]
    await database.write(meeting.sign_up, community, late, 1, clock.now)
    due_at, begun = datetime(2026, 11, 10, 9, 0, tzinfo=UTC), datetime(2026, 11, 10, 11, 0, tzinfo=UTC)
    assert await database.write(meeting.remind, community, due_at, begun) == (False, "0 reminded")
    assert await database.write(meeting.remind, community, due_at, begun - HOUR) == (False, "1 reminded")


async def test_no_instant_of_a_session_is_lost_or_doubled_wherever_time_is_cut(
    database: Database, community: Community
) -> None:
    now = NOON
    for _ in range(6):
        await database.write(meeting.make_next, community, now)
        now = (await database.read(meeting.meetings))[0].starts_at
    random = Random(7)
    for due, each in ((meeting.invitations_due, 1), (meeting.reminders_due, 3)):
        whole = await database.read(due, community, NOON - DAY, now + DAY)
        assert len(whole) == 6 * each
        cuts = sorted(
            [NOON - DAY, now + DAY, *random.sample(whole, 3), *(NOON + random.random() * 200 * DAY for _ in range(9))]
        )
        cuts = [cut for cut in cuts if cut <= now + DAY]
        pieces = [instant for span in pairwise(cuts) for instant in await database.read(due, community, *span)]
        assert pieces == whole


async def test_what_is_foreseen_is_what_then_happens(database: Database, community: Community) -> None:
    await database.write(follow, "anna", NOON)
    await database.write(meeting.make_next, community, NOON)
    then = NOON + 9 * DAY
    foreseen = await database.read(due_runs, jobs, community, NOON, then)
    assert [run.job.name for run in foreseen] == ["meeting", "meeting_invitation", *["meeting_reminder"] * 3, "meeting"]
