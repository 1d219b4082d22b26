"""The links between leads, and what goes along with one: parts, roots, and all that stands under a root's id."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, text

from kenbun.batch.part import Account
from kenbun.database import Connection
from kenbun.leads.tables import leads
from kenbun.merging.tables import merges


class Came(NamedTuple):
    """How much there is of a lead."""

    events: int = 0
    aliases: int = 0
    sessions: int = 0


class Link(NamedTuple):
    """`root_id` is where the source is shown from now on: where the target is."""

    merge_id: UUID
    source_id: UUID
    target_id: UUID
    root_id: UUID
    by: str
    reason: str
    came: Came
    # what people chose: see `merges`
    account_id: UUID | None = None
    fields: Mapping[str, Any] = {}


class Merge(NamedTuple):
    """A link as it is kept."""

    merge_id: UUID
    source_id: UUID
    target_id: UUID
    merged_at: datetime
    undone_at: datetime | None


_COUNT = text("""
    SELECT t.lead_id,
           (SELECT count(*) FROM events e WHERE e.workspace_id = :workspace_id AND e.lead_id = t.lead_id) AS events,
           (SELECT count(*) FROM lead_aliases a
            WHERE a.workspace_id = :workspace_id AND a.lead_id = t.lead_id) AS aliases,
           (SELECT count(*) FROM sessions s WHERE s.workspace_id = :workspace_id AND s.lead_id = t.lead_id) AS sessions
    FROM unnest(cast(:lead_ids AS uuid[])) AS t (lead_id)
""")

_ADD_PARTS = text("""
    INSERT INTO lead_parts (workspace_id, lead_id, root_id, created_at, account_id, account_basis, account_at, owner_id)
    SELECT workspace_id, lead_id, lead_id, created_at, account_id, account_basis, account_at, owner_id FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
    ON CONFLICT DO NOTHING
""")

# Of leads that the batch at hand makes: their rows come later, or never.
_ADD_NEW_PARTS = text("""
    INSERT INTO lead_parts (workspace_id, lead_id, root_id, created_at, account_basis)
    SELECT :workspace_id, t.lead_id, t.lead_id, :now, 'no_email' FROM unnest(cast(:lead_ids AS uuid[])) AS t (lead_id)
""")

_ADD_LINKS = text("""
    INSERT INTO merges (workspace_id, merge_id, source_id, target_id, merged_at, merged_by, reason, events, aliases,
                        sessions, account_id, fields, kept)
    SELECT :workspace_id, t.merge_id, t.source_id, t.target_id, :now, t.merged_by, t.reason, t.event_count,
           t.alias_count, t.session_count, t.account_id, t.fields, to_jsonb(l)
    FROM unnest(cast(:merge_ids AS uuid[]), cast(:source_ids AS uuid[]), cast(:target_ids AS uuid[]),
                cast(:bys AS text[]), cast(:reasons AS text[]), cast(:events AS int[]), cast(:aliases AS int[]),
                cast(:sessions AS int[]), cast(:account_ids AS uuid[]), cast(:fields AS jsonb[]))
      AS t (merge_id, source_id, target_id, merged_by, reason, event_count, alias_count, session_count, account_id,
            fields)
    LEFT JOIN leads l ON l.workspace_id = :workspace_id AND l.lead_id = t.source_id
""")

_KEEP_SESSIONS = text("""
    INSERT INTO kept_sessions (workspace_id, lead_id, started_at, session_id)
    SELECT workspace_id, lead_id, started_at, session_id FROM sessions
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
    ON CONFLICT DO NOTHING
""")

_LINK_PARTS = text("""
    UPDATE lead_parts p
    SET root_id = t.root_id, merge_id = CASE p.lead_id WHEN t.source_id THEN t.merge_id ELSE p.merge_id END
    FROM unnest(cast(:source_ids AS uuid[]), cast(:root_ids AS uuid[]), cast(:merge_ids AS uuid[]))
      AS t (source_id, root_id, merge_id)
    WHERE p.workspace_id = :workspace_id AND p.root_id = t.source_id
""")

_CLOSE_ROOTS = text("""
    UPDATE lead_roots SET held_to = :now
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND held_to IS NULL
""")

_OPEN_ROOTS = text("""
    INSERT INTO lead_roots (workspace_id, lead_id, held_from, root_id)
    SELECT workspace_id, lead_id, :now, root_id FROM lead_parts
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND lead_id <> root_id
""")

# Whose rows: of sources all, of an own lead that is taken out of its root those that are its own.
_TO_ROOT = """
    UPDATE {table} x SET lead_id = t.root_id, own_lead_id = coalesce(x.own_lead_id, x.lead_id)
    FROM unnest(cast(:source_ids AS uuid[]), cast(:root_ids AS uuid[])) AS t (source_id, root_id)
    WHERE x.workspace_id = :workspace_id AND x.lead_id = t.source_id
