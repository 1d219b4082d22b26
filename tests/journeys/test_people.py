"""Handing leads to colleagues, keeping an eye on them, taking their data along, and deleting them, as people do it."""

import json
import re
from pathlib import Path

from playwright.async_api import Page, expect


def _visit(name, event_type="Page View", **metadata):
    who = {"alias_kind": "email", "alias": f"{name}@acme.com"}
    return {"event_type": event_type, **who, "metadata": metadata}


def _called(world, role: str) -> str:
    return f"{role}-{world.workspace_id.hex[-8:]}"


async def _leads(world, page: Page, *names: str) -> None:
    """There are these, and the list shows them."""
    await world.send(*(_visit(name) for name in names))
    await page.goto(f"{world.address}/leads")
    for name in names:
        await expect(page.get_by_role("link", name=f"{name}@acme.com")).to_be_visible()


async def _open(page: Page, name: str) -> None:
    await page.get_by_role("link", name=f"{name}@acme.com").click()
    await expect(page.get_by_role("heading", name=f"{name}@acme.com")).to_be_visible()


async def test_a_lead_is_handed_to_a_colleague_who_is_told(world, someone):
    """Chosen on the lead's page, told by the bell, opened from there; and the timeline knows who did it."""
    viewer, editor = await someone("viewer"), await someone("editor")
    await _leads(world, editor, "ada")
    await _open(editor, "ada")
    await editor.get_by_label("Owner").select_option(label=_called(world, "viewer"))
    await expect(editor.get_by_text(re.compile("Owner: nobody → viewer.*, by editor"))).to_be_visible()
    await viewer.reload()
    bell = viewer.get_by_role("button", name="Notifications 1 unread")
    await bell.click()
    await viewer.get_by_role("button", name=re.compile("made you the owner of ada@acme.com")).click()
    await expect(viewer.get_by_role("heading", name="ada@acme.com")).to_be_visible()
    await expect(viewer.get_by_text(re.compile("Owner: viewer"))).to_be_visible()
    await expect(viewer.get_by_label("Owner")).to_have_count(0)
    await viewer.reload()
    await expect(viewer.get_by_role("button", name="Notifications", exact=True)).to_be_visible()


async def test_what_one_does_not_want_to_be_told_one_is_not(world, someone):
    """Switched off in the preferences, assignments come in silence."""
    viewer, editor = await someone("viewer"), await someone("editor")
    await viewer.get_by_role("link", name="Preferences").click()
    await (
        viewer.get_by_role("switch", name="Assignment").or_(viewer.get_by_label("Assignment")).first.uncheck()
    )
    await viewer.get_by_role("button", name="Save").click()
    await expect(viewer.get_by_text("Saved: this holds for what happens from now on.")).to_be_visible()
    await _leads(world, editor, "ada")
    await _open(editor, "ada")
    await editor.get_by_label("Owner").select_option(label=_called(world, "viewer"))
    await expect(editor.get_by_text(re.compile("Owner: nobody → viewer"))).to_be_visible()
    await viewer.goto(f"{world.address}/notifications")
    await expect(viewer.get_by_text("Nothing yet")).to_be_visible()


async def test_a_star_a_prediction_and_a_word_when_she_is_back(world, someone):
    """Starred in the list, with what one expects and waits for; told as she does something; off the list again."""
    page = await someone("viewer")
    await _leads(world, page, "ada", "bob")
    row = page.get_by_role("row", name=re.compile("ada@acme.com"))
    await row.get_by_role("button", name="Watch").click()
    await expect(row.get_by_role("button", name="Watch", pressed=True)).to_be_visible()
    await page.get_by_role("link", name="Watch list").click()
    await expect(page.get_by_role("link", name="bob@acme.com")).to_have_count(0)
    await page.get_by_role("button", name="Prediction and alerts of ada@acme.com").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("Prediction").fill("Signs in <June>")
    await drawer.get_by_label("score reaches").fill("many")
    await drawer.get_by_role("button", name="Save").click()
    await expect(drawer.get_by_text("Must be a whole number.")).to_be_visible()
    await drawer.get_by_label("score reaches").fill("20")
    await drawer.get_by_role("button", name="Save").click()
    await expect(drawer).to_be_hidden()
    await expect(page.get_by_text("Signs in <June>")).to_be_visible()
    await expect(page.get_by_text("20 points")).to_be_visible()
    await world.send(_visit("ada", "Demo Requested"))
    await expect(page.get_by_role("button", name=re.compile("Notifications 1 unread"))).to_be_visible(
        timeout=45_000
    )
    await page.get_by_role("button", name=re.compile("Notifications")).click()
    await page.get_by_role("button", name=re.compile("ada@acme.com has reached 20 points")).click()
    await expect(page.get_by_role("button", name="Watching")).to_be_visible()
    await page.get_by_role("button", name="Watching").click()
    await expect(page.get_by_role("button", name="Watch", exact=True)).to_be_visible()
    await page.get_by_role("link", name="Watch list").click()
    await expect(page.get_by_text("Nobody yet")).to_be_visible()


