from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection
from kenbun.mapping.held import Slot

# Of a lead that the job made: nothing but what the job brought.
_NOTHING_ELSE = """
    i.is_new
    AND NOT EXISTS (SELECT FROM lead_parts p WHERE p.workspace_id = :workspace_id AND p.lead_id = i.lead_id)
    AND NOT EXISTS (SELECT FROM events e WHERE e.workspace_id = :workspace_id AND e.lead_id = i.lead_id)
    AND NOT EXISTS (SELECT FROM watches w WHERE w.workspace_id = :workspace_id AND w.lead_id = i.lead_id)
    AND NOT EXISTS (SELECT FROM lead_owner_changes o WHERE o.workspace_id = :workspace_id AND o.lead_id = i.lead_id)
    AND NOT EXISTS (SELECT FROM receipt_shares s WHERE s.workspace_id = :workspace_id AND s.lead_id = i.lead_id)
    AND NOT EXISTS (SELECT FROM hand_values h WHERE h.workspace_id = :workspace_id AND h.subject = 'lead'
                                                AND h.subject_id = i.lead_id)
    AND NOT EXISTS (SELECT FROM field_values f WHERE f.workspace_id = :workspace_id AND f.subject = 'lead'
                    AND f.subject_id = i.lead_id AND NOT starts_with(f.message_id, :prefix))
    AND NOT EXISTS (SELECT FROM import_values u WHERE u.workspace_id = :workspace_id AND u.job_id = i.job_id
                    AND u.subject = 'lead' AND u.subject_id = i.lead_id)
    AND NOT EXISTS (SELECT FROM lead_aliases a WHERE a.workspace_id = :workspace_id AND a.lead_id = i.lead_id
                    AND NOT EXISTS (SELECT FROM import_aliases b WHERE b.workspace_id = :workspace_id
                                    AND b.job_id = :job_id AND b.kind = a.kind AND b.value = a.value))
"""

# What the job has set: in leads and accounts that were there before with what they held; in those it made nothing, but
# for what has come since and was older.
_SET = """
    SELECT v.subject, v.subject_id, b.key AS field, b.value AS before
    FROM import_values v, jsonb_each(v.before) AS b
    WHERE v.workspace_id = :workspace_id AND v.job_id = :job_id {some}
    UNION ALL
    SELECT f.subject, f.subject_id, f.field, 'null'
    FROM import_leads i
    JOIN field_values f ON f.workspace_id = :workspace_id AND f.subject = 'lead' AND f.subject_id = i.lead_id
    WHERE i.workspace_id = :workspace_id AND i.job_id = :job_id AND i.is_new AND starts_with(f.message_id, :prefix)
      AND NOT EXISTS (SELECT FROM import_values u WHERE u.workspace_id = :workspace_id AND u.job_id = :job_id
                      AND u.subject = 'lead' AND u.subject_id = i.lead_id AND jsonb_exists(u.before, f.field))
      {others}
"""

# Of a value: it still is what the job said.
_STANDS = """
    EXISTS (SELECT FROM field_values f WHERE f.workspace_id = :workspace_id AND f.subject = v.subject
            AND f.subject_id = v.subject_id AND f.field = v.field AND starts_with(f.message_id, :prefix))
    AND NOT EXISTS (SELECT FROM hand_values h WHERE h.workspace_id = :workspace_id AND h.subject = v.subject
                    AND h.subject_id = v.subject_id AND h.field = v.field)
"""

_COUNTS = text(f"""
    WITH mine AS (
        SELECT i.lead_id, i.is_new, {_NOTHING_ELSE} AS goes
        FROM import_leads i WHERE i.workspace_id = :workspace_id AND i.job_id = :job_id
    )
    SELECT (SELECT count(*) FROM mine WHERE goes) AS leads_removed,
           (SELECT count(*) FROM mine WHERE is_new AND NOT goes) AS leads_kept,
           count(*) FILTER (WHERE v.stands) AS values_taken_back,
           count(*) FILTER (WHERE NOT v.stands) AS values_kept
    FROM (
        SELECT {_STANDS} AS stands
        FROM ({_SET.format(some="", others="")}) AS v
        WHERE v.subject = 'account' OR v.subject_id NOT IN (SELECT lead_id FROM mine WHERE goes)
    ) AS v
""")  # noqa: S608 - our own conditions

_NEXT_LEADS = text(f"""
    SELECT i.lead_id, {_NOTHING_ELSE} AS goes
    FROM import_leads i
    WHERE i.workspace_id = :workspace_id AND i.job_id = :job_id
    ORDER BY i.lead_id
    LIMIT :limit
""")  # noqa: S608

