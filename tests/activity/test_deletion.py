"""Events deleted by filters: dry run, in the background, with what they brought; nothing fires."""

from dataclasses import replace

import pytest

from kenbun.access.audit import list_audit
from kenbun.access.callers import Caller
from kenbun.activity.deletion import queries, run
from kenbun.activity.deletion.begin import stop
from kenbun.events.filters import edit
from kenbun.events.filters.drafts import FilterDraft
from kenbun.kit.errors import Conflict, Forbidden, Invalid, NotFound
from kenbun.kit.ids import new_id
from kenbun.kit.paging import Paging
from kenbun.rejudged import follow_deleted
from kenbun.scoring.fit.account_receipt import engagement_of
from kenbun.scoring.fit.receipt import explain_lead
from tests.activity.deleting import carry_out, delete, start, try_it
from tests.members import join
from tests.merging.merged import merge, own_id, take_back
from tests.world import NOON, event, hours, minutes, rule

RULES = [rule("Viewed", "Page View", 10), rule("Asked", "Demo Requested", 40)]
ADA, BOB, EVA = "ada@acme.com", "bob@acme.com", "eva@beta.com"


@pytest.fixture
async def world(make):
    world = await make(RULES)
    await world.hear(
        event(ADA, "Page View", NOON, path="/pricing"),
        event(ADA, "Demo Requested", NOON + minutes(5)),
        event(BOB, "Page View", NOON + minutes(10)),
        event(EVA, "Page View", NOON + hours(1), channel="product"),
    )
    return world


@pytest.fixture
async def eve(world):
    return await join(world, "Eve")


async def scores(world):
    return {row.aliases[0]["value"]: (row.event_count, row.engagement_score) for row in await world.shown()}


async def row_of(world, deletion_id):
    async with world.database.snapshot() as connection:
        return await queries.one(connection, world.workspace_id, deletion_id)


async def test_the_dry_run_states_the_numbers_and_changes_nothing(world):
    """Events, leads, accounts, who is left with nothing, and the times of the first and the last."""
    said = await try_it(world, event_type="page_view")
    assert (said.events, said.leads, said.accounts, said.left_without, said.suppressed) == (3, 3, 2, 2, 0)
    assert (said.first_at, said.last_at) == (NOON, NOON + hours(1))
    assert await scores(world) == {ADA: (2, 50), BOB: (1, 10), EVA: (1, 10)}


async def test_what_is_deleted_takes_its_points_and_sessions_along(world, eve):
    """The people stay, with what is known of them."""
    deletion_id = await delete(world, eve, event_type="Page View", channel="website")
    assert await scores(world) == {ADA: (1, 40), BOB: (0, 0), EVA: (1, 10)}
    kept = await world.rows("SELECT event_count FROM sessions WHERE workspace_id = :w")
    assert [row["event_count"] for row in kept] == [1, 1]
    row = await row_of(world, deletion_id)
    assert (row.state, row.done, row.total, row.leads) == ("done", 2, 2, 2)
    [acme] = await world.rows(
        "SELECT engagement_score FROM accounts WHERE workspace_id = :w AND domain = 'acme.com'"
    )
    assert acme["engagement_score"] == 40


async def test_its_end_is_noted_like_its_beginning(world, eve):
    """By the token, and from the address, that began it."""
    by = replace(eve, via="token", name="Eve (token script)", token_id=new_id(), address="192.0.2.7")
    await delete(world, by, event_type="Page View")
    async with world.database.snapshot() as connection:
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    rows = [one for one in entries if one.action in ("events.delete", "events.deleted")]
    assert len(rows) == 2
    assert {(one.actor_kind, one.actor_id, one.actor_label, one.address) for one in rows} == {
        ("token", by.token_id, "Eve (token script)", "192.0.2.7")
    }


