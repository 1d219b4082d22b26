from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.scoring.scores_queries import Scored

# No index: it would have to follow every event. The rows are narrow, and this runs once a minute.
_ANY_DUE = text("SELECT EXISTS (SELECT FROM leads WHERE workspace_id = :workspace_id AND fades_at <= :now)")

_DUE = text("""
    SELECT lead_id, engagement_score FROM leads
    WHERE workspace_id = :workspace_id AND fades_at <= :now
    LIMIT :limit
""")

_SHOWN = text("SELECT engagement_score FROM leads WHERE workspace_id = :workspace_id AND lead_id = :lead_id")

_SHOW = text("""
    UPDATE leads SET engagement_score = t.score, scored_at = :now, fades_at = t.fades_at
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:scores AS bigint[]), cast(:fades AS timestamptz[]))
      AS t (lead_id, score, fades_at)
    WHERE leads.workspace_id = :workspace_id AND leads.lead_id = t.lead_id
""")


async def any_due(connection: Connection, workspace_id: UUID, now: datetime) -> bool:
    return bool((await connection.execute(_ANY_DUE, {"workspace_id": workspace_id, "now": now})).scalar())


async def due(connection: Connection, workspace_id: UUID, now: datetime, limit: int) -> dict[UUID, int]:
    """The leads due, with the score they show."""
    rows = await connection.execute(_DUE, {"workspace_id": workspace_id, "now": now, "limit": limit})
    return {row.lead_id: row.engagement_score for row in rows}


async def show(connection: Connection, workspace_id: UUID, scored: dict[UUID, Scored], now: datetime) -> None:
    if scored:
        await connection.execute(
            _SHOW,
            {
                "workspace_id": workspace_id,
                "now": now,
                "lead_ids": list(scored),
                "scores": [one.score for one in scored.values()],
                "fades": [one.fades_at for one in scored.values()],
            },
        )


async def shown_score(connection: Connection, workspace_id: UUID, lead_id: UUID) -> int | None:
    """The score that lists show of this lead, None if there is no such lead."""
    score: int | None = (
        await connection.execute(_SHOWN, {"workspace_id": workspace_id, "lead_id": lead_id})
    ).scalar()
    return score
