"""Changing levels as an admin does it, and what others see; sharing a receipt from its drawer."""

import re

from playwright.async_api import expect


def _visit(number):
    return {"event_type": "Page View", "alias_kind": "email", "alias": f"p{number}@acme{number}.com"}


async def test_levels_are_changed_with_an_eye_on_who_moves(world, someone):
    """What overlaps is said at once; open ends stay open; the first version comes back."""
    await world.send(*map(_visit, range(3)))
    page = await someone("admin")
    await page.goto(f"{world.address}/levels")
    await page.get_by_role("button", name="Edit levels").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("From score").nth(1).fill("20")
    await expect(drawer.get_by_text("“Warm” (20–49) overlaps “Cold” (0–24)")).to_be_visible()
    await drawer.get_by_label("From score").nth(1).fill("25")
    await drawer.get_by_label("Name").first.fill("Chilly")
    await expect(drawer.get_by_text(re.compile("would come to another level"))).to_be_visible()
    await drawer.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("cell", name="75 and up")).to_be_visible()
    await expect(page.get_by_role("cell", name="Chilly").first).to_be_visible()

    await page.get_by_role("button", name="Restore version 1").click()
    await drawer.get_by_role("button", name="Restore", exact=True).click()
    await expect(page.get_by_text("version 1 again")).to_be_visible()

    reader = await someone("viewer")
    await reader.goto(f"{world.address}/levels")
    await expect(reader.get_by_role("cell", name="75 and up")).to_be_visible()
    await expect(reader.get_by_role("button", name="Edit levels")).to_have_count(0)


async def test_a_receipt_is_shared_and_taken_back(world, someone):
    """By a button in the popover; the link holds until it is revoked there."""
    await world.send(_visit(7))
    page = await someone("editor")
    await page.goto(f"{world.address}/leads")
    await page.locator("a.score").first.click()
    await page.get_by_text("Share", exact=True).click()
    await expect(page.get_by_text("No link to this receipt holds.")).to_be_visible()
    await page.get_by_role("button", name="Make a link").click()
    await expect(page.locator("#share-link")).to_contain_text("/share/score/kbn_share_")
    await page.get_by_role("button", name=re.compile("Revoke the link")).first.click()
    await expect(page.locator("#share-link")).to_have_count(0)
