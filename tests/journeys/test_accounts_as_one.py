"""Two accounts of one company made one and taken apart; leads without an account given to theirs."""

import asyncio
from datetime import timedelta

from playwright.async_api import Page, expect

from kenbun.kit.clock import system_clock
from tests.journeys.conftest import World


async def _companies(world: World) -> None:
    at = (system_clock() - timedelta(hours=2)).isoformat()
    seen = {"alias_kind": "email", "event_type": "Pricing Page View", "timestamp": at}
    await world.send(
        {
            **seen,
            "alias": "ada@lattice.example",
            "account_id": "a-1",
            "account_name": "Lattice Fintech, Inc.",
        },
        {**seen, "alias": "bob@lattice-fintech.example", "metadata": {"industry": "Banking"}},
        {**seen, "alias": "cy@gmail.com", "metadata": {"company": "Lattice Fintech"}},
        {**seen, "alias": "dan@gmail.com", "metadata": {"company": "Umbrella & Sons Ltd"}},
        {**seen, "alias": "eve@mailinator.com"},
    )
    await world.settled()


async def _account(page: Page, name: str) -> None:
    await page.goto(page.url.partition("/leads")[0].partition("/accounts")[0] + "/accounts")
    await page.get_by_role("link", name=name).first.click()
    await expect(page.get_by_role("heading", name=name)).to_be_visible()


async def test_duplicates_are_picked_merged_and_taken_apart(world: World, someone) -> None:
    """Two picked in the list lead to the preview; the history tells of the merge, and undoes it."""
    page: Page = await someone("editor")
    await _companies(world)
    await page.goto(world.address + "/accounts")
    await page.get_by_label("Select Lattice Fintech, Inc.").check()
    await page.get_by_label("Select lattice-fintech.example").check()
    await page.get_by_role("button", name="Merge", exact=True).click()
    drawer = page.get_by_role("dialog")
    title = drawer.get_by_role("heading", name="Merge 1 account into Lattice Fintech, Inc.?")
    await expect(title).to_be_visible()
    await expect(drawer.get_by_text("lattice-fintech.example domain")).to_be_visible()
    await drawer.get_by_role("button", name="The other way round").click()
    await expect(drawer.get_by_role("heading", name="into lattice-fintech.example?")).to_be_visible()
    await drawer.get_by_role("button", name="The other way round").click()
    await expect(title).to_be_visible()
    await drawer.get_by_role("button", name="Confirm Merge").click()
    await page.locator("summary").get_by_text("Absorbed").click()
    await expect(page.get_by_text("1 lead, 1 event, 1 alias")).to_be_visible()
    await page.get_by_role("button", name="Unmerge").click()
    await expect(drawer.get_by_text("Leads that go back")).to_be_visible()
    await drawer.get_by_role("button", name="Unmerge").click()
    await expect(page.locator("summary").get_by_text("Undone")).to_be_visible()
    await _account(page, "lattice-fintech.example")
    await page.get_by_role("link", name="Merge History").click()
    await expect(page.get_by_text("Merged Out")).to_be_visible()


async def test_likely_duplicates_are_none_once_somebody_says_so(world: World, someone) -> None:
    """The pair and its reason on the account's page; said to be none, it is gone."""
    page: Page = await someone("editor")
    await _companies(world)
    await _account(page, "Lattice Fintech, Inc.")
    why = page.get_by_text("The name of one is the domain of the other")
    merges = page.get_by_role("link", name="Merge History")
    async with asyncio.timeout(30):
        while not await why.count():
            await page.reload()
            await merges.click()
            await page.wait_for_timeout(300)
    await page.get_by_role("button", name="lattice-fintech.example is not a duplicate").click()
    await expect(why).to_have_count(0)


async def test_leads_without_an_account_are_given_to_theirs(world: World, someone) -> None:
    """By a suggestion, by a new account, dismissed all at once; and set by hand on the lead's page."""
    page: Page = await someone("editor")
    await _companies(world)
    await page.goto(world.address + "/accounts")
    await page.get_by_role("link", name="Unresolved Leads").click()
    row = page.get_by_role("row").filter(has_text="cy@gmail.com")
    await expect(row.get_by_text("Free mail")).to_be_visible()
    suggested = row.get_by_role("button", name="Assign cy@gmail.com to Lattice Fintech, Inc.")
    async with asyncio.timeout(30):
        while not await suggested.count():
            await page.reload()
            await page.wait_for_timeout(300)
    await suggested.click()
    await expect(row).to_have_count(0)
    dan = page.get_by_role("row").filter(has_text="dan@gmail.com")
    await dan.get_by_role("button", name="Assign or create an account for dan@gmail.com").click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_label("Name")).to_have_value("Umbrella & Sons Ltd")
    await drawer.get_by_role("button", name="Create and assign").click()
    await expect(drawer).to_be_hidden()
    await expect(dan).to_have_count(0)
    await page.get_by_label("Select all leads on this page").check()
    await page.get_by_role("button", name="Dismiss", exact=True).first.click()
    await drawer.get_by_role("button", name="Dismiss 1 lead").click()
    await expect(drawer.get_by_text("1 lead dismissed")).to_be_visible()
    await drawer.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_text("Every lead has an account")).to_be_visible()
    await page.get_by_role("link", name="Dismissed").click()
    await expect(page.get_by_text("eve@mailinator.com").first).to_be_visible()
    await page.goto(world.address + "/leads")
    await page.get_by_role("link", name="dan@gmail.com").first.click()
    await expect(page.get_by_role("link", name="Umbrella & Sons Ltd")).to_be_visible()
    await page.get_by_role("button", name="Change account").click()
    await drawer.get_by_role("button", name="Give back").click()
    await expect(page.get_by_text("No account: the e-mail is from a free-mail provider")).to_be_visible()


async def test_an_account_is_known_by_what_somebody_adds(world: World, someone) -> None:
    """A domain added leads to it; what leads elsewhere is refused in words; removed it is gone."""
    page: Page = await someone("editor")
    await _companies(world)
    await _account(page, "Lattice Fintech, Inc.")
    panel = page.locator("#known-by")
    await panel.get_by_label("Domain, id or name").fill("lattice-fintech.example")
    await panel.get_by_role("button", name="Add").click()
    await expect(panel.get_by_role("alert")).to_contain_text("merge the two")
    await panel.get_by_label("Domain, id or name").fill("www.lattice.io")
    await panel.get_by_role("button", name="Add").click()
    await expect(panel.get_by_text("lattice.io", exact=True)).to_be_visible()
    await panel.get_by_role("button", name="Remove lattice.io").click()
    await expect(panel.get_by_text("lattice.io", exact=True)).to_have_count(0)
