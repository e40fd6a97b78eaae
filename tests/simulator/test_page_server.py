"""The chat page's addresses: what they show, what they do, and whom they refuse."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from simulator import Platform, messages
from simulator.app import make_app
from tests.simulator.conftest import LI, NOON, WANG, Api, Bot


async def act(api: Api, name: str, /, **fields: object) -> int:
    """Does something on the page and gives the HTTP status."""
    async with api.session.post(api.server.make_url(f"/sim/act/{name}"), json=fields) as response:
        return response.status


async def state(api: Api) -> dict[str, Any]:
    """What a page shows when it is opened."""
    async with api.session.get(api.server.make_url("/sim/state")) as response:
        answer: dict[str, Any] = await response.json()
        return answer


@pytest.mark.parametrize(
    ("name", "fields", "kind"),
    [
        ("say", {"text": "你好"}, "text"),
        ("sample", {"name": "stairwell-lamp"}, "image"),
        ("voice", {"recognition": "你好"}, "voice"),
        ("voice", {}, "voice"),
        ("location", {"label": "3 号楼"}, "location"),
        ("unfollow", {}, "unsubscribe"),
        ("follow", {}, "subscribe"),
        ("scan", {"scene": "3"}, "SCAN"),
        ("tap", {"key": "complain"}, "CLICK"),
        ("tap", {"key": "https://example.org"}, "VIEW"),
        ("consent", {"template": "t", "yes": True}, "subscribe_msg_popup_event"),
    ],
)
async def test_every_act_of_the_page_is_delivered(
    api: Api, platform: Platform, bot: Bot, name: str, fields: dict[str, object], kind: str
) -> None:
    assert await act(api, name, openid=WANG, **fields) == 202
    await platform.settled()
    assert kind in messages.kind_of(bot.received[0].body)


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [
        ("fly", {"openid": WANG}, 404),
        ("say", {"openid": "oNobody", "text": "你好"}, 404),
        ("say", {"openid": WANG}, 400),
        ("say", {"openid": WANG, "text": ""}, 400),
        ("say", {"text": "你好"}, 400),
        ("sample", {"openid": WANG, "name": "../account"}, 404),
        ("say", {"openid": LI, "text": "你好"}, 409),
    ],
)
async def test_an_act_that_makes_no_sense_is_refused_and_delivers_nothing(
    api: Api, platform: Platform, bot: Bot, name: str, fields: dict[str, object], status: int
) -> None:
    await platform.unfollow(LI)
    before = len(bot.received)
    assert await act(api, name, **fields) == status
    await platform.settled()
    assert len(bot.received) == before


@pytest.mark.parametrize("path", ["/sim/act/say", "/sim/clock", "/sim/picture?openid=o"])
async def test_a_foreign_page_cannot_act(api: Api, path: str) -> None:
    """A form of another site can only send these types without asking the browser for leave."""
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        url = api.server.make_url(path)
        async with api.session.post(url, data=b"{}", headers={"Content-Type": kind}) as refused:
            assert refused.status == 415


async def test_an_uploaded_picture_is_sent(api: Api, platform: Platform, bot: Bot) -> None:
    url = api.server.make_url("/sim/picture").with_query(openid=WANG)
    async with api.session.post(url, data=b"\x89PNG", headers={"Content-Type": "image/png"}) as accepted:
        assert accepted.status == 202
    await platform.settled()
    media_id = platform.chats.of(WANG)[0].parts["media_id"]
    assert media_id.encode() in bot.received[0].body
    assert platform.media.get(media_id).data == b"\x89PNG"


@pytest.mark.parametrize(
    ("turn", "seconds"), [({"move": 3600}, 3600.0), ({"move": -1.5}, -1.5), ({"set": NOON.timestamp() + 5}, 5.0)]
)
async def test_the_page_turns_the_clock(api: Api, platform: Platform, turn: dict[str, float], seconds: float) -> None:
    async with api.session.post(api.server.make_url("/sim/clock"), json=turn) as done:
        assert done.status == 204
    assert platform.clock.now() == NOON + timedelta(seconds=seconds)


async def test_a_page_that_is_opened_later_shows_everything(api: Api, platform: Platform) -> None:
    await platform.say(WANG, "你好")
    shown = await state(api)
    assert [person["name"] for person in shown["residents"]] == ["王阿姨", "小李"]
    assert {bubble["text"] for bubble in shown["bubbles"]} == {"你好"}
    assert shown["wire"][-1]["verdict"] == "success"
    assert shown["clock"] == {"now": NOON.timestamp(), "running": False}


async def test_what_happens_arrives_by_the_stream_and_a_break_loses_nothing(api: Api, platform: Platform) -> None:
    await platform.say(WANG, "第一句")
    missed = platform.feed.last
    await platform.say(WANG, "第二句")
    url = api.server.make_url("/sim/events")
    async with api.session.get(url, headers={"Last-Event-ID": str(missed)}) as stream:
        await platform.say(WANG, "第三句")
        heard: list[str] = []
        async with asyncio.timeout(5):
            while "第三句" not in heard:
                line = (await stream.content.readline()).decode()
                data = json.loads(line.removeprefix("data: ")) if line.startswith("data: {") else {}
                heard.append(data.get("text", ""))
    assert "第一句" not in heard
    assert "第二句" in heard


async def test_an_open_stream_does_not_hold_up_the_end(platform: Platform) -> None:
    server = TestServer(make_app(platform))
    await server.start_server()
    async with aiohttp.ClientSession() as session, session.get(server.make_url("/sim/events")) as stream:
        await stream.content.readline()
        async with asyncio.timeout(5):
            await server.close()


async def test_pages_forbid_foreign_scripts(api: Api) -> None:
    async with api.session.get(api.server.make_url("/")) as page:
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert "http://" not in (await page.text()).replace("http://www.w3.org/2000/svg", "")
