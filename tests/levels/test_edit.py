"""Editing levels: in force at once, a version each time, and previews that come true."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.paging import Paging
from kenbun.leads.lists import LeadFilters, list_leads
from kenbun.levels import edit
from kenbun.levels.drafts import BandDraft
from kenbun.levels.histogram import histogram
from kenbun.levels.queries import bands_in_force
from tests.levels.test_ranges import sets_of_bands
from tests.world import event, minutes, rule

TWO = [
    BandDraft(name="Cold", min=0, max=9, color="blue"),
    BandDraft(name="Boiling", min=20, max=None, color="red"),
]


async def people(make):
    """Three leads with 10, 30 and 60 points: Cold, Warm and Hot."""
    world = await make([rule("Seen", "Page View", 10), rule("Asked", "Demo Requested", 30)])
    await world.hear(
        event("ada@acme.com", "Page View"),
        event("bob@acme.com", "Demo Requested"),
        *[event("eve@acme.com", "Demo Requested") for _ in range(2)],
    )
    world.clock.forward(minutes=1)
    return world


async def put(world, drafts, dimension="engagement"):
    async with world.database.transaction() as connection:
        return await edit.put_bands(connection, world.caller, dimension, drafts, world.clock)


async def changes(world):
    rows = await world.rows(
        "SELECT * FROM level_changes WHERE workspace_id = :w AND cause = 'levels' ORDER BY score, change_id"
    )
    return [(row["from_level"], row["to_level"], row["score"]) for row in rows]


async def test_an_edit_is_in_force_at_once(make):
    """Every lead's level follows, and each that moves is a row."""
    world = await people(make)
    edited = await put(world, TWO)
    assert (edited.version, edited.moved) == (2, 3)
    assert [row.engagement_level for row in await world.listed()] == ["Boiling", "Boiling", "Unclassified"]
    assert await changes(world) == [
        ("Cold", "Unclassified", 10),
        ("Warm", "Boiling", 30),
        ("Hot", "Boiling", 60),
    ]
    async with world.database.snapshot() as connection:
        found = await list_leads(
            connection, world.workspace_id, LeadFilters(level=["Unclassified"]), Paging(1, 10)
        )
    assert [row.engagement_score for row in found.rows] == [10]


async def test_the_same_bands_again_change_nothing(make):
    """No version, no rows."""
    world = await people(make)
    first = await put(world, TWO)
    second = await put(world, list(reversed(TWO)))
    assert (second.version, second.moved, second.bands) == (first.version, 0, first.bands)


async def test_what_overlaps_is_refused_and_nothing_is_stored(make):
    """The bands in force stay."""
    world = await people(make)
    with pytest.raises(Invalid):
        await put(world, [TWO[0], TWO[1].model_copy(update={"min": 9})])
    assert await changes(world) == []
    assert [row.engagement_level for row in await world.listed()] == ["Hot", "Warm", "Cold"]


async def test_every_version_is_kept_and_any_comes_back(make):
    """Who and when; restoring brings the same bands, ids and all, as a new version."""
    world = await people(make)
    async with world.database.snapshot() as connection:
        first = await bands_in_force(connection, world.workspace_id, "engagement")
    await put(world, TWO)
    async with world.database.transaction() as connection:
        back = await edit.restore(connection, world.caller, "engagement", 1, world.clock)
    assert back.bands == first
    assert (back.version, back.moved) == (3, 3)
    async with world.database.snapshot() as connection:
        found, total = await edit.versions(connection, world.workspace_id, "engagement", Paging(1, 2))
        with pytest.raises(NotFound):
            await edit.bands_of(connection, world.workspace_id, "engagement", 4)
    assert total == 3
    assert [(one.version, one.restored_from, one.created_by) for one in found] == [
        (3, 1, "tests"),
        (2, None, "tests"),
    ]
    assert found[0].in_force_to is None
    assert found[1].in_force_to == found[0].in_force_from
    assert [row.engagement_level for row in await world.listed()] == ["Hot", "Warm", "Cold"]


