"""The roof: reads the settings, builds every part, hands each what it needs, and offers the commands."""

import asyncio
import gc
import json
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click
from aiohttp import web

from bot.desk import Desk
from bot.envelope import LARGEST, Envelope
from bot.metrics import Metrics
from bot.router import Switchboard
from bot.turn import Bot
from bot.understanding import Understanding, as_json
from bot.webhook import Webhook
from civic import sample
from civic.errors import KentanError, Unfit
from config.clock import Clock, system_clock
from config.community import Community, load_community
from config.errors import ConfigError
from config.lexicon import load_lexicon
from config.logs import set_up_logging
from config.settings import ServingSettings, Settings, load_settings, plain, unknown_variables
from config.wording import Wording, load_wording
from handlers import ROUTERS
from simulator.account import Account
from simulator.app import make_app
from simulator.clock import Clock as PlatformClock
from simulator.platform import Platform
from storage import outbox, schema
from storage.database import Database
from web.watch import Watch

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

    def __init__(self, house: House, clock: Clock) -> None:
        settings = house.settings
        self._metrics = Metrics()
        self.database = Database(settings.database_url, self._metrics)
        # Loaded before the port is opened: later it would stall the loop.
        understanding = Understanding(load_lexicon(), house.community.estate_names)
        bot = Bot(Switchboard(ROUTERS), house.community, house.wording, understanding.answers)
        self._desk = Desk(bot, self.database, understanding, self._metrics, clock)
        keys = plain(settings.wechat_aes_key), plain(settings.wechat_aes_key_previous)
        envelope = Envelope(plain(settings.wechat_token), settings.wechat_app_id, *keys, mode=settings.wechat_mode)
        self._webhook = Webhook(envelope, self._desk, self.database, self._metrics, clock)
        is_ready = partial(self.database.read, schema.is_current)
        waiting = partial(self.database.read, outbox.count_by_state)
        self._watch = Watch(is_ready, waiting, self._metrics.text, plain(settings.metrics_token))

    def application(self) -> web.Application:
        """The addresses of the contract; everything else is 404."""
        app = web.Application(client_max_size=LARGEST)
        app.add_routes([web.get("/wechat", self._webhook.greet), web.post("/wechat", self._webhook.receive)])
        app.add_routes(self._watch.routes())
        return app

    async def run(self, host: str, port: int, until: asyncio.Event, opened: Callable[[], Awaitable[None]]) -> None:
        """Serve until `until` is set: then listener, turns in hand, writer go down one after the other."""
        async with AsyncExitStack() as stack:
            await self.database.start()
            stack.push_async_callback(self.database.stop)
            stack.push_async_callback(self._desk.finish)
            await self._desk.recover()
            gc.collect()
            gc.freeze()  # dictionaries and code stay: no collection walks them again
            gc.set_threshold(*YOUNG_OBJECTS)
            await _listen(self.application(), host, port, stack)
            stalls = asyncio.create_task(self._metrics.watch_loop())
            stack.callback(stalls.cancel)
            await opened()
            await until.wait()


async def _listen(app: web.Application, host: str, port: int, stack: AsyncExitStack) -> None:
    # Cancelled when the client hangs up: a reply that nobody waits for any more has to go another way.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=HANDS_DOWN, handler_cancellation=True)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise Unfit(f"cannot listen on {host}:{port}: {str(error.strerror).rpartition(': ')[2]}") from error


def _until_told() -> asyncio.Event:
    """Set by SIGTERM or Ctrl-C."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    return told


# --- the commands ----------------------------------------------------------------------------------------------------


class Commands(click.Group):
    """Every refusal is told on stderr, a line for each reason, and ends with 1; wrong usage ends with 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (KentanError, ConfigError) as error:
            for line in str(error).splitlines():
                click.echo(f"error: {line}", err=True)
            ctx.exit(1)


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Hands them over; they are read when the command runs, so that help and wrong usage do not depend on them."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        settings = load_settings(os.environ)
        set_up_logging(settings.log_format)
        for line in unknown_variables(os.environ):
            click.echo(f"warning: {line}", err=True)
        command(settings, *args, **kwargs)

    return run


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """恳谈: a community's WeChat official account that listens, answers and lets people decide."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="more than one needs PostgreSQL")
@with_settings
def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve the webhook and the watch addresses."""
    if workers > 1:
        where = "needs PostgreSQL" if settings.database_url.startswith("sqlite") else "is not offered yet"
        raise Unfit(f"--workers {workers}: more than one worker {where}")
    house = House.read(settings)
    schema.check(settings.database_url)

    async def run() -> None:
        async def opened() -> None:
            click.echo(f"serving on http://{host}:{port}", err=True)

        await Service(house, system_clock).run(host, port, _until_told(), opened)

    asyncio.run(run())


