"""Media, menu, codes, sign-in and followers answer as the platform's API does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from simulator import Account, Platform
from simulator.media import SAMPLES, sample
from tests.simulator.conftest import WANG, Api, Bot

SIGN_IN = {"appid": "wx0123456789abcdef", "secret": "secret-of-the-tests", "grant_type": "authorization_code"}


async def upload(api: Api, data: bytes = b"\xff\xd8picture", kind: str = "image") -> dict[str, Any]:
    form = aiohttp.FormData()
    form.add_field("media", data, filename="lamp.jpg", content_type="image/jpeg")
    url = api.server.make_url("/cgi-bin/media/upload").with_query(access_token=api.token, type=kind)
    async with api.session.post(url, data=form) as response:
        answer: dict[str, Any] = await response.json()
        return answer


async def download(api: Api, media_id: str) -> tuple[str, bytes]:
    url = api.server.make_url("/cgi-bin/media/get").with_query(access_token=api.token, media_id=media_id)
    async with api.session.get(url) as response:
        assert response.status == 200
        return response.content_type, await response.read()


async def test_an_upload_comes_back_until_three_days_are_over(api: Api, platform: Platform) -> None:
    media_id = (await upload(api))["media_id"]
    platform.clock.move(timedelta(days=3) - timedelta(seconds=1))
    api.token = platform.tokens.stable()[0]
    assert await download(api, media_id) == ("image/jpeg", b"\xff\xd8picture")
    platform.clock.move(1)
    kind, body = await download(api, media_id)
    assert (kind, b"40007" in body) == ("application/json", True)


async def test_an_upload_must_be_of_a_kind_and_not_empty(api: Api) -> None:
    assert (await upload(api, kind="hologram"))["errcode"] == 40004
    assert (await upload(api, data=b""))["errcode"] == 40006


@pytest.mark.parametrize("name", SAMPLES)
async def test_a_persons_picture_is_found_at_its_address_and_by_its_media_id(
    api: Api, platform: Platform, bot: Bot, name: str
) -> None:
    platform.base_url = str(api.server.make_url("")).rstrip("/")
    await platform.send_image(WANG, sample(name))
    message = bot.received[0].body.decode()
    address = message.partition("<PicUrl><![CDATA[")[2].partition("]]>")[0]
    async with api.session.get(address) as response:
        assert (response.content_type, await response.read()) == ("image/jpeg", sample(name))
    assert (await download(api, address.rpartition("/")[2]))[1] == sample(name)


async def test_a_menu_is_kept_as_it_was_created(api: Api) -> None:
    assert (await api.get("/cgi-bin/menu/get"))["errcode"] == 46003
    menu = {"button": [{"type": "click", "name": "投诉", "key": "complain"}]}
    assert (await api.post("/cgi-bin/menu/create", menu))["errcode"] == 0
    assert (await api.get("/cgi-bin/menu/get"))["menu"] == menu
    assert (await api.get("/cgi-bin/menu/delete"))["errcode"] == 0
    assert (await api.get("/cgi-bin/menu/get"))["errcode"] == 46003


def button(name: str = "投诉", **more: object) -> dict[str, object]:
    return {"type": "click", "name": name, "key": "k", **more}


@pytest.mark.parametrize(
    ("menu", "errcode"),
    [
        ([], 40016),
        ([button()] * 4, 40016),
        ([{"name": "更多", "sub_button": [button()] * 6}], 40016),
        ([button("一二三四五六")], 40018),
        ([{"name": "更多", "sub_button": [button("一" * 21)]}], 40018),
        ([{"name": "更多", "sub_button": [button("一" * 20)] * 5}] * 3, 0),
        ([button(type="teleport")], 40017),
        ([{"name": "更多", "sub_button": [button(type="teleport")]}], 40017),
        ("no list", 40016),
    ],
)
async def test_a_menu_has_three_times_five_buttons_with_short_names(api: Api, menu: object, errcode: int) -> None:
    assert (await api.post("/cgi-bin/menu/create", {"button": menu}))["errcode"] == errcode


@pytest.mark.parametrize(
    ("action", "scene", "made"),
    [
        ("QR_STR_SCENE", {"scene_str": "building-3"}, True),
        ("QR_LIMIT_STR_SCENE", {"scene_str": "b" * 64}, True),
        ("QR_STR_SCENE", {"scene_str": "b" * 65}, False),
        ("QR_STR_SCENE", {"scene_str": ""}, False),
        ("QR_SCENE", {"scene_id": 100_001}, True),
        ("QR_LIMIT_SCENE", {"scene_id": 100_001}, False),
        ("QR_FOREVER", {"scene_id": 1}, False),
    ],
)
async def test_codes_carry_a_scene(api: Api, action: str, scene: dict[str, object], made: bool) -> None:
    body = {"action_name": action, "expire_seconds": 10**9, "action_info": {"scene": scene}}
    answer = await api.post("/cgi-bin/qrcode/create", body)
    assert answer.get("errcode", 0) == (0 if made else 40053)
    if made:
        assert answer["ticket"]
        assert answer.get("expire_seconds", 30 * 24 * 3600) == 30 * 24 * 3600


async def redeem(api: Api, code: str, **more: str) -> dict[str, Any]:
    return await api.get("/sns/oauth2/access_token", **(SIGN_IN | {"code": code} | more))


async def test_a_sign_in_code_works_once_and_for_five_minutes(api: Api, platform: Platform) -> None:
    code = platform.authorize(WANG)
    platform.clock.move(299)
    signed_in = await redeem(api, code)
    assert (signed_in["openid"], "is_snapshotuser" in signed_in) == (WANG, False)
    assert (await redeem(api, code))["errcode"] == 40163
    late = platform.authorize(WANG)
    platform.clock.move(300)
    assert (await redeem(api, late))["errcode"] == 42003
    assert (await redeem(api, "made-up"))["errcode"] == 40029


async def test_a_snapshot_page_signs_in_nobody_real(api: Api, platform: Platform) -> None:
    signed_in = await redeem(api, platform.authorize(WANG, snapshot=True))
    assert signed_in["is_snapshotuser"] == 1
    assert signed_in["openid"] != WANG


@pytest.mark.parametrize(("wrong", "errcode"), [("appid", 40013), ("secret", 40125), ("grant_type", 40002)])
async def test_sign_in_checks_the_account(api: Api, platform: Platform, wrong: str, errcode: int) -> None:
    assert (await redeem(api, platform.authorize(WANG), **{wrong: "x"}))["errcode"] == errcode


async def test_a_page_opened_in_the_chat_learns_who_opened_it(api: Api, platform: Platform, account: Account) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    back = "http://127.0.0.1:9/p/bind?step=1"
    sign_in = api.server.make_url("/connect/oauth2/authorize").with_query(
        appid=account.app_id, redirect_uri=back, response_type="code", scope="snsapi_base", state="s-1"
    )
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(sign_in) as asked:
            assert "王阿姨" in await asked.text()
        opening = api.server.make_url("/sim/open").with_query(openid=WANG, url=str(sign_in))
        async with browser.get(opening, allow_redirects=False) as opened:
            onward = opened.headers["Location"]
        async with browser.get(onward, allow_redirects=False) as returned:
            target = returned.headers["Location"]
    assert target.startswith(back)
    assert "state=s-1" in target
    code = target.partition("code=")[2].partition("&")[0]
    assert (await redeem(api, code))["openid"] == WANG


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "weixin://x", ""])
async def test_only_web_pages_open_from_a_chat(api: Api, address: str) -> None:
    opening = api.server.make_url("/sim/open").with_query(openid=WANG, url=address)
    async with api.session.get(opening, allow_redirects=False) as refused:
        assert refused.status == 400


async def test_only_followers_are_described(api: Api, platform: Platform) -> None:
    await platform.follow(WANG)
    info = await api.get("/cgi-bin/user/info", openid=WANG)
    assert (info["subscribe"], info["subscribe_time"], info["nickname"]) == (1, platform.clock.timestamp(), "")
    await platform.unfollow(WANG)
    assert await api.get("/cgi-bin/user/info", openid=WANG) == {"subscribe": 0, "openid": WANG}
    assert (await api.get("/cgi-bin/user/info", openid="oNobody"))["errcode"] == 40003
