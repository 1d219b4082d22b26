"""Triggers as people make them, see what they would have fired, and look after what they have."""

import json
import re

from playwright.async_api import Locator, Page, expect

NASTY = "<script>alert(1)</script> " + "Ada Lovelace-Byron of Ockham Park " * 2


async def _post(page: Page, address: str, path: str, document, method: str = "post") -> dict:
    answer = await getattr(page.request, method)(
        f"{address}/api/{path}", data=document, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.ok, await answer.text()
    return await answer.json()


async def _tab_to(page: Page, goal: Locator) -> None:
    """By the keyboard alone, as far as it takes."""
    for _ in range(60):
        if await goal.evaluate("one => one === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{goal} is not reached by the keyboard")


async def _every_output(page: Page, address: str) -> list[dict]:
    segment = await _post(page, address, "segments", {"name": NASTY[:90], "kind": "lead"})
    member = (await (await page.request.get(f"{address}/api/me")).json())["user_id"]
    return [
        {"act": "notify", "members": "everyone"},
        {"act": "notify", "members": [member]},
        {"act": "notify_owner"},
        {"act": "assign", "owners": [member]},
        {"act": "set_field", "field": "lifecycle_stage", "value": "Opportunity"},
        {"act": "add_to_segment", "segment_id": segment["id"]},
        {"act": "take_out_of_segment", "segment_id": segment["id"]},
    ]


async def test_a_trigger_is_shown_and_saved_as_it_is_stored(world, someone):
    """Whatever the API holds, the form shows; saving it with another name changes nothing else."""
    admin = await someone("admin")
    given = {
        "name": NASTY[:90],
        "kind": "sequence",
        "subject": "lead",
        "steps": ["Trial Started", "Page View", "Demo Requested"],
        "ordered": False,
        "within_seconds": 5_400,
        "conditions": {"all": [{"owner": None}, {"level": "engagement", "operator": "is", "value": "Hot"}]},
        "cooldown_seconds": 7_200,
        "outputs": await _every_output(admin, world.address),
        "active": False,
    }
    made = await _post(admin, world.address, "triggers", given)
    await admin.goto(f"{world.address}/configure/triggers/{made['id']}/edit")
    await expect(admin.locator("#sentence")).to_contain_text("Trial Started, Page View and Demo Requested")
    outputs = admin.locator("[data-outputs]")
    await outputs.get_by_label("What is done").first.select_option("notify_owner")
    await outputs.get_by_label("What is done").first.select_option("notify")
    await outputs.get_by_label("Who is told").first.select_option("everyone")
    assert json.loads(await admin.locator("#trigger-outputs").input_value()) == made["outputs"]
    await admin.get_by_label("Name", exact=True).fill("Another name")
    await admin.get_by_role("button", name="Save").click()
    await expect(admin.get_by_text("Saved.", exact=True)).to_be_visible()
    answer = await admin.request.get(f"{world.address}/api/triggers/{made['id']}")
    stored = await answer.json()
    assert {**stored, "changed_at": made["changed_at"]} == made | {"name": "Another name"}


async def test_what_is_wrong_is_told_where_it_is(world, someone):
    """Nothing is lost that was typed; each error stands at its field, condition or output."""
    admin = await someone("admin")
    await admin.goto(f"{world.address}/configure/triggers/new?kind=surge&subject=lead")
    await admin.get_by_label("Name", exact=True).fill("Busy")
    await admin.get_by_label("Times", exact=True).fill("0")
    await expect(admin.locator("#sentence")).to_contain_text("Times:")
    await admin.get_by_role("button", name="Output").click()
    await admin.get_by_label("What is done").select_option("assign")
    await admin.get_by_role("button", name="Save").click()
    await expect(admin.get_by_text("Nothing was saved.")).to_be_visible()
    await expect(admin.get_by_label("Times", exact=True)).to_have_value("0")
    await admin.get_by_label("Times", exact=True).fill("3")
    await admin.get_by_role("button", name="Save").click()
    await expect(admin.locator(".output .node-error")).to_contain_text("list of the ids")


async def test_a_ready_made_trigger_is_saved_paused_and_deleted(world, someone):
    """It says what it does before it is saved; deleting says what is lost; a viewer sees all, and changes nothing."""
    admin = await someone("admin")
    await admin.goto(f"{world.address}/configure/triggers")
    await expect(admin.get_by_text("No triggers yet")).to_be_visible()
    await admin.get_by_role("link", name="Create Trigger").first.click()
    await admin.get_by_role("link", name=re.compile("Account surges, tell its owner")).click()
    await expect(admin.locator("#sentence")).to_contain_text("An account surges")
    await admin.get_by_role("button", name="Save").click()
    await expect(admin.get_by_role("heading", name="Account surges, tell its owner")).to_be_visible()

    await admin.goto(f"{world.address}/configure/triggers")
    switch = admin.get_by_label("Account surges, tell its owner is active")
    await switch.uncheck()
    await expect(admin.get_by_title("Paused: it fires nothing")).to_have_count(1)
    await admin.reload()
    await expect(switch).not_to_be_checked()

    viewer = await someone("viewer")
    await viewer.goto(f"{world.address}/configure/triggers")
    await expect(viewer.get_by_text("paused", exact=True)).to_be_visible()
    await viewer.get_by_role("link", name="Account surges, tell its owner").click()
    await viewer.get_by_role("link", name="What it asks for").click()
    await expect(viewer.locator("#sentence")).to_contain_text("An account surges")
    await expect(viewer.get_by_role("button", name="Save")).to_have_count(0)

    await admin.get_by_role("link", name="Account surges, tell its owner").click()
    await admin.get_by_role("button", name="Delete this trigger").click()
    await expect(admin.get_by_text("It has never fired.")).to_be_visible()
    await admin.get_by_role("button", name="Delete trigger").click()
    await expect(admin.get_by_text("No triggers yet")).to_be_visible()
