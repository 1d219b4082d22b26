"""Segments as people build them, look after them and compare them."""

import json
import re

from playwright.async_api import Locator, Page, expect

from tests.journeys.keyboard import tab_to
from tests.segments.builder.borrowed import BORROWED

NASTY = "<script>alert(1)</script> " + "Ada Lovelace-Byron of Ockham Park " * 2


def _did(who, event_type="Page View", **metadata):
    return {
        "event_type": event_type,
        "alias_kind": "email",
        "alias": f"{who}@{who}.com",
        "metadata": metadata,
    }


async def _choose(page: Page, words: str) -> None:
    """What the condition in focus is about, typed and taken."""
    await page.keyboard.type(words)
    await page.keyboard.press("Enter")


async def _post(page: Page, address: str, path: str, document) -> dict:
    answer = await page.request.post(
        f"{address}/api/{path}", data=document, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.ok, await answer.text()
    return await answer.json()


async def test_three_nested_groups_by_keyboard_bring_somebody_in(world, someone):
    """Built without a mouse, seen while it is, saved; then an event brings one in, at once."""
    admin = await someone("admin")
    await world.send(_did("ada", path="/pricing"), _did("bob", path="/blog"), _did("cleo", "Demo Requested"))
    await world.settled()
    await admin.goto(f"{world.address}/configure/segments/new")
    keys = admin.keyboard
    await keys.type("Looks at prices")
    await tab_to(admin, _group(admin).first)
    await keys.press("Enter")
    await _choose(admin, "Did event")
    await keys.type("Page View")
    await tab_to(admin, admin.get_by_role("button", name="Where…"))
    await keys.press("Enter")
    await keys.type("path")
    await tab_to(admin, admin.get_by_label("Value"))
    await keys.type("/pricing")
    # the first is that of the event's metadata, then from the innermost group outwards
    for score in ("1000", "2000"):
        await tab_to(admin, _group(admin).nth(1))
        await keys.press("Enter")
        await _choose(admin, "Engagement score")
        await tab_to(admin, admin.get_by_label("Value").last)
        await keys.press("Control+A")
        await keys.type(score)
    assert json.loads(await admin.locator("#segment-conditions").input_value()) == NESTED
    await expect(admin.locator("[data-count]")).to_have_text("1")
    people = admin.get_by_role("list", name=re.compile("The first"))
    await expect(people.get_by_role("listitem")).to_have_count(1)
    await expect(people).to_contain_text("ada@ada.com")
    await expect(admin.locator("#sentence")).to_contain_text("/pricing")
    await expect(admin.locator(".leaf").first.locator("> .node-count")).to_have_text("1")
    await tab_to(admin, admin.get_by_role("button", name="Save"))
    await keys.press("Enter")
    await expect(admin.get_by_text("Saved.", exact=True)).to_be_visible()
    await expect(admin.get_by_role("link", name="1 member")).to_be_visible()

    await world.send(_did("bob", path="/pricing"))
    await world.settled()
    await admin.reload()
    await expect(admin.get_by_role("link", name="2 members")).to_be_visible()


NESTED = {
    "all": [
        {
            "any": [
                {
                    "did": "Page View",
                    "where": {"all": [{"field": "metadata.path", "operator": "equals", "value": "/pricing"}]},
                    "times": {"at_least": 1},
                    "within_days": 30,
                },
                {
                    "any": [
                        {"score": "engagement", "operator": "gte", "value": 1000},
                        {"any": [{"score": "engagement", "operator": "gte", "value": 2000}]},
                    ]
                },
            ]
        }
    ]
}


def _group(page: Page) -> Locator:
    return page.get_by_role("button", name="Group", exact=True)


EVERY_LEAF = {
    "all": [
        {"field": "lead.title", "operator": "one_of", "value": ["CTO", "VP, Data"]},
        {"field": "lead.status", "operator": "not_equals", "value": "Inactive"},
        {"field": "account.employees", "operator": "between", "value": [10, 500]},
        {"field": "account.industry", "operator": "is_not_empty"},
        {"count": "sessions", "days": 30, "operator": "gte", "value": 2},
        {
            "any": [
                {"score": "engagement", "operator": "gte", "value": 50, "within_days": 90},
                {"score": "profile", "operator": "between", "value": [10, 20]},
                {"score": "account", "operator": "lt", "value": 5, "ever": True},
                {"level": "engagement", "operator": "at_least", "value": "Hot"},
                {"did": "Page View", "times": {"exactly": 3}, "between": ["2026-01-01", "2026-03-31"]},
                {
                    "did": None,
                    "channel": "product",
                    "times": {"at_most": 0},
                    "within_days": 7,
                    "where": {"any": [{"field": "metadata.seats", "operator": "gt", "value": 5}]},
                },
            ]
        },
        {
            "none": [
                {"did": "Trial Started", "then": "Trial Cancelled", "within_seconds": 7_200},
                {"last_activity": "not_within", "days": 14},
                {"created_within_days": 3},
                {"owner": None},
                {"has_account": False},
                {"watched": True},
                {"converted": True},
                {"surging": True},
            ]
        },
    ]
}


async def test_every_condition_is_shown_and_written_as_it_is_stored(world, someone):
    """Whatever the API holds, the builder shows; changing one thing changes nothing else."""
    admin = await someone("admin")
    made = await _post(
        admin, world.address, "segments", {"name": "Everything", "kind": "lead", "conditions": EVERY_LEAF}
    )
    await admin.goto(f"{world.address}/configure/segments/{made['id']}")
    root = admin.get_by_label("How these conditions are joined").first
    await root.select_option("any")
    await root.select_option("all")
    written = json.loads(await admin.locator("#segment-conditions").input_value())
    assert written == made["conditions"]


_WRITE_AGAIN = """async (tree) => {
    const holder = document.querySelector("[data-segment] [data-builder]").parentElement;
    const [old, field] = [holder.querySelector("[data-builder]"), holder.querySelector("[data-conditions]")];
    const fresh = old.cloneNode(false);
    old.replaceWith(fresh);
    field.value = JSON.stringify(tree);
    const ours = document.querySelector("[src*='js/segment.js']").src;
    const { build } = await import(ours.replace("segment.js", "builder/build.js"));
    build(fresh);
    fresh.querySelector("select").dispatchEvent(new Event("change"));
    return [JSON.parse(field.value), fresh.hasAttribute("data-unfinished")];
}"""


async def test_segments_of_other_products_can_be_built(world, someone):
    """Each is taken by the API, shown whole by the builder, and written as it was."""
    admin = await someone("admin")
    await admin.goto(f"{world.address}/configure/segments/new")
    for number, one in enumerate(BORROWED):
        document = {"name": f"{number} {one.said}"[:100], "kind": "lead", "conditions": one.conditions}
        made = await _post(admin, world.address, "segments", document)
        assert await admin.evaluate(_WRITE_AGAIN, made["conditions"]) == [made["conditions"], False], one.said


async def test_segments_are_copied_compared_taken_back_and_deleted(world, someone):
    """A copy is not active; two are seen side by side; a version comes back; what uses one is named before it goes."""
    admin = await someone("admin")
    await world.send(_did("ada", path="/pricing"), _did("bob", path="/blog"))
    await world.settled()
    viewed = {"all": [{"did": "Page View", "times": {"at_least": 1}}]}
    first = await _post(
        admin, world.address, "segments", {"name": NASTY[:90], "kind": "lead", "conditions": viewed}
    )
    asks = {"all": [{"member_of": first["id"]}]}
    await _post(admin, world.address, "segments", {"name": "Asks for it", "kind": "lead", "conditions": asks})

    await admin.goto(f"{world.address}/configure/segments")
    row = admin.locator(f"tr[data-id={first['id']}]")
    await expect(row).to_contain_text("Asks for it")
    await expect(row.get_by_role("link", name="2", exact=True)).to_be_visible()
    for box in await admin.get_by_label("Pick").all():
        await box.check()
    await admin.get_by_role("link", name="Compare").click()
    await expect(admin.get_by_role("img", name=re.compile("2 are in both"))).to_be_visible()

    await admin.goto(f"{world.address}/configure/segments/{first['id']}")
    await admin.get_by_role("button", name="Delete this segment").click()
    await expect(admin.get_by_role("dialog").get_by_role("link", name="Asks for it")).to_be_visible()
    await expect(admin.get_by_role("button", name="Delete segment")).to_have_count(0)
    await admin.keyboard.press("Escape")

    await admin.get_by_label("Name", exact=True).fill("Another name")
    await admin.get_by_role("button", name="Save").click()
    await expect(admin.get_by_role("heading", name="Another name")).to_be_visible()
    await admin.get_by_role("button", name="History").click()
    await admin.get_by_role("button", name="Restore version 1").click()
    await expect(admin.get_by_role("heading", name=NASTY[:90].strip())).to_be_visible()

    await admin.get_by_role("button", name="Copy").click()
    await expect(admin.get_by_text("This is the copy.")).to_be_visible()
    await expect(admin.get_by_role("checkbox", name="Active")).not_to_be_checked()
    await admin.get_by_role("button", name="Delete this segment").click()
    await admin.get_by_role("button", name="Delete segment").click()
    await expect(admin.get_by_role("heading", name="Segments", exact=True)).to_be_visible()
    await expect(admin.get_by_role("row", name=re.compile("copy"))).to_have_count(0)


async def test_a_segment_that_has_come_into_use_meanwhile_stays(world, someone):
    """Whoever looked before another one asked for it is told so, in the drawer, and nothing is lost."""
    admin = await someone("admin")
    first = await _post(admin, world.address, "segments", {"name": "Asked for", "kind": "lead"})
    await admin.goto(f"{world.address}/configure/segments")
    await admin.get_by_role("button", name="Delete Asked for").click()
    await expect(admin.get_by_text("Nothing uses it.")).to_be_visible()
    asks = {"all": [{"member_of": first["id"]}]}
    await _post(admin, world.address, "segments", {"name": "Late", "kind": "lead", "conditions": asks})
    await admin.get_by_role("button", name="Delete segment").click()
    await expect(admin.get_by_role("dialog").get_by_role("link", name="Late")).to_be_visible()
    await admin.reload()
    await expect(admin.get_by_role("row", name=re.compile("Asked for"))).to_be_visible()


async def test_a_template_is_where_one_begins(world, someone):
    """It says what it asks for; it is seen and changed before anything is saved."""
    admin = await someone("admin")
    await admin.goto(f"{world.address}/configure/segments/new?kind=account")
    await admin.get_by_role("button", name="Start from a template").click()
    await admin.get_by_role("link", name=re.compile("Target accounts without a champion")).click()
    await expect(admin.get_by_label("Name", exact=True)).to_have_value("Target accounts without a champion")
    await expect(admin.locator("#sentence")).to_contain_text("Champion")
    await expect(admin.get_by_text("There are changes that are not saved.")).to_be_visible()


async def test_a_single_condition_has_its_count_at_once_and_after_undoing(world, someone):
    """As it is opened, after a change and after that is undone, the sentence and the counts are those of what stands
    there; types of events are offered with how many there are of each."""
    admin = await someone("admin")
    await world.send(_did("ada", path="/pricing"), _did("bob"), _did("cleo", "Demo Requested"))
    await world.settled()
    leaf = {"did": "Page View", "times": {"at_least": 1}}
    asked = {"name": "One", "kind": "lead", "conditions": leaf}
    made = await _post(admin, world.address, "segments", asked)
    await admin.goto(f"{world.address}/configure/segments/{made['id']}")
    counts = admin.locator(".leaf > .node-count"), admin.locator(".group-head > .node-count")

    async def says(number: str, words: str) -> None:
        await expect(admin.locator("#sentence")).to_have_text(f"Leads who did {words}.")
        for count in counts:
            await expect(count).to_have_text(number)

    await says("2", "“Page View”")
    times = admin.get_by_label("Number of times")
    await times.fill("2")
    await says("0", "“Page View” at least 2 times")
    await times.press("Control+Z")
    await says("2", "“Page View”")
    await admin.get_by_label("Type of the event").fill("")
    await expect(admin.get_by_role("option", name="Page View")).to_contain_text("2")
    await admin.get_by_role("option", name="Demo Requested").click()
    await says("1", "“Demo Requested”")


async def test_what_is_wrong_is_told_at_its_condition_and_a_viewer_reads(world, someone):
    """Nothing is lost that was typed; whoever may not configure sees what it says, and how many are in."""
    admin = await someone("admin")
    made = await _post(
        admin,
        world.address,
        "segments",
        {"name": "Fine", "kind": "lead", "conditions": {"all": [{"owner": None}]}},
    )
    await admin.goto(f"{world.address}/configure/segments/{made['id']}")
    await admin.get_by_role("button", name="Condition", exact=True).click()
    await admin.get_by_label("In the last so many days").fill("0")
    await expect(admin.locator(".leaf").last.locator(".node-error")).to_contain_text("whole number of days")
    await admin.get_by_role("button", name="Save").click()
    await expect(admin.get_by_text("Nothing was saved.")).to_be_visible()
    await expect(admin.get_by_label("In the last so many days")).to_have_value("0")
    viewer = await someone("viewer")
    await viewer.goto(f"{world.address}/configure/segments/{made['id']}")
    await expect(viewer.locator("#sentence")).to_contain_text("owner")
    await expect(viewer.get_by_role("link", name="0 members")).to_be_visible()
    await expect(viewer.get_by_label("Preview")).to_have_count(0)
    await expect(viewer.get_by_role("button", name="Save")).to_have_count(0)
