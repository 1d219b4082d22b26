"""What triggers have fired, in the timelines of leads and of accounts."""

from kenbun.accounts.timeline import TimelineFilters, account_timeline
from kenbun.leads.timeline import timeline
from kenbun.leads.timeline_filter import TimelineFilter
from kenbun.triggers.told import tell
from tests.merging.merged import merge, own_id, take_back
from tests.triggers.triggered import HOT, Triggers
from tests.world import event, rule

RULES = [rule("Asked", "Demo", 60)]


async def _told(world, who, show=""):
    """Of the triggers in somebody's timeline: name and words, the latest first."""
    async with world.database.snapshot() as connection:
        only = TimelineFilter.read(show, "")
        found = await timeline(connection, world.workspace_id, await own_id(world, who), None, 50, only)
    changes = found.changes("trigger")
    tell(changes)
    return [(one["name"], one["words"], one["state"]) for one in changes]


async def test_a_merged_lead_shows_what_any_part_has_fired(make):
    """And each its own again once they are taken apart; asked for alone, nothing else is there."""
    world = await make(RULES)
    triggers = Triggers(world)
    await triggers.add("Hot", HOT)
    ada, bob = "ada@gmail.com", "bob@gmail.com"
    await world.hear(event(ada, "Demo"), event(bob, "Demo"))
    fired = ("Hot", "Engagement went from 0 to 60 with Demo", "fired")
    assert await _told(world, ada) == [fired]
    [merge_id] = await merge(world, ada, bob)
    assert await _told(world, ada) == [fired, fired]
    assert await _told(world, ada, "trigger") == [fired, fired]
    assert await _told(world, ada, "merge") == []
    await take_back(world, merge_id)
    assert await _told(world, bob) == [fired]


async def test_an_account_shows_its_own_and_what_was_held_back(make):
    """With the reason; not where one looks for events of a type."""
    world = await make(RULES)
    triggers = Triggers(world)
    await triggers.add("Busy firm", HOT | {"subject": "account", "dimension": "account_engagement"})
    await world.hear(event("ada@acme.com", "Visit"))
    [account] = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w")
    await world.publish([rule("Came", "Visit", 70)])
    await triggers.settle()
    place = (world.workspace_id, account["account_id"])
    async with world.database.snapshot() as connection:
        found = await account_timeline(connection, *place, TimelineFilters(), None, 50)
        of_visits = await account_timeline(connection, *place, TimelineFilters(event_type="Visit"), None, 50)
    [held] = found.changes_of("trigger")
    tell([held])
    assert (held["state"], held["because"]) == ("held_back", "publishing")
    assert held["words"] == "Engagement went from 0 to 70"
    assert of_visits.changes == []
