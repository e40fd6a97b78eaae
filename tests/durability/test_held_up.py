"""The writer is held up for 10 s while people write: nothing answered is lost, nothing happens twice.

Each test runs in a twentieth of the time, and (slow) in the time that the platform really takes.
"""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from simulator.delivery import Delivery
from tests.durability.conftest import QUICK, Stop, again, held_up
from tests.durability.post import COMPLAINT
from tests.durability.stored import Stored
from tests.town import Town

AT_EITHER_PACE = pytest.mark.parametrize("scale", [QUICK, pytest.param(1.0, marks=pytest.mark.slow)], indirect=True)
TEN_SECONDS = 10.4  # past the platform's third delivery, and before it ends


async def complain(place: Town, openid: str, after: float) -> Delivery:
    """Somebody writes so many seconds from now."""
    now = asyncio.Event()
    asyncio.get_running_loop().call_later(after, now.set)
    await now.wait()
    return await place.platform.say(openid, COMPLAINT)


async def check(place: Town, deliveries: Mapping[str, Delivery]) -> None:
    """One case and one reply each, in the answer or in the outbox; delivered again, nothing happens."""
    stored = Stored.read(place.database_url)
    numbers = {row.openid: str(row.id) for row in stored.cases}
    assert sorted(numbers) == sorted(row.sender for row in stored.letters) == sorted(deliveries)
    assert len(stored.cases) == len(numbers)
    late = {row.sender for row in stored.letters if f"reply:{row.key}" in stored.late}
    assert len(stored.late) == len(late)
    for openid, delivery in deliveries.items():
        assert delivery.verdict.fine, delivery.verdict.detail
        assert (delivery.verdict.kind == "success") == (openid in late)
        assert openid in late or numbers[openid] in delivery.verdict.text
    for openid, delivery in deliveries.items():
        assert await again(place, openid, delivery) == delivery.verdict.text
    assert Stored.read(place.database_url) == stored


async def all_of(deliveries: Sequence[asyncio.Task[Delivery]], names: Sequence[str]) -> dict[str, Delivery]:
    return dict(zip(names, await asyncio.gather(*deliveries), strict=True))


@AT_EITHER_PACE
async def test_a_writer_that_stands_still_for_ten_seconds(slow_town: Town, scale: float) -> None:
    """Whoever wrote early is answered by the outbox, after three deliveries; whoever wrote late, in the callback."""
    early, late = [f"o-early-{number}" for number in range(5)], [f"o-late-{number}" for number in range(5)]
    async with held_up(slow_town) as stop:
        asyncio.get_running_loop().call_later(TEN_SECONDS * scale, stop.let_go)
        sent = [asyncio.create_task(complain(slow_town, who, 0.0)) for who in early]
        sent += [asyncio.create_task(complain(slow_town, who, (TEN_SECONDS - 1.0) * scale)) for who in late]
        deliveries = await all_of(sent, early + late)
    assert {deliveries[who].verdict.kind for who in early} == {"success"}
    assert {deliveries[who].verdict.kind for who in late} == {"reply"}
    await check(slow_town, deliveries)


@AT_EITHER_PACE
async def test_a_writer_that_is_slow_for_ten_seconds_lets_the_platform_go(slow_town: Town, scale: float) -> None:
    """Between two slow pieces of work the waiting messages become durable: one delivery is enough."""
    stops = [Stop() for _ in range(11)]
    work = [asyncio.ensure_future(slow_town.database.write(stop.hold)) for stop in stops]
    await stops[0].reached()
    for second, stop in enumerate(stops):
        asyncio.get_running_loop().call_later(second * scale, stop.let_go)
    people = [f"o-{number}" for number in range(8)]
    deliveries = await all_of([asyncio.create_task(complain(slow_town, who, 0.0)) for who in people], people)
    assert {len(delivery.attempts) for delivery in deliveries.values()} == {1}
    assert {delivery.verdict.kind for delivery in deliveries.values()} == {"success"}
    assert not all(each.done() for each in work), "they were let go before their turns"
    await asyncio.gather(*work)
    await slow_town.database.write(lambda tx: None)
    await check(slow_town, deliveries)


@AT_EITHER_PACE
async def test_a_reply_that_no_delivery_fetched_goes_to_the_outbox(slow_town: Town, scale: float) -> None:
    """The platform gave up before the turn was run: three deliveries, none of them answered."""
    async with held_up(slow_town) as stop:
        delivery = await complain(slow_town, "o-unlucky", 0.0)
        assert not delivery.verdict.fine
        stop.let_go()
    await slow_town.database.write(lambda tx: None)
    stored = Stored.read(slow_town.database_url)
    assert [f"reply:{row.key}" for row in stored.letters] == stored.late
    assert len(stored.cases) == 1
    assert await again(slow_town, "o-unlucky", delivery) == ""
    assert Stored.read(slow_town.database_url) == stored


@pytest.mark.parametrize("scale", [QUICK], indirect=True)
async def test_danger_is_answered_even_where_its_turn_has_to_wait(slow_town: Town, scale: float) -> None:
    """Made durable ahead of its turn and let go at 4 s: the first words in danger need no turn."""
    stops = [Stop() for _ in range(11)]
    work = [asyncio.ensure_future(slow_town.database.write(stop.hold)) for stop in stops]
    await stops[0].reached()
    for second, stop in enumerate(stops):
        asyncio.get_running_loop().call_later(second * scale, stop.let_go)
    delivery = await slow_town.platform.say("o-danger", "3号楼着火了 救命")
    assert not all(each.done() for each in work), "it was let go before its turn"
    assert "119" in delivery.verdict.text
    await asyncio.gather(*work)
