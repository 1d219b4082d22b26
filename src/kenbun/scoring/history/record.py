"""Recorded history: whoever changes a shown score says so here, in the same transaction, under the tick.

All but publishing: it leaves the recorded points as they were, and the next real change records the score that it found
as one of its hour's, together with the one it made.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from kenbun.batch import Batch
from kenbun.database import Connection
from kenbun.scoring.history.record_queries import Move, record

Moves = Iterable[tuple[UUID, int, int]]
"""Id, score before, score after."""


async def record_batch(connection: Connection, batch: Batch, of_accounts: Moves) -> None:
    """The engagement of the batch's leads, and of the accounts whose sums that moved."""
    of_leads = (
        (lead_id, batch.scores_before.get(lead_id, 0), standing.engagement_score)
        for lead_id, standing in batch.standings.items()
    )
    await record_engagement(connection, batch.workspace_id, of_leads, of_accounts, batch.now)


async def record_engagement(
    connection: Connection, workspace_id: UUID, of_leads: Moves, of_accounts: Moves, now: datetime
) -> None:
    moves = [Move("lead", lead_id, "engagement", before, after) for lead_id, before, after in of_leads]
    moves += [Move("account", account_id, "engagement", *scores) for account_id, *scores in of_accounts]
    await record(connection, workspace_id, moves, now)


async def record_fit(
    connection: Connection, workspace_id: UUID, dimension: str, moves: Moves, now: datetime
) -> None:
    """Of leads the profile, of accounts the account score."""
    subject = "lead" if dimension == "profile" else "account"
    moved = [Move(subject, subject_id, dimension, *scores) for subject_id, *scores in moves]  # type: ignore[arg-type]
    await record(connection, workspace_id, moved, now)
