from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, any_, func, literal, select, text

from kenbun.analysis.kinds import KINDS
from kenbun.database import Connection
from kenbun.leads.tables import leads
from kenbun.levels.dimensions import SCORED, Dimension
from kenbun.lists.ranges import ScoreRange
from kenbun.lists.text_queries import within
from kenbun.segments.tables import segment_changes, segments

# With their engagement that of their accounts.
_LEADS = text("""
    WITH risen AS (
        UPDATE leads SET engagement_score = t.score
        FROM unnest(cast(:ids AS uuid[]), cast(:scores AS bigint[])) AS t (id, score)
        WHERE leads.workspace_id = :workspace_id AND leads.lead_id = t.id
        RETURNING leads.lead_id, leads.account_id, old.engagement_score AS before, new.engagement_score AS after
    ), summed AS (
        UPDATE accounts SET engagement_score = accounts.engagement_score + s.rise
        FROM (SELECT account_id, cast(sum(after - before) AS bigint) AS rise FROM risen GROUP BY account_id) AS s
        WHERE accounts.workspace_id = :workspace_id AND accounts.account_id = s.account_id
        RETURNING accounts.account_id, old.engagement_score AS before, new.engagement_score AS after
    )
    SELECT 'engagement' AS dimension, lead_id AS id, before, after FROM risen
    UNION ALL SELECT 'account_engagement', account_id, before, after FROM summed
""")
_PROFILES = text("""
    UPDATE leads SET profile_score = t.score
    FROM unnest(cast(:ids AS uuid[]), cast(:scores AS bigint[])) AS t (id, score)
    WHERE leads.workspace_id = :workspace_id AND leads.lead_id = t.id
    RETURNING 'profile' AS dimension, leads.lead_id AS id, old.profile_score AS before, new.profile_score AS after
""")
_ACCOUNTS = text("""
    UPDATE accounts SET account_score = t.score
    FROM unnest(cast(:ids AS uuid[]), cast(:scores AS bigint[])) AS t (id, score)
    WHERE accounts.workspace_id = :workspace_id AND accounts.account_id = t.id
    RETURNING 'account' AS dimension, accounts.account_id AS id, old.account_score AS before,
              new.account_score AS after
""")
_SET = {"engagement": _LEADS, "profile": _PROFILES, "account": _ACCOUNTS}


async def set_scores(
    connection: Connection, workspace_id: UUID, dimension: str, ids: Sequence[UUID], scores: Sequence[int]
) -> dict[Dimension, list[tuple[UUID, int, int]]]:
    """As lists would show them. Answers (id, before, after), by dimension: accounts sum up another engagement by it."""
    values = {"workspace_id": workspace_id, "ids": list(ids), "scores": list(scores)}
    found: dict[Dimension, list[tuple[UUID, int, int]]] = {}
    for row in await connection.execute(_SET[dimension], values):
        found.setdefault(row.dimension, []).append((row.id, row.before, row.after))
    return found


async def homes_of(
    connection: Connection, workspace_id: UUID, lead_ids: Sequence[UUID]
) -> list[tuple[UUID, UUID | None]]:
    """Leads with their accounts, those of one account together."""
    these = any_(literal(list(lead_ids), ARRAY(Uuid)))
    found = (
        select(leads.c.lead_id, leads.c.account_id)
        .where(leads.c.workspace_id == workspace_id, leads.c.lead_id == these)
        .order_by(leads.c.account_id, leads.c.lead_id)
    )
    return [(row.lead_id, row.account_id) for row in await connection.execute(found)]


async def everybody(connection: Connection, workspace_id: UUID, kind: str) -> Sequence[UUID]:
    of = KINDS[kind]
    found = select(of.key).where(of.table.c.workspace_id == workspace_id)
    return (await connection.execute(found)).scalars().all()


async def scored_within(
    connection: Connection, workspace_id: UUID, dimension: Dimension, ranges: Sequence[ScoreRange]
) -> Sequence[UUID]:
    """The leads, or accounts, whose score lies in any of the ranges."""
    scored = SCORED[dimension]
    of = KINDS[scored.subject]
    found = select(of.key).where(
        of.table.c.workspace_id == workspace_id, within(of.table.c[scored.column], tuple(ranges))
    )
    return (await connection.execute(found)).scalars().all()


async def moved_at(connection: Connection, workspace_id: UUID, now: datetime) -> Sequence[Row[Any]]:
    """Entries and exits of this tick, by segment; the most moved first."""
    same = (segments.c.workspace_id == segment_changes.c.workspace_id) & (
        segments.c.segment_id == segment_changes.c.segment_id
    )
    found = (
        select(
            segments.c.segment_id,
            segments.c.kind,
            segments.c.name,
            func.count().filter(segment_changes.c.entered).label("enters"),
            func.count().filter(~segment_changes.c.entered).label("leaves"),
        )
        .select_from(segment_changes.join(segments, same))
        .where(segment_changes.c.workspace_id == workspace_id, segment_changes.c.at == now)
        .group_by(segments.c.segment_id, segments.c.kind, segments.c.name)
        .order_by(func.count().desc(), segments.c.segment_id)
    )
    return (await connection.execute(found)).all()
