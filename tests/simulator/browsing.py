"""How the tests look at the chat page: sizes of screens, and what a person does at one."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

DESK, PHONE = (1280, 860), (360, 740)


async def opened(browser: Browser, address: str, size: tuple[int, int]) -> tuple[Page, list[str]]:
    """The page at a size, and the list in which its complaints gather."""
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(address)
    await expect(page.locator(".phone").first).to_be_visible()
    return page, complaints


async def tab_to(page: Page, label: str) -> None:
    """Goes to a control by the tab key alone."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        named = await page.evaluate(
            "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"
        )
        if named.startswith(label):
            return
    pytest.fail(f"the tab key never reaches {label}")


async def spills(page: Page) -> bool:
    """True when the page scrolls sideways."""
    return bool(await page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
