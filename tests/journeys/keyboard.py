"""The keyboard as somebody uses it who has no mouse."""

from playwright.async_api import Locator, Page


async def tab_to(page: Page, goal: Locator) -> None:
    """By the keyboard alone, as far as it takes."""
    for _ in range(60):
        if await goal.evaluate("one => one === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{goal} is not reached by the keyboard")
