"""Everything known of a person in one document, the same as long as nothing happens."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.access.callers import Caller
from kenbun.database import Database
from kenbun.dossier.document import dossier
from kenbun.erasure.erase import delete_lead
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import new_id, parse, public
from kenbun.resolution.derive import compare_and_derive
from kenbun.watching.watch import watch_lead
from tests.erasure.test_erase import inhabited
from tests.histories import NOW, RULES, histories
from tests.members import join
from tests.merging.merged import merge, take_back
from tests.segments.segmented import Segments
from tests.world import World, days, event, make_world


async def document(world: World, lead: UUID, caller: Caller | None = None) -> str:
    async with world.database.snapshot() as connection:
        return await dossier(connection, caller or world.caller, lead)


async def test_it_holds_all_that_is_known(database: Database) -> None:
    """By whom the person is known, what was said and done and when, what that is worth, who looks after them."""
    world, _, [ada, _] = await inhabited(database, "ada", "cy")
    read = json.loads(await document(world, ada))
    assert list(read) == [
        "lead",
        "aliases",
        "fields",
        "field_changes",
        "sessions",
        "conversions",
        "level_changes",
        "segments",
        "segments_by_hand",
        "segment_changes",
        "owners",
        "triggers_fired",
        "shared_receipts",
        "looks_like",
        "watched_by",
        "events",
        "rejected_events",
    ]
    lead = read["lead"]
    assert (lead["lead_id"], lead["owner"]["name"], lead["event_count"]) == (public("ld", ada), "Eve", 6)
    assert (lead["account"]["key"], lead["account"]["found_by"]) == ("acme", "account_id")
    assert [one["kind"] for one in read["aliases"]] == ["external_id", "email", "cookie", "cookie"]
    fields = {one["field"]: (one["origin"], one["said_by"]) for one in read["fields"]}
    assert (fields["city"], fields["title"]) == (("hand", "Eve"), ("traits.title", "calls"))
    assert {one["field"] for one in read["field_changes"]} >= {"city", "title", "name", "email"}
    assert [one["name"] for one in read["conversions"]] == ["Asked"]
    assert [(one["from_owner"], one["to_owner"]) for one in read["owners"]] == [(None, "Eve")]
    [other] = read["looks_like"]
    assert parse("ld", other["lead_id"]) == await world.lead_by_alias(("email", "bob@beta.com"))
    assert len(read["shared_receipts"]) == len(read["rejected_events"]) == 1
    assert read["rejected_events"][0]["payload"]["event_type"] == 5
    assert [
        (one["event_type"], one["points"], one["rules"], one["suppressed"]) for one in read["events"]
    ] == [
        ("Page View", 10, ["Viewed"], None),
        ("Demo Requested", 40, ["Asked"], None),
        ("Page View", 0, [], "metadata_filter"),
        ("Page View", 10, ["Viewed"], None),
        ("Page View", 10, ["Viewed"], None),
        ("Page View", 10, ["Viewed"], None),
        ("Page View", 10, ["Viewed"], None),
    ]
    assert read["events"][0]["metadata"]["path"].startswith("/hello/ada")


async def test_what_members_write_is_for_themselves_and_for_admins(database: Database) -> None:
    """Others see who watches, and no more."""
    world = await make_world(database)
    await world.hear(event("ada@acme.com", "Page View"))
    ada = await world.lead_by_alias(("email", "ada@acme.com"))
    eve, mia = await join(world, "Eve"), await join(world, "Mia", "viewer")
    async with world.database.transaction() as connection:
        await watch_lead(connection, eve, ada, {"note": "Likes tea"}, world.clock())
        await watch_lead(connection, mia, ada, {"prediction": "Signs"}, world.clock())

    async def written(caller: Caller) -> list[tuple[Any, ...]]:
        read = json.loads(await document(world, ada, caller))
        return sorted((one["name"], one["prediction"], one["note"]) for one in read["watched_by"])

    assert await written(eve) == [("Eve", None, "Likes tea"), ("Mia", None, None)]
    assert await written(mia) == [("Eve", None, None), ("Mia", "Signs", None)]
    assert await written(world.caller) == [("Eve", None, "Likes tea"), ("Mia", "Signs", None)]


async def test_hostile_text_is_written_as_it_is(database: Database) -> None:
    """Whatever stands in metadata and names, the document is JSON in UTF-8 that reads back the same."""
    world = await make_world(database)
    hostile = '"},\n<script>\u2028 \u202e é 𝒳'
    await world.hear(event("ada@acme.com", "Page View", note=hostile))
    text = await document(world, await world.lead_by_alias(("email", "ada@acme.com")))
    assert json.loads(text.encode())["events"][0]["metadata"]["note"] == hostile


async def test_nobody_is_nobody(database: Database) -> None:
    """An unknown id, another workspace's, and one that has been deleted."""
    world, other = await make_world(database), await make_world(database)
    await world.hear(event("ada@acme.com", "Page View"))
    ada = await world.lead_by_alias(("email", "ada@acme.com"))
    for place, lead in ((world, new_id()), (other, ada)):
        with pytest.raises(NotFound):
            await document(place, lead)
    async with world.database.transaction() as connection:
        await delete_lead(connection, world.caller, ada, world.clock)
    with pytest.raises(NotFound):
        await document(world, ada)


