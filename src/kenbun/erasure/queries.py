"""Everything that is stored of a lead, table by table; a test holds this to the tables that there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.database import Connection
from kenbun.kit.ids import public

BY_LEAD = (
    "alike_keys",
    "committee_choices",
    "committee_detected",
    "conversions",
    "dismissed_leads",
    "event_deletion_leads",
    "kept_sessions",
    "lead_account_changes",
    "lead_aliases",
    "lead_event_types",
    "lead_owner_changes",
    "lead_parts",
    "lead_profiles",
    "leads",
    "leads_to_compare",
    "merged_watches",
    "receipt_shares",
    "sessions",
    "watches",
)
"""Tables of rows that are a lead's own."""
BY_SUBJECT = ("field_changes", "field_values", "hand_values", "level_changes", "score_history")
"""Likewise, of tables that hold rows of accounts as well."""

_THESE = "ANY(cast(:lead_ids AS uuid[]))"


def _delete(table: str, condition: str) -> TextClause:
    return text(f"DELETE FROM {table} WHERE workspace_id = :workspace_id AND {condition}")  # noqa: S608 - our names


def forget_moves(subject: str, ids: str) -> TextClause:
    """Moves of scores stand many to a row: in their places, and those of their events, there is nobody."""
    return text(f"""
        UPDATE score_moves m SET subject_ids = kept.subject_ids, event_ids = kept.event_ids
        FROM (
            SELECT c.at, c.move_id,
                   array_agg(CASE WHEN n.subject_id = ANY({ids}) THEN :nobody ELSE n.subject_id END ORDER BY n.place)
                       AS subject_ids,
                   CASE WHEN c.event_ids IS NOT NULL THEN
                       array_agg(CASE WHEN n.subject_id = ANY({ids}) THEN NULL ELSE n.event_id END ORDER BY n.place)
                   END AS event_ids
            FROM score_moves c
            CROSS JOIN LATERAL ROWS FROM (unnest(c.subject_ids), unnest(c.event_ids)) WITH ORDINALITY
                AS n (subject_id, event_id, place)
            WHERE c.workspace_id = :workspace_id AND c.subject = '{subject}'
              AND c.subject_ids && {ids}
            GROUP BY c.at, c.move_id, c.event_ids
        ) AS kept
        WHERE m.workspace_id = :workspace_id AND m.at = kept.at AND m.move_id = kept.move_id
    """).bindparams(nobody=UUID(int=0))  # noqa: S608 - our own names


def told_of(these: str) -> dict[str, TextClause]:
    """By table: what triggers have told of `these`, and what was answered to that."""
    of_firings = f"""
        f.workspace_id = :workspace_id AND f.subject_id = {these}
        AND d.workspace_id = :workspace_id AND d.firing_id = f.firing_id
    """
    attempts = text(f"""
        DELETE FROM delivery_attempts a USING deliveries d, trigger_firings f
        WHERE a.workspace_id = :workspace_id AND a.delivery_id = d.delivery_id AND {of_firings}
    """)  # noqa: S608 - our own names
    deliveries = text(f"DELETE FROM deliveries d USING trigger_firings f WHERE {of_firings}")  # noqa: S608
    return {"delivery_attempts": attempts, "deliveries": deliveries}


# By table.
OWN = {name: _delete(name, f"lead_id = {_THESE}") for name in BY_LEAD}
OWN |= {
    name: _delete(name, f"subject IN ('lead', 'merged') AND subject_id = {_THESE}") for name in BY_SUBJECT
}
# Links to leads that have been taken out again go too: of what is gone the past tells nothing.
OWN["merges"] = _delete("merges", f"(source_id = {_THESE} OR target_id = {_THESE})")
OWN["lead_roots"] = _delete("lead_roots", f"(lead_id = {_THESE} OR root_id = {_THESE})")
OWN["notifications"] = _delete("notifications", f"subject_kind = 'lead' AND subject_id = {_THESE}")
OWN["score_moves"] = forget_moves("lead", "cast(:lead_ids AS uuid[])")
# Before the firings, by which they are found.
OWN |= told_of(_THESE)
for _table in ("segment_changes", "segment_hands", "segment_members", "trigger_firings"):
    OWN[_table] = _delete(_table, f"subject_id = {_THESE}")
OWN["stirred"] = _delete("stirred", f"subject = 'lead' AND subject_id = {_THESE}")
for _table in ("suggested_duplicates", "not_duplicates"):
    OWN[_table] = _delete(_table, f"subject = 'lead' AND (one_id = {_THESE} OR other_id = {_THESE})")
