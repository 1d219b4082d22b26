"""Two entries of one person made one on the lead's page, looked at, and taken apart again."""

from datetime import timedelta

from playwright.async_api import Page, expect

from kenbun.kit.clock import system_clock
from tests.journeys.conftest import World


async def _people(world: World) -> None:
    at = (system_clock() - timedelta(hours=2)).isoformat()
    person = {"alias_kind": "email", "event_type": "Pricing Page View", "timestamp": at}
    await world.send(
        {**person, "alias": "ada@acme.example", "metadata": {"job_title": "CTO"}},
        {**person, "alias": "ada@acme.example", "event_type": "Demo Requested"},
        {
            **person,
            "alias": "ada@home.example",
            "metadata": {"job_title": "Chief Engineer", "city": "London"},
        },
        {**person, "alias": "bob@acme.example"},
    )


async def _open(page: Page, name: str) -> None:
    await page.goto(page.url.partition("/leads")[0] + "/leads")
    await page.get_by_role("link", name=name).first.click()
    await expect(page.get_by_role("heading", name=name)).to_be_visible()


async def test_a_duplicate_is_absorbed_and_comes_out_again(world: World, someone) -> None:
    """Merge Lead in the menu, search, pick, choose where they differ, confirm; the history tells of it, and undoes."""
    page: Page = await someone("editor")
    await _people(world)
    await expect(page.get_by_role("link", name="ada@home.example").first).to_be_visible()
    await _open(page, "ada@acme.example")
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("button", name="Merge Lead").click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_role("heading", name="Merge into ada@acme.example")).to_be_visible()
    await drawer.get_by_label("Search").fill("home.example")
    await drawer.get_by_label("ada@home.example").check()
    await drawer.get_by_label("Search").fill("nobody at all")
    await expect(drawer.get_by_text("Nobody else is found")).to_be_visible()
    await expect(drawer.get_by_label("ada@home.example")).to_be_checked()
    await drawer.get_by_role("button", name="Preview").click()
    await expect(drawer.get_by_role("heading", name="Merge 1 lead into ada@acme.example?")).to_be_visible()
    await drawer.get_by_role("group", name="Title").get_by_label("CTO").check()
    await drawer.get_by_label("home.example", exact=True).check()
    await drawer.get_by_role("button", name="Confirm Merge").click()
    history = page.get_by_role("heading", name="Merge History")
    await expect(history).to_be_visible()
    await expect(page.get_by_text("CTO").first).to_be_visible()
    await expect(page.get_by_text("London metadata.city")).to_be_visible()
    await expect(page.get_by_text("Absorbed ada@home.example with 1 event")).to_be_visible()
    await page.get_by_text("Absorbed", exact=True).first.click()
    await expect(page.get_by_text("Merged by hand")).to_be_visible()
    await page.get_by_role("button", name="Unmerge").click()
    await expect(drawer.get_by_text("goes with it")).to_be_visible()
    await drawer.get_by_role("button", name="Unmerge").click()
    await expect(page.locator("summary").get_by_text("Undone")).to_be_visible()
    await expect(page.get_by_text("London")).to_have_count(0)
    await _open(page, "ada@home.example")
    await expect(page.get_by_text("Merged Out")).to_be_visible()
    await expect(page.get_by_text("Chief Engineer").first).to_be_visible()
