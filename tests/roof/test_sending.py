"""Without an app secret nothing can be sent: it is said once, and nothing is lost."""

import pytest

from bot.metrics import Metrics
from config.clock import system_clock
from config.settings import load_settings
from config.wording import load_wording
from roof import sending
from storage.database import Database
from tests.test_run import ENOUGH


async def test_without_an_app_secret_it_is_said_that_things_wait(caplog: pytest.LogCaptureFixture) -> None:
    settings, database = load_settings(ENOUGH).for_serving(), Database("sqlite:///nowhere.db")
    async with sending.courier(settings, load_wording(), database, Metrics(), system_clock) as sender:
        assert sender is None
    assert [record.getMessage() for record in caplog.records] == [
        "KENTAN_WECHAT_APP_SECRET is not set: nothing is sent, it waits in the outbox"
    ]
