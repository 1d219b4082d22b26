"""Lists: narrowed by filters that live in the URL, sorted, walked by keyboard, gone back to."""

import re
from datetime import UTC, datetime, timedelta

import httpx
from playwright.async_api import expect


def _person(name):
    return {"alias_kind": "email", "alias": f"{name}@acme.example"}


async def test_filters_live_in_the_url(world, someone):
    """A filter is a chip and part of the URL; taking the chip away brings everyone back."""
    await world.send(
        {"event_type": "Demo Requested", **_person("warm")}, {"event_type": "Page View", **_person("cold")}
    )
    page = await someone("viewer")
    await page.get_by_role("button", name="Filter").click()
    await page.get_by_label("Warm", exact=True).check()
    await page.get_by_label("Engagement score from").fill("10")
    await page.get_by_role("button", name="Apply").click()
    await expect(page).to_have_url(re.compile(r"level=Warm&min_score=10$"))
    await expect(page.get_by_role("row", name="warm@acme.example")).to_be_visible()
    await expect(page.get_by_role("row", name="cold@acme.example")).to_have_count(0)
    await page.get_by_role("link", name="Remove the filter Level: Warm").click()
    await page.get_by_role("link", name="Remove the filter Score: 10 and up").click()
    await expect(page.get_by_role("row", name="cold@acme.example")).to_be_visible()


async def test_empty_fields_stay_out_of_the_url(world, someone):
    """Of a field that a form has twice, what was filled in stays though the other is empty."""
    page = await someone("viewer")
    await page.evaluate(
        """() => {
            const form = document.createElement("form");
            form.action = "/leads";
            for (const [name, value] of [["level", ""], ["level", "Warm"], ["min_score", ""]]) {
                const field = document.createElement("input");
                Object.assign(field, { name, value });
                form.append(field);
            }
            document.body.append(form);
            form.requestSubmit();
        }"""
    )
    await expect(page).to_have_url(re.compile(r"/leads\?level=Warm$"))


async def test_nothing_found_offers_to_clear_the_filters(world, someone):
    """A list that is empty for its filters says so, and how to get out."""
    await world.send({"event_type": "Page View", **_person("cold")})
    page = await someone("viewer")
    await page.get_by_label("Search leads").fill("nobody at all")
    await expect(page.get_by_text("Nothing found")).to_be_visible()
    await page.get_by_role("link", name="Clear filters").click()
    await expect(page.get_by_role("row", name="cold@acme.example")).to_be_visible()


async def test_a_filter_that_cannot_be_is_a_clear_refusal(world, someone):
    """A URL edited by hand gets a page that says what is wrong."""
    page = await someone("viewer")
    for query in ("min_score=many", "sort=shoe_size", "last_active=soon", "level=Boiling", "page=0"):
        answer = await page.goto(f"{world.address}/leads?{query}")
        assert answer.status == 422, query
        await expect(page.get_by_role("heading").first).to_be_visible()


async def test_sort_by_column(world, someone):
    """A click on a column sorts by it, another turns the order round."""
    for name in ("bea", "abe"):
        await world.send({"event_type": "Page View", **_person(name)})
    page = await someone("viewer")
    await page.get_by_role("columnheader", name="Name").get_by_role("link").click()
    await expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    await expect(page.get_by_role("row").nth(1)).to_contain_text("abe@acme.example")
    await page.get_by_role("columnheader", name="Name").get_by_role("link").click()
    await expect(page.get_by_role("row").nth(1)).to_contain_text("bea@acme.example")


async def test_the_keyboard_is_enough(world, someone):
    """Search, walk the rows, open one, come back: without a mouse."""
    for name in ("one", "two"):
        await world.send({"event_type": "Page View", **_person(name)})
    await world.settled()
    page = await someone("viewer")
    await page.goto(f"{world.address}/leads?sort=name")
    await expect(page.get_by_role("link", name="two@acme.example")).to_be_visible()
    await page.keyboard.press("/")
    await expect(page.get_by_label("Search leads")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("link", name="two@acme.example")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="two@acme.example")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("row", name="one@acme.example")).to_be_visible()


