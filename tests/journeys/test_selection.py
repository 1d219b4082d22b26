"""The list as people set it up and work through it: columns, conditions, saved views, a selection and its file."""

import csv
import re

from playwright.async_api import expect


def _person(name, **metadata):
    return {
        "event_type": "Page View",
        "alias_kind": "email",
        "alias": f"{name}@acme.example",
        "metadata": metadata,
    }


async def _listed(page, world, *names):
    await world.settled()
    await page.goto(f"{world.address}/leads?sort=name")
    for name in names:
        await expect(page.get_by_role("row", name=f"{name}@acme.example")).to_be_visible()


async def test_columns_are_kept_for_the_member(world, someone):
    """The eight of the product at first; one that is switched on is there after a reload, and in no one else's list."""
    await world.send(_person("ada", job_title="CTO"))
    page = await someone("viewer")
    await _listed(page, world, "ada")
    headings = page.get_by_role("columnheader")
    first = ["Name", "Aliases", "Engagement Score", "Profile Score"]
    first += ["Engagement Level", "Profile Level", "Last Active", "Created"]
    await expect(headings).to_have_text(["", *first])
    await page.get_by_role("button", name="Columns", exact=True).click()
    await page.get_by_role("checkbox", name="Title").check()
    await expect(page.get_by_role("columnheader", name="Title")).to_be_visible()
    await expect(page.get_by_role("cell", name="CTO", exact=True)).to_be_visible()
    await page.get_by_role("checkbox", name="Aliases").uncheck()
    await expect(page.get_by_role("columnheader", name="Aliases")).to_have_count(0)
    await page.reload()
    await expect(headings).to_have_text(["", "Name", *first[2:6], "Title", *first[6:]])
    other = await someone("editor")
    await _listed(other, world, "ada")
    await expect(other.get_by_role("columnheader")).to_have_text(["", *first])
    await other.goto(f"{world.address}/leads?sort=-event_count")
    await expect(other.get_by_role("columnheader", name="Events")).to_have_attribute(
        "aria-sort", "descending"
    )


async def test_conditions_on_fields_and_what_was_done(world, someone):
    """Chosen in the menu, kept in the URL, shown as chips, taken away one by one."""
    await world.send(_person("ada", job_title="VP Sales"), _person("bob", job_title="Buyer"))
    page = await someone("viewer")
    await _listed(page, world, "ada", "bob")
    await page.get_by_role("button", name="Filter").click()
    await page.get_by_label("Field").select_option("Title")
    await page.get_by_label("Value").fill("vp")
    await page.get_by_label("Event type").fill("page_view")
    await page.get_by_role("button", name="Apply").click()
    await expect(page).to_have_url(re.compile(r"event_type=page_view.*&where=title\+contains\+vp"))
    await expect(page.get_by_role("row", name="ada@acme.example")).to_be_visible()
    await expect(page.get_by_role("row", name="bob@acme.example")).to_have_count(0)
    await expect(page.get_by_text("Did Page View")).to_be_visible()
    await page.get_by_role("link", name="Remove the filter Title contains vp").click()
    await expect(page.get_by_role("row", name="bob@acme.example")).to_be_visible()
    await page.get_by_role("button", name="Filter").click()
    await page.get_by_label("Find an account").fill("acme")
    await page.get_by_role("checkbox", name="acme.example", exact=True).check()
    await page.get_by_role("button", name="Apply").click()
    await expect(page.get_by_text("Account: acme.example")).to_be_visible()


async def test_a_view_is_saved_for_everyone(world, someone):
    """Named by an editor, found by a viewer above the table, removed again by the editor."""
    await world.send(_person("ada"), _person("bob"))
    page = await someone("editor")
    await _listed(page, world, "ada", "bob")
    await page.goto(f"{world.address}/leads?search=ada")
    await page.get_by_role("button", name="Save view", exact=True).click()
    await page.get_by_label("Name of the view").fill("Only Ada")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("link", name="Only Ada")).to_have_attribute("aria-current", "page")
    viewer = await someone("viewer")
    await expect(viewer.get_by_role("button", name="Save view", exact=True)).to_have_count(0)
    await viewer.get_by_role("link", name="Only Ada").click()
    await expect(viewer.get_by_role("row", name="ada@acme.example")).to_be_visible()
    await expect(viewer.get_by_role("row", name="bob@acme.example")).to_have_count(0)
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Remove the view Only Ada").click()
    await expect(page.get_by_role("link", name="Only Ada")).to_have_count(0)


