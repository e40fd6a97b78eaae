"""One message, however often it is delivered: one effect, one reply; and what becomes of it at shutdown and start."""

import asyncio
from datetime import datetime, timedelta

import psycopg
import pytest

from civic import case
from civic.case import CaseView, Report
from simulator import events, messages
from simulator.delivery import CUT, Postman
from storage import inbox
from storage.database import Database
from storage.inbox import InboxState, Letter, ReplyRoute
from storage.tx import Tx, lock_number
from tests.durability.conftest import again, held_up
from tests.durability.post import COMPLAINT, Post
from tests.durability.serving import Server
from tests.durability.stored import Stored
from tests.town import NOON, Town, answer_of
from tests.town import town as open_town

WHO, OTHER = "o-one", "o-other"


async def at_the_desk(place: Town, deliveries: int) -> None:
    """Wait until so many deliveries wait for their replies."""
    works = place.service._desk._in_work.values()
    while sum(len(work.visits) for work in works) < deliveries:  # noqa: ASYNC110 - nobody tells when one sits down
        await asyncio.sleep(0)


async def test_a_retry_of_a_message_in_work_gets_the_one_reply(town: Town) -> None:
    xml = messages.text(WHO, COMPLAINT, 7, town.clock.timestamp(), to=town.account.gh_id)
    async with held_up(town):
        deliveries = [asyncio.create_task(town.platform.deliver(WHO, xml)) for _ in range(3)]
        await at_the_desk(town, 3)
    answers = {answer_of(await each) for each in deliveries}
    stored = Stored.read(town.database_url)
    assert len(answers) == len(stored.cases) == len(stored.letters) == 1
    assert str(stored.cases[0].id) in answers.pop()


async def test_a_retry_of_a_finished_message_gets_the_stored_reply(town: Town) -> None:
    delivery = await town.platform.say(WHO, COMPLAINT)
    town.clock.move(timedelta(seconds=5))
    await town.platform.say(WHO, "主菜单")
    stored = Stored.read(town.database_url)
    assert await again(town, WHO, delivery) == answer_of(delivery)
    await town.restart()
    assert await again(town, WHO, delivery) == answer_of(delivery)
    assert Stored.read(town.database_url) == stored


async def test_two_residents_with_one_message_id_are_two_messages(town: Town) -> None:
    now = town.clock.timestamp()
    texts = [messages.text(who, COMPLAINT, 7, now, to=town.account.gh_id) for who in (WHO, OTHER)]
    answers = [answer_of(await town.platform.deliver(who, xml)) for who, xml in zip((WHO, OTHER), texts, strict=True)]
    stored = Stored.read(town.database_url)
    assert {row.openid for row in stored.cases} == {WHO, OTHER}
    assert len(set(answers)) == 2


async def test_two_different_events_in_one_second_are_two_events(town: Town) -> None:
    now, to = town.clock.timestamp(), town.account.gh_id
    happened = [
        events.subscribe(WHO, now, to=to),
        events.click(WHO, now, "进度", to=to),
        events.click(WHO, now, "主菜单", to=to),
        events.scan(WHO, now, "a", to=to),
        events.scan(WHO, now, "b", to=to),
        events.unsubscribe(WHO, now, to=to),
    ]
    for xml in happened * 2:
        answer_of(await town.platform.deliver(WHO, xml))
    assert len(Stored.read(town.database_url).letters) == len(happened)


