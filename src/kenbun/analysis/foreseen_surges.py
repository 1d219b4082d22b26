"""What other numbers of surges would do to segments, and have triggers hold back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.analysis.foreseen import anybody_looks
from kenbun.analysis.tried import Foreseen, in_pieces, tried
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.segments.following.looks import Looks
from kenbun.surge import row_queries, rule_queries
from kenbun.surge.preview import SurgePreview

_AT_ONCE = 500
_SURGING = frozenset({"surging"})


async def foresee_surges(
    database: Database, workspace_id: UUID, clock: Clock, seen: SurgePreview
) -> Foreseen:
    """Of the accounts that would begin to surge, or would no longer."""
    if not seen.turned or not await anybody_looks(database, workspace_id, _SURGING, (), surges=True):
        return Foreseen()

    async def attempt(connection: Connection, some: Sequence[UUID]) -> Looks:
        now = await visible(connection, workspace_id)
        resumes = dict.fromkeys(some)
        found = await rule_queries.find(connection, workspace_id, seen.after, resumes, now)
        rows = rule_queries.begun(found, now)
        begun = [(one, "settings") for one in rows if one.ended_at is None]
        await row_queries.note_beginnings(connection, workspace_id, begun, now)
        await row_queries.save(connection, workspace_id, resumes, rows)
        looks = Looks()
        looks.add("account", some, _SURGING, fires=False)
        return looks

    attempts = [partial(attempt, some=some) for some in in_pieces(seen.turned, _AT_ONCE)]
    return await tried(database, workspace_id, clock, attempts)
