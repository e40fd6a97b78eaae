"""Notice 通知, the rules: who may send one to whom, each recipient once, and what the author is told of it."""

from datetime import timedelta

import pytest

from civic import notice
from civic.errors import Refusal
from storage import audit, outbox, resident
from storage.base import core
from storage.database import Database
from storage.meeting import Declined
from storage.notice import EVERYBODY
from storage.outbox import Outbox, OutboxState, Purpose
from storage.tx import Tx
from tests.civic.conftest import HERE, POSTS, THERE, People, bind
from tests.town import NOON

LATER = NOON + timedelta(minutes=1)
EVERYBODY_HERE = ("reporter", "neighbour", "tenant", "worker")


def told(tx: Tx, people: People) -> list[str]:
    rows = tx.execute(core(Outbox).select().order_by(core(Outbox).c.recipient_id)).all()
    return [people.named(row.recipient_id) for row in rows]


def at_home(tx: Tx, people: People) -> None:
    for who in EVERYBODY_HERE:
        bind(tx, people.numbers[who], HERE)


def decline(tx: Tx, resident_id: int) -> None:
    tx.execute(core(Declined).insert(), {"resident_id": resident_id, "purpose": Purpose.NOTICE, "at": NOON})


def crowd(tx: Tx, size: int) -> None:
    for number in range(size):
        resident.add(tx, f"o-{number}", NOON)


async def test_who_may_send_to_whom(database: Database, people: People) -> None:
    await database.write(at_home, people)

    async def outcome(who: str, audience: str) -> str:
        try:
            await database.write(notice.send, people.actor(who), "明天停水", audience, NOON)
        except Refusal as no:
            return no.code
        return ""

    everybody = [*POSTS, "console staff", "auditor"]
    found = {who: (await outcome(who, EVERYBODY), await outcome(who, HERE)) for who in everybody}
    may = dict.fromkeys(("committee", "staff", "console staff"), ("", ""))
    of_there = {"committee there": ("notice_not_for_all", "not_your_estate")}
    assert found == dict.fromkeys(everybody, ("not_allowed", "not_allowed")) | may | of_there


async def test_only_what_a_post_reaches_is_offered_with_its_people(database: Database, people: People) -> None:
    await database.write(at_home, people)
    estates = (HERE, THERE)
    all_of_them = await database.read(notice.audiences, people.actor("committee"), estates, NOON)
    assert [tuple(each) for each in all_of_them] == [(EVERYBODY, len(POSTS)), (HERE, 4), (THERE, 0)]
    of_one = await database.read(notice.audiences, people.actor("committee there"), estates, NOON)
    assert [tuple(each) for each in of_one] == [(THERE, 0)]
    with pytest.raises(Refusal, match="not_allowed"):
        await database.read(notice.audiences, people.actor("worker"), estates, NOON)


async def test_an_estate_means_those_who_have_a_home_there_each_once(database: Database, people: People) -> None:
    def send(tx: Tx) -> list[str]:
        at_home(tx, people)
        bind(tx, people.numbers["worker"], HERE)  # a second home
        bind(tx, people.numbers["colleague"], THERE)
        sent = notice.send(tx, people.actor("committee"), "明天停水", HERE, NOON)
        assert sent.recipients == len(EVERYBODY_HERE)
        return told(tx, people)

    assert await database.write(send) == list(EVERYBODY_HERE)


async def test_who_left_or_declined_is_left_out(database: Database, people: People) -> None:
    def send(tx: Tx) -> list[str]:
        at_home(tx, people)
        decline(tx, people.numbers["reporter"])
        resident.unfollow(tx, people.numbers["neighbour"], NOON)
        notice.send(tx, people.actor("committee"), "明天停水", HERE, NOON)
        return told(tx, people)

    assert await database.write(send) == ["tenant", "worker"]


async def test_a_notice_for_nobody_or_too_long_is_not_sent(database: Database, people: People) -> None:
    actor = people.actor("committee")
    with pytest.raises(Refusal, match="notice_for_nobody"):
        await database.write(notice.send, actor, "明天停水", THERE, NOON)
    with pytest.raises(Refusal, match="notice_too_long"):
        await database.write(notice.send, actor, "水" * 301, EVERYBODY, NOON)
    assert await database.read(notice.sent_by, actor.resident_id or 0) == []
    assert await database.read(outbox.count_by_state) == {}


async def test_a_large_notice_goes_in_chunks_each_recipient_once(database: Database, people: People) -> None:
    """The first chunk with the confirmation; the rest by the clock, also when it was killed in between."""

    def rows(tx: Tx) -> int:
        return sum(outbox.count_by_state(tx).values())

    await database.write(crowd, 1040 - len(POSTS))
    await database.write(notice.send, people.actor("committee"), "明天停水", EVERYBODY, NOON)
    assert await database.read(rows) == 500
    await database.write(crowd_later)
    due = await database.read(notice.due, NOON - timedelta(days=1), LATER)
    assert due == [NOON]
    assert await database.write(notice.expand, NOON, LATER) == (500, True)
    with pytest.raises(InterruptedError):
        await database.write(killed)
    assert await database.write(notice.expand, NOON, LATER) == (40, False)
    assert await database.write(notice.expand, NOON, LATER) == (0, False)
    assert await database.read(rows) == 1040, "those who came later are not among them"
    assert await database.read(notice.due, NOON - timedelta(days=1), LATER) == []


def crowd_later(tx: Tx) -> None:
    resident.add(tx, "o-later", LATER)


def killed(tx: Tx) -> None:
    notice.expand(tx, NOON, LATER)
    raise InterruptedError


async def test_the_author_is_told_how_it_fares(database: Database, people: People) -> None:
    def fare(tx: Tx) -> list[tuple[int, ...]]:
        at_home(tx, people)
        notice.send(tx, people.actor("committee"), "明天停水", EVERYBODY, NOON)
        table = core(Outbox)
        settled = (OutboxState.SENT,) * 4 + (OutboxState.HELD,) * 2 + (OutboxState.FAILED, OutboxState.DROPPED)
        numbers = tx.execute(table.select().order_by(table.c.id)).scalars().all()
        for number, state in zip(numbers, settled, strict=False):
            tx.execute(table.update().where(table.c.id == number).values(state=state))
        views = notice.sent_by(tx, people.numbers["committee"])
        return [(each.recipients, each.arrived, each.held, each.in_vain, each.on_the_way) for each in views]

    assert await database.write(fare) == [(len(POSTS), 4, 2, 2, len(POSTS) - 8)]


async def test_residents_find_what_they_were_sent_and_nobody_elses(database: Database, people: People) -> None:
    def send(tx: Tx) -> tuple[list[str], list[str]]:
        at_home(tx, people)
        for number in range(1, 5):
            notice.send(tx, people.actor("committee"), f"第{number}条", HERE if number == 4 else EVERYBODY, NOON)
        found = (notice.sent_to(tx, people.numbers[who]) for who in ("reporter", "staff"))
        here, elsewhere = ([view.text for view in views] for views in found)
        return here, elsewhere

    assert await database.write(send) == (["第4条", "第3条", "第2条"], ["第3条", "第2条", "第1条"])


async def test_sending_leaves_a_row_in_the_record(database: Database, people: People) -> None:
    def send(tx: Tx) -> list[tuple[str, str, object]]:
        notice.send(tx, people.actor("committee"), "明天停水", EVERYBODY, NOON)
        return [(row.action, row.subject, row.after) for row in tx.execute(core(audit.Audit).select())]

    after = {"audience": EVERYBODY, "recipients": len(POSTS)}
    assert await database.write(send) == [("notice.send", "notice:1", after)]
