"""Files of leads taken in: who is made, who is known, what is left out, and that a restart does nothing twice."""

import pytest

from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import new_id
from kenbun.transfer.imports import jobs
from tests.fits import add_fit, fit_rule
from tests.transfer.imports.importing import faults, fields_of, job_of, open_job, send, take_in, work
from tests.world import NOON, days, event, identify, minutes, rule


@pytest.fixture
async def world(make):
    """Ada is known, by her address and as user 42; chiefs fit."""
    world = await make([rule("Points", "Form Sent", 30)])
    await add_fit(world, "profile", [fit_rule("Chief", "title", "starts_with", "C", 60)])
    await world.hear(
        event(["ada@acme.com", "user:42"], "Form Sent", NOON - days(1)),
        identify("ada@acme.com", NOON - days(1), title="Buyer", city="Paris"),
    )
    return world


async def test_rows_make_leads_and_fill_fields(world):
    """By their identifier; scored at once, with an account, searchable; what the row leaves blank stays."""
    job = await take_in(world, "Email,Job Title,City", "ADA@acme.com ,CEO,", "bob@beta.com,CTO,Berlin")
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    assert (job.created, job.updated, job.errors, job.warnings) == (1, 1, 0, 0)
    assert await fields_of(world, "ada@acme.com") == {
        "email": "ada@acme.com",
        "title": "CEO",
        "city": "Paris",
    }
    assert await fields_of(world, "bob@beta.com") == {
        "email": "bob@beta.com",
        "title": "CTO",
        "city": "Berlin",
    }
    ada, bob = await world.lead("ada@acme.com"), await world.lead("bob@beta.com")
    assert (ada.engagement_score, ada.event_count, ada.profile_score, bob.profile_score) == (30, 1, 60, 60)
    assert (bob.account["domain"], bob.event_count, bob.last_active_at) == ("beta.com", 0, None)
    assert not await world.rows("SELECT * FROM import_files WHERE workspace_id = :w")


async def test_values_count_like_an_event_of_that_time(world):
    """What was said later stands over them, and what was said before does not, whenever it arrives."""
    await take_in(world, "email,title,city", "ada@acme.com,CEO,Rome")
    await world.hear(
        identify("ada@acme.com", NOON - minutes(1), title="Intern"),
        identify("ada@acme.com", NOON + minutes(1), city="Oslo"),
    )
    assert await fields_of(world, "ada@acme.com") == {"email": "ada@acme.com", "title": "CEO", "city": "Oslo"}


async def test_what_is_wrong_with_rows_is_told_and_the_others_are_taken(world):
    """A row without anybody is left out; a value that does not fit is, and the rest of its row is taken."""
    job = await take_in(
        world,
        "email,user_id,title,phone",
        ",1,x,",
        "nobody,2,x,",
        "cy@acme.com,,CFO," + "9" * 1001,
        "dora@acme.com,7,COO,,,extra",
        "eve@acme.com,42,'=CEO,",
    )
    assert (job.created, job.updated, job.errors, job.warnings) == (1, 1, 3, 1)
    assert await faults(world, job.job_id) == [
        (2, "email", "Nothing tells who it is: the cell is empty."),
        (3, "email", "Not an e-mail address."),
        (4, "phone", "Does not fit Phone: give a text of at most 1,000 characters."),
        (5, None, "It has more cells than there are headings (4)."),
    ]
    assert (await world.lead("cy@acme.com")).title == "CFO"
    assert (await world.lead("eve@acme.com")).lead_id == (await world.lead("ada@acme.com")).lead_id
    assert (await world.lead("ada@acme.com")).title == "=CEO"


async def test_rows_by_the_ids_of_leads(world):
    """As an export has them; there is none of another workspace."""
    ada = (await world.lead("ada@acme.com")).lead_id
    job = await take_in(
        world, "Lead ID,title", f"{ada},CEO", f"ld_{new_id().hex},x", "42,x", column="Lead ID", kind="lead_id"
    )
    assert (job.created, job.updated, job.errors) == (0, 1, 2)
    assert [reason for _, _, reason in await faults(world, job.job_id)] == [
        "There is no lead with this id.",
        "Not the id of a lead.",
    ]
    assert (await world.lead("ada@acme.com")).title == "CEO"


