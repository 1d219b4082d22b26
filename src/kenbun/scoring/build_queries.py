"""Building a version beside the one in force: states from scratch, the leads touched meanwhile, the switch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Row, func, literal_column, or_, select, text, update

from kenbun.database import Connection
from kenbun.leads.tables import leads
from kenbun.scoring.hits_queries import AT, WORKSPACE
from kenbun.scoring.per_version import per_version
from kenbun.scoring.scores_queries import shown_scores
from kenbun.scoring.versions import Version

_TOUCH = text("""
    INSERT INTO touched_leads (workspace_id, version_id, lead_id)
    SELECT :workspace_id, v.version_id, t.lead_id
    FROM ruleset_versions v
    JOIN rulesets r ON r.workspace_id = :workspace_id AND r.ruleset_id = v.ruleset_id AND r.dimension = :dimension
    CROSS JOIN unnest(cast(:lead_ids AS uuid[])) AS t (lead_id)
    WHERE v.workspace_id = :workspace_id AND v.state = 'building'
""")

# Once deleted, a row's lead is made anew by a later statement, whose snapshot sees what touched it.
_UNTOUCH = text("""
    DELETE FROM touched_leads WHERE workspace_id = :workspace_id AND version_id = :version_id RETURNING lead_id
""")

# By place, since the planner knows nothing yet of a version just built, and would look for each lead in all.
_DROP_STATES = text("""
    DELETE FROM lead_states WHERE workspace_id = :workspace_id AND ctid = ANY(ARRAY(
        SELECT ctid FROM lead_states WHERE workspace_id = :workspace_id AND version_id = :version_id LIMIT :limit))
""")

# Of so few rows no plan is slow.
_MANY = 1_000
_ANALYZE = {
    "lead_states": text("ANALYZE lead_states (workspace_id, version_id, lead_id)"),
    "fit_scores": text("ANALYZE fit_scores (workspace_id, version_id, subject_id)"),
}

_CHUNK = 20_000
_NEVER = literal_column("timestamptz 'infinity'", DateTime(timezone=True))


async def touch(
    connection: Connection, workspace_id: UUID, dimension: str, lead_ids: Collection[UUID]
) -> None:
    """Notes that what these leads (of account rulesets: accounts) are scored by has changed, for versions of that
    dimension that are being built. By whoever changes it, in the same transaction and under the tick."""
    values = {"workspace_id": workspace_id, "dimension": dimension, "lead_ids": list(lead_ids)}
    await connection.execute(_TOUCH, values)


async def untouch(connection: Connection, workspace_id: UUID, version_id: UUID) -> set[UUID]:
    """Takes the leads touched so far off the list."""
    rows = await connection.execute(_UNTOUCH, {"workspace_id": workspace_id, "version_id": version_id})
    return set(rows.scalars())


async def let_planner_know(connection: Connection, dimension: str, rows: int) -> None:
    """Of so many rows just made: taking a version for empty, it would join each of them to each of the leads."""
    if rows >= _MANY:
        await connection.execute(_ANALYZE["lead_states" if dimension == "engagement" else "fit_scores"])


async def show_states(
    connection: Connection, workspace_id: UUID, version: Version, at: datetime
) -> Sequence[Row[Any]]:
    """Brings the leads' rows to the version's scores at `at`; answers those whose score moved, and the near ones."""
    values = {"workspace": workspace_id, "version": version.version_id, "at": at}
    return (await connection.execute(_show(version), values)).all()


@per_version
def _show(version: Version) -> Any:
    """Also brings to 0 whom no event matches any more: the join keeps leads without a state."""
    shown = shown_scores(version).subquery("shown")
    everyone = (
        select(
            leads.c.lead_id,
            func.coalesce(shown.c.score, 0).label("score"),
            func.coalesce(shown.c.near, False).label("near"),
            shown.c.fades_at,
            leads.c.engagement_score.label("before"),
        )
        .select_from(leads.outerjoin(shown, shown.c.lead_id == leads.c.lead_id))
        .where(leads.c.workspace_id == WORKSPACE)
        .subquery("everyone")
    )
    return (
        update(leads)
        .where(
            leads.c.workspace_id == WORKSPACE,
            leads.c.lead_id == everyone.c.lead_id,
            or_(
                everyone.c.before != everyone.c.score,
                everyone.c.near,
                # one that comes to be looked at too early is put right then
                everyone.c.fades_at < func.coalesce(leads.c.fades_at, _NEVER),
            ),
        )
        .values(engagement_score=everyone.c.score, scored_at=AT, fades_at=everyone.c.fades_at)
        .returning(leads.c.lead_id, everyone.c.near, everyone.c.before, everyone.c.score)
    )


async def drop_states(connection: Connection, workspace_id: UUID, version_id: UUID) -> int:
    """Some of a version's states; 0 when there are no more."""
    rows = await connection.execute(
        _DROP_STATES, {"workspace_id": workspace_id, "version_id": version_id, "limit": _CHUNK}
    )
    return rows.rowcount
