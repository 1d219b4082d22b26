"""From a one-time link to a rule in force: what a new admin does in the first half hour."""

import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

ADA = {"alias_kind": "email", "alias": "ada@lovelace.example"}


def _event(event_type, person=ADA, **more):
    return {"event_type": event_type, **person, **more}


async def test_a_one_time_link_is_the_way_in(world, browser):
    """The link leads to setting a password, works once, and from then on e-mail and password do."""
    page = await browser.new_page()
    link = await world.link("admin")
    await page.goto(link)
    await page.get_by_label("E-mail").fill("grace@hopper.example")
    await page.get_by_label("Your name").fill("Grace Hopper")
    await page.get_by_label("Password").fill("correct horse battery")
    await page.get_by_role("button", name="Enter", exact=True).click()
    await expect(page.get_by_role("heading", name="Leads", exact=True)).to_be_visible()
    await expect(page.get_by_text("Grace Hopper")).to_be_visible()
    await page.get_by_role("button", name="Sign out").click()
    assert (await page.goto(link)).status == 404
    await page.goto(f"{world.address}/scoring")
    await page.get_by_label("E-mail").fill("grace@hopper.example")
    await page.get_by_label("Password").fill("correct horse battery")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Scoring")).to_be_visible()
    await page.close()


async def test_find_a_lead_and_take_its_score_apart(world, someone):
    """A person sent by an API call is found by typing, and the receipt's lines sum to the score in the list."""
    await world.send(
        _event(
            "Demo Requested", metadata={"first_name": "Ada", "last_name": "Lovelace", "company": "Engines"}
        ),
        _event("Page View", metadata={"path": "/pricing"}),
        _event("Page View", metadata={"path": "/careers"}),
        _event("Nothing Scores This"),
    )
    page = await someone("admin")
    await page.keyboard.press("/")
    await page.keyboard.type("lovelace")
    row = page.get_by_role("row", name="ada@lovelace.example")
    await expect(row).to_be_visible()
    await expect(page).to_have_url(re.compile("search=lovelace"))
    score = await row.locator("[data-cell=score]").inner_text()

    await row.get_by_role("link", name=re.compile("points: why")).click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_text("Demo requested", exact=True)).to_be_visible()
    await expect(drawer.get_by_text("path contains “/pricing”")).to_be_visible()
    await expect(drawer.get_by_role("img", name="Negative rule")).to_be_visible()
    assert await _sum_of(drawer) == int(score)
    await drawer.get_by_text("Each line").first.click()
    await expect(drawer.get_by_role("cell", name=re.compile(r"[+]\d+\.\d{6}$")).first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()
    await expect(row.get_by_role("link", name=re.compile("points: why"))).to_be_focused()

    await row.get_by_role("link").first.click()
    await expect(page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    unscored = page.get_by_role("listitem").filter(has_text="Nothing Scores This")
    await expect(unscored.get_by_text("no points")).to_be_visible()


async def test_change_a_rule_and_publish_it(world, someone):
    """A rule with conditions is built, seen as a sentence and as unpublished, published, and then counts."""
    await world.send(_event("Widget Turned", metadata={"plan": "pro"}), _event("Widget Turned"))
    page = await someone("admin")
    await page.get_by_role("link", name="Scoring").click()
    await page.get_by_role("link", name="New rule").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("Name").fill("Pro turned a widget")
    await drawer.get_by_label("For each event of type").fill("widget_turned")
    await drawer.get_by_label("give points").fill("77")
    await drawer.get_by_label("Half-life in days").fill("")
    await drawer.get_by_role("button", name="Condition").first.click()
    await drawer.get_by_label("Key of the event's metadata").fill("plan")
    await drawer.get_by_label("Value").fill("pro")
    await expect(drawer.get_by_text("where plan is “pro”")).to_be_visible()
    await drawer.get_by_role("button", name="Add to draft").click()
    await expect(drawer).to_be_hidden()
    await expect(page.get_by_text("1 unpublished change")).to_be_visible()
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_text("Version 2 is in force")).to_be_visible(timeout=30_000)
    await expect(page.get_by_text("unpublished")).to_have_count(0)

    await page.get_by_role("link", name="Leads").first.click()
    row = page.get_by_role("row", name="ada@lovelace.example")
    await expect(row.locator("[data-cell=score]")).to_have_text("77")
    await expect(row.get_by_text("Very Hot")).to_be_visible()


async def test_a_rule_that_cannot_be_is_refused_at_the_field(world, someone):
    """What is wrong is said where it was typed, and nothing is saved."""
    page = await someone("admin")
    await page.goto(f"{world.address}/scoring")
    await page.get_by_role("link", name="Demo requested", exact=True).click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("give points").fill("200000")
    await drawer.get_by_label("Half-life in days").fill("0.1")
    await drawer.get_by_role("button", name="Save to draft").click()
    await expect(drawer.get_by_text("2 values are wrong")).to_be_visible()
    await expect(drawer.get_by_label("Half-life in days")).to_have_class(re.compile("is-invalid"))
    await page.keyboard.press("Escape")
    await page.reload()
    await expect(page.get_by_text("unpublished")).to_have_count(0)


async def test_a_rule_taken_out_stays_seen_until_published(world, someone):
    """Removing asks first, then shows what publishing would take away."""
    page = await someone("admin")
    page.on("dialog", lambda dialog: dialog.accept())
    await page.goto(f"{world.address}/scoring")
    await page.get_by_role("link", name="Webinar attended").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_text("1 removed rule.")).to_be_visible()
    await expect(page.get_by_role("row", name="Webinar attended")).to_contain_text("removed")


