"""One call that cannot be worked on must not hold up those behind it: it is found, and kept as rejected."""

from uuid import UUID

import structlog

from kenbun.access.ticks import tick
from kenbun.batch import queries
from kenbun.database import Database
from kenbun.events import rejected_queries
from kenbun.events.accept.call import Refusal
from kenbun.events.accept.stored import NAME, payload_of
from kenbun.events.inbox_queries import needing_database
from kenbun.identity.resolve import UnknownLead
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Unavailable
from kenbun.measures import seen
from kenbun.pipeline import BATCH_SIZE, take_batch

log = structlog.get_logger()


async def take_what_can_be_taken(database: Database, workspace_id: UUID, clock: Clock) -> bool:
    """Works off the next batch, and answers whether there was anything to do.

    A batch that fails is taken in ever smaller parts; a single call that fails is set aside with the reason.
    Raises Unavailable where the database is away: then nothing is set aside.
    """
    size = BATCH_SIZE
    while True:
        try:
            with needing_database():
                taken = await take_batch(database, workspace_id, clock, size)
            seen((call.event_id for call in taken), clock())
            return bool(taken)
        except Unavailable:
            raise
        except UnknownLead as error:
            await _set_aside(database, workspace_id, error.call.event_id, str(error), "lead_id", clock)
            return True
        except Exception as error:
            if size == 1:
                log.exception("pipeline.call_failed")
                await _set_first_aside(database, workspace_id, f"Could not be worked on: {error}", clock)
                return True
            size = max(1, size // 8)


async def _set_first_aside(database: Database, workspace_id: UUID, reason: str, clock: Clock) -> None:
    async with database.transaction() as connection:
        first = await queries.take(connection, workspace_id, 1)
    for call in first:
        await _set_aside(database, workspace_id, call.event_id, reason, None, clock)


async def _set_aside(
    database: Database, workspace_id: UUID, event_id: UUID, reason: str, field: str | None, clock: Clock
) -> None:
    async with database.transaction() as connection:
        now = await tick(connection, workspace_id, clock)
        row = await queries.remove_one(connection, workspace_id, event_id)
        if row is not None:
            refusal = Refusal(0, NAME, payload_of(dict(row)), reason[:1000], field)
            await rejected_queries.keep(
                connection, workspace_id, [refusal], now, source_id=row["source_id"], stage="pipeline"
            )
