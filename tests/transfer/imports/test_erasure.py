"""A person who is deleted is in no file of leads any more."""

from kenbun.erasure.erase import delete_lead
from tests.transfer.imports.importing import open_job, send, take_in
from tests.world import event


async def test_rows_files_and_what_an_import_did_go_with_the_person(make):
    """Rows of theirs with faults, rows that nobody was made of, files not taken in; what is of others stays."""
    world = await make()
    await world.hear(event("bob@beta.com", "Page View"))
    await take_in(
        world,
        "email,phone,note",
        "ada@acme.com," + "9" * 1001 + ",",
        "nobody,,of ADA@acme.com",
        "nobody,,of cy",
        aliases={"phone": "phone"},
        fields={"phone": "phone"},
    )
    await send(world, "email", "Ada@acme.com")
    await send(world, "email", "bob@beta.com")
    ada = await world.lead_by_alias(("email", "ada@acme.com"))
    async with world.database.transaction() as connection:
        await delete_lead(connection, world.caller, ada, world.clock)
    left = []
    for table in (
        "import_files",
        "import_leads",
        "import_values",
        "import_aliases",
        "import_errors",
        "import_jobs",
    ):
        left += map(str, await world.rows(f"SELECT * FROM {table} WHERE workspace_id = :w"))
    assert not [row for row in left if "ada@acme" in row.lower() or str(ada) in row]
    assert [row for row in left if "of cy" in row]
    assert [row for row in left if "bob@beta.com" in row]


async def test_a_file_that_is_being_taken_in_is_left_alone(make):
    """It would fail otherwise; who is in it is made anew, as the file says."""
    world = await make()
    await world.hear(event("ada@acme.com", "Page View"))
    await open_job(world, "email", "ada@acme.com")
    ada = await world.lead_by_alias(("email", "ada@acme.com"))
    async with world.database.transaction() as connection:
        await delete_lead(connection, world.caller, ada, world.clock)
    assert await world.rows("SELECT * FROM import_files WHERE workspace_id = :w")
