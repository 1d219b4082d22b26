"""Batches of calls through a pipeline that runs in the benchmark's own process, while the server stands still."""

from collections.abc import Sequence
from random import Random
from uuid import UUID

from benchmarks.rules import PATHS, TYPES
from benchmarks.server import Bench
from benchmarks.stored import LEADS_PER_DOMAIN
from kenbun import pipeline
from kenbun.database import Database
from kenbun.events.accept.call import Call
from kenbun.events.storing import Parcel, store
from kenbun.kit.clock import system_clock
from kenbun.kit.ids import new_id


async def take(bench: Bench, database: Database, calls: list[Call]) -> None:
    await take_in(database, Parcel(UUID(bench.workspace_id), None, system_clock(), calls))


async def take_in(database: Database, parcel: Parcel) -> None:
    """One batch, stored and worked on."""
    async with database.transaction() as connection:
        await store(connection, [parcel])
    await pipeline.take_batch(database, parcel.workspace_id, system_clock)


def some_calls(
    rng: Random, leads: int, *, types: Sequence[str] = tuple(TYPES), every: tuple[int, int] = (1, 0)
) -> list[Call]:
    """A batch of anything, by anybody. Types of events are as frequent as they stand in `types`; with `every` (n, k)
    they are of each n-th lead alone, from the k-th on."""
    step, first = every
    whose = (first + step * int(rng.random() ** 1.5 * (leads // step)) for _ in range(pipeline.BATCH_SIZE))
    return [call(lead, rng.choice(types), rng) for lead in whose]


def call(lead: int, event_type: str, rng: Random) -> Call:
    """What that lead does now."""
    return Call(
        kind="event",
        event_type=event_type,
        message_id=new_id().hex,
        happened_at=system_clock(),
        lead_id=None,
        aliases=[("email", f"user{lead}@company{lead // LEADS_PER_DOMAIN}.com")],
        account_key=None,
        account_name=None,
        channel=None,
        campaign=None,
        metadata=f'{{"path": "{rng.choice(PATHS)}"}}'.encode(),
        traits=None,
        dialect="ingest",
        payload={},
    )