async def test_the_same_events_sent_again_do_not_come_back(world, eve):
    """Their message ids stay known."""
    again = event(ADA, "Page View", NOON, message_id="once")
    await world.hear(again)
    await delete(world, eve, lead="ada@")
    await world.hear(again)
    assert (await scores(world))[ADA] == (0, 0)


async def test_what_comes_in_after_the_beginning_stays(world, eve):
    """Even where it fits: nobody has looked at it."""
    await start(world, eve, event_type="Page View")
    await world.hear(event(BOB, "Page View", NOON + minutes(20)))
    await carry_out(world)
    assert (await scores(world))[BOB] == (1, 10)


async def test_who_is_merged_or_taken_apart_meanwhile_is_not_missed(world, eve, monkeypatch):
    """Events are where their lead is shown by then; all that fit are gone at the end."""
    monkeypatch.setattr(run, "_AT_ONCE", 1)
    [merge_id] = await merge(world, ADA, EVA)
    await start(world, eve, event_type="Page View")
    steps = 0
    while await run._step(world.database, world.workspace_id, world.clock, follow_deleted):
        steps += 1
        if steps == 2:
            await take_back(world, merge_id)
        if steps == 3:
            # she is shown in him from then on
            await merge(world, BOB, ADA)
    assert (
        await world.rows(
            "SELECT 1 FROM events e JOIN event_types t USING (workspace_id, type_id)"
            " WHERE workspace_id = :w AND t.key = 'page view'"
        )
        == []
    )
    assert await scores(world) == {ADA: (1, 40), EVA: (0, 0)}
    assert await own_id(world, EVA)


async def test_a_second_one_waits_for_the_first(world, eve):
    """Refused until the first is done."""
    await start(world, eve, event_type="Page View")
    with pytest.raises(Conflict):
        await start(world, eve, event_type="Demo Requested")
    await carry_out(world)
    await delete(world, eve, event_type="Demo Requested")
    assert await world.rows("SELECT 1 FROM events WHERE workspace_id = :w") == []


async def test_one_that_is_stopped_leaves_the_rest(world, eve, monkeypatch):
    """What is gone stays gone; whom it did not get to keeps everything."""
    monkeypatch.setattr(run, "_AT_ONCE", 1)
    deletion_id = await start(world, eve, event_type="Page View")
    for _ in range(2):
        await run._step(world.database, world.workspace_id, world.clock, follow_deleted)
    async with world.database.transaction() as connection:
        await stop(connection, eve, deletion_id, world.clock)
    await carry_out(world)
    assert sum(events for events, _ in (await scores(world)).values()) == 3
    assert (await row_of(world, deletion_id)).state == "stopped"
    async with world.database.transaction() as connection:
        with pytest.raises(NotFound):
            await stop(connection, eve, deletion_id, world.clock)


async def test_what_cannot_be_meant_is_refused(world, eve):
    """No filter at all, nothing that fits, a viewer."""
    with pytest.raises(Invalid, match="at least one filter"):
        await start(world, eve)
    with pytest.raises(Invalid, match="No event fits"):
        await start(world, eve, event_type="Never Seen")
    viewer = Caller(world.workspace_id, "viewer", "session", "Vic", user_id=eve.user_id)
    with pytest.raises(Forbidden):
        await start(world, viewer, event_type="Page View")


async def test_whoever_is_no_editor_any_more_deletes_nothing(world, eve):
    """The job is done in the name of who began it, as that member is by then."""
    deletion_id = await start(world, eve, event_type="Page View")
    await world.rows(
        "UPDATE members SET role = 'viewer' WHERE workspace_id = :w AND user_id = :u RETURNING 1",
        u=eve.user_id,
    )
    await carry_out(world)
    row = await row_of(world, deletion_id)
    assert (row.state, row.done) == ("failed", 0)
    assert (await scores(world))[ADA] == (2, 50)


