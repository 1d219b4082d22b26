"""Looking at how a score came to be: arrows in the list, the chart, and what changed between two times."""

import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

HOSTILE = "<script>alert(1)</script> שלום 🎉 " + "x" * 80


def _did(name, days_ago, **metadata):
    at = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    who = {"alias_kind": "email", "alias": "ada@acme.example"}
    return {"event_type": name, **who, "timestamp": at, "metadata": metadata}


async def test_from_an_arrow_to_the_rules_behind_it(world, someone):
    """The list points up, the lead's chart has its conversion, and the drawer says which rules made the difference."""
    await world.send(_did("Demo Requested", 20), _did("Deal Closed Won", 9), _did("Pricing Page Viewed", 0))
    page = await someone("viewer")
    await page.goto(f"{world.address}/leads")
    row = page.get_by_role("row", name=re.compile("ada@acme.example"))
    await expect(row.get_by_role("img", name=re.compile("in 7 days")).first).to_be_visible()
    await row.get_by_role("link", name="ada@acme.example").click()

    history = page.locator("#history")
    await expect(history.get_by_role("heading", name="Score Trend")).to_be_visible()
    await expect(history.get_by_text(re.compile(r"Converted at \d+ pts · "))).to_be_visible()
    await expect(history.get_by_role("img", name=re.compile("Engagement score over time"))).to_be_visible()
    await expect(history.locator("canvas")).to_be_visible()
    await history.get_by_label("Time", exact=True).select_option("A year")
    await expect(history.get_by_label("Time", exact=True)).to_have_value("365")
    await expect(history.locator("canvas")).to_be_visible()

    await history.get_by_role("button", name="What changed?").click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_role("heading", name=re.compile(r"Why from \d+ to \d+"))).to_be_visible()
    await expect(drawer.get_by_text("worth less now").first).to_be_visible()
    await drawer.get_by_label("From").fill("2020-01-01T00:00")
    await drawer.get_by_label("To").fill("2020-02-01T00:00")
    await drawer.get_by_role("button", name="Compare").click()
    await expect(drawer.get_by_text("Nothing changed between these two times.")).to_be_visible()


async def test_conversions_are_defined_on_a_page(world, someone):
    """An admin tries one and adds it, sees how many converted by it, and removes it; others look on."""
    await world.send(_did("Trial Started", 1))
    page = await someone("admin")
    await page.goto(f"{world.address}/conversions")
    await expect(page.get_by_role("row", name=re.compile("Deal closed won"))).to_be_visible()
    await page.get_by_label("Name").fill(HOSTILE)
    await page.get_by_label("Event type").fill("trial_started")
    await page.get_by_role("button", name="Preview").click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_text("1 lead has converted by")).to_be_visible()
    await expect(drawer.get_by_text("No trigger would have fired.")).to_be_visible()
    await drawer.get_by_role("button", name="Add conversion").click()
    await expect(drawer).to_have_count(0)
    row = page.get_by_role("row", name=re.compile("Trial Started"))
    await expect(row.get_by_text("1", exact=True)).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    await row.get_by_role("button", name=re.compile("Remove")).click()
    await expect(row).to_have_count(0)
    await page.get_by_label("Name").fill("Deal closed won")
    await page.get_by_label("Event type").fill("Deal Closed Won")
    await page.get_by_role("button", name="Add conversion").click()
    await expect(page.get_by_text("There is a conversion of that name.")).to_be_visible()
    viewer = await someone("viewer")
    await viewer.goto(f"{world.address}/conversions")
    await expect(viewer.get_by_role("row", name=re.compile("Deal closed won"))).to_be_visible()
    await expect(viewer.get_by_role("button", name="Add conversion")).to_have_count(0)
