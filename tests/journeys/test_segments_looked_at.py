"""Analyze > Segments as people work with it: from the list into a segment, its charts and back to lists, out again."""

import re

from playwright.async_api import Page, expect

from kenbun.access.callers import Caller
from kenbun.kit.clock import system_clock
from kenbun.kit.ids import public
from kenbun.segments.defining.drafts import SegmentDraft
from kenbun.segments.defining.edit import add_segment


def _visit(name, company="acme"):
    return {"event_type": "Page View", "alias_kind": "email", "alias": f"{name}@{company}.example"}


async def _segment(world, name, conditions=None, kind="lead"):
    draft = SegmentDraft(name=name, kind=kind, conditions=conditions)
    async with world.services.database.transaction() as connection:
        caller = Caller.system(world.workspace_id, "test")
        segment = await add_segment(connection, caller, draft, system_clock)
    return public("seg", segment.segment_id)


async def _list(world, page: Page, query=""):
    await world.settled()
    await page.goto(f"{world.address}/leads{query}")
    await expect(page.get_by_role("table")).to_be_visible()


async def test_leads_are_put_into_a_segment_and_looked_at_there(world, someone):
    """Two of three, in the background; the segment lists them with since when and why; a chart leads to the events."""
    await world.send(_visit("ada"), _visit("ada"), _visit("bob"), _visit("cy", "beta"))
    await _segment(world, "Guests <b>")
    page = await someone("editor")
    await _list(world, page, "?search=acme")
    await page.get_by_label("Select all leads on this page").check()
    await page.get_by_role("button", name="Add to Segment").click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_label("Segment")).to_contain_text("Guests <b> (0 members)")
    await drawer.get_by_role("button", name="Add 2 leads").click()
    await expect(drawer.get_by_text("2 leads added to the segment.")).to_be_visible()
    await drawer.get_by_text("Close", exact=True).click()
    await page.get_by_role("link", name="Segments", exact=True).first.click()
    await expect(page.get_by_role("heading", name="Segments", exact=True)).to_be_visible()
    row = page.get_by_role("row", name="Guests <b>")
    await expect(row.get_by_role("link", name="2 members of Guests <b>")).to_be_visible()
    await row.get_by_role("link", name="Guests <b>", exact=True).click()
    await expect(page.get_by_role("heading", name="Guests <b>")).to_be_visible()
    await expect(page.get_by_role("heading", name="Active members")).to_be_visible()
    await page.get_by_role("link", name="3 in 30 days").click()
    await expect(page.get_by_text("In segment: Guests <b>")).to_be_visible()
    await expect(page.get_by_text("of 3 events")).to_be_visible()
    await page.go_back()
    await page.get_by_role("link", name="Members", exact=True).click()
    await expect(page.get_by_role("columnheader", name="Why In Segment")).to_be_visible()
    await expect(page.get_by_role("row", name="ada@acme.example")).to_contain_text("added by hand")
    await expect(page.get_by_role("row", name="cy@beta.example")).to_have_count(0)


async def test_a_member_is_kept_out_and_let_in_again(world, someone):
    """On its page: why it is in; kept out, it says so; left to the conditions, it is back; the activity has it all."""
    await world.send(_visit("ada"))
    await _segment(world, "Visitors", {"did": "Page View"})
    page = await someone("editor")
    await _list(world, page)
    await page.get_by_role("link", name="ada@acme.example").click()
    card = page.locator("#segments")
    await expect(card.get_by_text("did “Page View”")).to_be_visible()
    await card.get_by_role("button", name="Keep out of Visitors").click()
    await expect(card.get_by_text("kept out")).to_be_visible()
    await card.get_by_role("button", name="Let the conditions of Visitors decide").click()
    await expect(card.get_by_text("did “Page View”")).to_be_visible()
    await page.reload()
    await page.get_by_label("Show of the activity").select_option("Segments")
    await expect(page.locator("#timeline-body").get_by_text("LEFT")).to_be_visible()
    await card.get_by_role("button", name="Add to segment…").click()
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(card.get_by_text("added by hand")).to_be_visible()
    viewer = await someone("viewer")
    await viewer.goto(page.url)
    await expect(viewer.locator("#segments").get_by_text("added by hand")).to_be_visible()
    await expect(viewer.locator("#segments").get_by_role("button")).to_have_count(0)


async def test_out_of_the_segment_that_the_list_is_of(world, someone):
    """All that are in, kept out for good; the list is empty then, and entries and exits say what was."""
    await world.send(_visit("ada"), _visit("bob"))
    segment = await _segment(world, "Visitors", {"did": "Page View"})
    page = await someone("editor")
    await _list(world, page, f"?segment={segment}")
    await page.get_by_label("Select all leads on this page").check()
    await page.get_by_role("button", name="Remove from Segment").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_role("button", name="Keep 2 leads out").click()
    await expect(drawer.get_by_text("2 leads kept out of the segment.")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("No leads fit this search and these filters.")).to_be_visible()
    await page.get_by_role("link", name="Entries and exits").click()
    await page.get_by_label("Entries or exits").select_option("Exits")
    await expect(page).to_have_url(re.compile("way=out"))
    await expect(page.get_by_role("row", name="ada@acme.example")).to_contain_text("by hand")