async def test_the_audit_log_says_who_deleted_what(world, eve):
    """At the beginning what was meant, at the end what went; not what was typed to find somebody."""
    await delete(world, eve, lead="ada@", event_type="Page View")
    async with world.database.snapshot() as connection:
        rows, _ = await list_audit(connection, world.workspace_id, Paging(1, 10))
    said = {row.action: row.after for row in rows}
    assert said["events.delete"]["filters"] == {"event_type": "Page View", "lead": "found by name"}
    assert said["events.delete"]["events"] == said["events.deleted"]["events"] == 1


async def test_a_receipt_of_before_says_what_it_cannot_count_any_more(world, eve):
    """How many events of the lead, and of the account's leads, are gone since; one of afterwards says nothing."""
    before = (await world.shown())[0].scored_at
    ada = await own_id(world, ADA)
    [row] = await world.rows(
        "SELECT account_id FROM leads WHERE workspace_id = :w AND lead_id = :ada", ada=ada
    )
    world.clock.forward(hours=2)
    await delete(world, eve, event_type="Page View")
    world.clock.forward(hours=2)
    async with world.database.snapshot() as connection:
        place = (connection, world.workspace_id)
        of_lead = [(await explain_lead(*place, ada, at)).deleted_since for at in (before, world.clock())]
        of_account = [
            (await engagement_of(*place, row["account_id"], at)).deleted_since
            for at in (before, world.clock())
        ]
    assert of_lead == [1, 0]
    assert of_account == [2, 0]


async def test_nothing_fires(world, eve):
    """Levels move with the cause, watchers hear nothing, and of the past the recorded points stay."""
    before = await world.rows("SELECT * FROM score_history WHERE workspace_id = :w")
    world.clock.forward(hours=2)
    await delete(world, eve, event_type="Demo Requested")
    changes = await world.rows(
        "SELECT cause, to_level FROM level_changes WHERE workspace_id = :w ORDER BY change_id DESC LIMIT 1"
    )
    assert [tuple(row.values()) for row in changes] == [("deletion", "Cold")]
    assert await world.rows("SELECT 1 FROM notifications WHERE workspace_id = :w") == []
    after = await world.rows("SELECT * FROM score_history WHERE workspace_id = :w")
    assert [row for row in after if row in before] == before


async def add_filter(world, draft):
    async with world.database.transaction() as connection:
        await edit.add_filter(connection, world.caller, FilterDraft.model_validate(draft), world.clock)


async def test_what_a_deletion_frees_is_not_deleted_with_it(make):
    """Without the view that scored, the next of the burst scores: it was not among those that were to go."""
    world = await make(RULES)
    eve = await join(world, "Eve")
    burst = {"kind": "velocity", "name": "Bursts", "event_type": "Page View", "keep_first": True}
    await add_filter(world, burst | {"count": 1, "window_seconds": 3600})
    await world.hear(*(event(ADA, "Page View", NOON + minutes(ago)) for ago in range(3)))
    assert (await try_it(world, suppressed=False)).events == 1
    deletion_id = await delete(world, eve, suppressed=False)
    assert (await row_of(world, deletion_id)).done == 1
    assert await scores(world) == {ADA: (1, 10)}
    await delete(world, eve, suppressed=True)
    assert await scores(world) == {ADA: (1, 10)}


async def test_events_of_nobody_go_too(make):
    """What was filtered before anybody was known by it stands without a lead."""
    world = await make(RULES)
    eve = await join(world, "Eve")
    bots = {
        "kind": "attribute",
        "name": "Bots",
        "conditions": {"field": "metadata.bot", "operator": "is_not_empty"},
    }
    await add_filter(world, bots)
    await world.hear(event("cookie:c9", "Page View", NOON, bot=True), event(ADA, "Page View", NOON))
    assert (await try_it(world, suppressed=True)).events == 1
    await delete(world, eve, suppressed=True)
    left = await world.rows("SELECT lead_id FROM events WHERE workspace_id = :w")
    assert len(left) == 1
    assert await world.rows("SELECT 1 FROM stray_calls WHERE workspace_id = :w") == []