async def test_of_two_rows_about_one_the_later_stands(world):
    """And the lead is made once."""
    job = await take_in(world, "email,title", "bob@beta.com,CTO", "Bob@beta.com,CIO")
    assert (job.created, job.updated) == (1, 1)
    assert (await world.lead("bob@beta.com")).title == "CIO"


async def test_fields_of_accounts(world):
    """Of the account that the lead has by then."""
    await take_in(world, "email,plan", "bob@beta.com,Pro", fields={"plan": "account.plan"})
    [account] = await world.rows(
        "SELECT fields FROM accounts WHERE workspace_id = :w AND domain = 'beta.com'"
    )
    assert account["fields"] == {"plan": "Pro"}


async def test_a_restart_goes_on_where_it_stopped(world, monkeypatch):
    """A process that dies between two pieces leaves the rest to the next; nothing is counted twice."""
    monkeypatch.setattr(jobs, "_AT_ONCE", 2)
    job_id = await open_job(world, "email,title", *(f"p{number}@acme.com,CTO" for number in range(5)))
    real = jobs._take_rows

    async def dies(connection, workspace_id, job, rows, clock):
        if rows[0].number > 2:
            raise KeyboardInterrupt
        await real(connection, workspace_id, job, rows, clock)

    monkeypatch.setattr(jobs, "_take_rows", dies)
    with pytest.raises(KeyboardInterrupt):
        await work(world)
    job = await job_of(world, job_id)
    assert (job.state, job.done, job.created) == ("running", 2, 2)
    monkeypatch.setattr(jobs, "_take_rows", real)
    await work(world)
    job = await job_of(world, job_id)
    assert (job.state, job.done, job.created, job.updated) == ("done", 5, 5, 0)
    assert len(await world.listed()) == 6


async def test_what_fails_is_marked_and_does_not_hold_up_the_next(world, monkeypatch):
    """The log has the reason."""
    first = await open_job(world, "email", "a@acme.com")
    second = await open_job(world, "email", "b@acme.com")
    real = jobs._take_rows

    async def fails(connection, workspace_id, job, rows, clock):
        if job == first:
            raise RuntimeError("on purpose")
        await real(connection, workspace_id, job, rows, clock)

    monkeypatch.setattr(jobs, "_take_rows", fails)
    await work(world)
    job = await job_of(world, first)
    assert (job.state, job.error) == ("failed", jobs._FAILED)
    assert (await job_of(world, second)).state == "done"


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"column": "mail"}, "identifier.column"),
        ({"kind": "shoe_size"}, "identifier.kind"),
        ({"fields": {"town": "city"}}, "fields"),
        ({"fields": {"title": "shoe_size"}}, "fields"),
        ({"fields": {"title": "account.shoe_size"}}, "fields"),
        ({"aliases": {"title": "name"}}, "aliases.title"),
        ({"aliases": {"town": "phone"}}, "aliases"),
    ],
)
async def test_a_plan_that_cannot_be_is_refused(world, plan, field):
    """The part at fault is named."""
    with pytest.raises(Invalid) as refused:
        await open_job(world, "email,title", "a@acme.com,CEO", **plan)
    assert refused.value.field == field


async def test_a_file_is_taken_in_once(world, make):
    """It is there for a day, and for its own workspace."""
    seen = await send(world, "email", "a@acme.com")
    plan = jobs.Plan("email", "email")
    other = await make()
    async with other.database.transaction() as connection:
        with pytest.raises(NotFound):
            await jobs.start(connection, other.caller, seen.file_id, plan, other.clock)
    async with world.database.transaction() as connection:
        await jobs.start(connection, world.caller, seen.file_id, plan, world.clock)
        with pytest.raises(Conflict):
            await jobs.start(connection, world.caller, seen.file_id, plan, world.clock)
    await work(world)
    seen = await send(world, "email", "b@acme.com")
    world.clock.forward(days=2)
    await work(world)
    async with world.database.transaction() as connection:
        with pytest.raises(NotFound):
            await jobs.start(connection, world.caller, seen.file_id, plan, world.clock)
