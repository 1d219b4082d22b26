"""The level stage: leads of the batch whose score crossed into another band."""

from kenbun.batch import Batch
from kenbun.database import Connection
from kenbun.levels import queries
from kenbun.levels.changes import level_changes


async def move_levels(connection: Connection, batch: Batch) -> None:
    moves = [
        (lead_id, batch.scores_before.get(lead_id, 0), standing.engagement_score)
        for lead_id, standing in batch.standings.items()
    ]
    bands = await queries.bands_in_force(connection, batch.workspace_id, "engagement")
    changes = level_changes(bands, moves)
    await queries.add_level_changes(connection, batch.workspace_id, "engagement", changes, "event", batch.now)