@given(RULES, histories(max_size=40), histories(min_size=0), st.data())
async def test_the_same_bytes_as_long_as_nothing_happens(
    database: Database, rules: Any, first: Any, then: Any, data: Any
) -> None:
    """However much time goes by, scores fade and others are busy; in pieces of whatever size."""
    world = await make_world(database, rules, now=NOW)
    await world.hear(*first)
    found = await world.rows("SELECT lead_id FROM leads WHERE workspace_id = :w ORDER BY lead_id")
    lead = data.draw(st.sampled_from([one["lead_id"] for one in found]))
    before = await document(world, lead)
    world.clock.now += days(data.draw(st.integers(0, 30)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kenbun.dossier.document._EVENTS_AT_ONCE", data.draw(st.integers(1, 5)))
        assert await document(world, lead) == before
    mine = {one["value"] for one in json.loads(before)["aliases"]}
    seen = {call["message_id"] for call in first}
    others = [call for call in then if call["aliases"][0][1] not in mine and call["message_id"] not in seen]
    await world.hear(*others)
    assert await document(world, lead) == before
    assert len(json.loads(before)["events"]) == sum(call["aliases"][0][1] in mine for call in first)


async def _segmented(world: World) -> Segments:
    """Both are in one, Cy in one by hand, and kept out of one that Ada is in, who would be in another with Cy alone."""
    segments = Segments(world)
    [alias] = await world.rows(
        "SELECT value FROM lead_aliases WHERE workspace_id = :w AND kind = 'email' AND value LIKE 'cy.%'"
    )
    await segments.add("Looked", {"did": "Page View"})
    await segments.add("Looked much", {"did": "Page View", "times": {"at_least": 5}})
    await segments.add("Looked very much", {"did": "Page View", "times": {"at_least": 8}})
    await segments.add("Only cy", {"did": "Never"})
    await segments.by_hand("add", "Only cy", alias["value"])
    world.clock.now += timedelta(seconds=1)
    await segments.by_hand("keep_out", "Looked much", alias["value"])
    await segments.settle()
    return segments


def _timeless(told: bytes | str) -> str:
    return re.sub(r'"suggested_at": "[^"]+"', "", str(told))


async def test_a_merge_that_is_taken_back_leaves_no_trace(database: Database) -> None:
    """Of both sides the same bytes as before, but that they are suggested as duplicates anew; in between everything of
    both stands with the target."""
    world, _, [ada, cy] = await inhabited(database, "ada", "cy")
    await world.work_off()
    segments = await _segmented(world)
    await compare_and_derive(database, world.workspace_id, world.clock)
    before = [await document(world, lead) for lead in (ada, cy)]
    [merge_id] = await merge(world, ada, cy)
    await segments.settle()
    together = json.loads(await document(world, ada))
    by_hand = [(one["name"], one["wish"]) for one in together["segments_by_hand"]]
    assert by_hand == [("Only cy", "in"), ("Looked much", "out")]
    inside = [(one["name"], one["since"] is None) for one in together["segments"]]
    assert inside == [("Looked", False), ("Looked very much", True), ("Only cy", True)]
    alone = [json.loads(one) for one in before]
    for section in (
        "aliases",
        "events",
        "fields",
        "owners",
        "watched_by",
        "shared_receipts",
        "rejected_events",
    ):
        assert len(together[section]) == sum(len(one[section]) for one in alone), section
    with pytest.raises(NotFound):
        await document(world, cy)
    await take_back(world, merge_id)
    await segments.settle()
    after = [await document(world, lead) for lead in (ada, cy)]
    assert list(map(_timeless, after)) == list(map(_timeless, before))
