"""Settings of a workspace as an admin changes them, and as others see them."""

import re

from playwright.async_api import expect


def _left(number):
    return {"event_type": "Email Unsubscribed", "alias_kind": "email", "alias": f"p{number}@acme{number}.com"}


async def test_settings_are_tried_and_then_followed(world, someone):
    """What is wrong is said at its field; the drawer tells who moves; then all see scores below 0 and the new zone."""
    await world.send(*map(_left, range(3)))
    page = await someone("admin")
    await page.goto(f"{world.address}/settings/workspace")
    await page.get_by_label("Session timeout").fill("0")
    await page.get_by_label("Time zone").fill("Berlin")
    await page.get_by_role("button", name="Preview and save").click()
    await expect(page.get_by_text("Is no time zone; write one like Europe/Berlin.")).to_be_visible()
    await expect(page.get_by_text("Should be greater than or equal to 1.")).to_be_visible()

    await page.get_by_label("Session timeout").fill("45")
    await page.get_by_label("Time zone").fill("Europe/Berlin")
    await page.get_by_label("Show scores below 0").check()
    await page.get_by_role("button", name="Preview and save").click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_text("Europe/Berlin")).to_be_visible()
    await expect(drawer.get_by_text("of 3 leads").first).to_be_visible()
    await expect(drawer.get_by_text("Leave its lower end open")).to_be_visible()
    await drawer.get_by_role("button", name="Save").click()
    await expect(
        page.get_by_role("row", name=re.compile("Berlin.*45 minutes.*shown.*in force"))
    ).to_be_visible()
    await expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    await page.goto(f"{world.address}/leads")
    await expect(page.locator("a.score").first).to_have_text("\N{MINUS SIGN}15")

    reader = await someone("viewer")
    await reader.goto(f"{world.address}/settings/workspace")
    await expect(reader.get_by_label("Time zone")).to_be_disabled()
    await expect(reader.get_by_role("button", name="Preview and save")).to_have_count(0)
