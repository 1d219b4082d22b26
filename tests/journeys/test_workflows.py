"""The workflows that the list of leads is for, step by step as its users were told them."""

import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

from kenbun.scoring.history.previous import look_back_all


def _did(name, event_type, days_ago=0.0, **metadata):
    return {
        "event_type": event_type,
        "alias_kind": "email",
        "alias": f"{name}@acme.example",
        "timestamp": (datetime.now(UTC) - timedelta(days=days_ago)).isoformat(),
        "metadata": metadata,
    }


def _names(page):
    return page.locator("[data-row-link]")


async def _listed(page, world, *names):
    await world.settled()
    await page.goto(f"{world.address}/leads?sort=name")
    for name in names:
        await expect(page.get_by_role("link", name=f"{name}@acme.example")).to_be_visible()
    await page.goto(f"{world.address}/leads")


async def _filter(page, label):
    await page.get_by_role("button", name="Filter").click()
    await page.get_by_role("radio", name=label, exact=True).check()
    await page.get_by_role("button", name="Apply").click()


async def test_prioritize_daily_outreach(world, someone):
    """Hottest first, active in the last seven days, one after the other from the top."""
    await world.send(
        _did("hot", "Demo Requested", 1),
        _did("hot", "Trial Started", 1),
        _did("warm", "Demo Requested", 2),
        _did("once", "Demo Requested", 20),
        _did("once", "Trial Started", 20),
    )
    page = await someone("viewer")
    await _listed(page, world, "hot", "warm", "once")
    await page.get_by_role("columnheader", name="Engagement Score").get_by_role("link").click()
    await page.goto(f"{world.address}/leads?sort=-engagement_score")
    await _filter(page, "7 days")
    await expect(_names(page)).to_have_text(["hot@acme.example", "warm@acme.example"])
    await _names(page).first.click()
    await expect(page.get_by_role("heading", name="hot@acme.example")).to_be_visible()
    await page.get_by_role("link", name="Next lead").click()
    await expect(page.get_by_role("heading", name="warm@acme.example")).to_be_visible()


async def test_find_stalled_deals(world, someone):
    """Quiet for thirty days, who was hottest then first, and all of them into a file for the campaign."""
    await world.send(
        _did("cold", "Page View", 45),
        _did("cooled", "Demo Requested", 45),
        _did("cooled", "Trial Started", 44),
        _did("busy", "Demo Requested", 1),
    )
    page = await someone("viewer")
    await _listed(page, world, "cold", "cooled", "busy")
    services = world.services
    await look_back_all(services.database, world.workspace_id, services.clock)
    await page.goto(f"{world.address}/leads")
    await _filter(page, "30+ days ago")
    await page.get_by_role("button", name="Sort").click()
    await page.get_by_role("link", name="Highest previous score").click()
    await expect(page.get_by_role("columnheader", name="Previous Engagement Score")).to_have_attribute(
        "aria-sort", "descending"
    )
    await expect(_names(page)).to_have_text(["cooled@acme.example", "cold@acme.example"])
    await expect(page).to_have_url(re.compile("last_active=older_30d&sort=-previous_score"))
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Export Leads").click()
    lines = (await (await download.value).path()).read_text().splitlines()
    assert ["cooled@" in lines[1], "cold@" in lines[2], len(lines)] == [True, True, 3]


async def test_monitor_campaign_impact(world, someone):
    """Events of the campaign lead to who responded; found again among the leads, the score rises as they go on."""
    await world.send(
        _did("hit", "Email Clicked", 1, campaign="autumn"),
        _did("miss", "Email Clicked", 1, campaign="spring"),
    )
    page = await someone("viewer")
    await _listed(page, world, "hit", "miss")
    await page.get_by_role("link", name="Events", exact=True).click()
    await page.get_by_label("Filter by campaign").fill("autumn")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("row", name="hit@acme.example")).to_be_visible()
    await expect(page.get_by_role("row", name="miss@acme.example")).to_have_count(0)
    await page.get_by_role("link", name="Leads", exact=True).click()
    await expect(page.get_by_role("heading", name="Leads", exact=True)).to_be_visible()
    await page.keyboard.press("/")
    await expect(page.get_by_label("Search leads")).to_be_focused()
    await page.keyboard.type("hit@")
    await expect(_names(page)).to_have_text(["hit@acme.example"])
    score = page.locator("[data-cell=score] a.score")
    before = int(await score.inner_text())
    await world.send(_did("hit", "Demo Requested"))
    await expect(score).not_to_have_text(str(before))
    assert int(await score.inner_text()) > before


async def test_identify_product_qualified_leads(world, someone):
    """Who has signed up for a trial and is engaged; their timeline shows whether they are active in the product."""
    await world.send(
        _did("using", "trial_signup", 3),
        _did("using", "Demo Requested", 2),
        _did("using", "api_call", 1),
        _did("idle", "trial_signup", 3),
        _did("reader", "Demo Requested", 1),
    )
    page = await someone("viewer")
    await _listed(page, world, "using", "idle", "reader")
    await page.get_by_role("button", name="Filter").click()
    await page.get_by_label("Event type").fill("trial_signup")
    await page.get_by_label("Engagement score from").fill("25")
    await page.get_by_role("button", name="Apply").click()
    await expect(page.get_by_text("Did Trial Signup")).to_be_visible()
    await expect(_names(page)).to_have_text(["using@acme.example"])
    await _names(page).first.click()
    await expect(page.locator("#timeline ol").get_by_text("Api Call", exact=True)).to_be_visible()
