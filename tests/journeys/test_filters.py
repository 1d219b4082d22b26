"""Keeping bots out of the scores as an admin does it: tried, saved, applied to history, seen by everyone."""

import re

from playwright.async_api import expect

HOSTILE = "<script>alert(1)</script>" + "Sehr langer Name " * 12


def _visit(number, **metadata):
    return {
        "event_type": "Page View",
        "alias_kind": "email",
        "alias": "ada@acme.com",
        "timestamp": f"2026-11-0{number}T12:00:00Z",
        "metadata": {"path": "/pricing"} | metadata,
    }


async def test_bots_are_filtered_and_history_follows(world, someone):
    """The form says what it would have done; applied to history, the events are greyed out with the reason."""
    await world.send(
        *(_visit(number) for number in (1, 2)), *(_visit(number, bot="yes") for number in (3, 4))
    )
    page = await someone("admin")
    await page.goto(f"{world.address}/filters")
    await page.get_by_role("link", name="New filter").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("Name").fill("Bots")
    await drawer.get_by_label("In the last").select_option("30")
    await drawer.get_by_role("button", name="Condition").click()
    await drawer.get_by_label("Key of the event's metadata").fill("bot")
    await drawer.get_by_label("Value", exact=True).fill("yes")
    await drawer.get_by_label("Name").focus()
    await expect(drawer.get_by_text("where bot is “yes”")).to_be_visible()
    await expect(drawer.locator("#simulation")).to_contain_text(re.compile(r"2 events of 4 \(50.0 %\)"))
    await drawer.get_by_role("button", name="Add filter").click()
    await expect(page.get_by_role("link", name="Bots")).to_be_visible()

    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_text("2 stored events would be suppressed")).to_be_visible()
    await page.get_by_role("button", name="Apply to history").click()
    await expect(page.get_by_text(re.compile("Applied .*: 2 events suppressed"))).to_be_visible()
    await expect(page.get_by_role("row", name=re.compile("Bots"))).to_contain_text("2")

    reader = await someone("viewer")
    await reader.goto(f"{world.address}/events?suppressed=yes")
    await expect(reader.get_by_text("Filtered out by its metadata")).to_have_count(2)
    await reader.get_by_role("link", name="ada@acme.com").first.click()
    await expect(reader.locator(".moment.suppressed")).to_have_count(2)
    await reader.goto(f"{world.address}/filters")
    await expect(reader.get_by_role("link", name="New filter")).to_have_count(0)


async def test_a_velocity_filter_is_made_changed_and_removed(world, someone):
    """What belongs to the other kind is out of sight; what is wrong is said where it is; names are only text."""
    page = await someone("admin")
    await page.goto(f"{world.address}/filters")
    await page.get_by_role("link", name="New filter").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("by how fast events come").check()
    await expect(drawer.get_by_role("button", name="Condition")).to_be_hidden()
    await drawer.get_by_role("button", name="Add filter").click()
    await expect(drawer.get_by_text("Name the type of the events that are counted.").first).to_be_visible()
    await drawer.get_by_label("Name").fill(HOSTILE[:200])
    await drawer.get_by_label("Events of type").fill("Page View")
    await drawer.get_by_label("More than").fill("2")
    await drawer.get_by_label("Of a burst keep only the first").check()
    await drawer.get_by_role("button", name="Add filter").click()
    row = page.get_by_role("row", name=re.compile("alert"))
    await expect(row).to_contain_text("Page View: all but the first of a burst of more than 2 in 1 minute")
    await row.get_by_role("link").click()
    await drawer.get_by_label("Active").uncheck()
    await drawer.get_by_role("button", name="Save").click()
    await expect(row).to_contain_text("off")
    await row.get_by_role("link").click()
    page.on("dialog", lambda dialog: dialog.accept())
    await drawer.get_by_role("button", name="Remove", exact=True).click()
    await expect(page.get_by_text("No filters yet")).to_be_visible()