async def test_receipts_of_the_past_name_the_level_of_then(make):
    """An edit changes what is, not what was."""
    world = await people(make)
    lead = await world.lead("bob@acme.com")
    before = world.clock()
    world.clock.now += minutes(1)
    await put(world, TWO)
    world.clock.now += minutes(1)
    assert (await world.explain(lead.lead_id, before)).level == "Warm"
    assert (await world.explain(lead.lead_id, before, "now")).level == "Boiling"
    assert (await world.explain(lead.lead_id, world.clock())).level == "Boiling"


async def test_accounts_have_levels_of_their_own(make):
    """An edit of account levels moves accounts alone."""
    world = await people(make)
    drafts = [BandDraft(name="Busy", min=100, max=None, color="green")]
    assert (await put(world, drafts, "account_engagement")).moved == 1
    [row] = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w AND cause = 'levels'")
    assert (row["subject"], row["to_level"], row["score"]) == ("account", "Busy", 100)


async def test_an_edit_is_in_the_audit_log(make):
    """With the bands before and after."""
    world = await people(make)
    await put(world, TWO)
    [row] = await world.rows("SELECT * FROM audit_log WHERE workspace_id = :w AND action = 'levels.change'")
    assert [len(row[when]["levels"]) for when in ("before", "after")] == [4, 2]
    assert row["after"]["moved"] == 3


async def test_the_bars_hold_everyone(make):
    """Each lead in the bar of its score, and bars as far as the bands go."""
    world = await people(make)
    async with world.database.snapshot() as connection:
        bands = await bands_in_force(connection, world.workspace_id, "engagement")
        found = await histogram(connection, world.workspace_id, "engagement", bands)
    assert {bar.low: bar.count for bar in found.bars if bar.count} == {10: 1, 30: 1, 60: 1}
    assert (found.start, found.width, found.end > 75) == (0, 2, True)
    assert len(found.bars) <= 51


@given(bands=sets_of_bands(), scores=st.lists(st.integers(-40, 80), max_size=12))
async def test_a_preview_comes_true(database, bands, scores):
    """For any scores and bands: each lead's level is that of its score, and the rows are what the preview said."""
    from tests.world import make_world

    world = await make_world(database)
    await world.rows(
        "INSERT INTO leads (workspace_id, lead_id, account_basis, created_at, scored_at, engagement_score)"
        " SELECT :w, gen_random_uuid(), 'no_email', now(), now(), s FROM unnest(cast(:scores AS bigint[])) s"
        " RETURNING 1",
        scores=scores,
    )
    drafts = edit.drafts_of(bands)
    async with world.database.snapshot() as connection:
        before = await bands_in_force(connection, world.workspace_id, "engagement")
        seen = await edit.preview(connection, world.workspace_id, "engagement", drafts)
    edited = await put(world, drafts)
    moves = [(before.level_of(one), bands.level_of(one)) for one in scores]
    moves = [move for move in moves if move[0] != move[1]]
    assert Counter((was, will) for was, will, _ in await changes(world)) == Counter(moves) == seen.moves
    assert (seen.subjects, seen.affected, edited.moved) == (len(scores), len(moves), len(moves))
    assert {name: after for name, (_, after) in seen.sizes.items() if after} == Counter(
        edited.bands.level_of(one) for one in scores
    )
    async with world.database.transaction() as connection:
        await connection.execute(text("DELETE FROM leads WHERE workspace_id = :w"), {"w": world.workspace_id})


async def test_levels_of_account_engagement_follow_the_leads(make):
    """By an event, by fading and by publishing: a row each time the sum crosses into another level."""
    world = await make([rule("Asked", "Demo Requested", 60, 1)])
    await put(world, [BandDraft(name="Busy", min=50, max=None, color="green")], "account_engagement")
    await world.hear(event("ada@acme.com", "Demo Requested", world.clock()))
    world.clock.forward(days=1)
    await world.fade()
    await world.publish([rule("Asked", "Demo Requested", 70)])
    rows = await world.rows(
        "SELECT * FROM level_changes WHERE workspace_id = :w AND dimension = 'account_engagement' ORDER BY change_id"
    )
    assert [
        (row["subject"], row["from_level"], row["to_level"], row["score"], row["cause"]) for row in rows
    ] == [
        ("account", "Unclassified", "Busy", 60, "event"),
        ("account", "Busy", "Unclassified", 30, "fading"),
        ("account", "Unclassified", "Busy", 70, "publish"),
    ]
