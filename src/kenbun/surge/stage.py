"""What a batch means for surges: most of its events are only counted; the worker looks at accounts that are due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kenbun.batch import Batch
from kenbun.database import Connection
from kenbun.surge import state_queries


async def count_activity(connection: Connection, batch: Batch) -> None:
    """Accounts whose leads have become others, or of whose stored events some have, are worked out from scratch."""
    moved = _moved(batch)
    counted: dict[UUID, tuple[int, datetime]] = {}
    for call in batch.events:
        account_id = batch.standings[call.lead_id].account_id
        if account_id is not None and account_id not in moved and call.is_activity:
            number, since = counted.get(account_id, (0, call.happened_at))
            counted[account_id] = (number + 1, min(since, call.happened_at))
    held = batch.held_accounts() if any(batch.held(call) for call in batch.calls) else {}
    await state_queries.count_events(connection, batch.workspace_id, counted, batch.now, held)
    await state_queries.mark(connection, batch.workspace_id, moved, batch.now, held)


def _moved(batch: Batch) -> Collection[UUID]:
    moved: set[UUID | None] = {one.account_id for one in batch.gone.values()}
    accounts_before = batch.accounts_before
    for lead_id, standing in batch.standings.items():
        before = accounts_before.get(lead_id)
        is_another = lead_id not in batch.new_leads and before != standing.account_id
        if is_another or lead_id in batch.changed_leads:
            moved |= {before, standing.account_id}
    return {one for one in moved if one is not None}