async def test_everything_known_is_taken_along_and_then_deleted(world, someone):
    """The file first; then what goes is said in numbers, and it is gone."""
    page = await someone("editor")
    await _leads(world, page, "ada", "bob")
    await _open(page, "ada")
    await page.get_by_role("button", name="More").click()
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Everything known, as JSON").click()
    file = await (await downloading.value).path()
    assert json.loads(Path(file).read_text())["aliases"][0]["value"] == "ada@acme.com"
    if not await page.get_by_role("button", name="Delete…").is_visible():
        await page.get_by_role("button", name="More").click()
    await page.get_by_role("button", name="Delete…").click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_role("heading", name="Delete ada@acme.com?")).to_be_visible()
    await expect(drawer.get_by_text("Events1")).to_be_visible()
    await drawer.get_by_role("button", name="Delete this person").click()
    await expect(page.get_by_role("heading", name="Leads", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="bob@acme.com")).to_be_visible()
    await expect(page.get_by_role("link", name="ada@acme.com")).to_have_count(0)


async def test_many_at_once(world, someone):
    """All that the list holds are given to somebody and watched; some are deleted, and the list is without them."""
    page = await someone("editor")
    names = [f"p{number}" for number in range(4)]
    await _leads(world, page, *names)
    drawer = page.get_by_role("dialog")
    await page.get_by_label("Select all leads on this page").check()
    await page.get_by_role("button", name="Assign Owner").click()
    await drawer.get_by_label("Owner").select_option(label=_called(world, "editor"))
    await drawer.get_by_role("button", name="Assign 4 leads").click()
    await expect(drawer.get_by_text("4 leads assigned.")).to_be_visible()
    await drawer.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_role("status").filter(has_text="4 leads assigned.")).to_be_visible()
    await page.get_by_label("Select all leads on this page").check()
    await page.get_by_role("button", name="Watch", exact=True).first.click()
    await drawer.get_by_role("button", name="Watch 4 leads").click()
    await expect(drawer.get_by_text("4 leads put on your watch list.")).to_be_visible()
    await page.keyboard.press("Escape")
    for name in names[:2]:
        await page.get_by_role("row", name=re.compile(f"{name}@acme.com")).get_by_role("checkbox").check()
    await page.get_by_role("button", name="Delete").click()
    await expect(drawer.get_by_role("heading", name="Delete 2 leads?")).to_be_visible()
    await drawer.get_by_role("button", name="Delete 2 leads").click()
    await expect(drawer.get_by_text("2 leads deleted.")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("link", name="p0@acme.com")).to_have_count(0)
    await expect(page.get_by_role("link", name="p3@acme.com")).to_be_visible()


async def test_a_field_is_set_by_hand_and_released(world, someone):
    """On the lead's page: what comes in meanwhile waits below, and its past is told; a viewer can only read that."""
    editor, viewer = await someone("editor"), await someone("viewer")
    await world.send(_visit("ada", city="Rome"))
    await editor.goto(f"{world.address}/leads")
    await _open(editor, "ada")
    drawer = editor.get_by_role("dialog")
    await editor.get_by_role("button", name="City").click()
    await drawer.get_by_label("Set by hand").fill(" ")
    await drawer.get_by_role("button", name="Set", exact=True).click()
    await expect(drawer.get_by_text(re.compile("Write a value"))).to_be_visible()
    await drawer.get_by_label("Set by hand").fill("Turin <b>")
    await drawer.get_by_role("button", name="Set", exact=True).click()
    await expect(drawer).to_be_hidden()
    await expect(editor.get_by_text(re.compile("Turin <b>"))).to_be_visible()
    await editor.get_by_role("button", name="City").click()
    await expect(drawer.get_by_text(re.compile("Without it: Rome"))).to_be_visible()
    await drawer.get_by_role("button", name="Release").click()
    await expect(drawer).to_be_hidden()
    await editor.get_by_label("Another field").select_option(label="Title")
    await drawer.get_by_label("Set by hand").fill("VP Sales")
    await drawer.get_by_role("button", name="Set", exact=True).click()
    await expect(editor.get_by_role("button", name="Title")).to_be_visible()
    await viewer.goto(editor.url)
    await viewer.get_by_role("button", name="City").click()
    shown = viewer.get_by_role("dialog")
    await expect(shown.get_by_role("row", name=re.compile("Turin <b> by hand"))).to_be_visible()
    await expect(shown.get_by_role("row", name=re.compile("Rome metadata.city"))).to_have_count(2)
    await expect(shown.get_by_role("button", name="Set", exact=True)).to_have_count(0)


async def test_what_is_refused_in_a_drawer_is_said_above_it(world, someone):
    """Who was selected may be gone by now: the reason is seen although the drawer covers the page."""
    page = await someone("editor")
    await _leads(world, page, "ada")
    await page.get_by_label("Select all leads on this page").check()
    await page.get_by_role("button", name="Watch", exact=True).first.click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_role("button", name="Watch 1 lead")).to_be_enabled()
    lead = await page.locator("[data-pick]").get_attribute("value")
    gone = await page.context.request.delete(
        f"{world.address}/api/lead/{lead}", headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert gone.ok
    await drawer.get_by_role("button", name="Watch 1 lead").click()
    await expect(drawer.get_by_role("alert")).to_contain_text("None is selected")