async def test_a_turn_that_raises_apologizes_the_same_again_and_the_others_stand(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    working = case.file
    unlucky: list[int] = []

    def file(tx: Tx, resident_id: int, report: Report, deadline: timedelta, now: datetime) -> CaseView:
        view = working(tx, resident_id, report, deadline, now)
        if resident_id in unlucky:
            raise LookupError("a fault in a rule")
        return view

    await town.say("resident", "主菜单")
    unlucky.append(1)
    monkeypatch.setattr(case, "file", file)
    async with held_up(town):
        people = ("o-before", "o-resident", "o-after")
        sent = [asyncio.create_task(town.platform.say(who, COMPLAINT)) for who in people]
        await at_the_desk(town, 3)
    deliveries = dict(zip(people, await asyncio.gather(*sent), strict=True))
    monkeypatch.undo()
    apology = answer_of(deliveries["o-resident"])
    stored = Stored.read(town.database_url)
    assert {row.openid for row in stored.cases} == {"o-before", "o-after"}
    assert all(str(row.id) in answer_of(deliveries[row.openid]) for row in stored.cases)
    assert apology
    assert await again(town, "o-resident", deliveries["o-resident"]) == apology
    assert Stored.read(town.database_url) == stored


async def test_what_was_accepted_and_not_answered_is_answered_after_a_restart(town: Town) -> None:
    """The platform was told `success`, and then the process died: the reply goes to the outbox, once."""
    fields = {"ToUserName": town.account.gh_id, "FromUserName": WHO, "MsgType": "text", "Content": COMPLAINT}
    letters = [Letter(f"key-{number}", f"o-{number}", "text", fields, NOON) for number in range(5)]
    assert await town.database.write(inbox.accept, letters) == {letter.key for letter in letters}
    for _ in range(2):
        await town.restart()
        await town.database.write(lambda tx: None)
        stored = Stored.read(town.database_url)
        assert sorted(row.openid for row in stored.cases) == [letter.sender for letter in letters]
        assert sorted(stored.late) == [f"reply:{letter.key}" for letter in letters]
        assert await town.database.read(inbox.unanswered) == []


async def test_a_shutdown_answers_the_turns_in_hand(town: Town) -> None:
    async with held_up(town) as stop:
        sent = [asyncio.create_task(town.platform.say(f"o-{number}", COMPLAINT)) for number in range(9)]
        await at_the_desk(town, 9)
        stopping = asyncio.create_task(town.stop())
        await asyncio.sleep(0)
        stop.let_go()
        await stopping
    answers = [answer_of(await each) for each in sent]
    stored = Stored.read(town.database_url)
    assert len(set(answers)) == len(stored.cases) == len(stored.letters) == 9
    await town.start()


async def test_sigterm_under_load_loses_nothing_and_leaves_nobody_unanswered(database_url: str) -> None:
    post = Post(seed=1)
    async with Server(database_url) as server:
        await server.start()
        load = asyncio.create_task(post.load(server.address))
        await asyncio.wait({load}, timeout=0.3)
        said = await server.terminate()
        await load
    stored = Stored.read(database_url)
    stored.holds(post.acknowledged)
    assert len(stored.letters) == len(post.acknowledged) > 0
    assert "Traceback" not in said


async def test_a_shutdown_does_not_wait_for_ever_for_what_another_worker_holds(
    postgres_url: str, scale: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn could not begin, its delivery got no 200: nothing is owed."""
    monkeypatch.setattr("storage.writer.BUSY_FOR", 0.1)
    async with open_town(postgres_url) as place:
        with psycopg.connect(postgres_url) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number(WHO)])
            place.platform.postman = Postman(CUT * scale, CUT * scale, tries=1)
            delivery = await place.platform.say(WHO, COMPLAINT)
            await asyncio.wait_for(place.stop(), 10)
        assert not delivery.verdict.fine
        assert Stored.read(postgres_url).letters == []
        await place.start()


async def test_replies_that_nobody_fetched_are_put_into_the_outbox_at_shutdown(slow_town: Town, scale: float) -> None:
    slow_town.platform.postman = Postman(CUT * scale, CUT * scale, tries=1)
    async with held_up(slow_town):
        deliveries = [slow_town.platform.say(f"o-{number}", COMPLAINT) for number in range(5)]
        assert not any(delivery.verdict.fine for delivery in await asyncio.gather(*deliveries))
        assert Stored.read(slow_town.database_url).letters == []
    await slow_town.restart()
    stored = Stored.read(slow_town.database_url)
    assert len(stored.cases) == len(stored.late) == 5


async def test_what_another_worker_answers_during_our_start_is_not_said_again(postgres_url: str) -> None:
    """A rolling restart: the old process still answers what the new one finds unanswered."""
    fields = {"ToUserName": "gh", "FromUserName": WHO, "MsgType": "text", "Content": COMPLAINT}
    mail = Letter("key", WHO, "text", fields, NOON)
    old = Database(postgres_url)
    await old.start()
    async with open_town(postgres_url) as new:
        await old.write(inbox.accept, [mail])
        async with held_up(new):
            assert await new.service._desk.recover() == 1
            await old.write(inbox.settle, mail.key, InboxState.DONE, ReplyRoute.PASSIVE, "said by the old one")
        await new.restart()
        assert Stored.read(postgres_url).late == []
    await old.stop()