# By way of their versions and jobs, which their keys begin with.
for _table, _column, _of, _key in (
    ("lead_states", "lead_id", "ruleset_versions", "version_id"),
    ("fit_scores", "subject_id", "ruleset_versions", "version_id"),
    ("mapping_candidates", "subject_id", "mapping_jobs", "job_id"),
    ("import_leads", "lead_id", "import_jobs", "job_id"),
    ("import_values", "subject_id", "import_jobs", "job_id"),
    ("import_aliases", "lead_id", "import_jobs", "job_id"),
    ("import_errors", "lead_id", "import_jobs", "job_id"),
):
    OWN[_table] = text(f"""
        DELETE FROM {_table} r USING {_of} o
        WHERE o.workspace_id = :workspace_id AND r.workspace_id = :workspace_id AND r.{_key} = o.{_key}
          AND r.{_column} = {_THESE}
    """)  # noqa: S608

_NAMES = text(f"""
    SELECT kind, value FROM lead_aliases WHERE workspace_id = :workspace_id AND lead_id = {_THESE}
    UNION
    SELECT field, value #>> '{{}}' FROM (
        SELECT field, value FROM field_changes
        WHERE workspace_id = :workspace_id AND subject = 'lead' AND subject_id = {_THESE}
          AND field IN ('email', 'phone')
        UNION ALL
        SELECT field, value FROM field_values
        WHERE workspace_id = :workspace_id AND subject = 'lead' AND subject_id = {_THESE}
          AND field IN ('email', 'phone')
    ) AS fields
    WHERE jsonb_typeof(value) = 'string'
""")  # noqa: S608

# Calls that wait, and those suppressed before anybody was known who did them.
_NAMED = """
    FROM {table} c
    CROSS JOIN LATERAL jsonb_array_elements(c.aliases) AS a (pair)
    JOIN unnest(cast(:kinds AS text[]), cast(:values AS text[])) AS n (kind, value)
      ON n.kind = a.pair ->> 0 AND n.value = a.pair ->> 1
    WHERE c.workspace_id = :workspace_id
"""

_WAITING = text(f"""
    SELECT c.event_id {_NAMED.format(table="event_inbox")}
    UNION
    SELECT event_id FROM event_inbox WHERE workspace_id = :workspace_id AND lead_id = {_THESE}
""")  # noqa: S608

_STRAYS = text(f"SELECT DISTINCT c.event_id {_NAMED.format(table='stray_calls')}")

_EVENTS_OF = text(f"""
    SELECT event_id FROM events WHERE workspace_id = :workspace_id AND lead_id = {_THESE}
""")  # noqa: S608

_DROP_WAITING = _delete("event_inbox", "event_id = ANY(cast(:event_ids AS uuid[]))")

# What others have shown while one of these was merged into them.
_UNSHOW = text(f"""
    DELETE FROM field_changes f USING lead_roots r
    WHERE r.workspace_id = :workspace_id AND r.lead_id = {_THESE}
      AND f.workspace_id = :workspace_id AND f.subject = 'merged' AND f.subject_id = r.root_id
      AND f.changed_at >= r.held_from AND (r.held_to IS NULL OR f.changed_at < r.held_to)
""")  # noqa: S608

_SILENCE = text("""
    UPDATE audit_log SET before = NULL, after = NULL
    WHERE workspace_id = :workspace_id AND subject_kind = 'lead' AND subject_id = ANY(cast(:subjects AS text[]))
      AND (before IS NOT NULL OR after IS NOT NULL)
""")

# A value that fitted no field may be one's address; which lead it was of is not kept.
_BLANK_MISFITS = text("""
    UPDATE mapping_misfits m SET sample = 'null'
    WHERE m.workspace_id = :workspace_id AND EXISTS (
        SELECT FROM unnest(cast(:values AS text[])) AS n (value)
        WHERE length(n.value) > 4 AND strpos(lower(m.sample), lower(n.value)) > 0)
""")

# What a company is said to be stays, and from which call; that may be named after the person.
_HASH_MESSAGES = text(f"""
    UPDATE field_values f SET message_id = encode(sha256(convert_to(f.message_id, 'UTF8')), 'hex')
    WHERE f.workspace_id = :workspace_id AND f.subject = 'account'
      AND f.subject_id IN (
          SELECT account_id FROM lead_account_changes
          WHERE workspace_id = :workspace_id AND lead_id = {_THESE} AND account_id IS NOT NULL)
      AND EXISTS (
          SELECT FROM unnest(cast(:values AS text[])) AS n (value)
          WHERE length(n.value) > 4 AND strpos(lower(f.message_id), lower(n.value)) > 0)
""")  # noqa: S608

