"""Merging and unmerging in a world of tests, and all that is stored of it laid out to be compared."""

import re
from datetime import datetime

from kenbun.kit.ids import parse
from kenbun.merging.merge import merge_leads, unmerge
from kenbun.merging.wish import Wish
from tests.world import alias


async def merge(world, target, *sources, account_id=None, fields=None):
    """By names of people, or by ids; answers the ids of the merges."""
    wish = Wish(
        await own_id(world, target),
        tuple([await own_id(world, one) for one in sources]),
        account_id,
        {name: await own_id(world, one) for name, one in (fields or {}).items()},
    )
    async with world.database.transaction() as connection:
        return await merge_leads(connection, world.caller, wish, world.clock)


async def take_back(world, merge_id):
    async with world.database.transaction() as connection:
        return await unmerge(connection, world.caller, merge_id, world.clock)


async def own_id(world, who):
    """The lead of its own that a name belongs to."""
    if not isinstance(who, str):
        return who
    if found := parse("ld", who):
        return found
    kind, value = alias(who)
    [row] = await world.rows(
        "SELECT coalesce(own_lead_id, lead_id) AS id FROM lead_aliases"
        " WHERE workspace_id = :w AND kind = :kind AND value = :value",
        kind=kind,
        value=value,
    )
    return row["id"]


# What must be as it was. Left out are logs that say that there were merges, times of working things out, and numbers
# that count rows up.
_TABLES = {
    "leads": ["scored_at", "fades_at"],
    "lead_profiles": [],
    "lead_aliases": [],
    "events": [],
    "sessions": [],
    "field_values": [],
    "hand_values": [],
    "field_changes": ["change_id"],
    "conversions": [],
    "fit_scores": [],
    "accounts": [],
    "suggested_duplicates": [],
}
_ONLY = {"field_changes": "subject <> 'merged'", "hand_values": "jsonb_typeof(value) <> 'null'"}


async def laid_out(world):
    """Every row, in an order of its own, without what may differ."""
    found = {}
    for table, left_out in _TABLES.items():
        rows = await world.rows(
            f"SELECT * FROM {table} WHERE workspace_id = :w AND {_ONLY.get(table, 'true')}"
        )
        found[table] = sorted(
            ({key: _plain(value) for key, value in row.items() if key not in left_out} for row in rows),
            key=repr,
        )
    found["states"] = await _states(world)
    return found


async def _states(world):
    """Sums faded to one time, rounded."""
    rows = await world.rows("""
        SELECT s.lead_id, s.version_id, s.cap_periods, s.cap_used, s.fading_lines, s.last_active_at
        FROM lead_states s WHERE s.workspace_id = :w
    """)
    return sorted(map(repr, (dict(row) for row in rows)))


def _plain(value):
    return value.isoformat() if isinstance(value, datetime) else value


_WHO = """
    (SELECT string_agg(a.value, ' ' ORDER BY a.value) FROM lead_aliases a
     WHERE a.workspace_id = :w AND a.lead_id = {})
"""
# What two worlds have in common in which the same happened: people by their aliases, companies by their domain.
_TOLD = {
    "leads": """
        SELECT {who:l.lead_id} AS who, c.domain, c.account_key, l.account_basis, l.account_at, l.event_count,
               l.last_active_at, l.engagement_score, l.profile_score, p.name, p.fields, p.search
        FROM leads l
        JOIN lead_profiles p ON p.workspace_id = :w AND p.lead_id = l.lead_id
        LEFT JOIN accounts c ON c.workspace_id = :w AND c.account_id = l.account_id
        WHERE l.workspace_id = :w
    """,
    "events": """
        SELECT e.message_id, {who:e.lead_id} AS who, e.own_lead_id, e.suppressed FROM events e WHERE e.workspace_id = :w
    """,
    "suppressions": """
        SELECT e.message_id, {who:s.lead_id} AS who, s.reason FROM event_suppressions s
        JOIN events e ON e.workspace_id = :w AND e.event_id = s.event_id
        WHERE s.workspace_id = :w AND s.held_to IS NULL
    """,
    "sessions": """
        SELECT {who:s.lead_id} AS who, s.started_at, s.ended_at, s.event_count, s.channels
        FROM sessions s WHERE s.workspace_id = :w
    """,
    "values": """
        SELECT {who:f.subject_id} AS who, f.field, f.value, f.behaviour, f.happened_at, f.message_id, f.origin
        FROM field_values f WHERE f.workspace_id = :w AND f.subject = 'lead'
    """,
    "changes": """
        SELECT {who:f.subject_id} AS who, f.field, f.value, f.happened_at, f.origin
        FROM field_changes f WHERE f.workspace_id = :w AND f.subject = 'lead'
    """,
    "conversions": """
        SELECT {who:c.lead_id} AS who, d.name, c.at, c.message_id FROM conversions c
        JOIN conversion_definitions d ON d.workspace_id = :w AND d.definition_id = c.definition_id
        WHERE c.workspace_id = :w
    """,
    # what was said of the company that a lead was at when it was said stays there
    "accounts": """
        SELECT domain, account_key, name, engagement_score, lead_count, session_count, last_active_at FROM accounts
        WHERE workspace_id = :w
    """,
    "done": """
        SELECT {who:t.lead_id} AS who, n.name FROM lead_event_types t
        JOIN event_types n ON n.workspace_id = :w AND n.type_id = t.type_id WHERE t.workspace_id = :w
    """,
    "parts": "SELECT 'left' FROM lead_parts WHERE workspace_id = :w",
    "kept": "SELECT 'left' FROM kept_sessions WHERE workspace_id = :w",
}


async def told(world):
    """All that is stored of people, without ids and without when it was received."""
    found = {}
    for name, statement in _TOLD.items():
        asked = re.sub(r"\{who:([\w.]+)\}", lambda match: _WHO.format(match[1]), statement)
        found[name] = sorted(repr(dict(row)) for row in await world.rows(asked))
    return found
