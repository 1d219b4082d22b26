from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from kenbun.batch import Batch
from kenbun.database import Connection
from kenbun.identity.duplicate_queries import to_compare
from kenbun.identity.rooted_queries import ACCOUNTS
from kenbun.identity.roots_queries import roots_of
from kenbun.identity.strength import STRENGTH
from kenbun.mapping.held import Held, HeldValues, Whose
from kenbun.mapping.shown_queries import ALIASES, SAVE_ACCOUNTS, SAVE_PROFILES, refresh_merged

if TYPE_CHECKING:
    from kenbun.mapping.assertions import Assertion

_METADATA = text("""
    SELECT i.event_id, k.key, i.metadata -> k.key AS value
    FROM event_inbox i, unnest(cast(:keys AS text[])) AS k (key)
    WHERE i.workspace_id = :workspace_id AND i.event_id = ANY(cast(:event_ids AS uuid[]))
      AND i.metadata ?| cast(:keys AS text[]) AND i.metadata ? k.key
""")

# Of each lead or account the fields that any of them is asked for: an index finds those of one together.
_HELD = text("""
    WITH whose AS MATERIALIZED (
        SELECT t.* FROM unnest(cast(:subjects AS text[]), cast(:subject_ids AS uuid[])) AS t (subject, subject_id)
    )
    SELECT w.subject, w.subject_id, f.field, f.value, f.behaviour, f.happened_at, f.message_id, f.origin,
           jsonb_typeof(h.value) <> 'null' IS TRUE AS by_hand
    FROM whose w
    JOIN field_values f ON f.workspace_id = :workspace_id AND f.subject = w.subject AND f.subject_id = w.subject_id
     AND f.field = ANY(cast(:fields AS text[]))
    LEFT JOIN hand_values h ON h.workspace_id = :workspace_id AND h.subject = f.subject
     AND h.subject_id = f.subject_id AND h.field = f.field
    UNION ALL
    SELECT w.subject, w.subject_id, h.field, NULL, NULL, NULL, NULL, NULL, jsonb_typeof(h.value) <> 'null'
    FROM whose w
    JOIN hand_values h ON h.workspace_id = :workspace_id AND h.subject = w.subject AND h.subject_id = w.subject_id
     AND h.field = ANY(cast(:fields AS text[]))
    WHERE NOT EXISTS (
        SELECT FROM field_values f
        WHERE f.workspace_id = :workspace_id AND f.subject = h.subject AND f.subject_id = h.subject_id
          AND f.field = h.field)
""")

# What stands, and a row for each that then is shown: what one call said of one is sent together, by field the value,
# where it came from, and whether it is shown.
_HOLD = text("""
    WITH stated AS MATERIALIZED (
        SELECT t.subject, t.subject_id, one.key AS field, one.value -> 0 AS value, t.happened_at,
               one.value ->> 1 AS origin, t.behaviour, t.message_id, cast(one.value -> 2 AS boolean) AS is_shown
        FROM unnest(cast(:subjects AS text[]), cast(:subject_ids AS uuid[]), cast(:behaviours AS text[]),
                    cast(:happened AS timestamptz[]), cast(:message_ids AS text[]), cast(:fields AS jsonb[]))
          AS t (subject, subject_id, behaviour, happened_at, message_id, fields)
        CROSS JOIN LATERAL jsonb_each(t.fields) AS one
    ), standing AS (
        INSERT INTO field_values (workspace_id, subject, subject_id, field, value, behaviour, happened_at, message_id,
                                  origin)
        SELECT :workspace_id, subject, subject_id, field, value, behaviour, happened_at, message_id, origin FROM stated
        ON CONFLICT (workspace_id, subject, subject_id, field) DO UPDATE
        SET value = excluded.value, behaviour = excluded.behaviour, happened_at = excluded.happened_at,
            message_id = excluded.message_id, origin = excluded.origin
    )
    INSERT INTO field_changes (workspace_id, subject, subject_id, field, value, happened_at, changed_at, origin)
    SELECT :workspace_id, subject, subject_id, field, value, happened_at, :now, origin FROM stated WHERE is_shown
""")

_CHANGED = text("""
    INSERT INTO field_changes (workspace_id, subject, subject_id, field, value, happened_at, changed_at, origin)
    SELECT :workspace_id, t.subject, t.subject_id, t.field, t.value, t.happened_at, :now, t.origin
    FROM unnest(cast(:subjects AS text[]), cast(:subject_ids AS uuid[]), cast(:fields AS text[]),
                cast(:values AS jsonb[]), cast(:happened AS timestamptz[]), cast(:origins AS text[]))
      AS t (subject, subject_id, field, value, happened_at, origin)
""")

# What calls said, and over it what was set by hand; a value that was emptied is null, and none.
_FIELDS = """
    jsonb_strip_nulls(
        coalesce((SELECT jsonb_object_agg(f.field, f.value) FROM field_values f
                  WHERE f.workspace_id = :workspace_id AND f.subject = '{subject}' AND f.subject_id = {id}), '{{}}')
        || coalesce((SELECT jsonb_object_agg(h.field, h.value) FROM hand_values h
                     WHERE h.workspace_id = :workspace_id AND h.subject = '{subject}' AND h.subject_id = {id}
                       AND jsonb_typeof(h.value) <> 'null'), '{{}}'))
"""

