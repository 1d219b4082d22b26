"""Reading, adding up and writing: while one chunk of events is added up, the database works on the next ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from kenbun.database import Database
from kenbun.scoring.bulk import copy_states, facts_queries
from kenbun.scoring.bulk.lead_index import LeadIndex
from kenbun.scoring.bulk.tally import Tally
from kenbun.scoring.versions import Version

CHUNK = 250_000
_READERS = 2
_FIRST = UUID(int=0)
_Span = tuple[UUID, UUID | None]


async def make_states(database: Database, workspace_id: UUID, version: Version, at: datetime) -> int:
    """Makes the states of all leads as their events make them at `at`, and answers how many.

    Chunks are read each from a moment of its own: whom a batch touches meanwhile is made again afterwards.
    """
    async with database.snapshot() as connection:
        leads = LeadIndex(await facts_queries.read_lead_ids(connection, workspace_id))
    tally = Tally(version, leads, copy_states.microseconds(at))
    adding = asyncio.Lock()
    spans = _spans(database, workspace_id)
    choosing = asyncio.Lock()

    async def read() -> None:
        while True:
            async with choosing:
                span = await anext(spans, None)
            if span is None:
                return
            async with database.transaction() as connection:
                facts = await facts_queries.read_facts(connection, workspace_id, version, *span)
            async with adding:
                await asyncio.to_thread(tally.add, facts)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(_READERS):
                group.create_task(read())
    except ExceptionGroup as errors:
        # which kind it is decides whether the build has failed or the database was away
        raise errors.exceptions[0] from None
    sums = await asyncio.to_thread(tally.finish)
    async with database.transaction() as connection:
        return await copy_states.copy_states(connection, workspace_id, version, at, leads.ids, sums)


async def _spans(database: Database, workspace_id: UUID) -> AsyncIterator[_Span]:
    """All events in chunks by order of receipt: from after one event up to another, the last without an end."""
    after: UUID | None = _FIRST
    while after is not None:
        async with database.transaction() as connection:
            up_to = await facts_queries.bound(connection, workspace_id, after, CHUNK)
        yield after, up_to
        after = up_to
