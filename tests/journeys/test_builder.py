"""The rule builder as people use it, by keys and by hand: here in a scoring rule, and the same in all other places."""

import json

from playwright.async_api import Page, expect

TREE = {
    "all": [
        {"field": "metadata.path", "operator": "contains", "value": "/pricing"},
        {"field": "metadata.plan", "operator": "one_of", "value": ["pro", "team, large"]},
        {"any": [{"field": "metadata.seats", "operator": "between", "value": [5, 50]}]},
    ]
}


async def _open_rule(world, page: Page) -> None:
    """A new rule for page views, of which one has been seen."""
    await world.send(
        {
            "event_type": "Page View",
            "alias_kind": "email",
            "alias": "ada@acme.com",
            "metadata": {"path": "/pricing", "plan": "pro"},
        }
    )
    await world.settled()
    await page.goto(f"{world.address}/scoring")
    await page.get_by_role("link", name="New rule").click()
    await page.get_by_label("For each event of type").fill("Page View")


async def _tree(page: Page):
    written = await page.locator("[data-conditions]").input_value()
    return json.loads(written) if written else None


async def test_keys_and_values_are_offered_and_taken_by_keys(world, someone):
    """Typing narrows, arrows and Enter take; Esc closes what is offered, and not the drawer around it."""
    admin = await someone("admin")
    await _open_rule(world, admin)
    await admin.get_by_role("button", name="Condition", exact=True).click()
    key = admin.get_by_role("combobox", name="Key of the event's metadata")
    offered = admin.get_by_role("listbox", name="Offered").get_by_role("option")
    await expect(offered).to_have_text(["path", "plan"])
    await key.press("Escape")
    await expect(offered).to_have_count(0)
    await key.press_sequentially("pa")
    await expect(offered).to_have_text(["path"])
    await key.press("ArrowDown")
    await key.press("Enter")
    value = admin.get_by_role("combobox", name="Value")
    await value.focus()
    await expect(offered).to_have_text(["/pricing1"])
    await value.press("ArrowDown")
    await value.press("Enter")
    assert await _tree(admin) == {
        "all": [{"field": "metadata.path", "operator": "equals", "value": "/pricing"}]
    }


async def test_conditions_are_nested_and_moved_by_keys_and_by_hand(world, someone):
    """Right makes a group of it, left takes it out; what is dragged falls where it is let go."""
    admin = await someone("admin")
    await _open_rule(world, admin)
    for place, key in enumerate(("one", "two", "three")):
        await admin.get_by_role("button", name="Condition", exact=True).click()
        await admin.get_by_label("Key of the event's metadata").nth(place).fill(key)
        await admin.get_by_label("Value").nth(place).fill("x")
    grips = admin.get_by_role("button", name="Move:")
    await grips.nth(2).focus()
    await grips.nth(2).press("ArrowRight")
    await expect(
        admin.locator(".drawer [role=status]", has_text="Moved: 1 of 1 in “Any of”")
    ).to_be_attached()
    await grips.nth(1).focus()
    await grips.nth(1).press("ArrowUp")

    def keys(tree):
        [parts] = tree.values()
        return [keys(part) if "field" not in part else part["field"][9:] for part in parts]

    assert keys(await _tree(admin)) == ["two", "one", ["three"]]
    await grips.first.drag_to(admin.get_by_label("Key of the event's metadata").nth(2))
    assert sorted(keys(await _tree(admin))[1]) == ["three", "two"]
    await admin.get_by_role("button", name="Remove this group").click()
    assert keys(await _tree(admin)) == ["one"]


async def test_what_is_stored_is_written_as_it_was(world, someone):
    """A number stays a number, and a comma in a value is part of it, whatever else is changed."""
    admin = await someone("admin")
    await _open_rule(world, admin)
    written = await admin.evaluate(
        """async (tree) => {
            const form = document.querySelector("[data-rule-form]");
            const holder = form.querySelector("[data-builder]").parentElement;
            const [old, field] = [holder.querySelector("[data-builder]"), holder.querySelector("[data-conditions]")];
            const fresh = old.cloneNode(false);
            old.replaceWith(fresh);
            field.value = JSON.stringify(tree);
            const ours = document.querySelector("[src*='js/rules.js']").src;
            const { build } = await import(ours.replace("rules.js", "builder/build.js"));
            build(fresh);
            fresh.querySelector("select").dispatchEvent(new Event("change"));
            return JSON.parse(field.value);
        }""",
        TREE,
    )
    assert written == TREE
