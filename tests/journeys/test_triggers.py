"""Triggers as people make them, see what they would have fired, and look after what they have."""

import json
import re

from playwright.async_api import Page, expect

from tests.journeys.keyboard import tab_to

NASTY = "<script>alert(1)</script> " + "Ada Lovelace-Byron of Ockham Park " * 2


async def _post(page: Page, address: str, path: str, document, method: str = "post") -> dict:
    answer = await getattr(page.request, method)(
        f"{address}/api/{path}", data=document, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.ok, await answer.text()
    return await answer.json()


def _did(who: str, event_type: str = "Demo Requested", **more) -> dict:
    return {"event_type": event_type, "alias_kind": "email", "alias": f"{who}@{who}.com", **more}


async def test_a_milestone_is_made_by_keyboard_and_tried_on_the_past(world, someone):
    """What it would have fired stands beside the form, follows what is typed, and is nothing that was sent; then it
    fires, and its page says for whom and why."""
    admin = await someone("admin")
    await world.send(*[_did(who) for who in ("ada", "bob", "bob")])
    await world.settled()
    await admin.goto(f"{world.address}/configure/triggers/new?kind=milestone&subject=lead")
    keys = admin.keyboard
    await keys.type("Wants a demo")
    count = admin.locator("#simulation [data-count]")
    await expect(count).to_have_text("1")
    await tab_to(admin, admin.get_by_label("Points"))
    await keys.press("Control+A")
    await keys.type("30")
    await expect(count).to_have_text("2")
    await expect(admin.locator("#simulation")).to_contain_text("ada@ada.com")
    await expect(admin.locator("#simulation")).to_contain_text(
        "Engagement went from 0 to 30 with Demo Requested"
    )
    await expect(admin.get_by_role("img", name=re.compile("By day"))).to_be_visible()
    await tab_to(admin, admin.get_by_role("button", name="Output"))
    await keys.press("Enter")
    await keys.type("Tell members")
    await expect(admin.locator("#sentence")).to_contain_text("A lead's engagement score reaches 30")
    await expect(admin.locator("#sentence")).to_contain_text("Tells all admins")
    await tab_to(admin, admin.get_by_role("button", name="Save"))
    await keys.press("Enter")
    await expect(admin.get_by_text("It has not fired yet")).to_be_visible()

    await world.send(_did("cleo"), _did("bob"))
    await world.settled()
    await admin.reload()
    row = admin.get_by_role("row", name=re.compile("cleo@cleo.com"))
    await expect(row).to_contain_text("Engagement went from 0 to 30 with Demo Requested")
    await expect(admin.get_by_role("row")).to_have_count(2)
    await expect(admin.locator("#bell-count")).to_contain_text("1")
    await admin.get_by_role("button", name="Notifications").click()
    await expect(admin.locator("#bell-list")).to_contain_text("Wants a demo: cleo@cleo.com.")
    await admin.keyboard.press("Escape")
    await admin.get_by_role("link", name="cleo@cleo.com").click()
    await expect(admin.get_by_role("dialog")).to_contain_text("Engagement score")
    await expect(admin.get_by_role("dialog")).to_contain_text("Tells all admins")
    await expect(admin.get_by_role("dialog").get_by_text("done", exact=True)).to_be_visible()
    await admin.get_by_role("dialog").get_by_role("link", name="Open the lead").click()
    await expect(admin.get_by_text("TRIGGER", exact=True)).to_be_visible()
    await expect(admin.get_by_role("link", name="Wants a demo")).to_be_visible()


async def test_what_publishing_would_set_off_waits_until_it_is_released(world, someone):
    """The preview says how much; it is held back, with the reason; picked ones are released with numbers first, the
    rest is discarded; and all of it stays in the history."""
    admin = await someone("admin")
    hot = {"name": NASTY[:90], "kind": "milestone", "subject": "lead", "dimension": "engagement"}
    made = await _post(
        admin, world.address, "triggers", hot | {"direction": "up", "threshold": 1_000, "outputs": []}
    )
    await world.send(*[_did(who) for who in ("ada", "bob", "cleo")])
    await world.settled()
    await _dear_demos(admin, world.address)
    await admin.goto(f"{world.address}/scoring")
    await admin.get_by_role("link", name="Preview").click()
    drawer = admin.get_by_role("dialog")
    await expect(drawer.get_by_role("row", name=re.compile("alert"))).to_contain_text("3")
    await drawer.get_by_role("button", name="Publish").click()
    await expect(admin.get_by_text("Version 2 is in force")).to_be_visible(timeout=30_000)

    await admin.goto(f"{world.address}/configure/triggers/held")
    await expect(admin.get_by_role("checkbox", name=re.compile("Pick ada@ada.com"))).to_be_visible()
    await expect(admin.get_by_text("publishing", exact=True)).to_have_count(3)
    await admin.get_by_role("checkbox", name=re.compile("Pick ada@ada.com")).check()
    await expect(admin.get_by_text("1 picked")).to_be_visible()
    await admin.get_by_role("button", name="Release", exact=True).click()
    await expect(drawer).to_contain_text("1 firing is sent")
    await drawer.get_by_role("button", name="Release 1").click()
    await expect(admin.get_by_text("1 released.")).to_be_visible()
    await admin.get_by_role("button", name="Discard all").click()
    await drawer.get_by_role("button", name="Discard 2").click()
    await expect(admin.get_by_text("Nothing is held back")).to_be_visible()
    await admin.goto(f"{world.address}/configure/triggers/{made['id']}")
    await expect(admin.get_by_text("released", exact=True)).to_have_count(1)
    await expect(admin.get_by_text("discarded", exact=True)).to_have_count(2)


async def _dear_demos(admin: Page, address: str) -> None:
    """A demo is worth more than the trigger's threshold in the draft."""
    listed = await (await admin.request.get(f"{address}/api/rulesets?dimension=engagement")).json()
    [ruleset] = [one for one in listed["rulesets"] if one["dimension"] == "engagement"]
    rule = {"name": "Dear demo", "event_type": "Demo Requested", "points": 2_000}
    await _post(admin, address, f"rulesets/{ruleset['id']}/rules", rule)


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
    await admin.get_by_role("button", name="Send test").click()
    await expect(admin.get_by_role("dialog")).to_contain_text(
        "You were told, under the bell, and nobody else."
    )
    await admin.keyboard.press("Escape")

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
    await expect(viewer.get_by_text("It would have fired")).to_have_count(0)
    await expect(viewer.get_by_role("button", name="Save")).to_have_count(0)

    await admin.get_by_role("link", name="Account surges, tell its owner").click()
    await admin.get_by_role("button", name="Delete this trigger").click()
    await expect(admin.get_by_text("It has never fired.")).to_be_visible()
    await admin.get_by_role("button", name="Delete trigger").click()
    await expect(admin.get_by_text("No triggers yet")).to_be_visible()
