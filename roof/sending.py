"""Sending 发送: the courier with everything that it needs, from the platform's API to the rule that judges."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bot.api import Client
from bot.api.token import TokenKeeper
from bot.api.wire import Wire
from bot.courier import Courier, Duty
from bot.metrics import Metrics
from civic import outbox
from config.clock import Clock
from config.settings import ServingSettings, plain
from config.wording import Wording
from storage.database import Database
from storage.sealed import Seal


@asynccontextmanager
async def courier(
    settings: ServingSettings, wording: Wording, database: Database, metrics: Metrics, clock: Clock
) -> AsyncIterator[Courier | None]:
    """A courier that is stopped when the block is left; None where no app secret is set: then what is due waits."""
    secret = plain(settings.wechat_app_secret)
    if not secret:
        yield None
        return
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        wire = Wire(session, settings.wechat_api_base, asyncio.sleep, metrics.untaken)
        seal = Seal(plain(settings.data_key), plain(settings.data_key_previous))
        keeper = TokenKeeper(wire, database, seal, (settings.wechat_app_id, secret), clock, asyncio.sleep)
        duty = Duty(Client(wire, keeper), outbox.objection, wording, metrics, clock)
        sender = Courier(database, duty)
        try:
            yield sender
        finally:
            await sender.stop()