# Materialized: the fields would be gathered anew at each place that names them.
_REFRESH_PROFILES = text(f"""
    WITH held AS MATERIALIZED (
        SELECT l.lead_id, {_FIELDS.format(subject="lead", id="l.lead_id")} AS fields, ({ALIASES}) AS aliases
        FROM unnest(cast(:lead_ids AS uuid[])) AS l (lead_id)
    )
    {SAVE_PROFILES}
""")  # noqa: S608

_REFRESH_ACCOUNTS = text(f"""
    WITH held AS MATERIALIZED (
        SELECT t.account_id AS root_id, {_FIELDS.format(subject="account", id="t.account_id")} AS fields
        FROM unnest(cast(:account_ids AS uuid[])) AS t (account_id)
    )
    {SAVE_ACCOUNTS}
""")  # noqa: S608

_SAID_TOGETHER = attrgetter("subject", "subject_id", "behaviour", "happened_at", "message_id")
_NEVER = (datetime.min.replace(tzinfo=UTC), "")


async def metadata_values(
    connection: Connection, batch: Batch, keys: list[str]
) -> dict[UUID, dict[str, Any]]:
    """What the batch's events carry under these keys of their metadata, by event."""
    rows = await connection.execute(
        _METADATA,
        {
            "workspace_id": batch.workspace_id,
            "keys": keys,
            "event_ids": [call.event_id for call in batch.events],
        },
    )
    found: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for row in rows.all():
        found[row.event_id][row.key] = row.value
    return found


async def held_values(
    connection: Connection, workspace_id: UUID, wanted: Mapping[Whose, Collection[str]]
) -> HeldValues:
    """What these fields of these hold, of those that hold anything; perhaps of more of their fields."""
    held = HeldValues()
    if not wanted:
        return held
    values = {
        "workspace_id": workspace_id,
        "subjects": [subject for subject, _ in wanted],
        "subject_ids": [subject_id for _, subject_id in wanted],
        "fields": list({field for fields in wanted.values() for field in fields}),
    }
    rows = (await connection.execute(_HELD, values)).all()
    for (subject, subject_id), some in groupby(rows, itemgetter(0, 1)):
        held[subject, subject_id] |= {
            field: Held(value, behaviour, (happened_at, message_id), origin, by_hand)
            if behaviour
            else Held(None, "none", _NEVER, "", by_hand)
            for _, _, field, value, behaviour, happened_at, message_id, origin, by_hand in some
        }
    return held


async def hold_values(
    connection: Connection,
    workspace_id: UUID,
    standing: Sequence[Assertion],
    changed: Collection[Assertion],
    now: datetime,
) -> None:
    """Puts these values in the place of what the fields held, with a row for each of them that is shown from now on
    (`changed`). The tick keeps other writers away."""
    if not standing:
        return
    shown = set(map(id, changed))
    said = [
        (whose, _json({one.field: (one.value, one.origin, id(one) in shown) for one in some}))
        for whose, some in groupby(standing, _SAID_TOGETHER)
    ]
    values = {
        "subjects": [whose[0] for whose, _ in said],
        "subject_ids": [whose[1] for whose, _ in said],
        "behaviours": [whose[2] for whose, _ in said],
        "happened": [whose[3] for whose, _ in said],
        "message_ids": [whose[4] for whose, _ in said],
        "fields": [fields for _, fields in said],
    }
    await connection.execute(_HOLD, {"workspace_id": workspace_id, "now": now} | values)


async def add_changes(
    connection: Connection, workspace_id: UUID, assertions: list[Assertion], now: datetime
) -> None:
    """A row for each field that shows another value from now on; null where it shows none any more."""
    if assertions:
        await connection.execute(_CHANGED, _columns(workspace_id, assertions) | {"now": now})


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _columns(workspace_id: UUID, assertions: Sequence[Assertion]) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "subjects": [one.subject for one in assertions],
        "subject_ids": [one.subject_id for one in assertions],
        "fields": [one.field for one in assertions],
        "values": [_json(one.value) for one in assertions],
        "happened": [one.happened_at for one in assertions],
        "origins": [one.origin for one in assertions],
    }


async def refresh_profiles(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], now: datetime
) -> None:
    """Names, fields and search text of these roots from their values and aliases, and of those merged into them."""
    if not lead_ids:
        return
    await to_compare(connection, workspace_id, lead_ids)
    merged = set((await roots_of(connection, workspace_id, lead_ids)).values())
    if alone := set(lead_ids) - merged:
        values = {"workspace_id": workspace_id, "lead_ids": list(alone), "strength": list(STRENGTH)}
        await connection.execute(_REFRESH_PROFILES, values)
    await refresh_merged(connection, workspace_id, merged, now)


async def refresh_accounts(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID], now: datetime
) -> None:
    """Names and fields of these roots, from their values and those of accounts merged into them."""
    await to_compare(connection, workspace_id, account_ids, ACCOUNTS)
    merged = set((await ACCOUNTS.roots_of(connection, workspace_id, account_ids)).values())
    if alone := set(account_ids) - merged:
        values = {"workspace_id": workspace_id, "account_ids": list(alone)}
        await connection.execute(_REFRESH_ACCOUNTS, values)
    await refresh_merged(connection, workspace_id, merged, now, ACCOUNTS)
