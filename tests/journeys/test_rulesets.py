"""Several rulesets of one dimension: made, published beside the other, made the primary one."""

from playwright.async_api import expect

HOSTILE = "<script>alert(1)</script> " + "Partnerprogramm" * 8


async def test_a_copy_becomes_the_primary_ruleset(world, someone):
    """The preview says who would move; lists go by it afterwards, and the receipt has a card for the other."""
    await world.send({"event_type": "Demo Requested", "alias_kind": "email", "alias": "ada@lovelace.example"})
    page = await someone("admin")
    await page.goto(f"{world.address}/scoring")
    await page.get_by_role("link", name="Manage").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("Copy the draft").fill(" ")
    await drawer.get_by_role("button", name="Copy", exact=True).click()
    await expect(drawer.get_by_text("Give a name of one line")).to_be_visible()
    await drawer.get_by_label("Copy the draft").fill(HOSTILE)
    await drawer.get_by_role("button", name="Copy", exact=True).click()
    chosen = page.get_by_role("group", name="Rulesets").get_by_role("link", name="Partnerprogramm")
    await expect(chosen).to_have_attribute("aria-current", "true")
    await expect(chosen).to_contain_text("draft")

    await page.get_by_role("link", name="Demo requested", exact=True).click()
    await drawer.get_by_label("give points").fill("90")
    await drawer.get_by_role("button", name="Save to draft").click()
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_text("Version 1 is in force")).to_be_visible(timeout=30_000)
    await page.get_by_role("link", name="Manage").click()
    await drawer.get_by_role("button", name="Make primary").click()
    await expect(drawer.get_by_role("row", name="Very Hot")).to_be_visible()
    assert await drawer.evaluate("one => one.scrollWidth <= one.clientWidth"), "nothing is cut off"
    await drawer.get_by_role("button", name="Make primary").click()
    await expect(chosen).to_contain_text("primary")

    await page.goto(f"{world.address}/leads")
    await expect(page.get_by_role("row", name="ada").locator("[data-cell=score]")).to_contain_text("90")
    await page.goto(f"{world.address}/scoring")
    await page.get_by_role("link", name="Standard", exact=True).click()
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("link", name="Manage").click()
    await drawer.get_by_role("button", name="Remove").click()
    await expect(page.get_by_role("link", name="Standard", exact=True)).to_have_count(0)


async def test_a_rule_is_tried_on_a_lead_before_it_is_saved(world, someone):
    """As it stands in the form: who is found by typing, what was found of each condition, the score with it."""
    lead = {"alias_kind": "email", "alias": "ada@lovelace.example"}
    await world.send(
        lead | {"event_type": "Docs Viewed", "metadata": {"path": "/docs/<b>", "first_name": HOSTILE}}
    )
    page = await someone("admin")
    await page.goto(f"{world.address}/leads")
    await expect(page.get_by_role("row", name="script")).to_be_visible()
    await page.goto(f"{world.address}/scoring")
    await page.get_by_role("link", name="New rule").click()
    drawer = page.get_by_role("dialog")
    trial = drawer.get_by_role("region", name="Test on a lead")
    await drawer.get_by_label("For each event of type").fill("Docs Viewed")
    await trial.get_by_label("Find a lead").fill("lovelace")
    await trial.get_by_role("button", name="script").click()
    await expect(trial.get_by_text("The rule cannot be tried yet")).to_be_visible()
    await drawer.get_by_label("Name", exact=True).fill("Docs")
    await drawer.get_by_label("give points").fill("7")
    await trial.get_by_role("button", name="script").click()
    await expect(trial.get_by_text("1 matching event")).to_be_visible()
    await expect(trial.get_by_text("+7").first).to_be_visible()
    await trial.get_by_label("Find a lead").press("Enter")
    await expect(drawer.get_by_role("heading", name="New rule")).to_be_visible()
    assert await drawer.evaluate("one => one.scrollWidth <= one.clientWidth"), "nothing is cut off"