async def test_new_activity_shows_without_reloading(world, someone):
    """A shown row gets its new score in place; a new person is announced, and shown when asked for."""
    await world.send(_event("Page View"))
    page = await someone("viewer")
    row = page.get_by_role("row", name="ada@lovelace.example")
    await expect(row.locator("[data-cell=score]")).to_have_text("1")
    await row.hover()
    await world.send(
        _event("Demo Requested"), _event("Page View", {"alias_kind": "email", "alias": "new@babbage.example"})
    )
    await expect(row.locator("[data-cell=score]")).to_have_text("31")
    await expect(page.get_by_role("row", name="new@babbage.example")).to_have_count(0)
    await page.get_by_role("link", name="1 new").click()
    await expect(page.get_by_role("row", name="new@babbage.example")).to_be_visible()


async def test_a_lead_page_stays_fresh(world, someone):
    """While one reads about a person, the score follows what that person does, and new events are announced."""
    await world.send(_event("Page View"))
    page = await someone("viewer")
    await page.get_by_role("link", name="ada@lovelace.example").click()
    await expect(page.locator("#lead-score")).to_have_text("1")
    await world.send(_event("Demo Requested"))
    await expect(page.locator("#lead-score")).to_have_text("31")
    await page.get_by_role("link", name="1 new event").click()
    await expect(page.get_by_role("listitem").filter(has_text="Demo Requested")).to_be_visible()


async def test_an_empty_list_fills_by_itself(world, someone):
    """With nothing to move, the first lead simply appears."""
    page = await someone("admin")
    await expect(page.get_by_text("No leads yet")).to_be_visible()
    await world.send(_event("Page View"))
    await expect(page.get_by_role("row", name="ada@lovelace.example")).to_be_visible(timeout=4_000)


async def test_the_past_has_its_own_receipt(world, someone):
    """As of before anything was known of a person, the receipt shows nothing; now it shows all."""
    await world.send(_event("Demo Requested"))
    page = await someone("viewer")
    await page.get_by_role("link", name=re.compile("points: why")).click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_text("Demo requested", exact=True)).to_be_visible()
    before = datetime.now(UTC) - timedelta(days=2)
    await drawer.get_by_label("As it was known on").fill(f"{before:%Y-%m-%dT%H:%M}")
    await drawer.get_by_label("As it was known on").dispatch_event("change")
    await expect(drawer.get_by_text("Demo requested", exact=True)).to_have_count(0)
    await drawer.get_by_role("button", name="Now").click()
    await expect(drawer.get_by_text("Demo requested", exact=True)).to_be_visible()


async def test_names_are_only_ever_text(world, someone):
    """A script in a name, a very long name and letters from right to left are shown, and change nothing."""
    hostile = [
        "<script>document.title='taken'</script>",
        "A" * 200,
        "مرحبا \u202e بالعالم",
        "<img src=x onerror=alert(1)>",
    ]
    for number, name in enumerate(hostile):
        person = {"alias_kind": "email", "alias": f"h{number}@evil.example"}
        await world.send(
            _event("Demo Requested", person, metadata={"first_name": name, "company": name, "path": name})
        )
    page = await someone("viewer")
    for path in ("/leads", "/events"):
        await page.goto(world.address + path)
        await expect(page.get_by_text(hostile[0]).first).to_be_visible()
        for width in (1280, 375):
            await page.set_viewport_size({"width": width, "height": 800})
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert "kenbun" in await page.title()


async def test_viewers_read_and_admins_change(world, someone):
    """A viewer sees every rule and no button that would be refused."""
    page = await someone("viewer")
    await expect(page.get_by_role("link", name="Sources")).to_have_count(0)
    await page.get_by_role("link", name="Scoring").click()
    await expect(page.get_by_role("link", name="New rule")).to_have_count(0)
    await page.get_by_role("link", name="Demo requested", exact=True).click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_label("Name")).to_be_disabled()
    await expect(drawer.get_by_role("button", name="Save to draft")).to_have_count(0)


async def _sum_of(drawer):
    """What the lines of the engagement sum to, as a person would add them up; its own total must agree."""
    card = drawer.get_by_role("region", name="Engagement")
    figures = await card.locator(".receipt-lines .value").all_inner_texts()
    numbers = [float(figure.replace("−", "-").replace(",", "")) for figure in figures]
    assert round(sum(numbers[:-1]), 6) == numbers[-1]
    return numbers[-1]
