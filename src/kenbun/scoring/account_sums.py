"""An account's engagement score: the sum of what lists show as the engagement scores of its leads.

Whoever moves those scores, or moves leads between accounts, calls one of these in the same transaction, under the tick.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kenbun.batch import Batch
from kenbun.database import Connection
from kenbun.levels.changes import level_changes
from kenbun.levels.queries import add_level_changes, bands_in_force
from kenbun.scoring import account_sums_queries as queries


class Stood(NamedTuple):
    """What a lead brings to an account: its score there. Who is in no account, or not there at all, brings nothing."""

    score: int = 0
    account_id: UUID | None = None


async def follow_batch(connection: Connection, batch: Batch) -> list[tuple[UUID, int, int]]:
    """What the batch did to scores and accounts of its leads; and a row for each lead that came to another account.

    Answers (account, before, after) of the sums that moved.
    """
    moves = {
        lead_id: (
            Stood(batch.scores_before.get(lead_id, 0), batch.accounts_before.get(lead_id)),
            Stood(standing.engagement_score, standing.account_id),
        )
        for lead_id, standing in batch.standings.items()
    }
    for lead_id, gone in batch.gone.items():
        moves[lead_id] = (Stood(gone.engagement_score, gone.account_id), Stood())
    return await follow_moves(connection, batch.workspace_id, moves, batch.now, "event")


async def follow_moves(
    connection: Connection,
    workspace_id: UUID,
    moves: Mapping[UUID, tuple[Stood, Stood]],
    now: datetime,
    cause: str,
) -> list[tuple[UUID, int, int]]:
    """Leads that came to other scores or accounts, appeared or went, each as it stood before and after; answers as
    `follow_batch`."""
    deltas: dict[UUID, int] = defaultdict(int)
    moved: dict[UUID, UUID | None] = {}
    for lead_id, (before, after) in moves.items():
        if after.account_id != before.account_id:
            moved[lead_id] = after.account_id
        if before.account_id is not None:
            deltas[before.account_id] -= before.score
        if after.account_id is not None:
            deltas[after.account_id] += after.score
    sums = await queries.add(connection, workspace_id, {one: by for one, by in deltas.items() if by})
    await queries.remember_accounts(connection, workspace_id, moved, now)
    await _move_levels(connection, workspace_id, sums, now, cause)
    return sums


async def follow_leads(
    connection: Connection,
    workspace_id: UUID,
    moves: Iterable[tuple[UUID, int, int]],
    now: datetime,
    cause: str,
) -> list[tuple[UUID, int, int]]:
    """Leads, each with its score before and after, whose accounts stay the same; answers as `follow_batch`."""
    deltas = {lead_id: after - before for lead_id, before, after in moves if after != before}
    sums = await queries.add_of_leads(connection, workspace_id, deltas)
    await _move_levels(connection, workspace_id, sums, now, cause)
    return sums


async def sum_up(
    connection: Connection,
    workspace_id: UUID,
    now: datetime,
    cause: str,
    account_ids: Collection[UUID] | None = None,
) -> list[tuple[UUID, int, int]]:
    """These accounts, or all, from scratch: for those who moved all leads of some. Answers as `follow_batch`."""
    sums = await queries.sum_up(connection, workspace_id, account_ids)
    await _move_levels(connection, workspace_id, sums, now, cause)
    return sums


async def _move_levels(
    connection: Connection, workspace_id: UUID, sums: list[tuple[UUID, int, int]], now: datetime, cause: str
) -> None:
    """Accounts whose sum crossed into another of the levels of account engagement, where there are any."""
    if sums:
        bands = await bands_in_force(connection, workspace_id, "account_engagement")
        changes = level_changes(bands, sums)
        await add_level_changes(
            connection, workspace_id, "account_engagement", changes, cause, now, subject="account"
        )
