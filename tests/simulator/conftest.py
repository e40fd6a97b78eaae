"""A tiny account server whose answers each test writes, the platform in front of it with a stopped clock, a browser."""

from __future__ import annotations

import asyncio
import json
import os
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from playwright.async_api import Browser, async_playwright

from simulator import Account, Clock, Platform, Resident, messages
from simulator.app import make_app
from simulator.menu import Menu

AES_KEY = "kentan0kentan1kentan2kentan3kentan4kentan5A"
NEW_AES_KEY = "another0another1another2another3another4abA"
WANG, LI = "oTest_wang_ayi_00000000001", "oTest_xiao_li_000000000002"
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
MENU = {
    "button": [
        {"name": "说件事", "sub_button": [{"type": "click", "name": "我要投诉", "key": "complain"}]},
        {"type": "click", "name": "人工", "key": "human"},
    ]
}

Answer = bytes | int | float | None
"""What the tiny server does: answers these bytes, this status, answers late (seconds), or drops the connection."""


def parsed(xml: bytes) -> ET.Element:
    """The root of a message that the stand-in platform itself wrote."""
    return ET.fromstring(xml)  # noqa: S314 - our own text


@dataclass
class Received:
    """One request as it arrived."""

    query: dict[str, str]
    body: bytes
    at: float


@dataclass
class Bot:
    """The tiny account server: takes the next answer from `script`, then answers `otherwise`."""

    url: str = ""
    script: list[Answer] = field(default_factory=list)
    otherwise: Callable[[bytes], bytes] = lambda _: b"success"
    received: list[Received] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        """Records the request and does what the script says."""
        body = await request.read()
        self.received.append(Received(dict(request.query), body, asyncio.get_running_loop().time()))
        if request.method == "GET":
            return web.Response(text=request.query["echostr"])
        answer = self.script.pop(0) if self.script else self.otherwise(body)
        return await _answered(request, answer)


async def _answered(request: web.Request, answer: Answer) -> web.Response:
    if isinstance(answer, float):
        await asyncio.sleep(answer)
        return web.Response(body=b"success")
    if isinstance(answer, int):
        return web.Response(status=answer)
    if answer is None and request.transport is not None:
        request.transport.abort()
    return web.Response(body=answer)


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    """The tiny account server, listening."""
    bot = Bot()
    app = web.Application()
    app.router.add_route("*", "/wechat", bot.handle)
    async with TestServer(app) as server:
        bot.url = str(server.make_url("/wechat"))
        yield bot


@pytest.fixture
def account() -> Account:
    """An account in plain mode that has an AES key."""
    return Account("token-of-the-tests", "wx0123456789abcdef", "secret-of-the-tests", aes_key=AES_KEY)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at noon in China until a test moves it."""
    return Clock(NOON, running=False)


@pytest.fixture
async def platform(account: Account, bot: Bot, clock: Clock) -> AsyncIterator[Platform]:
    """The platform in front of the tiny server, with two followers and a patience of milliseconds."""
    people = (Resident(WANG, "王阿姨"), Resident(LI, "小李"))
    async with Platform(account, bot.url, clock=clock, cut=0.08, residents=people) as platform:
        yield platform


class Api:
    """Calls the platform's API as the account's server would, with a token of its own."""

    def __init__(self, session: aiohttp.ClientSession, server: BaseTestServer) -> None:
        self.session, self.server, self.token = session, server, ""

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        """The JSON answer to a GET; the HTTP status is always 200."""
        return await self._json("GET", path, None, query)

    async def post(self, path: str, body: object, **query: str) -> dict[str, Any]:
        """The JSON answer to a POST; the HTTP status is always 200."""
        return await self._json("POST", path, body, query)

    async def _json(self, method: str, path: str, body: object, query: dict[str, str]) -> dict[str, Any]:
        asked = {"access_token": self.token} | query
        async with self.session.request(method, self.server.make_url(path), json=body, params=asked) as response:
            assert response.status == 200
            answer: dict[str, Any] = json.loads(await response.text())
            return answer


@pytest.fixture
async def api(platform: Platform) -> AsyncIterator[Api]:
    """The platform's API, served."""
    async with TestServer(make_app(platform)) as server, aiohttp.ClientSession() as session:
        api = Api(session, server)
        api.token = platform.tokens.stable()[0]
        yield api


def echo(xml: bytes) -> bytes:
    """Repeats what was said, or names what was done."""
    root = parsed(xml)
    said = root.findtext("Content") or root.findtext("EventKey") or root.findtext("MsgType") or ""
    sender = root.findtext("FromUserName") or ""
    return messages.text("gh", f"听到：{said}", 1, 1, to=sender)


@pytest.fixture(scope="module")
def chromium() -> Path:
    """Where chromium is; CI must have one."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{CHROMIUM} is missing")
        pytest.skip("no chromium: apt-get install chromium, or set CHROMIUM to its path")
    return CHROMIUM


@pytest.fixture
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    """A real browser, closed after each test."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=str(chromium), args=list(QUIET))
        yield browser
        await browser.close()


@pytest.fixture
async def address(platform: Platform, bot: Bot) -> AsyncIterator[str]:
    """Where the page is, with a menu and an account server that echoes."""
    bot.otherwise = echo
    platform.menu = Menu(MENU)
    platform.postman = replace(platform.postman, cut=2.0, gap=0.1)
    async with TestServer(make_app(platform, title="幸福家园社区", links={"工作台": "/console"})) as server:
        yield str(server.make_url("/"))