"""
_TO_SOURCE = """
    UPDATE {table} x
    SET lead_id = :source_id,
        own_lead_id = CASE WHEN coalesce(x.own_lead_id, x.lead_id) <> :source_id THEN x.own_lead_id END
    WHERE x.workspace_id = :workspace_id AND x.lead_id = :root_id AND x.own_lead_id = ANY(cast(:own_ids AS uuid[]))
"""
_EVENTS_TO_ROOT, _ALIASES_TO_ROOT, _EVENTS_TO_SOURCE, _ALIASES_TO_SOURCE = (
    text(statement.format(table=table))
    for statement in (_TO_ROOT, _TO_SOURCE)
    for table in ("events", "lead_aliases")
)
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

_CREATED = text("""
    UPDATE leads l SET created_at = p.created_at
    FROM (SELECT root_id, min(created_at) AS created_at FROM lead_parts
          WHERE workspace_id = :workspace_id AND root_id = ANY(cast(:lead_ids AS uuid[])) GROUP BY root_id) AS p
    WHERE l.workspace_id = :workspace_id AND l.lead_id = p.root_id AND l.created_at <> p.created_at
""")

_SHOW_PARTS = text("""
    UPDATE leads
    SET created_at = :created_at, account_id = :account_id, account_basis = :account_basis, account_at = :account_at
    WHERE workspace_id = :workspace_id AND lead_id = :lead_id
""")

_SUBTREE = text("""
    WITH RECURSIVE below AS (
        SELECT lead_id FROM lead_parts WHERE workspace_id = :workspace_id AND lead_id = :source_id
        UNION ALL
        SELECT p.lead_id
        FROM below b
        JOIN merges m ON m.workspace_id = :workspace_id AND m.target_id = b.lead_id AND m.undone_at IS NULL
        JOIN lead_parts p ON p.workspace_id = :workspace_id AND p.merge_id = m.merge_id
    )
    SELECT lead_id FROM below
""")

_UNDO = text("""
    UPDATE merges SET undone_at = :now, undone_by = :by WHERE workspace_id = :workspace_id AND merge_id = :merge_id
""")

_UNLINK_PARTS = text("""
    UPDATE lead_parts SET root_id = :source_id, merge_id = CASE lead_id WHEN :source_id THEN NULL ELSE merge_id END
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:own_ids AS uuid[]))
""")

_COLUMNS = [column.name for column in leads.columns]
# One that never had a row begins as a lead begins.
_RESTORE = text(f"""
    INSERT INTO leads ({", ".join(_COLUMNS)})
    SELECT {", ".join(f"kept.{name}" for name in _COLUMNS)}
    FROM merges m
    JOIN lead_parts p ON p.workspace_id = :workspace_id AND p.lead_id = m.source_id
    CROSS JOIN LATERAL jsonb_populate_record(cast(NULL AS leads), coalesce(m.kept, jsonb_build_object(
        'workspace_id', m.workspace_id, 'lead_id', m.source_id, 'account_basis', p.account_basis,
        'created_at', p.created_at, 'event_count', 0, 'engagement_score', 0, 'profile_score', 0,
        'scored_at', m.merged_at))) AS kept
    WHERE m.workspace_id = :workspace_id AND m.merge_id = :merge_id
""")  # noqa: S608

# Who is not merged with others any more.
_DROP_ALONE = text("""
    DELETE FROM lead_parts
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND NOT EXISTS (
        SELECT FROM lead_parts o WHERE o.workspace_id = :workspace_id AND o.root_id = lead_parts.lead_id
                                   AND o.lead_id <> lead_parts.lead_id)
    RETURNING lead_id
""")
_FORGET_SESSIONS = text("""
    DELETE FROM kept_sessions WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")


async def how_much(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, Came]:
    """Of each of these roots."""
    rows = await connection.execute(_COUNT, {"workspace_id": workspace_id, "lead_ids": list(lead_ids)})
    return {row.lead_id: Came(row.events, row.aliases, row.sessions) for row in rows}


async def add_parts(
    connection: Connection,
    workspace_id: UUID,
    lead_ids: Collection[UUID],
    new_ids: Collection[UUID],
    now: datetime,
) -> None:
    """Roots that are about to be merged; who is part of a group already stays as it is."""
    place = {"workspace_id": workspace_id}
    await connection.execute(_ADD_PARTS, place | {"lead_ids": list(lead_ids)})
    if new_ids:
        await connection.execute(_ADD_NEW_PARTS, place | {"lead_ids": list(new_ids), "now": now})


