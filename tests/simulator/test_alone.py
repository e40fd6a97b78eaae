"""The stand-in platform runs by itself, and says what is wrong with its options."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from click.testing import CliRunner

from simulator.__main__ import main
from tests.simulator.conftest import Bot

HOUSE = Path(__file__).parents[2]
ACCOUNT = ["--callback", "http://127.0.0.1:9/wechat", "--token", "t", "--app-id", "wx1"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--mode", "safe"], "EncodingAESKey"),
        (["--aes-key", "short"], "43 characters"),
        (["--link", "no-address"], "NAME=URL"),
        (["--mode", "secret"], "plain"),
    ],
)
def test_wrong_options_are_refused_with_the_reason(options: list[str], reason: str) -> None:
    result = CliRunner().invoke(main, ACCOUNT + options)
    assert result.exit_code == 2
    assert reason in result.output


async def test_the_page_is_served_and_the_callback_checked(bot: Bot) -> None:
    port = unused_port()
    options = ["--callback", bot.url, "--token", "t", "--app-id", "wx1", "--port", str(port), "--title", "幸福家园"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", *options, cwd=HOUSE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        checked = await process.stdout.readline()
        await process.stdout.readuntil(b"CTRL+C")
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/sim/state") as answer:
            title = (await answer.json())["title"]
        process.send_signal(signal.SIGINT)
        await process.communicate()
    assert (b"passed" in checked, title, process.returncode) == (True, "幸福家园", 0)
