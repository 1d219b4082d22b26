"""The list of accounts as people work through it: found, filtered, exported, archived, deleted; and the matrix."""

import csv
import re

from playwright.async_api import expect


def visit(who, **more):
    return {"event_type": "Page View", "alias_kind": "email", "alias": who, **more}


async def opened(page, world, *calls):
    await world.send(*calls)
    await world.settled()
    await page.goto(f"{world.address}/accounts?sort=name")


COMPANIES = [
    visit("ada@acme.example", account_name="<b>Acme</b>", metadata={"industry": "Software"}),
    visit("bob@acme.example"),
    visit("cy@beta.example"),
    visit("dee@gamma.example"),
]


async def test_accounts_are_found_and_their_score_explained(world, someone):
    """With domain, level, leads and sessions; the score opens its receipt, the row the account; tabs above."""
    page = await someone("viewer")
    await opened(page, world, *COMPANIES)
    await expect(page.get_by_role("columnheader")).to_have_text(
        ["", "Account", "Account Level", "Account Score", "# of Leads", "Sessions"]
    )
    row = page.get_by_role("row", name="<b>Acme</b>")
    await expect(row).to_contain_text("acme.example")
    await expect(row.get_by_role("cell").nth(4)).to_contain_text("2")
    await row.get_by_role("link", name=re.compile("Account score")).click()
    await expect(page.get_by_role("dialog")).to_contain_text("<b>Acme</b>")
    await page.keyboard.press("Escape")
    await page.get_by_label("Search accounts").fill("beta")
    await expect(page.get_by_role("row", name="beta.example")).to_be_visible()
    await expect(page.get_by_role("row", name="gamma.example")).to_have_count(0)
    await expect(page).to_have_url(re.compile("search=beta"))
    await page.get_by_label("Search accounts").fill("zzz")
    await page.get_by_role("link", name="Clear filters").click()
    await page.get_by_role("link", name="<b>Acme</b>").click()
    await expect(page.get_by_role("heading", name="<b>Acme</b>")).to_be_visible()
    await page.goto(f"{world.address}/accounts")
    await expect(page.get_by_role("link", name="Unresolved Leads")).to_be_visible()


async def test_columns_filters_and_views(world, someone):
    """Columns are the member's, filters stand in the URL and as chips, a view is everyone's."""
    page = await someone("editor")
    await opened(page, world, *COMPANIES)
    await page.get_by_role("button", name="Columns", exact=True).click()
    await page.get_by_role("checkbox", name="Industry").check()
    await expect(page.get_by_role("cell", name="Software", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Filter").click()
    await page.get_by_label("No activity for so many days").fill("30")
    await page.get_by_role("button", name="Apply").click()
    await expect(page.get_by_text("No activity for 30 days")).to_be_visible()
    await expect(page.get_by_text("Nothing found")).to_be_visible()
    await page.get_by_role("button", name="Save view", exact=True).click()
    await page.get_by_label("Name of the view").fill("Asleep")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("link", name="Asleep")).to_have_attribute("aria-current", "page")
    await page.get_by_role("link", name="Remove the filter No activity for 30 days").click()
    await expect(page.get_by_role("row", name="gamma.example")).to_be_visible()


async def test_two_are_merged_on_a_page_of_their_own(world, someone):
    """The button waits for exactly two, and takes both along, the first one as the one that stays."""
    page = await someone("editor")
    await opened(page, world, *COMPANIES)
    merge = page.get_by_role("button", name="Merge", exact=True)
    await page.get_by_label("Select beta.example").check()
    await expect(merge).to_be_disabled()
    await page.get_by_label("Select gamma.example").check()
    await merge.click()
    await expect(page).to_have_url(re.compile(r"/accounts/acct_\w+\?open=.*merge.*source%3Dacct_"))
    await expect(page.get_by_role("dialog")).to_contain_text("gamma.example")


async def test_selected_accounts_are_exported_with_chosen_columns(world, someone):
    """All that is filtered, over all pages."""
    page = await someone("viewer")
    await opened(page, world, *(visit(f"p@firm{n}.example") for n in range(60)))
    await page.get_by_label("Select all accounts on this page").check()
    await page.get_by_role("button", name="Select all 60").click()
    await page.get_by_role("button", name="Export", exact=True).click()
    await expect(page.get_by_role("heading", name="Export accounts")).to_be_visible()
    await page.get_by_role("checkbox", name="Sessions", exact=True).uncheck()
    async with page.expect_download() as download:
        await page.get_by_role("dialog").get_by_role("button", name="Export").click()
    path = await (await download.value).path()
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert (len(rows), rows[0]["leads"], "sessions" in rows[0]) == (60, "1", False)


async def test_accounts_are_archived_brought_back_and_deleted(world, someone):
    """Each act says what it is about in numbers, and is done in the background."""
    page = await someone("editor")
    await opened(page, world, *COMPANIES)
    await page.get_by_label("Select <b>Acme</b>").check()
    await page.get_by_role("button", name="Archive", exact=True).click()
    await page.get_by_role("button", name="Archive 1 account").click()
    await expect(page.get_by_role("dialog")).to_contain_text("1 account archived.")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("row", name="<b>Acme</b>")).to_have_count(0)
    await page.goto(f"{world.address}/accounts?archived=true")
    await page.get_by_role("link", name="<b>Acme</b>").click()
    await page.get_by_role("link", name="Archived").click()
    await page.get_by_label("Select <b>Acme</b>").check()
    await page.get_by_role("button", name="Unarchive", exact=True).click()
    await page.get_by_role("button", name="Unarchive 1 account").click()
    await expect(page.get_by_role("dialog")).to_contain_text("1 account back in the list.")
    await page.goto(f"{world.address}/accounts?sort=name")
    await page.get_by_label("Select <b>Acme</b>").check()
    await page.get_by_role("button", name="Delete", exact=True).click()
    await page.get_by_role("button", name="Delete 1 account and 2 leads").click()
    await expect(page.get_by_role("dialog")).to_contain_text("1 account with 2 leads deleted.")
    await page.goto(f"{world.address}/leads")
    await expect(page.get_by_text("cy@beta.example").first).to_be_visible()
    await expect(page.get_by_text("ada@acme.example")).to_have_count(0)


async def test_the_matrix_leads_to_its_accounts(world, someone):
    """Counts in four quadrants, by thresholds that can be moved; each is the list of its accounts."""
    page = await someone("viewer")
    await opened(page, world, *COMPANIES)
    await page.get_by_role("link", name="Matrix").click()
    await page.get_by_label("High account score from").fill("1")
    await page.get_by_label("High engagement from").fill("0")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"fit=1&engaged=0"))
    await page.get_by_role("link", name=re.compile("May not be ideal: 2 accounts")).click()
    await expect(page.get_by_role("row", name="beta.example")).to_be_visible()
    await expect(page.get_by_role("row", name="<b>Acme</b>")).to_have_count(0)
    await expect(page.get_by_text("Account score: up to 0")).to_be_visible()
