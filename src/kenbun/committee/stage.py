"""What a batch means for committees: the accounts of its leads are due."""

from kenbun.batch import Batch
from kenbun.committee import due_queries
from kenbun.database import Connection


async def mark_committees(connection: Connection, batch: Batch) -> None:
    """What an account is told may be of any of its leads."""
    accounts = {lead_id: {one.account_id} for lead_id, one in batch.gone.items()}
    for standings in (batch.stood_before, batch.standings):
        for lead_id, one in standings.items():
            accounts.setdefault(lead_id, set()).add(one.account_id)
    due = {one for some in accounts.values() for one in some if one is not None}
    held = batch.held_leads()
    told = batch.held_accounts().keys() & batch.touched_accounts if held else set()
    await due_queries.mark(connection, batch.workspace_id, due - told)
    await due_queries.mark(connection, batch.workspace_id, told, held=True)
    pairs = ((one, lead_id) for lead_id in held for one in accounts.get(lead_id, ()) if one is not None)
    await due_queries.hold(connection, batch.workspace_id, pairs)
