"""The console as a person uses it: a real browser, a phone's width, the keyboard, no scripts."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.async_api import Browser, Page, expect

from civic import staff
from tests.house import ROOT
from tests.simulator.browsing import spills, tab_to
from tests.town import Town
from tests.web.console.desk import PASSWORD, STAFF, sealed

PHONE, SMALL, DESK = 360, 320, 1200
PATHS = [
    *("cases", "cases/1001", "opinions", "opinions/1", "opinions/2", "topics", "topics/1", "meetings", "meetings/1"),
    *("rounds", "nothing", "sign-in"),
]
FIELDS = "input:not([type=hidden]), select, textarea, button, nav a, .button, .items a, .back"
# What is written on what, in style.css; the last two are edges of controls.
ON = [("ink", "paper"), ("ink", "ground"), ("soft", "paper"), ("soft", "ground"), ("main", "paper"), ("main", "ground")]
ON += [
    ("paper", "main"),
    ("warm", "paper"),
    ("warm", "ground"),
    ("wrong", "paper"),
    ("line", "paper"),
    ("line", "ground"),
]


@pytest.fixture
async def stocked(office: Town) -> Town:
    """Two opinions, a topic and a case, and somebody who may see to them."""
    await office.talk("resident", ("建议在东门装个充电桩", "意见 1 号"), ("建议多种些树" + "树" * 400, "意见 2 号"))
    await office.talk("neighbour", ("晴川花园3号楼2单元楼道灯坏了三天没人修", "编号 1001"))
    await office.talk("resident", ("议题：东门口的树要不要修", "议题 1 号"))
    await office.database.write(staff.add, "staff", STAFF["staff"], sealed(), office.clock.now())
    return office


async def signed_in(browser: Browser, town: Town, width: int, *, scripts: bool = True) -> tuple[Page, list[str]]:
    """A page at the console, and what the browser complained about."""
    context = await browser.new_context(viewport={"width": width, "height": 740}, java_script_enabled=scripts)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    await page.goto(f"http://127.0.0.1:{town.port}/console/opinions")
    await page.get_by_label("姓名").fill("staff")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    return page, complaints


async def test_an_opinion_is_found_answered_and_taken_along_as_a_file(
    browser: Browser, stocked: Town, tmp_path: Path
) -> None:
    page, complaints = await signed_in(browser, stocked, PHONE, scripts=False)
    await page.get_by_label("状态").select_option("还没有答复")
    await page.get_by_label("含有的字").fill("充电桩")
    await page.get_by_role("button", name="查找").click()
    await expect(page.get_by_text("共 1 条")).to_be_visible()
    await page.get_by_role("link", name="充电桩").click()
    await page.get_by_label("答复的话").fill("下个月在东门装四个。")
    await page.get_by_role("button", name="发出答复").click()
    await expect(page.get_by_role("status")).to_contain_text("答复好了")
    await page.reload()
    await page.goto(f"http://127.0.0.1:{stocked.port}/console/opinions?state=answered")
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="导出表格").click()
    await (await coming.value).save_as(tmp_path / "opinions.xlsx")
    rows = list(load_workbook(BytesIO((tmp_path / "opinions.xlsx").read_bytes())).worksheets[0].values)
    assert [row[4] for row in rows] == ["答复", "下个月在东门装四个。"]
    assert complaints == []
    await stocked.delivered()
    assert "下个月在东门装四个。" in stocked.pushed("resident")[0]


async def test_every_page_fits_a_phone_and_is_easy_to_read_and_to_hit(browser: Browser, stocked: Town) -> None:
    page, complaints = await signed_in(browser, stocked, SMALL)
    for path in PATHS:
        await page.goto(f"http://127.0.0.1:{stocked.port}/console/{path}")
        for width in (SMALL, PHONE, DESK):
            await page.set_viewport_size({"width": width, "height": 740})
            assert not await spills(page), (path, width)
        sizes = await page.eval_on_selector_all(
            FIELDS, "found => found.map(each => [each.outerHTML, each.getBoundingClientRect().height])"
        )
        assert [html for html, height in sizes if height < 48] == [], path
        small = await page.eval_on_selector_all(
            "body *:not([type=hidden])",
            "found => found.filter(each => parseFloat(getComputedStyle(each).fontSize) < 18).map(each => each.tagName)",
        )
        assert small == [], path
        unnamed = await page.eval_on_selector_all(
            "input:not([type=hidden]), select, textarea",
            "found => found.filter(each => !each.labels.length).map(each => each.outerHTML)",
        )
        assert unnamed == [], path
    assert [said for said in complaints if "404" not in said] == []


@pytest.mark.slow
async def test_the_keyboard_alone_is_enough_and_leads_to_what_is_wrong(browser: Browser, stocked: Town) -> None:
    page, _ = await signed_in(browser, stocked, DESK)
    await page.goto(f"http://127.0.0.1:{stocked.port}/console/opinions/1")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    await tab_to(page, "发出答复")
    await page.keyboard.press("Enter")
    field = page.get_by_label("答复的话")
    await expect(field).to_be_focused()
    await expect(field).to_have_accessible_description(re.compile("还没有写答复"))
    await page.keyboard.type("下个月在东门装四个。")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("答复好了")


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of `#rrggbb` or `#rgb`."""
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_hold_their_contrast() -> None:
    """4.5:1 for text, 3:1 for the edges of controls (WCAG 1.4.3, 1.4.11)."""
    style = (ROOT / "web/console/style.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#\w+);", style))
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", style)) == set(colours.values()), "a colour without a name"
    for upon, ground in ON:
        darker, lighter = sorted((luminance(colours[upon]), luminance(colours[ground])))
        assert (lighter + 0.05) / (darker + 0.05) >= (3 if upon == "line" else 4.5), (upon, ground)
