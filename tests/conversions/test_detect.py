"""Who converted, when: the first time by each definition, whatever the order in which it became known."""

from hypothesis import given
from hypothesis import strategies as st

from kenbun.conversions import queries
from kenbun.conversions.definitions import (
    DEFAULT_DEFINITIONS,
    Draft,
    add_definition,
    change_definition,
    list_definitions,
    remove_definition,
)
from kenbun.pipeline import take_batch
from tests.histories import NOW, PEOPLE, batches, events
from tests.world import NOON, days, event, hours, identify, make_world

DRAFTS = [
    Draft("Paid", event_type="form_sent"),
    Draft("Mailed", event_type="Email Opened"),
    Draft("Customer", field="lifecycle_stage", value="customer"),
]


async def define(world, *drafts):
    async with world.database.transaction() as connection:
        return [await add_definition(connection, world.caller, draft, world.clock) for draft in drafts]


async def found(world):
    """{(who, definition): (at, message id of the event)}"""
    rows = await world.rows("""
        SELECT a.value AS who, d.name, c.at, c.message_id FROM conversions c
        JOIN conversion_definitions d ON d.workspace_id = :w AND d.definition_id = c.definition_id
        JOIN lead_aliases a ON a.workspace_id = :w AND a.lead_id = c.lead_id
        WHERE c.workspace_id = :w
    """)
    return {(row["who"], row["name"]): (row["at"], row["message_id"]) for row in rows}


_STAGES = st.builds(
    lambda who, at, stage: identify(who, at, lifecycle_stage=stage),
    st.sampled_from(PEOPLE),
    st.datetimes(NOW.replace(tzinfo=None) - days(40), NOW.replace(tzinfo=None) - days(1)).map(
        lambda at: at.replace(tzinfo=NOW.tzinfo)
    ),
    st.sampled_from(["Customer", "CUSTOMER", "Lead"]),
)


@given(
    st.lists(st.one_of(events(), _STAGES), min_size=1, max_size=16, unique_by=lambda c: c["message_id"]),
    st.data(),
)
async def test_live_is_from_scratch_is_by_hand(database, calls, data):
    """In any order of arrival and any batching: the earliest event of the type, by message id where two tie."""
    world = await make_world(database, now=NOW)
    definitions = await define(world, *DRAFTS)
    await world.say(*calls)
    for size in data.draw(batches(len(calls))):
        await take_batch(world.database, world.workspace_id, world.clock, size)
    await world.work_off()
    live = await found(world)
    by_hand = {}
    for name, folded in (("Paid", "form sent"), ("Mailed", "email opened")):
        for call in calls:
            if (call["event_type"] or "").lower().replace("_", " ").replace("-", " ") == folded:
                key = (call["aliases"][0][1], name)
                this = (call["timestamp"], call["message_id"])
                by_hand[key] = min(by_hand.get(key, this), this)
    assert {key: value for key, value in live.items() if key[1] != "Customer"} == by_hand
    async with world.database.transaction() as connection:
        for one in definitions:
            await queries.forget(connection, world.workspace_id, one.definition_id)
            await queries.find_stored(connection, world.workspace_id, one.definition_id)
    assert await found(world) == live


async def test_a_field_counts_from_the_event_that_gave_the_value(make):
    """The first time it showed the value, by the time of the event; what came too late to be shown reached nothing."""
    world = await make()
    await define(world, DRAFTS[2])
    await world.hear(
        identify("ada@acme.com", NOON, lifecycle_stage="Lead"),
        identify("bob@acme.com", NOON + hours(2), lifecycle_stage="Lead"),
    )
    await world.hear(identify("ada@acme.com", NOON + hours(1), lifecycle_stage="Customer"))
    await world.hear(identify("bob@acme.com", NOON + hours(1), lifecycle_stage="Customer"))
    await world.hear(identify("ada@acme.com", NOON + hours(3), lifecycle_stage="Churned"))
    await world.hear(identify("ada@acme.com", NOON + hours(4), lifecycle_stage="Customer"))
    assert await found(world) == {("ada@acme.com", "Customer"): (NOON + hours(1), "")}


async def test_a_definition_holds_for_what_is_stored(make):
    """Made, changed and removed: who converted follows at once."""
    world = await make()
    await world.hear(event("ada@acme.com", "Deal Closed Won"), event("bob@acme.com", "Signed Up"))
    [one] = await define(world, Draft("Won", event_type="deal-closed-won"))
    assert [who for who, _ in await found(world)] == ["ada@acme.com"]
    async with world.database.transaction() as connection:
        place = (connection, world.caller, one.definition_id)
        changed = await change_definition(*place, Draft("Won", event_type="Signed Up"), world.clock)
    assert [who for who, _ in await found(world)] == ["bob@acme.com"]
    assert changed.leads == 1
    async with world.database.transaction() as connection:
        await remove_definition(connection, world.caller, one.definition_id, world.clock)
    assert await found(world) == {}


async def test_workspaces_convert_by_their_own(make):
    """Another's definition finds nobody here."""
    mine, other = await make(), await make()
    await define(other, Draft("Won", event_type="Deal Closed Won"))
    await mine.hear(event("ada@acme.com", "Deal Closed Won"))
    assert await found(mine) == {}
    assert await found(other) == {}


async def test_the_defaults_can_be_defined(make):
    """What a new workspace starts with passes the checks that people's own definitions pass."""
    world = await make()
    await define(world, *DEFAULT_DEFINITIONS)
    async with world.database.transaction() as connection:
        listed = await list_definitions(connection, world.workspace_id)
    assert [one.draft for one in listed] == list(DEFAULT_DEFINITIONS)
    assert [one.words for one in listed] == ["event Deal Closed Won", "lifecycle_stage becomes Customer"]
