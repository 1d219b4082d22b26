"""Leads read in from a file, from choosing it to taking it back."""

import re

from playwright.async_api import expect

FILE = """E-mail;Job title;Remark
ada@acme.example;CEO;first
bob@acme.example;<script>document.title='owned'</script>;
nobody;CTO;third
"""


def _file(text=FILE):
    return {"name": "our leads.csv", "mimeType": "text/csv", "buffer": text.encode()}


async def test_a_file_is_imported_and_taken_back(world, someone):
    """Seen before it is taken in, counted after, with what was wrong to download; taking back says what goes."""
    page = await someone("editor")
    await page.get_by_role("link", name="Import", exact=True).click()
    await expect(page.get_by_text("No imports yet")).to_be_visible()
    await page.get_by_label("CSV file").set_input_files(_file())
    await page.get_by_role("button", name="Upload").click()
    await expect(page.get_by_text("3 rows, 3 columns, utf-8, apart by semicolon")).to_be_visible()
    await expect(page.get_by_label("Who a row is about stands in")).to_have_value("E-mail")
    await expect(page.get_by_label("What Job title becomes")).to_have_value("field:title")
    await page.get_by_label("What Remark becomes").select_option("City")
    await page.get_by_role("button", name="Import 3 rows").click()
    await expect(page.get_by_text("Done")).to_be_visible()
    await expect(page.get_by_text("Leads created").locator("..")).to_contain_text("2")
    await expect(page.get_by_text("Rows left out").locator("..")).to_contain_text("1")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="What was wrong").click()
    assert (
        "4,E-mail,Not an e-mail address.,nobody,CTO,third"
        in (await (await download.value).path()).read_text()
    )
    await page.get_by_role("link", name="Newest leads").click()
    await expect(page.get_by_role("row", name="bob@acme.example")).to_be_visible()
    assert await page.title() != "owned"
    await page.goto(f"{world.address}/leads/import")
    await page.get_by_role("link", name="our leads.csv").click()
    await page.get_by_role("button", name="Take back…").click()
    await expect(page.get_by_role("dialog").get_by_text("2 leads that it made")).to_be_visible()
    await page.get_by_role("dialog").get_by_role("button", name="Take back").click()
    await expect(page.get_by_text(re.compile("^Taken back"))).to_be_visible()
    await page.goto(f"{world.address}/leads")
    await expect(page.get_by_text("No leads yet")).to_be_visible()


async def test_what_cannot_be_is_said_where_it_is(world, someone):
    """A file that is none, and a plan without anybody; a viewer sees that editors import."""
    page = await someone("editor")
    await page.goto(f"{world.address}/leads/import")
    await page.get_by_label("CSV file").set_input_files(_file("only headings\n"))
    await page.get_by_role("button", name="Upload").click()
    await expect(page.get_by_role("alert")).to_contain_text("at least one row")
    await page.get_by_label("CSV file").set_input_files(_file("town\nBerlin\n"))
    await page.get_by_role("button", name="Upload").click()
    await page.get_by_label("Who a row is about stands in").select_option("town")
    await page.get_by_label("What town becomes").select_option("City")
    await page.get_by_role("button", name="Import 1 row").click()
    await expect(page.get_by_text("Rows left out").locator("..")).to_contain_text("1")
    viewer = await someone("viewer")
    await viewer.goto(f"{world.address}/leads/import")
    await expect(viewer.get_by_text("Editors and admins can import")).to_be_visible()


async def test_narrow_screens_have_the_import(world, someone):
    """At 375 pixels nothing is pushed off, whatever headings and cells hold."""
    page = await someone("editor")
    await page.set_viewport_size({"width": 375, "height": 800})
    await page.goto(f"{world.address}/leads/import")
    await page.get_by_label("CSV file").set_input_files(
        _file(f"email,{'W' * 190}\na@acme.example,{'x' * 900}\n")
    )
    await page.get_by_role("button", name="Upload").click()
    await expect(page.get_by_role("button", name="Import 1 row")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="Import 1 row").click()
    await expect(page.get_by_text("Done")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
