from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.batch import Alias, Batch
from kenbun.database import Connection

_LEADS_OF_ALIASES = text("""
    SELECT a.kind, a.value, a.lead_id
    FROM unnest(cast(:kinds AS text[]), cast(:values AS text[])) AS t (kind, value)
    JOIN lead_aliases a ON a.workspace_id = :workspace_id AND a.kind = t.kind AND a.value = t.value
""")

_SAVE_ALIASES = text("""
    INSERT INTO lead_aliases (workspace_id, kind, value, lead_id, created_at, event_id)
    SELECT :workspace_id, t.kind, t.value, t.lead_id, :now, t.event_id
    FROM unnest(cast(:kinds AS text[]), cast(:values AS text[]), cast(:lead_ids AS uuid[]),
                cast(:event_ids AS uuid[])) AS t (kind, value, lead_id, event_id)
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
) -> dict[Alias, UUID]:
    wanted = list(aliases)
    rows = await connection.execute(
        _LEADS_OF_ALIASES,
        {
            "workspace_id": workspace_id,
            "kinds": [kind for kind, _ in wanted],
            "values": [value for _, value in wanted],
        },
    )
    return {(row.kind, row.value): row.lead_id for row in rows.all()}


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
                "event_ids": [call.event_id for _, call in batch.new_aliases],
            },
        )


async def emails_of(
    connection: Connection, workspace_id: UUID, lead_ids: Iterable[UUID]
) -> list[tuple[UUID, str]]:
    """The e-mail aliases of these leads, those known longest first."""
    wanted = list(lead_ids)
    if not wanted:
        return []
    rows = await connection.execute(_EMAILS, {"workspace_id": workspace_id, "lead_ids": wanted})
    return [(row.lead_id, row.value) for row in rows]


async def suggest_duplicates(
    connection: Connection,
    workspace_id: UUID,
    subject: str,
    pairs: dict[tuple[UUID, UUID], str],
    now: datetime,
) -> None:
    """`pairs` maps (older, younger) to the reason; a pair suggested before stays as it is."""
    await connection.execute(
        _SUGGEST,
        {
            "workspace_id": workspace_id,
            "subject": subject,
            "now": now,
            "ones": [one for one, _ in pairs],
            "others": [other for _, other in pairs],
            "reasons": list(pairs.values()),
        },
    )
