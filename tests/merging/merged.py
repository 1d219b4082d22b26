"""Merging and unmerging in a world of tests, and all that is stored of it laid out to be compared."""

from datetime import datetime

from kenbun.kit.ids import parse
from kenbun.merging.merge import Wish, merge_leads, unmerge
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
