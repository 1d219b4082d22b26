"""One account looked at from all sides, and events deleted, as people do it."""

import re
from datetime import timedelta

from playwright.async_api import Page, expect

from kenbun.kit.clock import system_clock
from tests.journeys.conftest import World


async def _company(world: World, page: Page) -> None:
    """Ada and Bob of one company were active together; the page of the company is open."""
    at = system_clock() - timedelta(hours=3)

    def did(name: str, event_type: str, minutes: int, **metadata: object) -> dict[str, object]:
        who = {"alias_kind": "email", "alias": f"{name}@acme.example", "event_type": event_type}
        return {**who, "timestamp": (at + timedelta(minutes=minutes)).isoformat(), "metadata": metadata}

    await world.send(
        did("ada", "Pricing Page View", 0, path="/pricing", industry="Software"),
        did("bob", "Email Opened", 5),
        did("ada", "Demo Requested", 90),
        did("bob", "<script>alert(1)</script>", 91, note="<b>bold</b>"),
    )
    await world.settled()
    await page.goto(f"{world.address}/leads")
    await page.get_by_role("link", name="ada@acme.example").first.click()
    await page.get_by_role("link", name="acme.example", exact=True).click()
    await expect(page.get_by_role("heading", name="acme.example")).to_be_visible()


async def test_an_account_from_all_sides(world: World, someone) -> None:
    """From a lead to its company: numbers, why it matters, its people, what they did together, the scores' receipt."""
    page: Page = await someone("viewer")
    await _company(world, page)
    await expect(page.get_by_text("2 of 2 people active in the last 7 days")).to_be_visible()
    await world.send({"event_type": "Login", "alias_kind": "email", "alias": "cy@acme.example"})
    await expect(page.locator("[data-cell=leads]")).to_have_text("3")
    row = page.get_by_role("row", name=re.compile("ada@acme.example"))
    await expect(row.get_by_text("Active", exact=True)).to_be_visible()
    await page.get_by_role("link", name="Engagement Timeline").click()
    await expect(page.get_by_text("2 people together:").first).to_be_visible()
    await expect(page).to_have_url(re.compile("tab=timeline"))
    await expect(page.get_by_text("<Script>Alert(1)</Script>").last).to_be_visible()
    await page.get_by_label("Contact").focus()
    await page.get_by_label("Contact").select_option(label="bob@acme.example")
    await expect(page.get_by_role("listitem").filter(has_text="Demo Requested")).to_have_count(0)
    await expect(page.get_by_label("Contact")).to_be_focused()
    await page.get_by_role("link", name="Clear filters").click()
    await expect(page.get_by_role("listitem").filter(has_text="Demo Requested")).to_be_visible()
    await page.get_by_role("link", name="Score History").click()
    await expect(page.get_by_role("img", name=re.compile("Engagement score over time"))).to_be_visible()
    await page.get_by_role("link", name="Why these scores?").click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_role("link", name="ada@acme.example")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Industry").click()
    await expect(drawer.get_by_text("From metadata.industry")).to_be_visible()


async def test_sessions_lead_to_who_had_them(world: World, someone) -> None:
    """Filtered by a name, each with where it began; Enter opens the lead."""
    page: Page = await someone("viewer")
    await _company(world, page)
    await page.get_by_role("link", name="Sessions").click()
    await expect(page.get_by_role("row")).to_have_count(5)
    await page.get_by_label("Filter by lead").fill("ada@")
    await expect(page.get_by_role("row")).to_have_count(3)
    await expect(page.get_by_text("/pricing")).to_be_visible()
    await page.get_by_role("link", name="ada@acme.example").first.click()
    await expect(page.get_by_role("heading", name="ada@acme.example")).to_be_visible()


async def test_events_are_deleted_after_their_number_was_said(world: World, someone) -> None:
    """Filtered first, then the dialog with the numbers, then progress; the list is empty of them afterwards."""
    page: Page = await someone("editor")
    await _company(world, page)
    await page.get_by_role("link", name="Events", exact=True).click()
    await expect(page.get_by_role("img", name=re.compile("4 events from"))).to_be_visible()
    await expect(page.get_by_role("button", name="Delete these")).to_have_count(0)
    await page.get_by_label("Filter by channel").select_option("email")
    await page.get_by_role("button", name="Delete these").click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_role("heading", name="Delete 1 event?")).to_be_visible()
    await drawer.get_by_role("button", name="Delete 1 event").click()
    await expect(drawer.get_by_text(re.compile("1 event of 1 lead deleted"))).to_be_visible()
    await drawer.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_text("Nothing found")).to_be_visible()
    await page.get_by_role("link", name="Clear filters").first.click()
    await expect(page.get_by_text("1–3 of 3 events")).to_be_visible()


async def test_an_admin_hides_a_type(world: World, someone) -> None:
    """It is out of the picker of types at once."""
    page: Page = await someone("admin")
    await _company(world, page)
    await page.goto(f"{world.address}/events/types")
    await page.get_by_label("Show Email Opened in pickers and charts").uncheck()
    await expect(page.get_by_label("Show Email Opened in pickers and charts")).not_to_be_checked()
    await page.get_by_label("Channel of Demo Requested").select_option("crm")
    await page.goto(f"{world.address}/events")
    await expect(
        page.get_by_label("Filter by event type").get_by_role("option", name="Email Opened")
    ).to_have_count(0)
    await expect(
        page.get_by_label("Filter by event type").get_by_role("option", name="Demo Requested")
    ).to_have_count(1)
