"""The service: every part of it, in the order in which they start."""

import asyncio
import gc
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from bot.courier import Courier
from bot.desk import Desk
from bot.envelope import LARGEST, Envelope
from bot.metrics import Metrics
from bot.router import Switchboard
from bot.turn import Bot
from bot.understanding import Understanding
from bot.webhook import Webhook
from civic.errors import Unfit
from config.clock import Clock
from config.community import Community, load_community
from config.lexicon import load_lexicon
from config.settings import ServingSettings, Settings, plain
from config.wording import Wording, load_wording
from handlers import ROUTERS
from roof import sending
from schedules import JOBS
from schedules.runner import Runner
from storage import outbox, schema
from storage.database import Database
from web import PAGES
from web.console.reception import Console
from web.watch import Watch

log = logging.getLogger(__name__)

YOUNG_OBJECTS = (20_000, 20, 50)  # a message makes hundreds that die by themselves: look for cycles less often
HANDS_DOWN = 10.0  # seconds that requests in hand may take at shutdown; a supervisor should wait longer


@dataclass(frozen=True)
class House:
    """What a deployment says of itself, read once."""

    settings: ServingSettings
    community: Community
    wording: Wording

    @classmethod
    def read(cls, settings: Settings) -> "House":
        """Raises ConfigError, naming everything that is wrong with the first of the three that does not fit."""
        community = load_community(settings.community)
        return cls(settings.for_serving(), community, load_wording(community.wording).knowing(community.facts))


class Service:
    """Every part of the running service, in the order in which they start; they stop in the opposite order."""

    def __init__(self, house: House, clock: Clock, *, by_itself: bool = True) -> None:
        """`by_itself`: nobody has to ask the courier to look at what is due; tests do."""
        settings = house.settings
        self._by_itself = by_itself
        self.courier: Courier | None = None
        self._metrics = Metrics()
        self.database = Database(settings.database_url, self._metrics)
        # Loaded before the port is opened: later it would stall the loop.
        understanding = Understanding(load_lexicon(), house.community.estate_names)
        bot = Bot(Switchboard(ROUTERS), house.community, house.wording, understanding.answers)
        self._desk = Desk(bot, self.database, understanding, self._metrics, clock)
        keys = plain(settings.wechat_aes_key), plain(settings.wechat_aes_key_previous)
        envelope = Envelope(plain(settings.wechat_token), settings.wechat_app_id, *keys, mode=settings.wechat_mode)
        self._webhook = Webhook(envelope, self._desk, self.database, self._metrics, clock)
        self.runner = Runner(self.database, house.community, clock, JOBS)
        keys_of_pages = {"secret": plain(settings.secret_key), "public_url": settings.public_url}
        self._console = Console(PAGES, self.database, house.community, house.wording, **keys_of_pages, clock=clock)
        is_ready = partial(self.database.read, schema.is_current)
        waiting = partial(self.database.read, outbox.count_by_state)
        self._sending = partial(sending.courier, settings, house.wording, self.database, self._metrics, clock)
        self._watch = Watch(is_ready, waiting, self._metrics.text, plain(settings.metrics_token))

    def application(self) -> web.Application:
        """The addresses of the contract; everything else is 404."""
        app = web.Application(client_max_size=LARGEST)
        app.add_routes([web.get("/wechat", self._webhook.greet), web.post("/wechat", self._webhook.receive)])
        app.add_routes(self._watch.routes())
        app.add_routes(self._console.routes())
        return app

    async def run(self, host: str, port: int, until: asyncio.Event, opened: Callable[[], Awaitable[None]]) -> None:
        """Serve until `until` is set: then listener, clock, turns in hand, courier, writer go down one by one."""
        async with AsyncExitStack() as stack:
            await self.database.start()
            stack.push_async_callback(self.database.stop)
            self.courier = await stack.enter_async_context(self._sending())
            stack.push_async_callback(self._desk.finish)
            await self._desk.recover()
            if self._by_itself:
                self.runner.start()
                stack.push_async_callback(self.runner.stop)
            gc.collect()
            gc.freeze()  # dictionaries and code stay: no collection walks them again
            gc.set_threshold(*YOUNG_OBJECTS)
            await listen(self.application(), host, port, stack)
            stalls = asyncio.create_task(self._metrics.watch_loop())
            stack.callback(stalls.cancel)
            await opened()
            if self.courier is None:
                log.warning("KENTAN_WECHAT_APP_SECRET is not set: nothing is sent, it waits in the outbox")
            elif self._by_itself:
                self.courier.start()
            await until.wait()


async def listen(app: web.Application, host: str, port: int, stack: AsyncExitStack) -> None:
    """Open a port until the stack is left. Raises Unfit where it is taken."""
    # Cancelled when the client hangs up: a reply that nobody waits for any more has to go another way.
    # Nothing is unpacked: nobody who is expected here compresses, and a broken stream would be a trace in the log.
    runner = web.AppRunner(
        app, access_log=None, shutdown_timeout=HANDS_DOWN, handler_cancellation=True, auto_decompress=False
    )
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise Unfit(f"cannot listen on {host}:{port}: {str(error.strerror).rpartition(': ')[2]}") from error


def until_told() -> asyncio.Event:
    """Set by SIGTERM or Ctrl-C."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    return told
