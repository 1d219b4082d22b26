"""A person deleted with all that is stored of them, and nothing of anybody else."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.access.audit import list_audit
from kenbun.access.callers import Caller
from kenbun.conversions.definitions import Draft, add_definition
from kenbun.database import Database
from kenbun.database.schema import metadata
from kenbun.erasure import queries
from kenbun.erasure.erase import Erased, delete_lead
from kenbun.erasure.preview import preview
from kenbun.events import rejected_queries
from kenbun.events.accept.call import Refusal
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging
from kenbun.leads.field_edits import edit_fields
from kenbun.owners.assign import assign_owner, find_owner
from kenbun.scoring.publish import build_opened
from kenbun.scoring.share import share
from kenbun.watching.watch import watch_lead
from tests.erasure.stored import dump, rows
from tests.events.filters.filtered import Filtered
from tests.histories import NOW, histories
from tests.members import join
from tests.merging.merged import merge, take_back
from tests.world import NOON, World, event, group, hours, identify, make_world, minutes, rule

RULES = [rule("Viewed", "Page View", 10), rule("Asked", "Demo Requested", 40, 7)]
BOTS = {
    "kind": "attribute",
    "name": "Bots",
    "conditions": {"field": "metadata.bot", "operator": "is_not_empty"},
}


async def delete(world: World, lead: UUID, caller: Caller | None = None) -> Erased:
    async with world.database.transaction() as connection:
        return await delete_lead(connection, caller or world.caller, lead, world.clock)


async def live(world: World, eve: Caller, email: str, name: str) -> UUID:
    """Somebody of whom there is something in every place where there can be."""
    world.clock.now += hours(1)
    who = [email, f"user:{name}", f"cookie:{name}-c"]
    await world.hear(
        event(who, "Page View", world.clock(), path=f"/hello/{name}", message_id=f"{name}-1"),
        identify(who, world.clock(), name=f"{name} Byron", email=email, title="VP", phone="+49301234567"),
        group(who, "acme", world.clock(), industry="Software") | {"message_id": f"group-of-{email}"},
        event(who, "Demo Requested", world.clock(), message_id=f"{name}-2"),
        event(who, "Page View", world.clock(), bot=True, message_id=f"{name}-3"),
        event([email, "bob@beta.com"], "Page View", world.clock(), message_id=f"{name}-4"),
        # before anybody was known by this cookie
        event(f"cookie:{name}-d", "Page View", world.clock(), bot=name),
    )
    await world.hear(event([email, f"cookie:{name}-d"], "Page View", world.clock()))
    lead = await world.lead_by_alias(("email", email))
    fields = {"city": f"{name}ville"}
    async with world.database.transaction() as connection:
        await edit_fields(connection, eve, "lead", lead, fields, world.clock, by_hand=True)
        mia = await find_owner(connection, world.workspace_id, public("usr", eve.member_id))
        await assign_owner(connection, world.caller, [lead], mia, world.clock)
        await watch_lead(connection, eve, lead, {"note": f"{name} likes tea"}, world.clock())
    # told of it, as it is watched
    world.clock.now += minutes(1)
    await world.hear(event(email, "Page View", world.clock()))
    await share(world.database, eve, lead, None, world.clock)
    async with world.database.transaction() as connection:
        refused = Refusal(0, "ingest", {"alias": email.upper(), "event_type": 5}, "wrong", "event_type")
        await rejected_queries.keep(connection, world.workspace_id, [refused], world.clock(), source_id=None)
    await world.say(event(f"cookie:{name}-c", "Page View", world.clock(), message_id=f"{name}-waiting"))
    return lead


async def inhabited(database: Database, *names: str) -> tuple[World, Caller, list[UUID]]:
    world = await make_world(database, RULES)
    filtered = Filtered(world, [BOTS])
    await filtered.begin()
    await filtered.switch({0})
    async with world.database.transaction() as connection:
        won = Draft(name="Asked", event_type="Demo Requested")
        await add_definition(connection, world.caller, won, world.clock)
    await world.hear(event("bob@beta.com", "Page View", NOON - hours(2)))
    eve = await join(world, "Eve")
    mark = uuid4().hex[:8]
    leads = [await live(world, eve, f"{name}.{mark}@acme.com", f"{name}{mark}") for name in names]
    return world, eve, leads


async def test_no_dump_holds_anything_of_a_deleted_person(database: Database, database_url: str) -> None:
    """Neither the e-mail nor a name, a page, a cookie, a note: before there is much of it, afterwards nothing."""
    world, eve, [ada] = await inhabited(database, "ada")
    [alias] = await world.rows(
        "SELECT value FROM lead_aliases WHERE workspace_id = :w AND lead_id = :lead AND kind = 'email'",
        lead=ada,
    )
    mark = alias["value"].partition("@")[0].replace(".", "")
    before = dump(database_url)
    for text in (
        alias["value"],
        alias["value"].upper(),
        f"{mark} Byron",
        f"{mark} likes tea",
        f"{mark}ville",
    ):
        assert text in before, text
    erased = await delete(world, ada, eve)
    assert erased == Erased(
        leads=1, events=7, sessions=1, aliases=4, fields=5, watches=1, shares=1, waiting=1, rejected=1
    )
    after = dump(database_url)
    for text in (alias["value"], alias["value"].upper(), mark):
        assert text not in after, text
    async with world.database.snapshot() as connection:
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    of_ada = [one for one in entries if one.subject_id == public("ld", ada)]
    assert (of_ada[0].action, of_ada[0].actor_label) == ("lead.delete", "Eve")
    assert {one.action for one in of_ada} == {
        "lead.delete",
        "lead.set_fields",
        "lead.assign",
        "lead.watch",
        "receipt.share",
    }
    assert all(one.before is None and one.after is None for one in of_ada[1:])
    assert of_ada[0].after == {
        "leads": 1,
        "events": 7,
        "sessions": 1,
        "aliases": 4,
        "fields": 5,
        "watches": 1,
        "shares": 1,
        "waiting": 1,
        "rejected": 1,
    }


async def test_a_preview_says_what_goes(database: Database) -> None:
    """And writes nothing: the same numbers as the deed, the account and its points."""
    world, eve, [ada, _] = await inhabited(database, "ada", "cy")
    stored = await rows(world)
    async with world.database.snapshot() as connection:
        seen = await preview(connection, world.workspace_id, ada)
        with pytest.raises(NotFound):
            await preview(connection, world.workspace_id, new_id())
    assert await rows(world) == stored
    [before] = await world.rows("SELECT * FROM accounts WHERE workspace_id = :w AND account_key = 'acme'")
    assert (seen.name[-5:], seen.account) == ("Byron", before["name"])
    assert seen.would_erase == await delete(world, ada, eve)
    [after] = await world.rows("SELECT * FROM accounts WHERE workspace_id = :w AND account_key = 'acme'")
    assert after["engagement_score"] == before["engagement_score"] - seen.points
    with pytest.raises(NotFound):
        await delete(world, ada, eve)


# of these, numbers change, or rows come about by the deed
_FOLLOW = {
    "score_moves",
    *("accounts", "score_history", "level_changes", "surges", "surge_states", "committee_due"),
    *("workspace_ticks", "audit_log", "filter_counts", "stirred"),
}


async def test_nothing_of_anybody_else_goes(database: Database) -> None:
    """Every other row stays as it is: those of colleagues with the same company, owner and watcher too."""
    world, eve, [ada, cy] = await inhabited(database, "ada", "cy")
    before = await rows(world)
    events = await world.rows(
        "SELECT event_id FROM events WHERE workspace_id = :w AND lead_id = :lead", lead=ada
    )
    async with world.database.snapshot() as connection:
        pairs = await queries.names_of(connection, world.workspace_id, [ada])
        strays = await queries.stray_events(connection, world.workspace_id, pairs)
    hers = {str(ada), *(str(one["event_id"]) for one in events), *map(str, strays)}
    hers |= {value for _, value in pairs}
    await delete(world, ada, eve)
    after = await rows(world)
    for table in before.keys() - _FOLLOW:
        assert set(after[table]) <= set(before[table]), table
        for row in set(before[table]) - set(after[table]):
            assert any(one.casefold() in row.casefold() for one in hers), (table, row)
        assert not any(str(ada) in row for row in after[table]), table
    assert not any(str(ada) in row for row in after["score_moves"])
    assert any(str(cy) in row for row in after["score_moves"])
    assert before["sessions"] != after["sessions"]
    assert await world.rows("SELECT 1 FROM leads WHERE workspace_id = :w AND lead_id = :lead", lead=cy)
    counts = "SELECT sum(suppressed) AS all FROM filter_counts WHERE workspace_id = :w"
    held = "SELECT count(*) AS all FROM event_suppressions WHERE workspace_id = :w AND held_to IS NULL"
    assert (await world.rows(counts))[0]["all"] == (await world.rows(held))[0]["all"] == 2


async def test_what_was_sent_before_does_not_bring_anybody_back(database: Database) -> None:
    """Sent again it is known by its hash; something new makes a new lead, which is not the old one."""
    world = await make_world(database, RULES)
    calls = [event("ada@acme.com", "Page View"), identify("ada@acme.com", title="VP")]
    await world.hear(*calls)
    ada = await world.lead_by_alias(("email", "ada@acme.com"))
    await delete(world, ada)
    await world.hear(*calls)
    assert await world.listed() == []
    await world.hear(event("ada@acme.com", "Page View"))
    [row] = await world.listed()
    assert (row.lead_id != public("ld", ada), row.engagement_score, row.title) == (True, 10, None)


async def test_the_account_goes_on_without_the_points(database: Database) -> None:
    """Its sum, its history and its level: a row with the cause. The company and its fields stay."""
    world = await make_world(database, RULES)
    bands = json.dumps([{"level_id": "a", "name": "Busy", "min": 30, "max": None, "color": "red"}])
    await world.rows(
        "INSERT INTO level_sets (workspace_id, dimension, version, bands, in_force_from) VALUES"
        " (:w, 'account_engagement', 1, cast(:bands AS jsonb), '2026-01-01') RETURNING 1",
        bands=bands,
    )
    await world.hear(
        event("ada@acme.com", "Demo Requested"),
        event("cy@acme.com", "Page View"),
        group("ada@acme.com", None, industry="Software"),
    )
    world.clock.now = NOON + hours(3)
    await delete(world, await world.lead_by_alias(("email", "ada@acme.com")))
    [account] = await world.rows("SELECT * FROM accounts WHERE workspace_id = :w")
    assert (account["engagement_score"], account["fields"]["industry"]) == (10, "Software")
    moves = await world.rows(
        "SELECT from_level, to_level, score, cause FROM level_changes WHERE workspace_id = :w AND subject = 'account'"
        " ORDER BY change_id"
    )
    assert [tuple(one.values()) for one in moves] == [
        ("Unclassified", "Busy", 50, "event"),
        ("Busy", "Unclassified", 10, "deletion"),
    ]
    history = await world.rows(
        "SELECT last, high FROM score_history WHERE workspace_id = :w AND subject = 'account' ORDER BY at"
    )
    assert [tuple(one.values()) for one in history] == [(50, 50), (10, 50)]


def test_every_table_is_thought_of() -> None:
    """Whatever names a lead is deleted with it; a new table is in the list, or here with the reason why not."""
    elsewhere = {
        "events": "event by event",
        "event_suppressions": "event by event",
        "account_parts": "of companies alone",
        "account_roots": "of companies alone",
        "touched_leads": "ids alone, and gone when the build is over",
        "segment_touched": "ids alone, and gone when the evaluation is over",
        "previous_due": "ids alone, and gone with the next round",
    }
    named = {
        name
        for name, table in metadata.tables.items()
        if any(
            column in table.columns
            for column in ("lead_id", "subject_id", "subject_ids", "one_id", "source_id", "root_id")
        )
        # what was done to whom stays, and sources of events are no leads
        and name not in ("audit_log", "event_inbox", "rejected_events", "stray_calls", "sources")
    }
    by_firing = {"deliveries", "delivery_attempts"}
    assert named | by_firing == elsewhere.keys() | queries.OWN.keys()


async def test_a_version_that_is_being_built_forgets_too(database: Database) -> None:
    """Whoever is deleted while a publish is on its way has no state under the version it puts in force."""
    world = await make_world(database, RULES)
    await world.hear(event("ada@acme.com", "Page View"), event("cy@acme.com", "Page View"))
    version_id = await world.open([rule("Viewed", "Page View", 7)])
    ada = await world.lead_by_alias(("email", "ada@acme.com"))
    # as if the build had come by her already
    await world.rows(
        "INSERT INTO lead_states SELECT workspace_id, :version, lead_id, as_of, sums, fading_lines, cap_periods,"
        " cap_used, capped_until FROM lead_states WHERE workspace_id = :w AND lead_id = :lead RETURNING 1",
        version=version_id,
        lead=ada,
    )
    await delete(world, ada)
    touched = await world.rows("SELECT lead_id FROM touched_leads WHERE workspace_id = :w")
    assert [one["lead_id"] for one in touched] == [ada]
    await build_opened(world.database, world.workspace_id, world.clock)
    states = await world.rows("SELECT DISTINCT lead_id FROM lead_states WHERE workspace_id = :w")
    assert ada not in {one["lead_id"] for one in states}
    assert [row.engagement_score for row in await world.listed()] == [7]


@given(histories(), histories(min_size=0), st.data())
async def test_the_rest_is_as_it_was(database: Database, first: Any, then: Any, data: Any) -> None:
    """After any history: nobody else's score moves, the sums of accounts are those of who is left, and all that comes
    later counts as ever."""
    world = await make_world(database, RULES, now=NOW)
    await world.hear(*first)
    listed = {row.lead_id: row.engagement_score for row in await world.shown()}
    lead = data.draw(st.sampled_from(sorted(listed)))
    found = await world.rows("SELECT lead_id FROM leads WHERE workspace_id = :w ORDER BY lead_id")
    [gone] = [one["lead_id"] for one in found if public("ld", one["lead_id"]) == lead]
    world.clock.now += timedelta(seconds=1)
    await delete(world, gone)
    left = {row.lead_id: row.engagement_score for row in await world.shown()}
    assert left == {one: score for one, score in listed.items() if one != lead}
    seen = {call["message_id"] for call in first}
    await world.hear(*(call for call in then if call["message_id"] not in seen))
    sums = await world.rows("""
        SELECT a.engagement_score, coalesce((SELECT sum(engagement_score) FROM leads l WHERE l.workspace_id = :w
                                             AND l.account_id = a.account_id), 0) AS summed
        FROM accounts a WHERE a.workspace_id = :w
    """)
    assert all(one["engagement_score"] == one["summed"] for one in sums)


async def test_all_that_is_merged_into_a_lead_goes_with_it(database: Database, database_url: str) -> None:
    """Whoever was merged, by hand or as a visitor, is the same person: nothing is left of any of them."""
    world, eve, [ada, cy] = await inhabited(database, "ada", "cy")
    names = await world.rows(
        "SELECT value FROM lead_aliases WHERE workspace_id = :w AND kind = 'email' AND lead_id IN (:ada, :cy)",
        ada=ada,
        cy=cy,
    )
    await merge(world, ada, cy)
    await world.work_off()
    async with world.database.snapshot() as connection:
        seen = await preview(connection, world.workspace_id, ada)
        with pytest.raises(NotFound):
            await preview(connection, world.workspace_id, cy)
    assert seen.merged == 1
    assert seen.would_erase == await delete(world, ada, eve)
    after = dump(database_url)
    for name in names:
        assert name["value"] not in after
    stored = await rows(world)
    # ids alone, and gone with the next round
    del stored["audit_log"], stored["previous_due"]
    for one in (ada, cy):
        assert not [table for table, some in stored.items() if any(str(one) in row for row in some)]
    [account] = await world.rows("SELECT * FROM accounts WHERE workspace_id = :w AND account_key = 'acme'")
    left = await world.rows(
        "SELECT engagement_score FROM leads WHERE workspace_id = :w AND account_id = :acme",
        acme=account["account_id"],
    )
    assert account["engagement_score"] == sum(one["engagement_score"] for one in left)


async def test_who_was_taken_out_again_stays(database: Database) -> None:
    """A merge that has been undone is no reason to go along; the link is forgotten, and the one who stays is whole."""
    world, eve, [ada, cy] = await inhabited(database, "ada", "cy")
    await world.work_off()
    before = await world.rows("SELECT event_id FROM events WHERE workspace_id = :w AND lead_id = :cy", cy=cy)
    [merge_id] = await merge(world, ada, cy)
    await take_back(world, merge_id)
    await delete(world, ada, eve)
    after = await world.rows("SELECT event_id FROM events WHERE workspace_id = :w AND lead_id = :cy", cy=cy)
    assert sorted(map(str, before)) == sorted(map(str, after))
    stored = await rows(world)
    del stored["audit_log"], stored["previous_due"]
    assert not [table for table, some in stored.items() if any(str(ada) in row for row in some)]
