"""Fading is scheduled, not swept: a job takes the leads whose whole number can have changed by now."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kenbun.access.ticks import tick
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.levels.changes import level_changes
from kenbun.levels.queries import add_level_changes, bands_in_force
from kenbun.scoring import account_sums, fading_queries, scores_queries, version_queries
from kenbun.scoring.history.record import Moves, record_engagement
from kenbun.scoring.inactivity.live import pass_time_to
from kenbun.scoring.moves import note_moves
from kenbun.scoring.scores_queries import Scored
from kenbun.stirred import stir

_AT_ONCE = 2000


async def fade_all_due(database: Database, workspace_id: UUID, clock: Clock) -> int:
    """Brings all due leads to the present; answers how many. One that stays due waits for the next time."""
    faded = 0
    while True:
        some = await _fade_some(database, workspace_id, clock)
        faded += some
        if some < _AT_ONCE:
            return faded


async def _fade_some(database: Database, workspace_id: UUID, clock: Clock) -> int:
    """Answers how many there were; fewer than asked for when none are left."""
    async with database.transaction() as connection:
        if not await fading_queries.any_due(connection, workspace_id, clock()):
            return 0
        now = await tick(connection, workspace_id, clock)
        due = await fading_queries.due(connection, workspace_id, now, _AT_ONCE)
        await refresh(connection, workspace_id, due, now)
        return len(due)


async def refresh(
    connection: Connection, workspace_id: UUID, before: dict[UUID, int], now: datetime, cause: str = "fading"
) -> None:
    """Shows these leads, with the scores they have, as they are at `now`, the caller's tick."""
    after = await show_now(connection, workspace_id, before, now)
    moves = [(lead_id, before[lead_id], score) for lead_id, score in after.items()]
    sums = await account_sums.follow_leads(connection, workspace_id, moves, now, cause)
    await tell(connection, workspace_id, moves, sums, now, cause)


async def show_now(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], now: datetime
) -> dict[UUID, int]:
    """Brings the rows of these leads to their scores at `now`, and answers these; none where no rules are in force.

    Sums of accounts, levels and history are the caller's: see `tell`.
    """
    for version in await version_queries.versions_in_force(connection, workspace_id):
        if version.is_primary:
            await pass_time_to(connection, workspace_id, version, lead_ids, now)
            # of whom no event matches there is no state; what was due of them must not stay due
            without = dict.fromkeys(lead_ids, Scored(0, None))
            scored = without | await scores_queries.read_scores(
                connection, workspace_id, version, lead_ids, now
            )
            await fading_queries.show(connection, workspace_id, scored, now)
            return {lead_id: one.score for lead_id, one in scored.items()}
    return {}


async def tell(
    connection: Connection, workspace_id: UUID, moves: Moves, sums: Moves, now: datetime, cause: str
) -> None:
    """Records what leads, and the accounts whose sums moved, show now, and who came to another level."""
    await record_engagement(connection, workspace_id, moves, sums, now)
    await note_moves(connection, workspace_id, "lead", "engagement", moves, now, cause)
    await stir(connection, workspace_id, "lead", _ids(moves), cause)
    await stir(connection, workspace_id, "account", _ids(sums), cause)
    bands = await bands_in_force(connection, workspace_id, "engagement")
    await add_level_changes(connection, workspace_id, "engagement", level_changes(bands, moves), cause, now)


def _ids(moves: Moves) -> list[UUID]:
    """Of those whose score became another."""
    return [one for one, before, after in moves if before != after]
