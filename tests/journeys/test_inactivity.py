"""Letting silence cost points, as an admin does it: made, tried, published, seen in the receipt and the timeline."""

import os
import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

HOSTILE = "<script>alert(1)</script> العربية 🎉 " + "Sehr langer Name " * 9


async def test_silence_costs_points(world, someone):
    """A rule is drafted, its preview names who loses, publishing shows it in the receipt and the timeline; restoring
    gives all back."""
    at = (datetime.now(UTC) - timedelta(days=15)).isoformat()
    deal = {"event_type": "Deal Closed Won", "timestamp": at}
    await world.send(deal | {"alias_kind": "email", "alias": "ada@acme.com"})
    page = await someone("admin")
    await page.goto(f"{world.address}/scoring")
    await page.get_by_role("link", name="Inactivity").click()
    await expect(page.get_by_text("Silence costs nothing yet")).to_be_visible()
    await shot(page, "empty")
    await page.get_by_role("link", name="New rule").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("Points to take off").fill("0")
    await drawer.get_by_role("button", name="Add to draft").click()
    await expect(drawer.get_by_text("A whole number from 1 to 100000.")).to_be_visible()
    await expect(drawer.get_by_text("Give it a name, in one line.")).to_be_visible()
    await drawer.get_by_label("Name").fill(HOSTILE)
    await drawer.get_by_label("Points to take off").fill("6")
    await drawer.get_by_label("For each so many days without activity").fill("7")
    await shot(page, "form")
    await drawer.get_by_role("button", name="Add to draft").click()
    await expect(page.get_by_text("takes 6 points for each 7 days without activity")).to_be_visible()
    await page.get_by_role("link", name="Preview").click()
    await expect(drawer.get_by_role("row", name=re.compile("ada@acme.com"))).to_contain_text("8")
    await shot(page, "preview")
    await drawer.get_by_role("button", name="Publish").click()
    await expect(page.get_by_text("Version 1 is in force")).to_be_visible()
    await shot(page, "published")
    await page.goto(f"{world.address}/leads")
    await page.get_by_role("link", name="ada@acme.com").first.click()
    await expect(page.locator("#timeline-body").get_by_text("DECAY").first).to_be_visible()
    await shot(page, "lead")
    await page.get_by_role("link", name=re.compile("Why this score", re.IGNORECASE)).first.click()
    await expect(drawer.locator('[data-kind="inactivity"]')).to_contain_text("−12")
    await shot(page, "receipt")

    await page.goto(f"{world.address}/scoring/inactivity")
    await page.get_by_role("link", name=re.compile("^<script>")).click()
    page.once("dialog", lambda dialog: dialog.accept())
    await drawer.get_by_role("button", name="Remove").click()
    await expect(page.get_by_text("1 unpublished change")).to_be_visible()
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_text("Version 2 is in force")).to_be_visible()
    await page.get_by_role("link", name="1", exact=True).click()
    await expect(drawer.get_by_text("only here")).to_be_visible()
    await shot(page, "version")
    await drawer.get_by_role("button", name="Restore as a new version").click()
    await expect(page.get_by_text("Version 3 is in force")).to_be_visible()


async def test_who_may_not_edit_reads(world, someone):
    """A viewer sees the rules, and no button that changes them."""
    reader = await someone("viewer")
    await reader.goto(f"{world.address}/scoring/inactivity")
    await expect(reader.get_by_text("Silence costs nothing yet")).to_be_visible()
    await expect(reader.get_by_role("link", name="New rule")).to_have_count(0)


async def shot(page, name):
    folder = os.environ.get("SHOTS")
    if folder:
        await page.screenshot(path=f"{folder}/{name}.png")