# Rows of files that nobody was made of may name the person all the same, and so may a file not taken in yet.
_ROWS_OF_FILES = (
    text("""
        DELETE FROM import_errors r USING import_jobs j
        WHERE j.workspace_id = :workspace_id AND r.workspace_id = :workspace_id AND r.job_id = j.job_id
          AND r.lead_id IS NULL AND EXISTS (
              SELECT FROM unnest(cast(:values AS text[])) AS n (value)
              WHERE length(n.value) > 4 AND strpos(lower(cast(r.cells AS text)), lower(n.value)) > 0)
    """),
    text("""
        DELETE FROM import_files f
        WHERE f.workspace_id = :workspace_id
          AND NOT EXISTS (SELECT FROM import_jobs j WHERE j.workspace_id = :workspace_id AND j.file_id = f.file_id
                                                      AND j.state = 'running')
          AND EXISTS (
              SELECT FROM unnest(cast(:values AS text[])) AS n (value)
              WHERE length(n.value) > 4 AND strpos(lower(f.content), lower(n.value)) > 0)
    """),
)

_SCORES = text(f"""
    SELECT lead_id, engagement_score FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = {_THESE}
    ORDER BY lead_id
""")  # noqa: S608

_REJECTED = text("""
    SELECT rejected_id, payload FROM rejected_events
    WHERE workspace_id = :workspace_id AND rejected_id > :after
    ORDER BY rejected_id
    LIMIT :limit
""")


def _place(workspace_id: UUID, lead_ids: Collection[UUID]) -> dict[str, Any]:
    return {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}


async def names_of(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> set[tuple[str, str]]:
    """Kind and value of all that these leads are, or were, known by."""
    rows = await connection.execute(_NAMES, _place(workspace_id, lead_ids))
    return {(row.kind, row.value) for row in rows}


async def scores_of(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, int]:
    """Engagement scores of those of these ids that are leads."""
    rows = await connection.execute(_SCORES, _place(workspace_id, lead_ids))
    return {row.lead_id: row.engagement_score for row in rows}


async def waiting_calls(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], names: Collection[tuple[str, str]]
) -> list[UUID]:
    """Calls not worked on yet that name one of them."""
    values = _place(workspace_id, lead_ids) | _pairs(names)
    return list((await connection.execute(_WAITING, values)).scalars())


async def stray_events(
    connection: Connection, workspace_id: UUID, names: Collection[tuple[str, str]]
) -> list[UUID]:
    """Suppressed events without a lead that name one of them."""
    values = {"workspace_id": workspace_id} | _pairs(names)
    return list((await connection.execute(_STRAYS, values)).scalars())


async def events_of(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> list[UUID]:
    return list((await connection.execute(_EVENTS_OF, _place(workspace_id, lead_ids))).scalars())


async def drop_waiting(connection: Connection, workspace_id: UUID, event_ids: Sequence[UUID]) -> None:
    values = {"workspace_id": workspace_id, "event_ids": list(event_ids)}
    await connection.execute(_DROP_WAITING, values)


async def clean_others(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], names: Collection[tuple[str, str]]
) -> None:
    """Where rows stay that are not the lead's own, what is in them of it goes: the audit log, samples, message ids;
    files of leads that name it go."""
    values = _place(workspace_id, lead_ids) | _pairs(names)
    await connection.execute(_HASH_MESSAGES, values)
    await connection.execute(_BLANK_MISFITS, values)
    await connection.execute(_UNSHOW, values)
    for statement in _ROWS_OF_FILES:
        await connection.execute(statement, values)
    subjects = [public("ld", lead_id) for lead_id in lead_ids]
    await connection.execute(_SILENCE, {"workspace_id": workspace_id, "subjects": subjects})


async def drop_own(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> dict[str, int]:
    """How many rows there were, by table."""
    place = _place(workspace_id, lead_ids)
    return {name: (await connection.execute(statement, place)).rowcount for name, statement in OWN.items()}


async def rejected_after(
    connection: Connection, workspace_id: UUID, after: UUID, limit: int
) -> list[tuple[UUID, str]]:
    """Ids and payloads, in order."""
    values = {"workspace_id": workspace_id, "after": after, "limit": limit}
    return [(row.rejected_id, row.payload) for row in await connection.execute(_REJECTED, values)]


def _pairs(names: Collection[tuple[str, str]]) -> dict[str, Any]:
    return {"kinds": [kind for kind, _ in names], "values": [value for _, value in names]}