_DONE_WITH = text("""
    DELETE FROM import_leads
    WHERE workspace_id = :workspace_id AND job_id = :job_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")

# What a later import found, where it was this one's, is now what this one found.
_HAND_ON = text("""
    UPDATE import_values o
    SET before = (
        SELECT jsonb_object_agg(b.key, CASE WHEN starts_with(b.value ->> 'message_id', :prefix)
                                            THEN coalesce(v.before -> b.key, 'null') ELSE b.value END)
        FROM jsonb_each(o.before) AS b)
    FROM unnest(cast(:subject_ids AS uuid[])) AS t (subject_id)
    LEFT JOIN import_values v ON v.workspace_id = :workspace_id AND v.job_id = :job_id AND v.subject_id = t.subject_id
    WHERE o.workspace_id = :workspace_id AND o.subject_id = t.subject_id AND o.job_id <> :job_id
""")

_SET_IN = text(
    _SET.format(
        some="AND v.subject_id = ANY(cast(:subject_ids AS uuid[]))",
        others="AND i.lead_id = ANY(cast(:subject_ids AS uuid[]))",
    )
)

_DROP_SET = text("""
    DELETE FROM import_values
    WHERE workspace_id = :workspace_id AND job_id = :job_id AND subject_id = ANY(cast(:subject_ids AS uuid[]))
""")

_NEXT_ACCOUNTS = text("""
    SELECT subject_id FROM import_values
    WHERE workspace_id = :workspace_id AND job_id = :job_id AND subject = 'account'
    LIMIT :limit
""")

_DROP = text("""
    DELETE FROM field_values f
    USING unnest(cast(:subjects AS text[]), cast(:subject_ids AS uuid[]), cast(:fields AS text[]))
      AS t (subject, subject_id, field)
    WHERE f.workspace_id = :workspace_id AND f.subject = t.subject AND f.subject_id = t.subject_id
      AND f.field = t.field
""")

_RESTORE = text("""
    UPDATE field_values f
    SET value = t.before -> 'value', behaviour = t.before ->> 'behaviour', message_id = t.before ->> 'message_id',
        happened_at = cast(t.before ->> 'happened_at' AS timestamptz), origin = t.before ->> 'origin'
    FROM unnest(cast(:subjects AS text[]), cast(:subject_ids AS uuid[]), cast(:fields AS text[]),
                cast(:befores AS jsonb[])) AS t (subject, subject_id, field, before)
    WHERE f.workspace_id = :workspace_id AND f.subject = t.subject AND f.subject_id = t.subject_id
      AND f.field = t.field
""")

# What somebody has come by since is an alias of theirs; and what one is known by whom the job has made, and who stays.
_DROP_ALIASES = text("""
    DELETE FROM lead_aliases a USING import_aliases b
    WHERE b.workspace_id = :workspace_id AND b.job_id = :job_id AND b.lead_id = ANY(cast(:lead_ids AS uuid[]))
      AND a.workspace_id = :workspace_id AND a.kind = b.kind AND a.value = b.value
      AND coalesce(a.own_lead_id, a.lead_id) = b.lead_id
      AND NOT EXISTS (SELECT FROM events e WHERE e.workspace_id = :workspace_id AND e.lead_id = a.lead_id
                      AND e.received_at >= :since)
      AND NOT EXISTS (SELECT FROM import_leads i WHERE i.workspace_id = :workspace_id AND i.job_id = :job_id
                      AND i.lead_id = b.lead_id AND i.is_new)
    RETURNING a.lead_id
""")


def _job(workspace_id: UUID, job_id: UUID, prefix: str = "") -> dict[str, Any]:
    return {"workspace_id": workspace_id, "job_id": job_id, "prefix": prefix}


async def counts(connection: Connection, workspace_id: UUID, job_id: UUID, prefix: str) -> Row[Any]:
    """`prefix` is how the message ids of the job's values begin."""
    return (await connection.execute(_COUNTS, _job(workspace_id, job_id, prefix))).one()


async def next_leads(
    connection: Connection, workspace_id: UUID, job_id: UUID, prefix: str, limit: int
) -> dict[UUID, bool]:
    """Of each whether it goes with the job."""
    values = _job(workspace_id, job_id, prefix) | {"limit": limit}
    return {row.lead_id: row.goes for row in await connection.execute(_NEXT_LEADS, values)}


async def done_with(
    connection: Connection, workspace_id: UUID, job_id: UUID, lead_ids: Collection[UUID]
) -> None:
    await connection.execute(_DONE_WITH, _job(workspace_id, job_id) | {"lead_ids": list(lead_ids)})


async def take_values(
    connection: Connection, workspace_id: UUID, job_id: UUID, prefix: str, subject_ids: Collection[UUID]
) -> dict[Slot, Any]:
    """What each field of these leads or accounts held before the job."""
    values = _job(workspace_id, job_id, prefix) | {"subject_ids": list(subject_ids)}
    await connection.execute(_HAND_ON, values)
    rows = (await connection.execute(_SET_IN, values)).all()
    await connection.execute(_DROP_SET, values)
    return {(row.subject, row.subject_id, row.field): row.before for row in rows}


async def next_accounts(connection: Connection, workspace_id: UUID, job_id: UUID, limit: int) -> list[UUID]:
    rows = await connection.execute(_NEXT_ACCOUNTS, _job(workspace_id, job_id) | {"limit": limit})
    return list(rows.scalars())


async def drop_values(connection: Connection, workspace_id: UUID, slots: Sequence[Slot]) -> None:
    await connection.execute(_DROP, {"workspace_id": workspace_id} | _columns(slots))


async def restore_values(
    connection: Connection, workspace_id: UUID, befores: Sequence[tuple[Slot, Any]]
) -> None:
    columns = _columns([slot for slot, _ in befores])
    values = {"befores": [json.dumps(before) for _, before in befores]}
    await connection.execute(_RESTORE, {"workspace_id": workspace_id} | columns | values)


async def drop_aliases(
    connection: Connection, workspace_id: UUID, job_id: UUID, lead_ids: Collection[UUID], since: datetime
) -> set[UUID]:
    """Those that the job brought to these leads, unless the lead has done something since. Answers where the leads
    that lost one are shown."""
    values = _job(workspace_id, job_id) | {"lead_ids": list(lead_ids), "since": since}
    return set((await connection.execute(_DROP_ALIASES, values)).scalars())


def _columns(slots: Sequence[Slot]) -> dict[str, list[Any]]:
    return {
        "subjects": [slot[0] for slot in slots],
        "subject_ids": [slot[1] for slot in slots],
        "fields": [slot[2] for slot in slots],
    }
