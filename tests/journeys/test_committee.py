"""Who decides at a company, and when it is suddenly active: as people look at it and have their say."""

import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

NASTY = "<script>alert(1)</script> " + "Ada Lovelace-Byron of Ockham Park " * 4


def _did(who, ago):
    at = (datetime.now(UTC) - ago).isoformat()
    return {"event_type": "Page View", "alias_kind": "email", "alias": who, "timestamp": at}


async def _open_account(world, page: Page) -> str:
    """Of Ada, who has a title, and a name that somebody thought funny."""
    row = await page.request.get(f"{world.address}/api/leads?search=ada")
    account_id = (await row.json())["leads"][0]["account"]["account_id"]
    lead_id = (await row.json())["leads"][0]["lead_id"]
    answer = await page.request.patch(
        f"{world.address}/api/lead/{lead_id}/metadata",
        data={"fields": {"title": "CTO", "name": NASTY}},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.ok, await answer.text()
    await page.goto(f"{world.address}/accounts/{account_id}")
    return account_id


async def test_a_committee_is_refreshed_and_changed_by_hand(world, someone):
    """Refresh finds who decides, and keeps the focus; a member is added by search, given another role on the badge, and
    taken out."""
    editor = await someone("editor")
    await world.send(
        *(_did(f"{who}@acme.com", timedelta(days=n)) for who in ("ada", "bob") for n in (1, 2, 3))
    )
    await world.settled()
    await _open_account(world, editor)
    refresh = editor.get_by_role("button", name="Refresh Roles")
    await refresh.press("Enter")
    await expect(editor.get_by_text("Looked at again just now.")).to_be_visible()
    await expect(editor.get_by_text("Committee coverage: 1 of 7 roles (14%)")).to_be_visible()
    await expect(refresh).to_be_focused()
    badge = editor.get_by_role("button", name=re.compile("^Decision Maker:"))
    await expect(badge).to_be_visible()

    await editor.get_by_role("button", name="Add Member").press("Enter")
    await expect(editor.get_by_label("Lead", exact=True)).to_be_focused()
    await editor.keyboard.type("bob")
    await editor.get_by_role("radio", name=re.compile("bob@acme.com")).check()
    await editor.get_by_label("Role", exact=True).select_option("Champion")
    await editor.get_by_label(re.compile("Notes")).fill("Met at the fair")
    await editor.get_by_role("button", name="Add member", exact=True).click()
    await expect(editor.get_by_text("Committee coverage: 2 of 7 roles (29%)")).to_be_visible()
    await expect(editor.get_by_text("Met at the fair")).to_be_visible()

    await badge.click()
    await editor.get_by_role("radio", name="Blocker").check()
    await editor.get_by_role("button", name="Save").click()
    await expect(editor.get_by_role("button", name=re.compile("^Blocker:"))).to_be_visible()
    async with editor.expect_response(re.compile("refresh")):
        await refresh.click()
    await expect(editor.get_by_role("button", name=re.compile("^Blocker:"))).to_be_visible()

    editor.on("dialog", lambda dialog: dialog.accept())
    await editor.get_by_role("button", name="Remove bob@acme.com").click()
    await expect(editor.get_by_text("Committee coverage: 1 of 7 roles (14%)")).to_be_visible()


async def test_a_role_is_edited_and_tried_before_it_is_saved(world, someone):
    """The preview counts who would have it; saved, the list says so; a viewer reads it."""
    admin = await someone("admin")
    await world.send(*(_did("ada@acme.com", timedelta(days=n)) for n in (1, 2, 3)))
    await world.settled()
    await _open_account(world, admin)
    await admin.get_by_role("link", name="Committee").click()
    await admin.get_by_role("link", name="End User").click()
    await admin.get_by_label(re.compile("^Reason")).fill("Is a CTO")
    await admin.get_by_label("Weight").fill("99")
    while await admin.get_by_role("button", name="Remove this group").count():
        await admin.get_by_role("button", name="Remove this group").first.click()
    await admin.get_by_label("What is looked at").first.fill("Lead Title")
    await admin.get_by_label("What is looked at").first.press("Enter")
    await admin.get_by_label("Operator").first.select_option("contains")
    await admin.get_by_label("Value").first.fill("CTO")
    await admin.get_by_role("button", name="Preview").click()
    await expect(admin.get_by_text(re.compile("would have another role"))).to_be_visible()
    await admin.get_by_role("button", name="Save").click()
    await expect(admin.get_by_text("Is a CTO")).to_be_visible()


async def test_a_surge_is_on_the_page_of_its_account(world, someone):
    """The tab says that it surges, since when, and against what; the row leads to what happened then."""
    viewer, editor = await someone("viewer"), await someone("editor")
    await world.send(
        _did("ada@acme.com", timedelta(days=40)),
        *(_did(f"{'ada' if n % 2 else 'bob'}@acme.com", timedelta(hours=40 - 3 * n)) for n in range(12)),
    )
    await world.settled()
    account_id = await _open_account(world, editor)
    await viewer.goto(f"{world.address}/accounts/{account_id}?tab=surges")
    await expect(
        viewer.get_by_text("12 events in the last 7 days, against 1 in an average week")
    ).to_be_visible()
    await expect(viewer.get_by_role("cell", name="× 12")).to_be_visible()
    await expect(viewer.get_by_role("img", name=re.compile("Activity in the last 26 weeks"))).to_be_visible()
    await viewer.get_by_role("link", name=re.compile("open$")).click()
    await expect(viewer.get_by_role("heading", name="Events")).to_be_visible()
    await expect(viewer.get_by_label("Filter by account")).to_have_value(account_id)
    await expect(viewer.get_by_role("link", name="bob@acme.com").first).to_be_visible()