@main.command()
@with_settings
def migrate(settings: Settings) -> None:
    """Bring the database to the current schema."""
    before, after = schema.migrate(settings.database_url)
    click.echo(f"schema {after}" if before == after else f"schema {before or 'empty'} -> {after}")


@main.command()
@with_settings
def classify(settings: Settings) -> None:
    """Read messages from stdin, one a line; print what was understood as one JSON object a line."""
    community = load_community(settings.community)
    understanding = Understanding(load_lexicon(), community.estate_names)
    for line in sys.stdin.buffer:  # bytes in and out: UTF-8 whatever the terminal is set to
        heard = understanding.hear(line.decode("utf-8", "replace").rstrip("\r\n"))
        click.echo(json.dumps(as_json(heard), ensure_ascii=False).encode())


@main.command()
@click.option("--port", type=click.IntRange(1, 65534), default=8080, show_default=True, help="chat page: the next one")
@with_settings
def demo(settings: Settings, port: int) -> None:
    """Show it all on a fresh sample community, with a stand-in for WeChat and its chat page."""
    with tempfile.TemporaryDirectory(prefix="kentan-demo-") as folder:
        asyncio.run(_demo(settings, port, Path(folder)))


async def _demo(settings: Settings, port: int, folder: Path) -> None:
    """The service and the stand-in platform in one process, by one clock that the chat page can move."""
    account = Account("demotoken", "wxdemo0000000000", secrets.token_hex(16), secrets.token_hex(22)[:43], mode="safe")
    here, chat = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
    house = House.read(load_settings(_demo_settings(account, settings.community, folder, here, chat)))
    schema.migrate(house.settings.database_url)
    clock = PlatformClock()
    service = Service(house, clock.now)
    platform = Platform(account, f"{here}/wechat", clock=clock, menu=house.community.platform_menu, base_url=chat)

    async def opened() -> None:
        followers = [person.openid for person in platform.people if person.follows]
        await service.database.write(sample.fill, house.community, followers, clock.now())
        page = make_app(platform, title=house.community.name, links={"运行指标": f"{here}/metrics"})
        await _listen(page, "127.0.0.1", port + 1, stack)
        addresses = {"聊天页 chat": chat, "回调 webhook": f"{here}/wechat", "指标 metrics": f"{here}/metrics"}
        click.echo("\n".join(f"{what:<14}{where}" for what, where in addresses.items()))
        click.echo("Ctrl-C 结束")

    async with platform, AsyncExitStack() as stack:
        await service.run("127.0.0.1", port, _until_told(), opened)


def _demo_settings(account: Account, community: Path, folder: Path, here: str, chat: str) -> Mapping[str, str]:
    return {
        "KENTAN_DATABASE_URL": f"sqlite:///{folder}/kentan.db",
        "KENTAN_WECHAT_TOKEN": account.token,
        "KENTAN_WECHAT_APP_ID": account.app_id,
        "KENTAN_WECHAT_APP_SECRET": account.secret,
        "KENTAN_WECHAT_AES_KEY": account.aes_key or "",
        "KENTAN_WECHAT_API_BASE": chat,
        "KENTAN_PUBLIC_URL": here,
        "KENTAN_SECRET_KEY": secrets.token_hex(32),
        "KENTAN_DATA_KEY": secrets.token_hex(32),
        "KENTAN_COMMUNITY": str(community),
    }


if __name__ == "__main__":
    main()