async def test_a_selection_outlives_the_page_and_ends_with_the_filters(world, someone):
    """Ticked by keyboard and mouse, kept on the next page, exported; other filters are another list."""
    await world.send(*(_person(f"p{number:02}") for number in range(60)))
    page = await someone("viewer")
    await _listed(page, world, "p00")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("x")
    await page.get_by_label("Select p03@acme.example").check()
    selected = page.get_by_role("form", name="Selected leads")
    await expect(selected.get_by_text("2 selected")).to_be_visible()
    await page.get_by_role("link", name="Next page").click()
    await page.get_by_label("Select p55@acme.example").check()
    await expect(selected.get_by_text("3 selected")).to_be_visible()
    async with page.expect_download() as download:
        await selected.get_by_role("button", name="Export").click()
    assert await _emails(download) == ["p00@acme.example", "p03@acme.example", "p55@acme.example"]
    await page.get_by_label("Search leads").fill("p5")
    await expect(selected).to_be_hidden()
    await page.get_by_label("Select all leads on this page").check()
    await expect(selected.get_by_text("10 selected")).to_be_visible()


async def test_all_that_the_filters_find_is_selected(world, someone):
    """Beyond the page; the file has them all, and Export Leads the same without any selection."""
    await world.send(*(_person(f"p{number:02}") for number in range(60)))
    page = await someone("viewer")
    await _listed(page, world, "p00")
    await page.goto(f"{world.address}/leads?search=acme&sort=-name")
    await expect(page.get_by_text("of 60 leads")).to_be_visible()
    await page.get_by_label("Select all leads on this page").check()
    await page.get_by_role("button", name="Select all 60 filtered").click()
    selected = page.get_by_role("form", name="Selected leads")
    await expect(selected.get_by_text("60 selected")).to_be_visible()
    async with page.expect_download() as download:
        await selected.get_by_role("button", name="Export").click()
    assert await _emails(download) == [f"p{number:02}@acme.example" for number in reversed(range(60))]
    await selected.get_by_role("button", name="Clear").click()
    await expect(selected).to_be_hidden()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Export Leads").click()
    assert len(await _emails(download)) == 60
    await page.get_by_role("button", name="Export with other columns").click()
    await page.get_by_label("Phone").check()
    async with page.expect_download() as download:
        await page.get_by_role("dialog").get_by_role("button", name="Export").click()
    assert (await _rows(download))[0].keys() >= {"email", "phone", "lead_id"}


async def test_from_lead_to_lead_and_back_to_the_list(world, someone):
    """Previous and next go by the list that one came from, and the way back leads to it."""
    await world.send(*(_person(name) for name in ("ada", "bob", "cy")))
    page = await someone("viewer")
    await _listed(page, world, "ada", "bob", "cy")
    await page.get_by_role("link", name="bob@acme.example").click()
    await page.get_by_role("link", name="Next lead").click()
    await expect(page.get_by_role("heading", name="cy@acme.example")).to_be_visible()
    await expect(page.get_by_role("link", name="Next lead")).to_have_count(0)
    await page.get_by_role("link", name="Previous lead").click()
    await page.get_by_role("link", name="Previous lead").click()
    await expect(page.get_by_role("heading", name="ada@acme.example")).to_be_visible()
    await page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Leads").click()
    await expect(page).to_have_url(f"{world.address}/leads?sort=name")


async def _rows(download):
    path = await (await download.value).path()
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


async def _emails(download):
    return [row["email"] for row in await _rows(download)]
