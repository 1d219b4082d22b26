"""What is shown of leads that are merged: of all that was said of any of them, for each field one value."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.identity.strength import STRENGTH

# Of what people have said (as they set or released a field, or chose as they merged) the last stands, over what calls
# have said: there a latest value stands over one that fills an empty field, and of addresses and phones that came as
# aliases the root's own over the others'. Else it is as for one lead: see assertions.py.
SHOWN = """
    own AS (
        SELECT root_id AS lead_id, lead_id AS own_id, merge_id FROM lead_parts
        WHERE workspace_id = :workspace_id AND root_id = ANY(cast(:lead_ids AS uuid[]))
    ), said AS (
        SELECT DISTINCT ON (o.lead_id, f.field) o.lead_id, f.field, f.value, f.origin, f.happened_at AS at
        FROM own o
        JOIN field_values f ON f.workspace_id = :workspace_id AND f.subject = 'lead' AND f.subject_id = o.own_id
        ORDER BY o.lead_id, f.field, f.behaviour = 'latest' DESC,
                 CASE f.behaviour WHEN 'latest' THEN f.happened_at END DESC,
                 CASE f.behaviour WHEN 'latest' THEN f.message_id END DESC,
                 f.origin LIKE 'alias.%' AND o.own_id = o.lead_id DESC, f.happened_at, f.message_id, o.own_id
    ), by_people AS (
        SELECT DISTINCT ON (lead_id, field) lead_id, field, value, origin, at
        FROM (
            SELECT o.lead_id, h.field, h.value, 'hand' AS origin, h.set_at AS at, o.own_id <> o.lead_id AS is_other
            FROM own o
            JOIN hand_values h ON h.workspace_id = :workspace_id AND h.subject = 'lead' AND h.subject_id = o.own_id
            UNION ALL
            SELECT o.lead_id, chosen.key, chosen.value -> 'value', 'merge', m.merged_at, true
            FROM own o
            JOIN merges m ON m.workspace_id = :workspace_id AND m.merge_id = o.merge_id
            CROSS JOIN LATERAL jsonb_each(m.fields) AS chosen
        ) AS spoken
        ORDER BY lead_id, field, at DESC, is_other
    ), shown AS (
        SELECT lead_id, field, value, origin, at FROM by_people WHERE jsonb_typeof(value) <> 'null'
        UNION ALL
        SELECT s.lead_id, s.field, s.value, s.origin, s.at FROM said s
        WHERE jsonb_typeof(s.value) <> 'null' AND NOT EXISTS (
            SELECT FROM by_people b
            WHERE b.lead_id = s.lead_id AND b.field = s.field AND jsonb_typeof(b.value) <> 'null')
    )
"""

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

_REFRESH = text(f"""
    WITH {SHOWN}, held AS MATERIALIZED (
        SELECT l.lead_id,
               coalesce((SELECT jsonb_object_agg(s.field, s.value) FROM shown s WHERE s.lead_id = l.lead_id), '{{}}')
                 AS fields,
               ({ALIASES}) AS aliases
        FROM unnest(cast(:lead_ids AS uuid[])) AS l (lead_id)
    )
    {SAVE_PROFILES}
""")  # noqa: S608 - our own text

# A row for each field that the root shows otherwise than was last noted of it.
_NOTE = text(f"""
    WITH {SHOWN}, noted AS (
        SELECT DISTINCT ON (c.subject_id, c.field) c.subject_id AS lead_id, c.field, c.value
        FROM field_changes c
        WHERE c.workspace_id = :workspace_id AND c.subject = 'merged'
          AND c.subject_id = ANY(cast(:lead_ids AS uuid[]))
        ORDER BY c.subject_id, c.field, c.changed_at DESC, c.change_id DESC
    )
    INSERT INTO field_changes (workspace_id, subject, subject_id, field, value, happened_at, changed_at, origin)
    SELECT :workspace_id, 'merged', coalesce(s.lead_id, n.lead_id), coalesce(s.field, n.field),
           coalesce(s.value, 'null'), coalesce(s.at, :now), :now, coalesce(s.origin, 'none')
    FROM shown s
    FULL JOIN noted n ON n.lead_id = s.lead_id AND n.field = s.field
    WHERE coalesce(s.value, 'null') IS DISTINCT FROM coalesce(n.value, 'null')
""")  # noqa: S608 - our own text


async def refresh_merged(
    connection: Connection, workspace_id: UUID, root_ids: Collection[UUID], now: datetime
) -> None:
    """Names, fields and search text of these roots, which others are shown in; a row for each field that changed."""
    if root_ids:
        values = {"workspace_id": workspace_id, "lead_ids": list(root_ids)}
        await connection.execute(_REFRESH, values | {"strength": list(STRENGTH)})
        await connection.execute(_NOTE, values | {"now": now})