async def test_events_by_type_campaign_and_lead(world, someone):
    """Who responded to a campaign: filtered by it, each event leads to its person."""
    await world.send(
        {"event_type": "Email Clicked", **_person("hit"), "metadata": {"campaign": "autumn"}},
        {"event_type": "Page View", **_person("miss")},
    )
    page = await someone("viewer")
    await page.get_by_role("link", name="Events", exact=True).click()
    await expect(page.get_by_role("row", name="miss@acme.example")).to_be_visible()
    await page.get_by_label("Filter by event type").select_option("Email Clicked")
    await expect(page.get_by_role("row", name="miss@acme.example")).to_have_count(0)
    await page.get_by_role("link", name="autumn").click()
    await expect(page).to_have_url(re.compile("campaign=autumn"))
    await page.get_by_label("Filter by lead").fill("hit@")
    await page.get_by_role("link", name="hit@acme.example").click()
    await expect(page.get_by_role("heading", name="hit@acme.example")).to_be_visible()


async def test_what_is_typed_next_is_not_lost(world, someone):
    """One filter after the other, of events and of sessions, without waiting: the list follows, the fields stay."""
    visit = {"event_type": "Email Clicked", "metadata": {"campaign": "autumn"}}
    await world.send(
        visit | _person("hit"), visit | _person("miss"), {"event_type": "Page View", **_person("hit")}
    )
    await world.settled()
    page = await someone("editor")
    await page.goto(f"{world.address}/events")
    for field, word in (("lead", "hit@"), ("account", "acme"), ("campaign", "autumn")):
        await page.get_by_label(f"Filter by {field}").focus()
        await page.keyboard.type(word, delay=20)
    for asked in ("lead=hit%40", "account=acme", "campaign=autumn"):
        await expect(page).to_have_url(re.compile(asked))
    await expect(page.get_by_label("Filter by account")).to_have_value("acme")
    await expect(page.get_by_label("Filter by campaign")).to_have_value("autumn")
    await expect(page.locator("[data-rows] tr")).to_have_count(1)
    await expect(page.get_by_role("button", name="Delete these…")).to_be_visible()
    await expect(page.locator("#chart")).to_contain_text("1 event")
    await page.goto(f"{world.address}/sessions")
    await page.get_by_label("Filter by channel").select_option("website")
    await page.get_by_label("Filter by account").fill("acme")
    await expect(page.locator("[data-rows] tr")).to_have_count(1)
    await page.get_by_role("link", name="Clear filters").click()
    await expect(page.locator("[data-rows] tr")).to_have_count(2)


async def test_rejected_events_are_seen_and_tried_again(world, someone):
    """What was refused shows its reason and what was sent; trying it again says what became of it."""
    async with httpx.AsyncClient(base_url=world.address) as client:
        await client.post(
            "/api/ingest",
            json=[{"event_type": "Page View", **_person("x"), "timestamp": "not a time"}],
            headers={"Authorization": f"Bearer {world.write_key}"},
        )
    page = await someone("editor")
    await page.get_by_role("link", name="Rejected events").click()
    await expect(page.get_by_role("cell", name="timestamp", exact=True)).to_be_visible()
    await page.get_by_text("Payload").click()
    await expect(page.get_by_text('"not a time"')).to_be_visible()
    await page.get_by_role("button", name="Retry", exact=True).click()
    await expect(page.get_by_text("rejected again")).to_be_visible()


async def test_older_activity_is_loaded_when_asked_for(world, someone):
    """A long history comes in pieces, none twice and none missing."""
    now = datetime.now(UTC)
    await world.send(
        *(
            {
                "event_type": f"Step {n}",
                **_person("long"),
                "timestamp": (now - timedelta(hours=n)).isoformat(),
            }
            for n in range(70)
        )
    )
    page = await someone("viewer")
    await page.get_by_role("link", name="long@acme.example").click()
    await page.get_by_role("button", name="Load older").click()
    await expect(page.locator("ol").get_by_text("Step 69", exact=True)).to_be_visible()
    await expect(page.locator("#timeline-body").get_by_text(re.compile(r"^Step \d+$"))).to_have_count(70)


