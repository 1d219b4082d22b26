"""What hangs on who an account's leads are, and on what they have done, where these have become others.

Whoever moves leads between accounts, merges or deletes leads, or takes away or frees stored events, calls one of these
in the same transaction, under the tick. What comes in by batches has a stage of its own.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kenbun.committee import due_queries as committees_due
from kenbun.database import Connection
from kenbun.scoring.account_sums_queries import accounts_of
from kenbun.stirred import Cause, stir
from kenbun.stirred.silent import held_by
from kenbun.surge import state_queries as surge_states


async def accounts_moved(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID], now: datetime, cause: Cause
) -> None:
    """Accounts that have gained or lost leads, or stored events of these; or are gone themselves."""
    await stir(connection, workspace_id, "account", account_ids, cause)
    held = held_by(cause)
    await surge_states.mark(
        connection, workspace_id, account_ids, now, dict.fromkeys(account_ids, held) if held else {}
    )
    await committees_due.mark(connection, workspace_id, account_ids, held=held is not None)


async def leads_moved(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], now: datetime, cause: Cause
) -> None:
    """These leads, and the accounts that they belong to: call it before they go, and after they have come."""
    await stir(connection, workspace_id, "lead", lead_ids, cause)
    account_ids = await accounts_of(connection, workspace_id, lead_ids)
    await accounts_moved(connection, workspace_id, account_ids, now, cause)
