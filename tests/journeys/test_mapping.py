"""Setting up where incoming metadata goes, as an admin does it; and what others see of it."""

import asyncio
import re

from playwright.async_api import expect


def _visit(number, **metadata):
    who = {"alias_kind": "email", "alias": f"p{number}@acme{number}.com"}
    return {"event_type": "Page View", **who, "metadata": metadata}


async def test_from_a_key_that_comes_in_to_a_field_that_is_filled(world, someone):
    """Pick a key, make a field for it, map it, see who would change, apply it; what does not fit is shown."""
    await world.send(*[_visit(number, seats="12") for number in range(3)], _visit(3, seats="a few"))
    page = await someone("admin")
    await page.goto(f"{world.address}/mapping")
    await page.get_by_label("Label").fill("Seats bought")
    await page.get_by_label("Type", exact=True).select_option("number")
    await page.get_by_role("button", name="Add field").click()
    await expect(page.get_by_text("lead.seats_bought")).to_be_visible()

    await page.get_by_role("button", name="Map seats").click()
    await expect(page.get_by_label("Key", exact=True)).to_have_value("seats")
    await page.get_by_role("button", name="Add mapping").click()
    await expect(page.get_by_text("Choose the field")).to_be_visible()
    await page.get_by_label("Fill the field").select_option("lead.seats_bought")
    await expect(page.get_by_role("radio", name=re.compile("Always latest"))).to_be_checked()
    await page.get_by_role("button", name="Add mapping").click()

    await page.get_by_role("link", name="Apply it to what is stored").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_role("button", name="Preview").click()
    await expect(drawer.get_by_text("3 leads would change; 1 stored value does not fit")).to_be_visible()
    await drawer.get_by_role("button", name="Apply to 3 leads").click()
    await expect(drawer.get_by_text("3 leads changed, 1 value did not fit")).to_be_visible()
    await page.keyboard.press("Escape")

    await world.send(_visit(3, seats="lots"))
    await page.get_by_label("Search mappings").fill("seats")
    row = page.get_by_role("region", name="Mappings").get_by_role("row", name=re.compile("seats"))
    await expect(row).to_have_count(1)
    async with asyncio.timeout(15):
        while not await row.get_by_text("1", exact=True).count():
            await page.goto(f"{world.address}/mapping?q=seats")
    await row.get_by_role("link", name="seats").click()
    await expect(drawer.get_by_text("1 value does not fit")).to_be_visible()
    await expect(drawer.get_by_text("lots")).to_be_visible()
    await drawer.get_by_role("radio", name=re.compile("Only if empty")).check()
    await drawer.get_by_role("button", name="Save").click()
    await expect(row.get_by_text("Only if empty")).to_be_visible()


async def test_others_read_it_only(world, someone):
    """A member below admin sees what comes in and the mappings, and nothing to change them with."""
    await world.send(_visit(1, city="Rome"))
    page = await someone("editor")
    await page.get_by_role("link", name="Mapping").click()
    await expect(page.get_by_text("Rome")).to_be_visible()
    await expect(page.get_by_text("Only admins can change it")).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^(Map|Add)"))).to_have_count(0)
    await page.get_by_role("link", name="city", exact=True).last.click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_label("Fill the field")).to_be_disabled()
    await expect(drawer.get_by_role("button", name="Save")).to_have_count(0)