async def test_the_theme_is_kept(world, someone):
    """Light by the system, dark once chosen, still dark after a reload and on other pages."""
    page = await someone("viewer")
    html = page.locator("html")
    await expect(html).to_have_attribute("data-bs-theme", "light")
    await page.get_by_role("button", name="Switch between light and dark").click()
    await page.goto(f"{world.address}/scoring")
    await expect(html).to_have_attribute("data-bs-theme", "dark")


async def test_narrow_screens_have_everything(world, someone):
    """At 375 pixels the menu folds, lists fit, and the receipt fills the screen."""
    await world.send({"event_type": "Demo Requested", **_person("small")})
    page = await someone("viewer")
    await page.set_viewport_size({"width": 375, "height": 800})
    for path in ("/leads", "/events", "/events/rejected", "/scoring", "/settings/tokens"):
        await page.goto(world.address + path)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    await page.get_by_role("button", name="Menu").click()
    await page.get_by_role("link", name="Leads").first.click()
    await page.get_by_role("link", name=re.compile("points: why")).click()
    await expect(page.get_by_role("dialog").get_by_text("Demo requested", exact=True)).to_be_visible()


async def test_whatever_senders_write_fits(world, someone):
    """Names, types and values of any length and kind are text: they run nothing and push nothing off the page."""
    script = "<script>document.title='owned'</script>"
    await world.send(
        {
            "event_type": "W" * 200,
            "aliases": [
                {"alias_kind": "external_id", "raw_value": "x" * 500},
                {"alias_kind": "cookie", "raw_value": script},
            ],
            "metadata": {
                "first_name": "N" * 900,
                "job_title": script,
                "campaign": "c" * 500,
                "text": "y" * 9_000,
            },
        },
        {"event_type": "Nothing To Score", "alias_kind": "external_id", "alias": "x" * 500},
    )
    page = await someone("viewer")
    await expect(page.get_by_text("+1", exact=True)).to_be_visible()
    await page.locator("[data-row-link]").click()
    await expect(page.locator("ol").get_by_text("Nothing To Score")).to_be_visible()
    box = await page.locator("ol").get_by_text("Nothing To Score").bounding_box()
    assert box["height"] < 30, "an event without points has as much room as any other"
    for path in (page.url.removeprefix(world.address), "/leads", "/events"):
        for width in (1280, 375):
            await page.set_viewport_size({"width": width, "height": 800})
            await page.goto(f"{world.address}{path}")
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
            assert await page.title() != "owned"


async def test_each_why_leads_to_its_line_of_the_receipt(world, someone):
    """Under the name in the list and on the lead's page: the phrase opens the receipt, the line has the focus."""
    lead = {"alias_kind": "email", "alias": "ada@acme.example"}
    await world.send(
        lead | {"event_type": "Demo Requested", "metadata": {"job_title": "CEO", "seniority": "C-Level"}},
        lead | {"event_type": "Email Opened"},
    )
    page = await someone("viewer")
    await page.goto(f"{world.address}/leads")
    row = page.get_by_role("row", name="ada@acme.example")
    await (
        row.get_by_role("link", name="Email opened today")
        .or_(row.get_by_role("link", name="Last one today"))
        .wait_for()
    )
    await row.get_by_role("link", name="Demo requested").first.click()
    drawer = page.get_by_role("dialog")
    line = drawer.get_by_role("listitem").filter(has_text="Demo requested")
    await expect(line).to_be_focused()
    await page.keyboard.press("Escape")
    await row.get_by_role("link", name="ada@acme.example").click()
    await page.get_by_role("link", name="Decides on budgets").click()
    await expect(drawer.get_by_role("listitem").filter(has_text="Decides on budgets")).to_be_focused()
