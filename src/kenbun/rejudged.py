"""What follows where stored events have been suppressed, freed or deleted outside of a batch. Nothing fires."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kenbun.access.workspaces import Workspace
from kenbun.accounts.moved import leads_moved
from kenbun.batch.standing_queries import save_counts
from kenbun.conversions.detect import convert_again
from kenbun.database import Connection
from kenbun.events.activity_queries import count_events
from kenbun.events.done_queries import note_done_again
from kenbun.scoring import (
    account_sums,
    build_queries,
    fading,
    from_scratch_queries,
    states_queries,
    version_queries,
)
from kenbun.scoring.account_sums_queries import accounts_of
from kenbun.scoring.history.previous_queries import add_due
from kenbun.sessions.again import weave_again
from kenbun.stirred import Cause


async def follow_rejudged(
    connection: Connection,
    workspace: Workspace,
    lead_ids: Collection[UUID],
    now: datetime,
    cause: Cause = "filter",
) -> None:
    """Counts, types done, sessions, scores and what hangs on them, conversions: as their events of now make them.

    `cause` stands with the level changes.
    """
    place = (connection, workspace.workspace_id)
    await save_counts(*place, await count_events(*place, lead_ids))
    await note_done_again(*place, lead_ids)
    await weave_again(*place, lead_ids, workspace.session_timeout_of)
    await build_queries.touch(*place, "engagement", list(lead_ids))
    before = await from_scratch_queries.shown(*place, lead_ids)
    for version in await version_queries.versions_in_force(*place):
        await states_queries.rebuild(*place, version, lead_ids, now)
    await fading.refresh(*place, before, now, cause)
    await account_sums.sum_up_these(*place, await accounts_of(*place, lead_ids), now, cause)
    await add_due(*place, lead_ids)
    await convert_again(*place, lead_ids)
    await leads_moved(*place, lead_ids, now, cause)


async def follow_deleted(
    connection: Connection, workspace: Workspace, lead_ids: Collection[UUID], now: datetime
) -> None:
    """Likewise, where events of these leads are no more."""
    await follow_rejudged(connection, workspace, lead_ids, now, "deletion")
