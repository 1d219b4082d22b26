"""Fit as a marketing person sets it up: a rule about a field, published, seen in the list and in the receipt."""

import re
from typing import Any

from playwright.async_api import expect


async def test_a_profile_rule_from_the_form_to_the_receipt(world: Any, someone: Any) -> None:
    """A new rule raises the profile score; its receipt opens with the profile's card and lists what did not match."""
    page = await someone("admin")
    await world.send(
        {
            "event_type": "Contact Imported",
            "alias_kind": "email",
            "alias": "ada@acme.example",
            "metadata": {"job_title": "Astronaut", "country": "Norway"},
        }
    )
    await page.get_by_role("link", name="Scoring").click()
    await page.get_by_role("link", name="Profile", exact=True).click()
    await expect(page.get_by_text("Profile: who people are")).to_be_visible()
    await page.get_by_role("link", name="New rule").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Name").fill("Flies")
    await form.get_by_label("Where the person's").select_option("title")
    await form.get_by_label("Operator").select_option("contains")
    await form.get_by_role("button", name="Add to draft").click()
    await expect(form.get_by_text("Give a value to compare with.")).to_be_visible()
    await form.get_by_label("Value").fill("astronaut")
    await form.get_by_label("give points").fill("45")
    await form.get_by_role("button", name="Add to draft").click()
    await expect(page.get_by_text("1 unpublished change")).to_be_visible()
    await expect(page.get_by_role("row", name=re.compile("Flies"))).to_contain_text(
        "title contains “astronaut”"
    )
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_text("Version 2 is in force")).to_be_visible()

    await page.get_by_role("link", name="Leads", exact=True).click()
    row = page.get_by_role("row", name=re.compile("ada@acme.example"))
    await expect(row).to_contain_text("Strong Fit")
    await row.get_by_role("link", name="Profile score 55: why?").click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_role("region").first).to_have_accessible_name("Profile")
    await expect(drawer.get_by_text("title contains “astronaut”")).to_be_visible()
    await drawer.get_by_text(re.compile(r"Show \d unmatched rules")).first.click()
    await expect(drawer.get_by_text("Can be called")).to_be_visible()


async def test_viewers_read_rules_of_fields(world: Any, someone: Any) -> None:
    """A viewer opens an account rule and finds nothing to save it with."""
    page = await someone("viewer")
    await page.goto(f"{world.address}/scoring?dimension=account")
    await page.get_by_role("link", name="Core industry").click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_label("Value")).to_be_disabled()
    await expect(drawer.get_by_role("button", name="Save to draft")).to_have_count(0)


async def test_rescore_all_accounts(world: Any, someone: Any) -> None:
    """The button says what it looked at, and that nothing was wrong."""
    page = await someone("admin")
    await world.send({"event_type": "Page View", "alias_kind": "email", "alias": "ada@acme.example"})
    await page.goto(f"{world.address}/scoring?dimension=account")
    await page.get_by_role("button", name="Rescore All Accounts").click()
    await expect(page.get_by_text(re.compile(r"\d accounts? scored anew, 0 changed"))).to_be_visible()
