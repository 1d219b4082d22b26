"""What two segments share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, text

from kenbun.database import Connection
from kenbun.segments.evaluation import Kind

# Of each of the three parts: how many, and what they score.
_COMPARED = """
    SELECT in_a, in_b, {score} AS score, {fit} AS fit, count(*) AS number
    FROM (
        SELECT subject_id, bool_or(segment_id = :a) AS in_a, bool_or(segment_id = :b) AS in_b
        FROM segment_members
        WHERE workspace_id = :workspace_id AND segment_id IN (:a, :b)
        GROUP BY subject_id
    ) AS m
    JOIN {table} s ON s.workspace_id = :workspace_id AND s.{key} = m.subject_id
    GROUP BY in_a, in_b, {score}, {fit}
"""
_COMPARE: dict[Kind, TextClause] = {
    "lead": text(
        _COMPARED.format(table="leads", key="lead_id", score="s.engagement_score", fit="s.profile_score")
    ),
    "account": text(
        _COMPARED.format(
            table="accounts", key="account_id", score="s.engagement_score", fit="s.account_score"
        )
    ),
}


async def compared(
    connection: Connection, workspace_id: UUID, kind: Kind, a: UUID, b: UUID
) -> Sequence[Row[Any]]:
    """How many of each pair of scores there are, in the one, in the other and in both."""
    values = {"workspace_id": workspace_id, "a": a, "b": b}
    return (await connection.execute(_COMPARE[kind], values)).all()
