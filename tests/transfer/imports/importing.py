"""Files taken into a world of tests."""

from kenbun.kit.ids import parse
from kenbun.transfer.imports import job_queries, jobs
from kenbun.transfer.imports.files import keep_file
from kenbun.transfer.imports.plan import Plan
from kenbun.transfer.imports.undo import start_undo


async def send(world, *lines, separator=","):
    """Keeps the file; answers what is seen of it."""
    content = "\n".join(lines).encode()
    async with world.database.transaction() as connection:
        return await keep_file(connection, world.caller, "leads.csv", content, world.clock)


async def open_job(world, *lines, **plan):
    """`plan` is as detected where nothing else is said."""
    seen = await send(world, *lines)
    column, kind = seen.detected.identifier or (None, None)
    plan = Plan(
        plan.get("column", column),
        plan.get("kind", kind),
        plan.get("fields", seen.detected.fields),
        plan.get("aliases", seen.detected.aliases),
    )
    async with world.database.transaction() as connection:
        return await jobs.start(connection, world.caller, seen.file_id, plan, world.clock)


async def work(world):
    await jobs.run_opened(world.database, world.workspace_id, world.clock)


async def take_in(world, *lines, **plan):
    """To the end; answers the job."""
    job_id = await open_job(world, *lines, **plan)
    await work(world)
    return await job_of(world, job_id)


async def job_of(world, job_id):
    async with world.database.snapshot() as connection:
        return await job_queries.find(connection, world.workspace_id, job_id)


async def undo(world, job_id):
    """To the end; answers what was said before."""
    async with world.database.transaction() as connection:
        said = await start_undo(connection, world.caller, job_id, world.clock)
    await work(world)
    assert (await job_of(world, job_id)).state == "undone"
    return said


async def faults(world, job_id):
    rows = await world.rows(
        'SELECT row, "column", reason FROM import_errors'
        " WHERE workspace_id = :w AND job_id = :job ORDER BY row, number",
        job=job_id,
    )
    return [(row["row"], row["column"], row["reason"]) for row in rows]


async def fields_of(world, who):
    """As they are shown."""
    row = await world.lead(who)
    found = await world.rows(
        "SELECT fields FROM lead_profiles WHERE workspace_id = :w AND lead_id = :lead",
        lead=parse("ld", row.lead_id),
    )
    return found[0]["fields"]
