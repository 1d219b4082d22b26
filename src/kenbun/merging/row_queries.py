"""All rows that stand under the id of a root: to another root, and back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.leads.tables import leads
from kenbun.merging import tree_queries
from kenbun.merging.link_queries import Link, Merge

_KEEP_SESSIONS = text("""
    INSERT INTO kept_sessions (workspace_id, lead_id, started_at, session_id)
    SELECT workspace_id, lead_id, started_at, session_id FROM sessions
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
    ON CONFLICT DO NOTHING
""")

# They stand under the lead that their events stand under.
_SUPPRESSIONS_TO_ROOT = text("""
    UPDATE event_suppressions s SET lead_id = t.root_id
    FROM unnest(cast(:source_ids AS uuid[]), cast(:root_ids AS uuid[])) AS t (source_id, root_id)
    WHERE s.workspace_id = :workspace_id AND s.lead_id = t.source_id
""")
_SUPPRESSIONS_TO_SOURCE = text("""
    UPDATE event_suppressions s SET lead_id = e.lead_id
    FROM events e
    WHERE s.workspace_id = :workspace_id AND s.lead_id = :root_id
      AND e.workspace_id = :workspace_id AND e.event_id = s.event_id AND e.lead_id = :source_id
""")

_MADE_OF_EVENTS = [
    text(f"""
        DELETE FROM {table} WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
    """)  # noqa: S608 - our own names
    for table in ("leads", "lead_profiles", "sessions", "conversions", "lead_event_types", "alike_keys")
]
_MADE_BY_VERSIONS = [
    text(f"""
        DELETE FROM {table} x USING ruleset_versions v
        WHERE v.workspace_id = :workspace_id AND x.workspace_id = :workspace_id AND x.version_id = v.version_id
          AND x.{key} = ANY(cast(:lead_ids AS uuid[]))
    """)  # noqa: S608
    for table, key in (("lead_states", "lead_id"), ("fit_scores", "subject_id"))
]

_COLUMNS = [column.name for column in leads.columns]
# One that never had a row begins as a lead begins; so does, in one that had, what rows did not have then.
_RESTORE = text(f"""
    INSERT INTO leads ({", ".join(_COLUMNS)})
    SELECT {", ".join(f"kept.{name}" for name in _COLUMNS)}
    FROM merges m
    JOIN lead_parts p ON p.workspace_id = :workspace_id AND p.lead_id = m.source_id
    CROSS JOIN LATERAL jsonb_populate_record(cast(NULL AS leads), jsonb_build_object(
        'workspace_id', m.workspace_id, 'lead_id', m.source_id, 'account_basis', p.account_basis,
        'created_at', p.created_at, 'event_count', 0, 'session_count', 0, 'engagement_score', 0, 'profile_score', 0,
        'previous_score', 0, 'scored_at', m.merged_at) || coalesce(m.kept, '{{}}')) AS kept
    WHERE m.workspace_id = :workspace_id AND m.merge_id = :merge_id
""")  # noqa: S608

_FORGET_SESSIONS = text("""
    DELETE FROM kept_sessions WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")


async def to_roots(connection: Connection, workspace_id: UUID, links: Sequence[Link]) -> None:
    """From the sources to their roots, once the parts are linked. What is made of events goes."""
    place = {"workspace_id": workspace_id}
    pairs = {"source_ids": [one.source_id for one in links], "root_ids": [one.root_id for one in links]}
    await tree_queries.rows_to_roots(connection, workspace_id, links)
    await connection.execute(_SUPPRESSIONS_TO_ROOT, place | pairs)
    for statement in (*_MADE_OF_EVENTS, *_MADE_BY_VERSIONS):
        await connection.execute(statement, place | {"lead_ids": pairs["source_ids"]})
    await tree_queries.show_created(connection, workspace_id, set(pairs["root_ids"]))


async def to_source(
    connection: Connection, workspace_id: UUID, merge: Merge, root_id: UUID, own_ids: Collection[UUID]
) -> None:
    """Those of these own leads come out of the root, under the source of the merge, whose narrow row is back."""
    place = {"workspace_id": workspace_id}
    pair = {"source_id": merge.source_id, "root_id": root_id}
    await connection.execute(_RESTORE, place | {"merge_id": merge.merge_id})
    await tree_queries.rows_to_source(connection, workspace_id, merge.source_id, root_id, own_ids)
    await connection.execute(_SUPPRESSIONS_TO_SOURCE, place | pair)


async def keep_sessions(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    """By which ids those of these roots are known, for when they are woven like that again."""
    await connection.execute(_KEEP_SESSIONS, {"workspace_id": workspace_id, "lead_ids": list(lead_ids)})


async def forget_sessions(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    """Those that were kept of these leads: they are back under their ids."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    await connection.execute(_FORGET_SESSIONS, values)
