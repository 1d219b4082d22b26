"""What is shown of leads or accounts that are merged: of all that was said of any of them, for each field one value."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS, LEADS, Rooted
from kenbun.identity.strength import STRENGTH

# Of what people have said (as they set or released a field, or chose as they merged) the last stands, over what calls
# have said: there a latest value stands over one that fills an empty field, and of addresses and phones that came as
# aliases the root's own over the others'. Else it is as for one lead: see assertions.py.
_SHOWN = """
    own AS (
        SELECT root_id, {of.key} AS own_id, merge_id FROM {of.parts}
        WHERE workspace_id = :workspace_id AND root_id = ANY(cast(:root_ids AS uuid[]))
    ), said AS (
        SELECT DISTINCT ON (o.root_id, f.field) o.root_id, f.field, f.value, f.origin, f.happened_at AS at
        FROM own o
        JOIN field_values f ON f.workspace_id = :workspace_id AND f.subject = '{of.noun}' AND f.subject_id = o.own_id
        ORDER BY o.root_id, f.field, f.behaviour = 'latest' DESC,
                 CASE f.behaviour WHEN 'latest' THEN f.happened_at END DESC,
                 CASE f.behaviour WHEN 'latest' THEN f.message_id END DESC,
                 f.origin LIKE 'alias.%' AND o.own_id = o.root_id DESC, f.happened_at, f.message_id, o.own_id
    ), by_people AS (
        SELECT DISTINCT ON (root_id, field) root_id, field, value, origin, at
        FROM (
            SELECT o.root_id, h.field, h.value, 'hand' AS origin, h.set_at AS at, o.own_id <> o.root_id AS is_other
            FROM own o
            JOIN hand_values h ON h.workspace_id = :workspace_id AND h.subject = '{of.noun}'
                              AND h.subject_id = o.own_id
            UNION ALL
            SELECT o.root_id, chosen.key, chosen.value -> 'value', 'merge', m.merged_at, true
            FROM own o
            JOIN merges m ON m.workspace_id = :workspace_id AND m.merge_id = o.merge_id
            CROSS JOIN LATERAL jsonb_each(m.fields) AS chosen
        ) AS spoken
        ORDER BY root_id, field, at DESC, is_other
    ), shown AS (
        SELECT root_id, field, value, origin, at FROM by_people WHERE jsonb_typeof(value) <> 'null'
        UNION ALL
        SELECT s.root_id, s.field, s.value, s.origin, s.at FROM said s
        WHERE jsonb_typeof(s.value) <> 'null' AND NOT EXISTS (
            SELECT FROM by_people b
            WHERE b.root_id = s.root_id AND b.field = s.field AND jsonb_typeof(b.value) <> 'null')
    )
"""


def shown_of(of: Rooted) -> str:
    """Expressions that end in `shown` (root_id, field, value, origin, at) of the roots in :root_ids."""
    return _SHOWN.format(of=of)


# The name shown is the name, else first and last name, else the e-mail, else the strongest alias.
SAVE_PROFILES = """
    INSERT INTO lead_profiles (workspace_id, lead_id, name, fields, search)
    SELECT :workspace_id, lead_id, name, fields,
           casefold(concat_ws(' ', name, fields ->> 'email', fields ->> 'company', array_to_string(aliases, ' '))
                    COLLATE "pg_unicode_fast")
    FROM (
        SELECT lead_id, fields, coalesce(aliases, '{}') AS aliases,
               coalesce(fields ->> 'name',
                        nullif(concat_ws(' ', fields ->> 'first_name', fields ->> 'last_name'), ''),
                        fields ->> 'email', aliases[1], '') AS name
        FROM held
    ) AS named
    ON CONFLICT (workspace_id, lead_id) DO UPDATE
    SET name = excluded.name, fields = excluded.fields, search = excluded.search
"""

# Of two of a kind the lead's own comes before those of leads merged into it.
ALIASES = """
    SELECT array_agg(a.value ORDER BY array_position(cast(:strength AS text[]), a.kind), a.own_lead_id IS NOT NULL,
                                      a.created_at, a.value)
    FROM lead_aliases a
    WHERE a.workspace_id = :workspace_id AND a.lead_id = l.lead_id
"""

_HELD = """
    held AS MATERIALIZED (
        SELECT r.root_id,
               coalesce((SELECT jsonb_object_agg(s.field, s.value) FROM shown s WHERE s.root_id = r.root_id), '{}')
                 AS fields
        FROM unnest(cast(:root_ids AS uuid[])) AS r (root_id)
    )
"""

# An account's name is the one said of it, else its domain or id, else the one it was made with.
SAVE_ACCOUNTS = """
    UPDATE accounts a
    SET fields = held.fields, name = coalesce(held.fields ->> 'name', a.domain, a.account_key, a.name)
    FROM held
    WHERE a.workspace_id = :workspace_id AND a.account_id = held.root_id
"""

_REFRESH = {
    LEADS: text(f"""
        WITH {shown_of(LEADS)}, {_HELD.replace("held AS", "merged AS")}, held AS MATERIALIZED (
            SELECT l.root_id AS lead_id, l.fields, ({ALIASES.replace("l.lead_id", "l.root_id")}) AS aliases
            FROM merged l
        )
        {SAVE_PROFILES}
    """),  # noqa: S608 - our own text
    ACCOUNTS: text(f"WITH {shown_of(ACCOUNTS)}, {_HELD} {SAVE_ACCOUNTS}"),
}


# A row for each field that the root shows otherwise than was last noted of it.
def _note(of: Rooted) -> TextClause:
    return text(f"""
        WITH {shown_of(of)}, noted AS (
            SELECT DISTINCT ON (c.subject_id, c.field) c.subject_id AS root_id, c.field, c.value
            FROM field_changes c
            WHERE c.workspace_id = :workspace_id AND c.subject = 'merged'
              AND c.subject_id = ANY(cast(:root_ids AS uuid[]))
            ORDER BY c.subject_id, c.field, c.changed_at DESC, c.change_id DESC
        )
        INSERT INTO field_changes (workspace_id, subject, subject_id, field, value, happened_at, changed_at, origin)
        SELECT :workspace_id, 'merged', coalesce(s.root_id, n.root_id), coalesce(s.field, n.field),
               coalesce(s.value, 'null'), coalesce(s.at, :now), :now, coalesce(s.origin, 'none')
        FROM shown s
        FULL JOIN noted n ON n.root_id = s.root_id AND n.field = s.field
        WHERE coalesce(s.value, 'null') IS DISTINCT FROM coalesce(n.value, 'null')
    """)  # noqa: S608


_NOTE = {of: _note(of) for of in (LEADS, ACCOUNTS)}


async def refresh_merged(
    connection: Connection, workspace_id: UUID, root_ids: Collection[UUID], now: datetime, of: Rooted = LEADS
) -> None:
    """Names, fields and search text of these roots, which others are shown in; a row for each field that changed."""
    if root_ids:
        values: dict[str, Any] = {"workspace_id": workspace_id, "root_ids": list(root_ids)}
        more = {"strength": list(STRENGTH)} if of is LEADS else {}
        await connection.execute(_REFRESH[of], values | more)
        await connection.execute(_NOTE[of], values | {"now": now})
