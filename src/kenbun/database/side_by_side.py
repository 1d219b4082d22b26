"""A statement by as many processes as there are for one, where it reads more than the planner can know."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from kenbun.database.engine import Connection

# As if further processes were for nothing.
_COSTS = text("""
    SELECT set_config(name, '0', true)
    FROM unnest(array['parallel_setup_cost', 'parallel_tuple_cost', 'min_parallel_index_scan_size']) AS t (name)
""")


@asynccontextmanager
async def side_by_side(connection: Connection) -> AsyncIterator[None]:
    """For statements that only read: what is written meanwhile is not kept. Those after it are planned as they were."""
    savepoint = await connection.begin_nested()
    await connection.execute(_COSTS)
    try:
        yield
    finally:
        await savepoint.rollback()
