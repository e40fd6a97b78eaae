"""Without an app secret nothing can be sent: it is said once, the service runs, and what is due waits."""

import asyncio

import pytest

from config.clock import system_clock
from config.settings import load_settings
from roof.service import House, Service
from tests.test_run import ENOUGH
from tests.town import free_port


async def test_without_an_app_secret_it_is_said_that_things_wait(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    service = Service(House.read(load_settings(ENOUGH | {"KENTAN_DATABASE_URL": sqlite_url})), system_clock)
    told = asyncio.Event()

    async def opened() -> None:
        told.set()

    await service.run("127.0.0.1", free_port(), told, opened)
    assert service.courier is None
    assert [record.getMessage() for record in caplog.records if record.name == "roof.service"] == [
        "KENTAN_WECHAT_APP_SECRET is not set: nothing is sent, it waits in the outbox"
    ]
