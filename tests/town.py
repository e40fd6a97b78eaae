"""A small invented town: the running service, the stand-in platform, one clock, and people who talk to it."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import choice
from socket import socket

from config.settings import Settings, load_settings
from roof.service import House, Service, listen
from simulator.account import Account, Mode
from simulator.app import make_app
from simulator.clock import Clock
from simulator.delivery import Delivery
from simulator.platform import Platform
from simulator.replies import judge as judge_reply
from simulator.residents import Resident
from storage import post, resident
from storage.database import Database
from storage.post import Role
from storage.tx import Tx

ROOT = Path(__file__).parent.parent
NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)  # a Monday, noon in Shanghai

# Who is who; a post is held once `appoint` has given it.
CAST = {
    "resident": Resident("o-resident", "居民"),
    "neighbour": Resident("o-neighbour", "邻居"),
    "stranger": Resident("o-stranger", "陌生人", follows=False),
    "worker": Resident("o-worker", "网格员"),
    "colleague": Resident("o-colleague", "另一个网格员"),
    "committee": Resident("o-committee", "社区两委"),
}

Talk = Sequence[tuple[str, str]]


# Below the ports that the kernel gives to whoever connects: one of those could be taken before we listen on it. Each of
# the tests' processes draws from its own, so that none is taken while a server is being restarted on it.
_OF_MINE = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
PORTS = range(20_000 + _OF_MINE, 32_000, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def free_port() -> int:
    """A port of this machine that nobody uses."""
    while True:
        port = choice(PORTS)
        with socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Town:
    """`say` and `talk` go through signed and encrypted HTTP; `restart` ends the service and starts it anew.

    What the service does by itself waits until `rung` is awaited; what it sends by itself waits in the outbox until
    `delivered` is; `pushed` is what arrived.
    """

    database_url: str
    account: Account
    port: int = field(default_factory=free_port)
    clock: Clock = field(default_factory=lambda: Clock(NOON, running=False))

    def __post_init__(self) -> None:
        address = f"http://127.0.0.1:{self.port}/wechat"
        self.api = f"http://127.0.0.1:{free_port()}"
        people = [replace(person) for person in CAST.values()]  # following and leaving are this town's only
        self.platform = Platform(self.account, address, clock=self.clock, residents=people, base_url=self.api)

    async def start(self) -> None:
        """Start the service and wait until its port is open."""
        self._told, opened = asyncio.Event(), asyncio.Event()

        async def is_open() -> None:
            opened.set()

        self.service = Service(House.read(self._settings()), self.clock.now, by_itself=False)
        self._running = asyncio.create_task(self.service.run("127.0.0.1", self.port, self._told, is_open))
        waiting = asyncio.create_task(opened.wait())
        await asyncio.wait((self._running, waiting), return_when=asyncio.FIRST_COMPLETED)
        if self._running.done():
            waiting.cancel()
            self._running.result()

    async def stop(self) -> None:
        """Shut the service down as SIGTERM does."""
        self._told.set()
        await self._running

    async def restart(self) -> None:
        """Everything that was only in memory is gone."""
        await self.stop()
        await self.start()

    async def say(self, who: str, text: str) -> str:
        """What the bot answers to a text."""
        return answer_of(await self.platform.say(CAST[who].openid, text))

    async def again(self, who: str, delivery: Delivery) -> str:
        """The platform delivers the same bytes once more; what they are answered."""
        judge = partial(judge_reply, self.account, openid=CAST[who].openid)
        request, platform = (delivery.query, delivery.body), self.platform
        return answer_of(await platform.postman.deliver(platform._http(), platform.callback_url, request, judge))

    async def talk(self, who: str, *talk: tuple[str, str]) -> None:
        """Say each first and expect each second in the answer; "" expects silence."""
        for said, expected in talk:
            answered = await self.say(who, said)
            assert (expected in answered) if expected else not answered, f"{said!r} -> {answered!r}"

    async def known(self, who: str) -> int:
        """Somebody's number; they are written down if they had not written yet."""

        def number(tx: Tx) -> int:
            return resident.number_of(tx, CAST[who].openid) or resident.add(tx, CAST[who].openid, self.clock.now())

        return await self.database.write(number)

    async def appoint(self, who: str, role: Role, scope: str = "") -> int:
        """Somebody holds a post from now on, for an estate or for all; their number."""
        number = await self.known(who)
        await self.database.write(post.add, number, role, scope, self.clock.now())
        return number

    async def delivered(self) -> None:
        """Everything that is due by the town's clock has been sent, held, dropped or put off."""
        assert self.service.courier
        while await self.service.courier.round():
            pass

    async def rung(self) -> None:
        """Everything that is due by the town's clock has been done."""
        await self.service.runner.run_due()

    def pushed(self, who: str) -> list[str]:
        """The texts that reached somebody without being an answer, oldest first."""
        return [message.text for message in self.platform.pushed(CAST[who].openid)]

    @property
    def database(self) -> Database:
        """The service's own, for looking at what was stored."""
        return self.service.database

    def _settings(self) -> Settings:
        return load_settings(
            {
                "KENTAN_DATABASE_URL": self.database_url,
                "KENTAN_WECHAT_TOKEN": self.account.token,
                "KENTAN_WECHAT_APP_ID": self.account.app_id,
                "KENTAN_WECHAT_APP_SECRET": self.account.secret,
                "KENTAN_WECHAT_API_BASE": self.api,
                "KENTAN_WECHAT_AES_KEY": (self.account.mode != "plain" and self.account.aes_key) or "",
                "KENTAN_WECHAT_AES_KEY_PREVIOUS": self.account.aes_key_previous or "",
                "KENTAN_SECRET_KEY": "s" * 32,
                "KENTAN_DATA_KEY": "d" * 32,
                "KENTAN_COMMUNITY": str(ROOT / "config" / "community.toml"),
            }
        )


def answer_of(delivery: Delivery) -> str:
    """What the person reads; a fault of the platform fails the test."""
    assert delivery.verdict.fine, delivery.verdict.detail
    return delivery.verdict.text


def account(mode: Mode = "safe") -> Account:
    """An invented account."""
    return Account("towntoken", "wxtown0000000000", "secret", "k" * 43, mode=mode)


@asynccontextmanager
async def town(database_url: str, mode: Mode = "safe") -> AsyncIterator[Town]:
    """A town that is open for business."""
    place = Town(database_url, account(mode))
    async with place.platform, AsyncExitStack() as stack:
        await listen(make_app(place.platform), "127.0.0.1", int(place.api.rpartition(":")[2]), stack)
        await place.start()
        yield place
        await place.stop()
