from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.batch import Alias, Batch
from kenbun.database import Connection

_LEADS_OF_ALIASES = text("""
    SELECT a.kind, a.value, a.lead_id, a.own_lead_id
    FROM unnest(cast(:kinds AS text[]), cast(:values AS text[])) AS t (kind, value)
    JOIN lead_aliases a ON a.workspace_id = :workspace_id AND a.kind = t.kind AND a.value = t.value
""")

_SAVE_ALIASES = text("""
    INSERT INTO lead_aliases (workspace_id, kind, value, lead_id, own_lead_id, created_at, event_id)
    SELECT :workspace_id, t.kind, t.value, t.lead_id, t.own_lead_id, :now, t.event_id
    FROM unnest(cast(:kinds AS text[]), cast(:values AS text[]), cast(:lead_ids AS uuid[]),
                cast(:own_lead_ids AS uuid[]), cast(:event_ids AS uuid[]))
      AS t (kind, value, lead_id, own_lead_id, event_id)
""")

_EMAILS = text("""
    SELECT lead_id, value FROM lead_aliases
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND kind = 'email'
    ORDER BY created_at, event_id, value COLLATE "C"
""")

_SUGGEST = text("""
    INSERT INTO suggested_duplicates (workspace_id, subject, one_id, other_id, reason, suggested_at)
    SELECT :workspace_id, :subject, t.one_id, t.other_id, t.reason, :now
    FROM unnest(cast(:ones AS uuid[]), cast(:others AS uuid[]), cast(:reasons AS text[]))
      AS t (one_id, other_id, reason)
    ON CONFLICT DO NOTHING
""")


async def leads_of_aliases(
    connection: Connection, workspace_id: UUID, aliases: Iterable[Alias]
) -> tuple[dict[Alias, UUID], dict[UUID, UUID]]:
    """The own lead of each alias that is known, and the roots of those leads that are merged into others."""
    wanted = list(aliases)
    found = await connection.execute(
        _LEADS_OF_ALIASES,
        {
            "workspace_id": workspace_id,
            "kinds": [kind for kind, _ in wanted],
            "values": [value for _, value in wanted],
        },
    )
    rows = found.all()
    known = {(row.kind, row.value): row.own_lead_id or row.lead_id for row in rows}
    return known, {row.own_lead_id: row.lead_id for row in rows if row.own_lead_id}


async def save_aliases(connection: Connection, batch: Batch) -> None:
    if batch.new_aliases:
        await connection.execute(
            _SAVE_ALIASES,
            {
                "workspace_id": batch.workspace_id,
                "now": batch.now,
                "kinds": [alias[0] for alias, _ in batch.new_aliases],
                "values": [alias[1] for alias, _ in batch.new_aliases],
                "lead_ids": [call.lead_id for _, call in batch.new_aliases],
                "own_lead_ids": [call.merged_lead for _, call in batch.new_aliases],
                "event_ids": [call.event_id for _, call in batch.new_aliases],
            },
        )


_IS_NAMED = text("""
    SELECT EXISTS (SELECT FROM lead_aliases
                   WHERE workspace_id = :workspace_id AND lead_id = :lead_id AND kind <> 'cookie')
""")

# A person has taken apart what was merged, or said that they are two: neither is done again by itself.
_ARE_KEPT_APART = text("""
    WITH ones AS (
        SELECT lead_id FROM lead_parts
        WHERE workspace_id = :workspace_id AND root_id = ANY(cast(:ones AS uuid[]))
        UNION ALL SELECT unnest(cast(:ones AS uuid[]))
    ), others AS (
        SELECT lead_id FROM lead_parts
        WHERE workspace_id = :workspace_id AND root_id = ANY(cast(:others AS uuid[]))
        UNION ALL SELECT unnest(cast(:others AS uuid[]))
    ), apart AS (
        SELECT source_id AS one_id, target_id AS other_id FROM merges
        WHERE workspace_id = :workspace_id AND undone_at IS NOT NULL
          AND source_id IN (SELECT lead_id FROM ones UNION ALL SELECT lead_id FROM others)
        UNION ALL
        SELECT one_id, other_id FROM not_duplicates
        WHERE workspace_id = :workspace_id AND subject = 'lead'
          AND one_id IN (SELECT lead_id FROM ones UNION ALL SELECT lead_id FROM others)
    )
    SELECT EXISTS (
        SELECT FROM apart
        WHERE one_id IN (SELECT lead_id FROM ones) AND other_id IN (SELECT lead_id FROM others)
           OR other_id IN (SELECT lead_id FROM ones) AND one_id IN (SELECT lead_id FROM others))
""")


async def is_named(connection: Connection, workspace_id: UUID, root_id: UUID) -> bool:
    """Whether more is known of it than cookies."""
    values = {"workspace_id": workspace_id, "lead_id": root_id}
    return bool((await connection.execute(_IS_NAMED, values)).scalar())


async def are_kept_apart(
    connection: Connection, workspace_id: UUID, ones: Iterable[UUID], others: Iterable[UUID]
) -> bool:
    """Whether a person has said that some of these roots, or of what is shown in them, are not some of the others."""
    values = {"workspace_id": workspace_id, "ones": list(ones), "others": list(others)}
    return bool((await connection.execute(_ARE_KEPT_APART, values)).scalar())


async def emails_of(
    connection: Connection, workspace_id: UUID, lead_ids: Iterable[UUID]
) -> list[tuple[UUID, str]]:
    """The e-mail aliases of these roots, those known longest first."""
    wanted = list(lead_ids)
    if not wanted:
        return []
    rows = await connection.execute(_EMAILS, {"workspace_id": workspace_id, "lead_ids": wanted})
    return [(row.lead_id, row.value) for row in rows]


class Suggestion(NamedTuple):
    """Two leads or accounts that look like one, the older first."""

    one_id: UUID
    other_id: UUID
    reason: str


async def suggest_duplicates(
    connection: Connection,
    workspace_id: UUID,
    subject: str,
    pairs: Collection[Suggestion],
    now: datetime,
) -> None:
    """What was suggested before stays as it is."""
    await connection.execute(
        _SUGGEST,
        {
            "workspace_id": workspace_id,
            "subject": subject,
            "now": now,
            "ones": [pair.one_id for pair in pairs],
            "others": [pair.other_id for pair in pairs],
            "reasons": [pair.reason for pair in pairs],
        },
    )
