"""The guided tour on the chat page: each step is one tap, and numbers that were told are said again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, expect

from simulator import Platform, messages
from simulator.app import make_app
from simulator.tour import Open, Say, Stop, Turn
from tests.simulator.browsing import DESK, PHONE, opened, spills
from tests.simulator.conftest import LI, WANG, Bot, echo

TOUR = (
    Stop("报修", "一句话就够", (Say(WANG, "灯坏了"), Say(LI, "受理 {编号}"), Turn(3600, "一小时以后"))),
    Stop("审核", "在工作台里看", (Open("/console/", "打开工作台"),)),
)


@pytest.fixture
async def toured(platform: Platform, bot: Bot) -> AsyncIterator[str]:
    """The page with a tour; the account's server tells 王阿姨 a number and repeats what others say."""

    def answer(xml: bytes) -> bytes:
        told = messages.text("gh", "登记好了，编号 1042", 1, 1, to=WANG)
        return told if WANG.encode() in xml else echo(xml)

    bot.otherwise = answer
    platform.postman = replace(platform.postman, cut=2.0, gap=0.1)
    async with TestServer(make_app(platform, tour=TOUR)) as server:
        yield str(server.make_url("/"))


async def test_a_tap_says_it_for_somebody_and_the_number_told_before_is_filled_in(
    browser: Browser, toured: str, platform: Platform
) -> None:
    page, complaints = await opened(browser, toured, DESK)
    steps = page.get_by_role("complementary", name="导览")
    await steps.get_by_role("button", name="灯坏了").click()
    await expect(page.get_by_role("log").get_by_text("登记好了，编号 1042")).to_be_visible()
    await steps.get_by_role("button", name="受理").click()
    await expect(page.get_by_role("log").get_by_text("听到：受理 1042")).to_be_visible()
    before = platform.clock.timestamp()
    await steps.get_by_role("button", name="一小时以后").click()
    await expect(page.locator("#clock")).to_have_text("11/22 13:00")
    assert platform.clock.timestamp() - before == 3600
    await steps.get_by_text("在工作台里看").click()
    async with page.expect_popup() as popup:
        await steps.get_by_role("button", name="打开工作台").click()
    assert (await popup.value).url.endswith("/console/")
    assert complaints == []
    await page.close()


async def test_on_a_small_screen_the_drawer_opens_by_keyboard_and_makes_room_for_the_chat(
    browser: Browser, toured: str
) -> None:
    page, complaints = await opened(browser, toured, PHONE)
    drawer = page.get_by_role("complementary", name="导览")
    await expect(drawer).to_be_hidden()
    await page.get_by_role("button", name="导览").press("Enter")
    await expect(page.get_by_role("button", name="关闭")).to_be_focused()
    assert not await spills(page)
    await drawer.get_by_role("button", name="灯坏了").press("Enter")
    await expect(drawer).to_be_hidden()
    await expect(page.get_by_role("log").get_by_text("登记好了，编号 1042")).to_be_visible()
    await page.get_by_role("button", name="导览").press("Enter")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="导览")).to_be_focused()
    assert complaints == []
    await page.close()


async def test_without_a_tour_there_is_no_button_for_one(browser: Browser, address: str) -> None:
    page, _ = await opened(browser, address, DESK)
    await expect(page.locator("#tour-button")).to_be_hidden()
    await page.close()
