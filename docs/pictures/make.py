"""Makes the README's pictures by walking the demo's guided tour: `.venv/bin/python -m docs.pictures.make`."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path
from socket import create_connection, socket
from time import monotonic, sleep

from playwright.async_api import Browser, Locator, Page, async_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
]
WIDE, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 60.0  # seconds for the demo to open its ports
CLOCK_TURNS = 4000  # ms in which the clock's jobs are run and what they say arrives

# Each journey of the tour, in its order: the picture's name and whose phone it shows; the last is the console.
AUNTIE, COMMITTEE = "王阿姨", "李主任"
JOURNEYS = (
    *(("case", AUNTIE), ("vote", AUNTIE), ("fee", AUNTIE), ("meeting", AUNTIE), ("notice", COMMITTEE)),
    ("console", ""),
)


def main() -> None:
    """Start the demo, walk the tour, take the pictures, end the demo."""
    port = _free_pair()
    with subprocess.Popen([sys.executable, "run.py", "demo", "--port", str(port)], cwd=ROOT) as demo:  # noqa: S603 - ours
        try:
            _wait_for(port + 1)
            asyncio.run(_take(f"http://127.0.0.1:{port + 1}/"))
        finally:
            demo.terminate()


async def _take(address: str) -> None:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        wide = await _open(browser, address, WIDE)
        for at, (name, owner) in enumerate(JOURNEYS):
            await _walk(wide, at)
            if name == "case":
                await wide.screenshot(path=HERE / "chat.png")
            if owner:
                await _phone_of(browser, address, owner, HERE / f"{name}.png")
        await _console(browser, wide)
        await browser.close()


async def _open(browser: Browser, address: str, size: dict[str, int]) -> Page:
    page = await browser.new_page(viewport=size, device_scale_factor=1.5)  # type: ignore[arg-type]  # a plain dict serves
    await page.emulate_media(reduced_motion="reduce")  # what fades in is there at once
    await page.goto(address)
    await page.locator(".phone").first.wait_for()
    return page


async def _walk(page: Page, at: int) -> None:
    """Tap every step of one journey; what opens another page is left to the console's picture."""
    stop = page.locator("#tour-list > li").nth(at)
    if not await stop.locator("details").evaluate("details => details.open"):
        await stop.locator("summary").click()
    for step in await stop.locator(".tour-step").all():
        said = await step.inner_text()
        if said.startswith("打开"):
            continue
        if "说" in said.partition("\n")[0]:
            await _say(page, step, said.partition("说")[0])
        else:
            await step.click()
            await page.wait_for_timeout(CLOCK_TURNS)


async def _say(page: Page, step: Locator, who: str) -> None:
    """Tap, and wait until the answer is there."""
    await page.locator("#people").get_by_role("button", name=who).click()
    answers = page.get_by_role("region", name=f"{who}的手机").locator("li.line.account")
    before = await answers.count()
    await step.click()
    await answers.nth(before).wait_for()


async def _phone_of(browser: Browser, address: str, owner: str, path: Path) -> None:
    phone = await _open(browser, address, PHONE)
    await phone.locator("#people").get_by_role("button", name=owner).click()
    await phone.locator(".phone img").first.evaluate_all("images => Promise.all(images.map(image => image.decode()))")
    await phone.screenshot(path=path)
    await phone.close()


async def _console(browser: Browser, tour: Page) -> None:
    """Sign in as the tour says, and look at the cases."""
    told = await tour.locator("#tour-list").inner_text()
    signed = re.search(r"登录：(\S+)，密码 (\w+)", told)
    where = await tour.get_by_role("link", name="工作台").get_attribute("href")
    assert signed  # noqa: S101 - the tour says how to sign in
    assert where  # noqa: S101 - and the page where
    page = await _open_plain(browser, where)
    await page.get_by_label("姓名").fill(signed[1])
    await page.get_by_label("密码").fill(signed[2])
    await page.keyboard.press("Enter")
    await page.get_by_role("navigation", name="栏目").wait_for()
    await page.screenshot(path=HERE / "console.png")


async def _open_plain(browser: Browser, address: str) -> Page:
    page = await browser.new_page(viewport={"width": WIDE["width"], "height": WIDE["height"]})
    await page.goto(address)
    return page


def _free_pair() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until:
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.2)
        else:
            return
    raise TimeoutError("the demo did not open its port")


if __name__ == "__main__":
    main()
