from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_POINTS = text("""
    SELECT at, last, low, high FROM score_history
    WHERE workspace_id = :workspace_id AND subject = :subject AND subject_id = :subject_id
      AND dimension = :dimension AND at >= coalesce(cast(:first AS timestamptz), '-infinity')
      AND at <= coalesce(cast(:last AS timestamptz), 'infinity')
    ORDER BY at DESC
    LIMIT :limit
""")

_FIRST = text("""
    SELECT min(at) FROM score_history
    WHERE workspace_id = :workspace_id AND subject = :subject AND subject_id = :subject_id
      AND dimension = :dimension
""")

_SHOWN = {
    "lead": text("""
        SELECT engagement_score, profile_score AS fit_score FROM leads
        WHERE workspace_id = :workspace_id AND lead_id = :subject_id
    """),
    "account": text("""
        SELECT engagement_score, account_score AS fit_score FROM accounts
        WHERE workspace_id = :workspace_id AND account_id = :subject_id
    """),
}

_CONVERSIONS = text("""
    SELECT c.lead_id, c.at, d.definition_id, d.name
    FROM leads l
    JOIN conversions c ON c.workspace_id = :workspace_id AND c.lead_id = l.lead_id
    JOIN conversion_definitions d ON d.workspace_id = :workspace_id AND d.definition_id = c.definition_id
    WHERE l.workspace_id = :workspace_id AND (l.lead_id = :subject_id OR l.account_id = :subject_id)
      AND c.at >= coalesce(cast(:first AS timestamptz), '-infinity')
      AND c.at <= coalesce(cast(:last AS timestamptz), 'infinity')
    ORDER BY c.at, d.created_at, d.definition_id
    LIMIT :limit
""")

# Ten years of hours would be more than any chart can show.
_MOST_POINTS = 10_000
_MOST_CONVERSIONS = 200


class Subject(NamedTuple):
    """Whose score of which dimension: `kind` is lead or account."""

    kind: str
    subject_id: UUID
    dimension: str


class Point(NamedTuple):
    at: datetime
    last: int
    low: int
    high: int


class Converted(NamedTuple):
    lead_id: UUID
    at: datetime
    definition_id: UUID
    name: str


async def points(
    connection: Connection, workspace_id: UUID, of: Subject, first: datetime | None, last: datetime | None
) -> list[Point]:
    """In order of time; the latest, where there are very many."""
    values = _values(workspace_id, of) | {"first": first, "last": last, "limit": _MOST_POINTS}
    return [Point(*row) for row in (await connection.execute(_POINTS, values)).all()][::-1]


async def first_point(connection: Connection, workspace_id: UUID, of: Subject) -> datetime | None:
    found: datetime | None = (await connection.execute(_FIRST, _values(workspace_id, of))).scalar()
    return found


async def shown_score(connection: Connection, workspace_id: UUID, of: Subject) -> int | None:
    """What lists show now, None where there is no such lead or account."""
    values = {"workspace_id": workspace_id, "subject_id": of.subject_id}
    row = (await connection.execute(_SHOWN[of.kind], values)).one_or_none()
    if row is None:
        return None
    return int(row.engagement_score if of.dimension == "engagement" else row.fit_score)


async def conversions(
    connection: Connection,
    workspace_id: UUID,
    subject_id: UUID,
    first: datetime | None = None,
    last: datetime | None = None,
) -> list[Converted]:
    """Of a lead, or of all leads of an account, the earliest first."""
    values = {"workspace_id": workspace_id, "subject_id": subject_id, "first": first, "last": last}
    rows = await connection.execute(_CONVERSIONS, values | {"limit": _MOST_CONVERSIONS})
    return [Converted(*row) for row in rows.all()]


def _values(workspace_id: UUID, of: Subject) -> dict[str, object]:
    return {
        "workspace_id": workspace_id,
        "subject": of.kind,
        "subject_id": of.subject_id,
        "dimension": of.dimension,
    }
