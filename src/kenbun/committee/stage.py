"""What a batch means for committees: the accounts of its leads are due."""

from kenbun.batch import Batch
from kenbun.committee import due_queries
from kenbun.database import Connection


async def mark_committees(connection: Connection, batch: Batch) -> None:
    accounts = {one.account_id for one in batch.gone.values()}
    accounts |= {one.account_id for one in batch.stood_before.values()}
    accounts |= {one.account_id for one in batch.standings.values()}
    await due_queries.mark(connection, batch.workspace_id, {one for one in accounts if one is not None})
