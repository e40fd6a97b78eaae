"""Courier 信使: what is due is sent once and in order; what cannot go is tried again, held or ended, and never lost."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.api.remedies import NO_ANSWER
from bot.courier import LEASE, MOST, MOST_TRIES
from storage import courier, outbox, resident
from storage.database import Database
from storage.outbox import Purpose
from tests.bot.office import DYING, LI, NOON, PEOPLE, WANG, Office, decline, finish, leave


@pytest.fixture
async def office(database: Database) -> Office:
    """Five residents, who have followed for long."""
    for person in PEOPLE:
        await database.write(resident.add, person, NOON)
    return Office(database)


async def test_what_is_due_is_sent_once_and_in_order(office: Office) -> None:
    await office.put("一", "二", "三")
    await office.deliver()
    await office.deliver()
    assert office.arrived == {WANG: ["一", "二", "三"]}
    assert await office.rows() == [("sent", "")] * 3
    assert office.counted == [("service", "sent")] * 3


async def test_what_somebody_waits_for_goes_before_what_many_are_told(office: Office) -> None:
    for person in PEOPLE:
        await office.put("通知", to=person, purpose=Purpose.NOTICE)
    await office.put("登记好了", to=LI)
    due = await office.database.read(courier.due, NOON, 1)
    assert due == [len(PEOPLE) + 1]
    await office.deliver()
    assert office.arrived[LI] == ["通知", "登记好了"]  # within what one resident is told, the order stays


async def test_two_couriers_at_once_send_everything_once_and_in_order(office: Office, database_url: str) -> None:
    texts = [str(number) for number in range(15)]
    for person in PEOPLE:
        await office.put(*texts, to=person)
    assert len(PEOPLE) * len(texts) > MOST
    other = Database(database_url)
    await other.start()
    await asyncio.gather(*(finish(office.courier(where)) for where in (office.database, other, office.database)))
    await other.stop()
    await office.deliver()
    assert office.arrived == dict.fromkeys(PEOPLE, texts)


async def test_a_passing_fault_is_tried_again_later_and_nothing_overtakes_it(office: Office) -> None:
    for code in ("-1", "unreached", "41234"):
        await office.put(f"{code}一", f"{code}二")
        await office.put(code, to=LI)
        office.says.append(code)
        await office.deliver()
        assert (await office.rows())[-3] == ("waiting", code)
        office.clock.move(timedelta(seconds=30))
        await office.deliver()
    assert office.arrived[WANG] == ["-1一", "-1二", "unreached一", "unreached二", "41234一", "41234二"]
    assert office.arrived[LI] == ["-1", "unreached", "41234"]


async def test_the_waiting_grows_and_an_errcode_nobody_knows_ends_it(office: Office) -> None:
    await office.put("一")
    office.says.extend(["41234"] * MOST_TRIES)
    for _ in range(MOST_TRIES):
        await office.deliver()
        office.clock.move(timedelta(minutes=30))
    assert (office.calls, await office.rows()) == (MOST_TRIES, [("failed", "41234")])
    await office.put("二")
    office.says.extend(["-1"] * 4)
    for seconds in (0, 30, 30):  # the second delay is twice the first
        office.clock.move(seconds)
        await office.deliver()
    assert office.calls == MOST_TRIES + 2


async def test_where_no_channel_is_open_it_is_held_and_who_cannot_be_reached_is_not_tried_again(office: Office) -> None:
    ends = {"45015": "held", "45047": "held"} | dict.fromkeys(("40003", "43004", "50005", "43019", "48002"), "failed")
    for code in ends:
        await office.put(f"{code}一", f"{code}二")
        office.says.append(code)
        await office.deliver()
    assert await office.rows() == [(state, code) for code, state in ends.items() for _ in range(2)]
    assert office.calls == len(ends)


async def test_what_concerns_the_account_stops_everything_and_loses_nothing(office: Office) -> None:
    rests = {"45009": 12 * 60 + 5, "45011": 1, "40164": 10, "48001": 10, "40001": 10}
    sender = office.courier()
    for calls, (code, minutes) in enumerate(rests.items()):
        await office.put(f"{code}一", f"{code}二")
        office.says.append(code)
        await finish(sender)
        office.clock.move(timedelta(minutes=minutes, seconds=-1))
        await finish(sender)
        assert (office.calls, (await office.rows())[-2:]) == (calls * 3 + 1, [("waiting", "")] * 2)
        office.clock.move(1)
        await finish(sender)
    assert office.arrived == {WANG: [f"{code}{each}" for code in rests for each in "一二"]}


async def test_a_lost_answer_is_said_once_more_and_then_held(office: Office) -> None:
    await office.put("一")
    office.says.extend([NO_ANSWER, NO_ANSWER])
    for _ in range(3):
        await office.deliver()
        office.clock.move(timedelta(hours=1))
    assert (office.arrived, await office.rows()) == ({WANG: ["一", "一"]}, [("held", NO_ANSWER)])


async def test_who_dies_between_sending_and_noting_it_repeats_it_once_at_most(office: Office) -> None:
    await office.put("一", "二")
    for _ in range(2):
        office.says.append(DYING)
        dying = asyncio.create_task(office.courier().round())
        await office.called.wait()
        office.called.clear()
        dying.cancel()
        with suppress(asyncio.CancelledError):
            await dying
        await office.deliver()  # another worker leaves it alone for as long as the lease lasts
        office.clock.move(LEASE)
    await office.deliver()
    assert office.arrived == {WANG: ["一", "一"]}
    assert await office.rows() == [("held", NO_ANSWER)] * 2


async def test_what_is_not_to_be_said_any_more_is_dropped(office: Office) -> None:
    await office.put("过期", lasts=1)
    await office.put("不要了", purpose=Purpose.NOTICE)
    await office.put("答复")
    office.clock.move(timedelta(hours=1))
    await office.database.write(decline, Purpose.NOTICE)
    await office.database.write(decline, Purpose.SERVICE)  # cannot be declined: the resident began it
    await office.deliver()
    assert await office.rows() == [("dropped", "expired"), ("dropped", "declined"), ("sent", "")]
    await office.put("走了以后")
    await office.database.write(leave)
    await office.deliver()
    assert (await office.rows())[-1] == ("dropped", "unfollowed")
    assert office.arrived == {WANG: ["答复"]}


async def test_a_row_that_cannot_be_worded_fails_alone(office: Office) -> None:
    await office.database.write(outbox.put_all, Purpose.SERVICE, [1], "no.such", {}, occasion="test", now=NOON)
    await office.put("一")
    await office.deliver()
    assert await office.rows() == [("failed", "wording"), ("sent", "")]


async def test_a_reply_to_a_ballots_step_is_never_held(office: Office) -> None:
    """It would be told in the reply to another message, and kept with that."""
    facts, secret = {"text": "您选的是"}, outbox.TO_BE_WIPED
    await office.database.write(
        outbox.put, Purpose.SERVICE, 1, "late_reply", facts, dedup_key="secret", now=NOON, subject=secret
    )
    await office.put("登记好了")
    office.says.append("45047")
    await office.deliver()
    assert await office.rows() == [("dropped", "late"), ("held", "45047")]


async def test_what_is_for_the_staff_on_duty_is_left_alone(office: Office) -> None:
    facts = {"number": 1}
    await office.database.write(
        outbox.put, Purpose.EMERGENCY, None, "emergency_alert", facts, dedup_key="emergency:1", now=NOON
    )
    await office.deliver()
    assert (office.calls, await office.rows()) == (0, [("waiting", "")])


async def test_at_shutdown_what_is_begun_is_finished_and_the_rest_let_go(office: Office) -> None:
    await office.put("一", "二")
    sender = office.courier()
    going = asyncio.create_task(sender.round())
    await office.called.wait()
    await sender.stop()
    await going
    assert (office.arrived, await office.rows()) == ({WANG: ["一"]}, [("sent", ""), ("waiting", "")])


async def test_what_is_put_in_wakes_the_courier(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.courier.LOOK", 3600)
    sender = office.courier()
    sender.start()
    await office.put("一")
    await office.noted.wait()
    await sender.stop()
    assert office.arrived == {WANG: ["一"]}
