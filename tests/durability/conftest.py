"""A town whose writer can be held up, in real time and in a twentieth of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module
from threading import Event

import aiohttp
import pytest

from simulator.delivery import CUT, Delivery, Postman
from simulator.replies import judge
from storage.tx import Tx
from tests.town import Town, answer_of, town

QUICK = 0.2  # a fifth: 5 s are one, which two busy cores can keep


class Stop:
    """Keeps the writer of a service until it is let go."""

    def __init__(self) -> None:
        self._entered, self._free = Event(), Event()

    def hold(self, tx: Tx) -> None:
        """The action that takes so long."""
        self._entered.set()
        self._free.wait(60)

    async def reached(self) -> None:
        """Wait until the writer stands still."""
        assert await asyncio.to_thread(self._entered.wait, 10)

    def let_go(self) -> None:
        """Let it go on."""
        self._free.set()


@asynccontextmanager
async def held_up(place: Town) -> AsyncIterator[Stop]:
    """Inside, the writer does nothing until it is let go; at the end it is."""
    stop = Stop()
    held = asyncio.ensure_future(place.database.write(stop.hold))
    await stop.reached()
    try:
        yield stop
    finally:
        stop.let_go()
        await held


@pytest.fixture
def scale(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> float:
    """Everybody's patience, the platform's and ours, times the test's parameter."""
    scale = float(getattr(request, "param", QUICK))
    for name in ("desk.LET_GO", "desk.GIVE_UP", "desk.FORGOTTEN"):
        monkeypatch.setattr(f"bot.{name}", _value(f"bot.{name}") * scale)
    monkeypatch.setattr("storage.writer.ACCEPT_AFTER", _value("storage.writer.ACCEPT_AFTER") * scale)
    return scale


@pytest.fixture
async def slow_town(database_url: str, scale: float) -> AsyncIterator[Town]:
    """A town on each engine, in which time counts for as much as `scale` says."""
    async with town(database_url) as place:
        place.platform.postman = Postman(CUT * scale, CUT * scale)
        yield place


def _value(name: str) -> float:
    module, _, attribute = name.rpartition(".")
    return float(getattr(import_module(module), attribute))


async def again(place: Town, openid: str, delivery: Delivery) -> str:
    """The very same bytes once more; what the person reads."""
    judged = partial(judge, place.account, openid=openid)
    async with aiohttp.ClientSession() as session:
        request = (delivery.query, delivery.body)
        return answer_of(await place.platform.postman.deliver(session, place.platform.callback_url, request, judged))
