"""Makes the README's pictures from the running demo: `.venv/bin/python -m docs.pictures.make`."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from socket import create_connection, socket
from time import monotonic, sleep

from playwright.async_api import Browser, Page, async_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
]
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
PATIENCE = 30.0  # seconds for the demo to open its ports

TALKS = {
    "王阿姨": ("3号楼2单元楼道灯坏了三天没人修", "进度"),
    "陈师傅": ("报修", "2", "9号楼"),
}


def main() -> None:
    """Start the demo, talk, take the pictures, end the demo."""
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
        await wide.get_by_role("region", name="小李的手机").get_by_role("button", name="关注公众号").click()
        for who, said in TALKS.items():
            for words in said:
                await _say(wide, who, words)
        await wide.screenshot(path=HERE / "chat.png")
        phone = await _open(browser, address, PHONE)
        await _say(phone, "王阿姨", "家里有煤气味")
        await phone.screenshot(path=HERE / "chat-phone.png")
        await browser.close()


async def _open(browser: Browser, address: str, size: dict[str, int]) -> Page:
    page = await browser.new_page(viewport=size, device_scale_factor=2 if size is PHONE else 1)  # type: ignore[arg-type]  # a plain dict serves
    await page.emulate_media(reduced_motion="reduce")  # what fades in is there at once
    await page.goto(address)
    return page


async def _say(page: Page, who: str, words: str) -> None:
    """Type, send, and wait until the answer is there."""
    phone = page.get_by_role("region", name=f"{who}的手机")
    answers = phone.locator("li.line.account")
    before = await answers.count()
    await phone.get_by_role("textbox").fill(words)
    await phone.get_by_role("textbox").press("Enter")
    await answers.nth(before).wait_for()


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
