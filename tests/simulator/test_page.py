"""The chat page in a real browser: by keyboard only, without errors, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from simulator import Platform, messages
from simulator.templates import Template, Templates
from tests.simulator.browsing import DESK, PHONE, opened, spills, tab_to
from tests.simulator.conftest import WANG, Bot


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_a_message_is_sent_and_answered_by_keyboard_only(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    page, complaints = await opened(browser, address, size)
    await tab_to(page, "以王阿姨的身份发消息")
    await page.keyboard.type("楼道灯坏了")
    await page.keyboard.press("Enter")
    log = page.get_by_role("log", name="王阿姨的聊天记录")
    await expect(log.get_by_text("听到：楼道灯坏了")).to_be_visible()
    await expect(page.locator(".typing").first).to_be_hidden()
    assert not await spills(page)
    assert complaints == []
    await page.close()


async def test_the_menu_opens_and_closes_by_keyboard(browser: Browser, address: str) -> None:
    page, complaints = await opened(browser, address, PHONE)
    await tab_to(page, "说件事")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="我要投诉")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="说件事")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("你点了菜单「我要投诉」")).to_be_visible()
    await expect(page.get_by_role("log").get_by_text("听到：complain")).to_be_visible()
    assert complaints == []
    await page.close()


async def test_pictures_voice_places_and_codes_are_sent(browser: Browser, address: str, platform: Platform) -> None:
    page, complaints = await opened(browser, address, PHONE)
    more = page.get_by_role("button", name="更多")
    await more.click()
    await page.get_by_role("button", name="图片").click()
    await page.get_by_role("button", name="楼道灯不亮").click()
    await expect(page.get_by_alt_text("王阿姨发的图片")).to_be_visible()
    await page.get_by_role("button", name="发语音").click()
    await page.get_by_label("说了什么").fill("水管漏了")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("转文字：水管漏了")).to_be_visible()
    for tool, button in (("位置", "发送"), ("扫码", "扫码")):
        await page.locator(".more").get_by_role("button", name=tool).click()
        await page.get_by_role("dialog").get_by_role("button", name=button).click()
    await expect(page.get_by_role("log").get_by_text("听到：building-3")).to_be_visible()
    assert not await spills(page)
    assert complaints == []
    await platform.settled()
    await page.close()


async def test_who_stops_following_can_only_follow_again(browser: Browser, address: str) -> None:
    page, complaints = await opened(browser, address, PHONE)
    await page.get_by_role("button", name="更多").click()
    await page.get_by_role("button", name="取消关注").click()
    await expect(page.get_by_label("以王阿姨的身份发消息")).to_be_hidden()
    await page.get_by_role("button", name="关注公众号").click()
    await expect(page.get_by_label("以王阿姨的身份发消息")).to_be_visible()
    assert complaints == []
    await page.close()


async def test_markup_in_a_message_stays_text_and_only_web_addresses_are_links(
    browser: Browser, address: str, platform: Platform, bot: Bot
) -> None:
    shown = (
        '<img src=x onerror=alert(1)> <a href="javascript:alert(1)">点我</a> <a href="https://example.org/p">查看</a>'
    )
    bot.script = [messages.text("gh", shown, 1, 1, to=WANG)]
    page, complaints = await opened(browser, address, PHONE)
    await platform.say(WANG, "在吗")
    answer = page.locator(".line.account .bubble").last
    await expect(answer).to_contain_text('<img src=x onerror=alert(1)> <a href="javascript:alert(1)">点我</a>')
    assert await answer.locator("a").count() == 1
    assert await answer.locator("img").count() == 0
    assert complaints == []
    await page.close()


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_letters_are_large_and_controls_are_easy_to_hit(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    page, _ = await opened(browser, address, size)
    assert await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18
    small = await page.evaluate(
        "[...document.querySelectorAll('button, .say input')].filter(b => b.offsetParent && b.offsetHeight < 32)"
        ".map(b => b.outerHTML)"
    )
    assert small == []
    await page.close()


async def test_a_notification_is_agreed_to_on_the_page(browser: Browser, address: str, platform: Platform) -> None:
    platform.templates = Templates({"tmpl-1": Template("诉求进度")})
    page, complaints = await opened(browser, address, PHONE)
    await page.get_by_role("button", name="更多功能").click()
    await page.get_by_role("button", name="订阅").click()
    await expect(page.get_by_label("接收一次这种通知")).to_be_focused()
    await page.get_by_role("button", name="同意").click()
    await expect(page.get_by_text("你同意接收订阅通知")).to_be_visible()
    platform.consents.spend(WANG, "tmpl-1")
    assert complaints == []
    await page.close()
