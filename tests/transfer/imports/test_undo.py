"""Taking an import back: as if it had not been, but for what was changed since."""

import pytest

from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import new_id, parse
from kenbun.mapping.by_hand import set_by_hand
from kenbun.transfer.imports import undo as undoing
from kenbun.transfer.imports.undo import Undoing, start_undo
from tests.fits import add_fit, fit_rule
from tests.merging.merged import merge
from tests.transfer.imports.importing import fields_of, take_in, undo
from tests.world import NOON, days, event, hours, identify, minutes, rule


@pytest.fixture
async def world(make):
    """Ada is a buyer in Paris; chiefs fit."""
    world = await make([rule("Points", "Form Sent", 30)])
    await add_fit(world, "profile", [fit_rule("Chief", "title", "starts_with", "C", 60)])
    await world.hear(
        event("ada@acme.com", "Form Sent", NOON - days(1)),
        identify("ada@acme.com", NOON - days(1), title="Buyer", city="Paris"),
    )
    return world


async def stored(world):
    """All that leads show, and what stands behind it."""
    values = await world.rows(
        "SELECT subject, subject_id, field, value, behaviour, happened_at, message_id, origin FROM field_values"
        " WHERE workspace_id = :w ORDER BY 1, 2, 3"
    )
    profiles = await world.rows("SELECT * FROM lead_profiles WHERE workspace_id = :w ORDER BY lead_id")
    aliases = await world.rows("SELECT * FROM lead_aliases WHERE workspace_id = :w ORDER BY kind, value")
    leads = await world.rows(
        "SELECT lead_id, account_id, event_count, engagement_score, profile_score FROM leads"
        " WHERE workspace_id = :w ORDER BY lead_id"
    )
    return [list(map(dict, rows)) for rows in (values, profiles, aliases, leads)]


async def test_everything_is_as_it_was(world, monkeypatch):
    """Leads that it made are gone, fields, names, aliases and scores of the others are those of before."""
    monkeypatch.setattr(undoing, "_AT_ONCE", 1)
    before = await stored(world)
    job = await take_in(
        world,
        "email,title,city,user_id",
        "ada@acme.com,CEO,,42",
        "ada@acme.com,CFO,,",
        "bob@beta.com,CTO,Berlin,",
        "cy@beta.com,,,",
    )
    assert (await world.lead("ada@acme.com")).profile_score == 60
    said = await undo(world, job.job_id)
    assert said == Undoing(leads_removed=2, leads_kept=0, values_taken_back=1, values_kept=0)
    assert await stored(world) == before


async def test_what_was_changed_since_stays(world):
    """By hand, and by events: the values, and a lead that has done something of its own."""
    job = await take_in(
        world, "email,title,city", "ada@acme.com,CEO,Rome", "bob@beta.com,CTO,Oslo", "cy@beta.com,CIO,Bonn"
    )
    ada = parse("ld", (await world.lead("ada@acme.com")).lead_id)
    async with world.database.transaction() as connection:
        now = world.clock()
        await set_by_hand(connection, world.workspace_id, "lead", ada, {"city": "Lima"}, now, by="Eve")
    await world.hear(
        event("bob@beta.com", "Form Sent", NOON + minutes(5)),
        identify("bob@beta.com", NOON + minutes(5), title="CMO"),
    )
    said = await undo(world, job.job_id)
    assert said == Undoing(leads_removed=1, leads_kept=1, values_taken_back=3, values_kept=1)
    assert await fields_of(world, "ada@acme.com") == {
        "email": "ada@acme.com",
        "title": "Buyer",
        "city": "Lima",
    }
    assert (await world.lead("bob@beta.com")).title == "CMO"
    assert "city" not in await fields_of(world, "bob@beta.com")
    assert {row.name for row in await world.listed()} == {"ada@acme.com", "bob@beta.com"}
    async with world.database.transaction() as connection:
        await set_by_hand(
            connection, world.workspace_id, "lead", ada, {"city": None}, world.clock(), by="Eve"
        )
    assert (await fields_of(world, "ada@acme.com"))["city"] == "Paris"


async def test_what_came_late_under_the_import_stands_afterwards(world):
    """An older value than the file's that came after it shows as soon as the file is taken back: the newest of such,
    not one older than what stood before; and a lead that has been identified since is not the file's alone."""
    job = await take_in(world, "email,title,city", "ada@acme.com,CEO,Rome", "bob@beta.com,CTO,Oslo")
    world.clock.forward(minutes=1)
    for ago, title in ((hours(2), "Analyst"), (hours(1), "Director"), (hours(3), "Clerk")):
        await world.hear(identify("ada@acme.com", NOON - ago, title=title))
    await world.hear(
        identify("ada@acme.com", NOON - days(2), city="Nice"),
        identify("bob@beta.com", NOON - hours(1), title="Dev"),
    )
    assert (await fields_of(world, "ada@acme.com"))["title"] == "CEO"
    said = await undo(world, job.job_id)
    assert said == Undoing(leads_removed=0, leads_kept=1, values_taken_back=5, values_kept=0)
    shown = await fields_of(world, "ada@acme.com")
    assert (shown["title"], shown["city"]) == ("Director", "Paris")
    assert await fields_of(world, "bob@beta.com") == {"title": "Dev"}
    [row] = await world.rows("SELECT count(*) AS kept FROM import_values WHERE workspace_id = :w")
    assert row["kept"] == 0


async def test_of_two_imports_the_first_can_be_taken_back(world):
    """What the second said stays."""
    first = await take_in(world, "email,title,city", "ada@acme.com,CEO,Rome")
    world.clock.forward(minutes=1)
    second = await take_in(world, "email,title", "ada@acme.com,CFO")
    await undo(world, first.job_id)
    assert (await fields_of(world, "ada@acme.com"))["title"] == "CFO"
    assert (await fields_of(world, "ada@acme.com"))["city"] == "Paris"
    await undo(world, second.job_id)
    assert (await fields_of(world, "ada@acme.com"))["title"] == "Buyer"


async def test_merged_leads_give_way_where_they_are_shown(world):
    """A lead that the import made and that was merged stays; what its root shows is as it was without the file."""
    job = await take_in(world, "email,title,city", "bob@beta.com,CTO,Oslo", "ada@acme.com,CEO,")
    beta = (await world.lead("ada@acme.com")).account["account_id"]
    await merge(world, "ada@acme.com", "bob@beta.com", account_id=parse("acct", beta))
    assert (await fields_of(world, "ada@acme.com"))["title"] == "CEO"
    said = await undo(world, job.job_id)
    assert (said.leads_removed, said.leads_kept) == (0, 1)
    shown = await fields_of(world, "ada@acme.com")
    assert (shown["title"], shown["city"]) == ("Buyer", "Paris")


async def test_history_tells_of_both(world):
    """A field's value then, and from when on it was the one of before again."""
    job = await take_in(world, "email,title", "ada@acme.com,CEO")
    world.clock.forward(minutes=1)
    await undo(world, job.job_id)
    changes = await world.rows(
        "SELECT value FROM field_changes WHERE workspace_id = :w AND field = 'title' ORDER BY change_id"
    )
    assert [row["value"] for row in changes] == ["Buyer", "CEO", "Buyer"]


async def test_what_is_under_way_or_taken_back_cannot_be(world):
    """Nor what there is not."""
    job = await take_in(world, "email", "bob@beta.com")
    await undo(world, job.job_id)
    for job_id, problem in ((job.job_id, Conflict), (new_id(), NotFound)):
        async with world.database.transaction() as connection:
            with pytest.raises(problem):
                await start_undo(connection, world.caller, job_id, world.clock)
