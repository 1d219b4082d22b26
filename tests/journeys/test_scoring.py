"""Setting up scoring: tried before it is published, and taken back afterwards."""

from playwright.async_api import expect


async def test_try_publish_and_take_back(world, someone):
    """The preview names who would move; publishing from it does that, and restoring the version before undoes it."""
    hostile = "<b>Ada</b> " + "Lovelace" * 12
    await world.send(
        {
            "event_type": "Demo Requested",
            "alias_kind": "email",
            "alias": "ada@lovelace.example",
            "metadata": {"first_name": hostile},
        }
    )
    page = await someone("admin")
    await page.goto(f"{world.address}/leads")
    row = page.get_by_role("row", name="Ada")
    await expect(row.locator("[data-cell=score]")).not_to_have_text("0")
    before = await row.locator("[data-cell=score]").inner_text()
    await page.goto(f"{world.address}/scoring")
    await page.get_by_role("link", name="Demo requested", exact=True).click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("give points").fill("90")
    await drawer.get_by_role("button", name="Save to draft").click()
    await expect(page.get_by_text("1 unpublished change")).to_be_visible()

    await page.get_by_role("link", name="Preview").click()
    await expect(drawer.get_by_role("heading", name="If you publish now")).to_be_visible()
    mover = drawer.get_by_role("row", name="Ada")
    await expect(mover.get_by_role("cell").nth(1)).to_have_text(before)
    then = await mover.get_by_role("cell").nth(2).inner_text()
    await expect(drawer.get_by_role("row", name="Very Hot")).to_be_visible()
    assert int(then) > int(before)
    assert await drawer.evaluate("one => one.scrollWidth <= one.clientWidth"), "nothing is cut off"
    await drawer.get_by_role("button", name="Publish").click()
    await expect(page.get_by_text("Version 2 is in force")).to_be_visible(timeout=30_000)
    await page.goto(f"{world.address}/leads")
    await expect(row.locator("[data-cell=score]")).to_have_text(then)

    await page.goto(f"{world.address}/scoring")
    await page.get_by_role("link", name="1", exact=True).click()
    await expect(drawer.get_by_text("Against version 2, which is in force: 1 changed rule.")).to_be_visible()
    await drawer.get_by_role("button", name="Restore as a new version").click()
    await expect(page.get_by_text("Version 3 is in force")).to_be_visible(timeout=30_000)
    await expect(page.get_by_text("unpublished")).to_have_count(0)
    await page.goto(f"{world.address}/leads")
    await expect(row.locator("[data-cell=score]")).to_have_text(before)


async def test_viewers_read_and_do_not_publish(world, someone):
    """They see versions and that there is a draft, without the buttons that try or change anything."""
    page = await someone("viewer")
    await page.goto(f"{world.address}/scoring?open=/scoring/versions/1")
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_role("heading", name="Version 1")).to_be_visible()
    await expect(drawer.get_by_role("button", name="Restore")).to_have_count(0)
    admin = await someone("admin")
    await admin.goto(f"{world.address}/scoring")
    await admin.get_by_role("link", name="Demo requested", exact=True).click()
    await admin.get_by_label("give points").fill("90")
    await admin.get_by_role("button", name="Save").click()
    await expect(admin.get_by_text("1 unpublished change")).to_be_visible()
    await page.goto(f"{world.address}/scoring")
    await expect(page.get_by_text("1 unpublished change")).to_be_visible()
    await expect(page.get_by_role("link", name="Preview")).to_have_count(0)
    await expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    await admin.get_by_role("link", name="Preview").click()
    # comes behind the rest
    await expect(
        admin.get_by_role("dialog").get_by_text("Nobody would enter or leave a segment.")
    ).to_be_visible()
