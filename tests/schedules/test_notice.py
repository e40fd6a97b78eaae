"""Notice 通知, by itself: whoever is not among the first 500 is seen to by the clock, on whichever worker, once."""

import asyncio
from datetime import timedelta

from civic import notice
from civic.rights import Actor
from schedules import JOBS
from schedules.notice import job
from storage import outbox, resident
from storage.database import Database
from storage.notice import EVERYBODY
from storage.post import Role
from storage.tx import Tx
from tests.schedules.conftest import Standing, Worker
from tests.town import NOON


def confirmed(tx: Tx) -> None:
    """A notice for 1,101 residents."""
    numbers = [resident.add(tx, f"o-{number}", NOON) for number in range(1101)]
    author = Actor(f"resident:{numbers[0]}", frozenset({(Role.COMMITTEE, "")}), numbers[0])
    notice.send(tx, author, "明天停水", EVERYBODY, NOON)


async def test_the_clock_sees_to_the_rest_once(worker: Worker, clock: Standing, database: Database) -> None:
    await database.write(confirmed)
    assert await database.read(outbox.count_by_state) == {"waiting": 500}
    clock.now += timedelta(seconds=1)
    runners = [await worker([job]) for _ in range(2)]
    done = [each for some in await asyncio.gather(*(runner.run_due() for runner in runners)) for each in some]
    assert [each.error for each in done] == [""]
    assert await database.read(outbox.count_by_state) == {"waiting": 1101}
    assert await runners[0].run_due() == []
    assert job in JOBS


async def test_it_is_looked_for_as_long_as_it_is_news(worker: Worker, clock: Standing, database: Database) -> None:
    await database.write(confirmed)
    clock.now += notice.NEWS_FOR - timedelta(hours=1)
    assert len(await (await worker([job])).run_due()) == 1
    assert await database.read(outbox.count_by_state) == {"waiting": 1101}
