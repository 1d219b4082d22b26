"""Applying a mapping to what is stored, on small cases."""

import asyncio

import pytest

from kenbun.kit.errors import Conflict, NotFound
from kenbun.mapping import backwards, stored
from kenbun.mapping.backwards import run_opened
from tests.world import NOON, event, group, hours, identify

ADA, BOB = "ada@acme.com", "bob@acme.com"


async def test_what_was_heard_before_is_found(mapped):
    """The latest by time for each lead; who has a later value keeps it, and one set by hand is left alone."""
    m = await mapped()
    await m.world.hear(
        event(ADA, "Page View", NOON, town="Rome"),
        event(ADA, "Page View", NOON - hours(1), town="Oslo"),
        event(BOB, "Page View", NOON, town="Bern", city="Paris"),
        event("cy@acme.com", "Page View", NOON, town="Lima"),
        event("di@acme.com", "Page View", NOON, town=["Lima"]),
    )
    later = await m.map("metadata.city", "lead.city")
    await m.world.hear(event(BOB, "Page View", NOON + hours(1), city="Berlin"))
    await m.set("lead", await m.lead_id("cy@acme.com"), by_hand=True, city="Quito")
    made = await m.map("metadata.town", "lead.city")
    seen = await m.preview(made)
    assert (seen.changed, seen.found, seen.misfits) == (1, 2, 1)
    assert seen.examples == [(await m.lead_id(ADA), None, "Rome")]
    job = await m.apply(made)
    assert (job["state"], job["changed"], job["misfits"], job["done"], job["total"]) == ("done", 1, 1, 6, 6)
    assert [(await m.lead(who)).get("city") for who in (ADA, BOB, "cy@acme.com")] == [
        "Rome",
        "Berlin",
        "Quito",
    ]
    assert (await m.preview(later)).changed == 0
    await m.set("lead", await m.lead_id("cy@acme.com"), by_hand=True, city=None)
    assert (await m.lead("cy@acme.com"))["city"] == "Lima"


async def test_accounts_are_those_the_events_named_else_those_of_today(mapped):
    """The account id on the event, else the account of its lead."""
    m = await mapped()
    await m.world.hear(
        event("user:1", "Page View", NOON, account_id="a-1", tier="gold"),
        event("user:1", "Page View", NOON - hours(1), account_id="a-2", tier="silver"),
        event("user:1", "Page View", NOON + hours(1), tier="iron"),
    )
    job = await m.apply(await m.map("metadata.tier", "account.plan"))
    rows = await m.world.rows("SELECT account_key, fields FROM accounts WHERE workspace_id = :w")
    assert {row["account_key"]: row["fields"] for row in rows} == {
        "a-1": {"plan": "iron"},
        "a-2": {"plan": "silver"},
    }
    assert job["changed"] == 2


async def test_of_traits_what_other_mappings_brought_is_known(mapped):
    """Calls that set traits are not stored: only values that went to a field can be found again."""
    m = await mapped()
    await m.field("lead", "job")
    await m.map("trait.title", "lead.title")
    await m.map("trait.plan", "account.plan")
    await m.world.hear(identify(ADA, NOON, title="CTO", level="C"), group(ADA, "a-1", NOON, plan="pro"))
    await m.world.hear(identify(ADA, NOON - hours(1), title="Intern"))
    assert (await m.apply(await m.map("trait.title", "lead.job")))["changed"] == 1
    assert (await m.lead(ADA))["job"] == "CTO"
    assert (await m.apply(await m.map("trait.level", "lead.seniority")))["changed"] == 0
    assert (await m.apply(await m.map("trait.plan", "account.account_status")))["changed"] == 1
    assert (await m.account())[1] == {"plan": "pro", "account_status": "pro"}
    assert (await m.preview(await m.map("trait.title", "account.industry"))).changed == 0


async def test_of_a_leads_field_what_stands_is_copied(mapped):
    """To the account the latest of its leads' values; one set by hand is of the time when it was set."""
    m = await mapped()
    await m.map("trait.company", "lead.company")
    await m.world.hear(
        identify(ADA, NOON, company="Acme"), identify(BOB, NOON + hours(1), company="ACME Inc.")
    )
    made = await m.map("lead_field.company", "account.name")
    assert (await m.preview(made)).examples == [((await m.account())[0], None, "ACME Inc.")]
    await m.apply(made)
    assert (await m.account())[1] == {"name": "ACME Inc."}
    m.world.clock.forward(hours=5)
    await m.set("lead", await m.lead_id(ADA), by_hand=True, company="Acme Group")
    [earliest] = [await m.map("lead_field.company", "account.plan", "only_if_empty")]
    await m.apply(earliest)
    assert (await m.account())[1] == {"name": "Acme Group", "plan": "ACME Inc."}


@pytest.mark.parametrize("dies_at", [1, 2, 3, 4])
async def test_after_a_crash_the_next_process_goes_on(mapped, monkeypatch, dies_at):
    """Whatever was done stays done, and nothing is done twice."""
    monkeypatch.setattr(stored, "PIECE", 2)
    monkeypatch.setattr(backwards, "_SETTLED", 2)
    m = await mapped()
    people = [f"user:{number}" for number in range(5)]
    await m.world.hear(*[event(who, "Page View", town=f"Town {who}") for who in people])
    made = await m.map("metadata.town", "lead.city")
    await m.open(made)
    steps = 0

    async def dies(*_):
        nonlocal steps
        steps += 1
        if steps == dies_at:
            raise asyncio.CancelledError
        return await original(*_)

    original = backwards._read if dies_at < 3 else backwards._outcome
    monkeypatch.setattr(backwards, original.__name__, dies)
    try:
        await m.run()
    except asyncio.CancelledError:
        assert len([who for who in people if "city" in await m.lead(who)]) < 5
    await m.run()
    [job] = await m.world.rows("SELECT * FROM mapping_jobs WHERE workspace_id = :w")
    assert (job["state"], job["changed"], job["done"]) == ("done", 5, 5)
    assert [(await m.lead(who))["city"] for who in people] == [f"Town {who}" for who in people]
    rows = await m.world.rows("SELECT * FROM field_changes WHERE workspace_id = :w AND field = 'city'")
    assert len(rows) == 5
    assert not await m.world.rows("SELECT * FROM mapping_candidates WHERE workspace_id = :w")


async def test_one_at_a_time_and_none_changes_under_way(mapped):
    """A second is refused, and so is a change of the mapping that is being applied. What fails is marked so."""
    m = await mapped()
    await m.world.hear(event(ADA, "Page View", town="Rome"))
    made = await m.map("metadata.town", "lead.city")
    other = await m.map("metadata.country", "lead.country")
    await m.open(made)
    for refused in (m.open(other), m.unmap(made), m.change(made, "metadata.x", "lead.city")):
        with pytest.raises(Conflict):
            await refused

    async def fails(*_):
        raise RuntimeError("no scores today")

    await run_opened(m.world.database, m.world.workspace_id, m.world.clock, fails)
    [job] = await m.world.rows("SELECT * FROM mapping_jobs WHERE workspace_id = :w")
    assert (job["state"], job["error"]) == ("failed", "no scores today")
    assert "city" not in await m.lead(ADA)
    await m.run()
    assert not await m.world.rows("SELECT * FROM mapping_candidates WHERE workspace_id = :w")
    await m.unmap(made)
    with pytest.raises(NotFound):
        await m.preview(made)
