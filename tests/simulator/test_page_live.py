"""The chat page follows what happens: pushed messages, retries, the clock, strangers, a restart."""

from __future__ import annotations

from aiohttp.test_utils import TestServer, unused_port
from playwright.async_api import Browser, expect

from simulator import Account, Platform, Resident
from simulator.api.call import Call
from simulator.api.sending import send_service_message
from simulator.app import make_app
from tests.simulator.browsing import DESK, PHONE, opened, spills
from tests.simulator.conftest import LI, WANG, Bot


async def test_a_pushed_message_arrives_live_and_is_counted_where_it_is_not_seen(
    browser: Browser, address: str, platform: Platform
) -> None:
    page, complaints = await opened(browser, address, PHONE)
    await platform.say(LI, "在吗")
    body = {"touser": LI, "msgtype": "text", "text": {"content": "水管下午修"}}
    send_service_message(platform, Call(body=body))
    chip = page.get_by_role("navigation", name="选择居民的手机").get_by_role("button", name="小李")
    await expect(chip).to_contain_text("2条新消息")
    await chip.click()
    await expect(page.get_by_text("水管下午修")).to_be_visible()
    await expect(page.get_by_text("客服消息")).to_be_visible()
    await expect(chip).not_to_contain_text("新消息")
    assert complaints == []
    await page.close()


async def test_the_drawer_shows_retries_and_faults(
    browser: Browser, address: str, platform: Platform, bot: Bot
) -> None:
    page, complaints = await opened(browser, address, DESK)
    await page.get_by_role("button", name="线路实况").click()
    bot.script = [500, b"{}"]
    await platform.say(WANG, "在吗")
    entry = page.locator(".entry").first
    await expect(entry).to_contain_text("服务出现故障 · 第 2 次")
    await entry.locator("summary").click()
    await expect(entry).to_contain_text("拒绝 500")
    await expect(page.get_by_text("该公众号提供的服务出现故障，请稍后再试")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#wire")).to_be_hidden()
    assert complaints == []
    await page.close()


async def test_the_clock_is_moved_on_the_page(browser: Browser, address: str, platform: Platform) -> None:
    page, _ = await opened(browser, address, PHONE)
    await expect(page.locator("#clock")).to_have_text("11/22 12:00")
    await page.locator("#clock-button").click()
    await page.get_by_role("button", name="1 小时后").click()
    await expect(page.locator("#clock")).to_have_text("11/22 13:00")
    assert platform.clock.timestamp() % 3600 == 0
    await page.close()


async def test_an_empty_chat_proposes_what_to_say_and_strangers_appear_when_they_write(
    browser: Browser, address: str, platform: Platform
) -> None:
    page, complaints = await opened(browser, address, PHONE)
    await page.get_by_role("button", name="主菜单").click()
    await expect(page.get_by_role("log").get_by_text("听到：主菜单")).to_be_visible()
    await expect(page.get_by_text("试试说：")).to_be_hidden()
    await platform.say("oSomebody_new_4711", "我是新来的")
    await page.get_by_role("button", name="居民 4711").click()
    await expect(page.get_by_role("log").get_by_text("听到：我是新来的")).to_be_visible()
    assert not await spills(page)
    assert complaints == []
    await page.close()


async def test_a_page_left_open_finds_the_platform_again_after_a_restart(
    browser: Browser, account: Account, platform: Platform, bot: Bot
) -> None:
    port = unused_port()
    async with TestServer(make_app(platform), port=port) as server:
        page = await browser.new_page()
        await page.goto(str(server.make_url("/")))
        await expect(page.get_by_role("button", name="王阿姨")).to_be_visible()
    await expect(page.get_by_role("alert")).to_contain_text("正在重新连接")
    people = (Resident("oTest_zhou_000000000000003", "周叔"),)
    async with Platform(account, bot.url, residents=people) as fresh, TestServer(make_app(fresh), port=port):
        await expect(page.get_by_role("button", name="周叔")).to_be_visible(timeout=15_000)
        await expect(page.locator("#offline")).to_be_hidden()
        await page.close()