async def add_links(connection: Connection, workspace_id: UUID, links: Sequence[Link], now: datetime) -> None:
    await connection.execute(
        _ADD_LINKS,
        {
            "workspace_id": workspace_id,
            "now": now,
            "merge_ids": [link.merge_id for link in links],
            "source_ids": [link.source_id for link in links],
            "target_ids": [link.target_id for link in links],
            "bys": [link.by for link in links],
            "reasons": [link.reason for link in links],
            "events": [link.came.events for link in links],
            "aliases": [link.came.aliases for link in links],
            "sessions": [link.came.sessions for link in links],
            "account_ids": [link.account_id for link in links],
            "fields": [json.dumps(dict(link.fields)) for link in links],
        },
    )


async def link(
    connection: Connection, workspace_id: UUID, links: Sequence[Link], moved: Collection[UUID], now: datetime
) -> None:
    """Shows the sources in their roots, with all that is shown in them: `moved` are all these own leads."""
    place = {"workspace_id": workspace_id}
    pairs = {
        "source_ids": [one.source_id for one in links],
        "root_ids": [one.root_id for one in links],
    }
    sources, roots = {"lead_ids": pairs["source_ids"]}, {"lead_ids": list(set(pairs["root_ids"]))}
    both = {"lead_ids": [*sources["lead_ids"], *roots["lead_ids"]]}
    await connection.execute(_KEEP_SESSIONS, place | both)
    merge_ids = {"merge_ids": [one.merge_id for one in links]}
    await connection.execute(_LINK_PARTS, place | pairs | merge_ids)
    await _note_roots(connection, workspace_id, moved, now)
    for statement in (_EVENTS_TO_ROOT, _ALIASES_TO_ROOT, _SUPPRESSIONS_TO_ROOT):
        await connection.execute(statement, place | pairs)
    for statement in (*_MADE_OF_EVENTS, *_MADE_BY_VERSIONS):
        await connection.execute(statement, place | sources)
    await connection.execute(_CREATED, place | roots)


async def unlink(
    connection: Connection,
    workspace_id: UUID,
    merge: Merge,
    root_id: UUID,
    own_ids: Collection[UUID],
    now: datetime,
    by: str,
) -> None:
    """Takes the source of a merge, with all that is shown in it (`own_ids`), out of its root."""
    place = {"workspace_id": workspace_id}
    which = {"source_id": merge.source_id, "root_id": root_id, "own_ids": list(own_ids)}
    await connection.execute(_KEEP_SESSIONS, place | {"lead_ids": [root_id]})
    await connection.execute(_UNDO, place | {"merge_id": merge.merge_id, "now": now, "by": by})
    await connection.execute(_UNLINK_PARTS, place | {"source_id": merge.source_id, "own_ids": list(own_ids)})
    await _note_roots(connection, workspace_id, own_ids, now)
    await connection.execute(_RESTORE, place | {"merge_id": merge.merge_id})
    await connection.execute(_EVENTS_TO_SOURCE, place | which)
    await connection.execute(_ALIASES_TO_SOURCE, place | which)
    pair = {"source_id": merge.source_id, "root_id": root_id}
    await connection.execute(_SUPPRESSIONS_TO_SOURCE, place | pair)


async def _note_roots(
    connection: Connection, workspace_id: UUID, own_ids: Collection[UUID], now: datetime
) -> None:
    values = {"workspace_id": workspace_id, "lead_ids": list(own_ids), "now": now}
    await connection.execute(_CLOSE_ROOTS, values)
    await connection.execute(_OPEN_ROOTS, values)


async def show_parts(
    connection: Connection, workspace_id: UUID, root_id: UUID, created_at: datetime, account: Account
) -> None:
    values = {"workspace_id": workspace_id, "lead_id": root_id, "created_at": created_at}
    account_values = {
        "account_id": account.account_id,
        "account_basis": account.basis,
        "account_at": account.at,
    }
    await connection.execute(_SHOW_PARTS, values | account_values)


async def below(connection: Connection, workspace_id: UUID, source_id: UUID) -> list[UUID]:
    """The lead, and those merged into it or into one of those: what would go with it."""
    rows = await connection.execute(_SUBTREE, {"workspace_id": workspace_id, "source_id": source_id})
    return list(rows.scalars())


async def drop_alone(connection: Connection, workspace_id: UUID, root_ids: Collection[UUID]) -> list[UUID]:
    """Of these roots those that nobody is shown in any more are no parts of anything. Answers which."""
    values = {"workspace_id": workspace_id, "lead_ids": list(root_ids)}
    return list((await connection.execute(_DROP_ALONE, values)).scalars())


async def forget_sessions(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    """Those that were kept of these leads: they are back under their ids."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    await connection.execute(_FORGET_SESSIONS, values)


async def one(connection: Connection, workspace_id: UUID, merge_id: UUID) -> Merge | None:
    columns = [merges.c[name] for name in Merge._fields]
    found = select(*columns).where(merges.c.workspace_id == workspace_id, merges.c.merge_id == merge_id)
    row = (await connection.execute(found)).one_or_none()
    return Merge(*row) if row else None
