"""What a job did, kept so that it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from kenbun.batch import Alias
from kenbun.database import Connection
from kenbun.mapping.held import Held, Whose

_LEADS = text("""
    INSERT INTO import_leads (workspace_id, job_id, lead_id, is_new)
    SELECT :workspace_id, :job_id, t.lead_id, t.is_new
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:news AS boolean[])) AS t (lead_id, is_new)
    ON CONFLICT DO NOTHING
""")

_ALIASES = text("""
    INSERT INTO import_aliases (workspace_id, job_id, kind, value, lead_id)
    SELECT :workspace_id, :job_id, t.kind, t.value, t.lead_id
    FROM unnest(cast(:kinds AS text[]), cast(:values AS text[]), cast(:lead_ids AS uuid[])) AS t (kind, value, lead_id)
    ON CONFLICT DO NOTHING
""")

# Of a field that the job sets again, what it held at first counts.
_VALUES = text("""
    INSERT INTO import_values AS v (workspace_id, job_id, subject, subject_id, before)
    SELECT :workspace_id, :job_id, t.subject, t.subject_id, t.before
    FROM unnest(cast(:subjects AS text[]), cast(:subject_ids AS uuid[]), cast(:befores AS jsonb[]))
      AS t (subject, subject_id, before)
    ON CONFLICT (workspace_id, job_id, subject, subject_id) DO UPDATE SET before = excluded.before || v.before
""")


async def keep_leads(
    connection: Connection, workspace_id: UUID, job_id: UUID, leads: Mapping[UUID, bool]
) -> None:
    """Each with whether the job made it."""
    values = {"lead_ids": list(leads), "news": list(leads.values())}
    await connection.execute(_LEADS, {"workspace_id": workspace_id, "job_id": job_id} | values)


async def keep_aliases(
    connection: Connection, workspace_id: UUID, job_id: UUID, aliases: Sequence[tuple[Alias, UUID]]
) -> None:
    values = {
        "kinds": [kind for (kind, _), _ in aliases],
        "values": [value for (_, value), _ in aliases],
        "lead_ids": [lead_id for _, lead_id in aliases],
    }
    await connection.execute(_ALIASES, {"workspace_id": workspace_id, "job_id": job_id} | values)


async def keep_values(
    connection: Connection,
    workspace_id: UUID,
    job_id: UUID,
    before: Mapping[Whose, Mapping[str, Held | None]],
) -> None:
    """Of leads and accounts that were there before the job."""
    values = {
        "subjects": [subject for subject, _ in before],
        "subject_ids": [subject_id for _, subject_id in before],
        "befores": [
            msgspec.json.encode({field: _document(held) for field, held in fields.items()}).decode()
            for fields in before.values()
        ],
    }
    await connection.execute(_VALUES, {"workspace_id": workspace_id, "job_id": job_id} | values)


def _document(held: Held | None) -> dict[str, Any] | None:
    """None also where there was a value set by hand alone: that stays whatever calls say."""
    return None if held is None or held.behaviour == "none" else held.document()
