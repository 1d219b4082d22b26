"""Lead states as all events make them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Double,
    Integer,
    Select,
    SmallInteger,
    cast,
    func,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, array, insert

from kenbun.database import Connection
from kenbun.scoring.hits_queries import AT, OF_LEADS, VERSION, WORKSPACE, fading, judged_hits
from kenbun.scoring.inactivity.live import remake
from kenbun.scoring.per_version import per_version
from kenbun.scoring.tables import lead_states
from kenbun.scoring.versions import Version

STATE_KEY = ["workspace_id", "version_id", "lead_id"]
# only of states under rules of inactivity
DECAY_COLUMNS = ["positive", "last_active_at", "decayed_until"]
STATE_COLUMNS = [column.name for column in lead_states.columns if column.name not in DECAY_COLUMNS]


def columns_of(version: Version) -> list[str]:
    """Those that SQL makes of events; what inactivity takes is worked out by its kernel."""
    return [*STATE_COLUMNS, "positive"] if version.decays else STATE_COLUMNS


NO_CAP: list[ColumnElement[Any]] = [
    literal_column("NULL::smallint", SmallInteger).label("capped_number"),
    literal_column("NULL::bigint[]", ARRAY(BigInteger)).label("period_and_used"),
    literal_column("NULL::timestamptz", DateTime(timezone=True)).label("capped_at"),
]


def states_from_scratch(version: Version, *restrictions: ColumnElement[bool]) -> Select[Any]:
    """The rows of `lead_states` as the events make them at `at`, whatever stands there now."""
    parts = [_worth(judged_hits(version, *restrictions, capped=False), capped=False)]
    if version.capped:
        parts.append(_worth(judged_hits(version, *restrictions, capped=True), capped=True))
    part = union_all(*parts).subquery("part")
    return state_rows(version, part).group_by(part.c.lead_id)


def _worth(judged: Select[Any], *, capped: bool) -> Select[Any]:
    """What hits are worth by lead and slot; capped ones by rule and period too, with what the cap must remember.

    Added up here, as the rows are then put side by side by far slower means.
    """
    hit = judged.subquery("capped" if capped else "plain")
    points = hit.c.points - hit.c.excess
    value = func.sum(points * fading(hit.c.happened_at, hit.c.half_life, AT))
    # a line for the hit, and one for what its cap takes off
    lines = cast(func.count() * (2 if capped else 1), Integer)
    if not capped:
        columns: list[ColumnElement[Any]] = [hit.c.lead_id, hit.c.slot, value.label("value")]
        columns += [lines.label("lines"), *NO_CAP]
        return select(*columns).group_by(hit.c.lead_id, hit.c.slot)
    used = cast(func.sum(func.abs(points)), BigInteger)
    return select(
        hit.c.lead_id,
        hit.c.slot,
        value,
        lines,
        hit.c.number,
        array([cast(hit.c.period, BigInteger), used]),
        func.max(hit.c.happened_at),
    ).group_by(hit.c.lead_id, hit.c.slot, hit.c.number, hit.c.period)


def state_rows(version: Version, part: Any) -> Select[Any]:
    def by_slot(value: ColumnElement[Any]) -> ColumnElement[Any]:
        sums = [
            func.coalesce(func.sum(value).filter(part.c.slot == slot), 0.0)
            for slot in range(len(version.slots))
        ]
        return array(sums, type_=Double)

    # arrays compare by their first element first: that of the last period
    last = [
        func.max(part.c.period_and_used, type_=ARRAY(BigInteger)).filter(part.c.capped_number == number)
        for number in version.capped
    ]
    periods = [func.coalesce(one[1], 0) for one in last]
    used = [func.coalesce(one[2], 0) for one in last]
    return select(
        WORKSPACE.label("workspace_id"),
        VERSION.label("version_id"),
        part.c.lead_id,
        AT.label("as_of"),
        by_slot(part.c.value).label("sums"),
        cast(func.coalesce(func.sum(part.c.lines).filter(part.c.slot > 0), 0), Integer).label("fading_lines"),
        cast(array(periods, type_=Integer), ARRAY(Integer)).label("cap_periods"),
        cast(array(used, type_=BigInteger), ARRAY(BigInteger)).label("cap_used"),
        func.max(part.c.capped_at).label("capped_until"),
        *([by_slot(func.greatest(0.0, part.c.value)).label("positive")] if version.decays else []),
    )


# Of leads of whom no event matches any more.
_DROP = text("""
    DELETE FROM lead_states
    WHERE workspace_id = :workspace AND version_id = :version AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")


@per_version
def _rebuild(version: Version) -> Any:
    columns = columns_of(version)
    fresh = insert(lead_states).from_select(columns, states_from_scratch(version, OF_LEADS))
    made = fresh.on_conflict_do_update(
        index_elements=STATE_KEY,
        set_={name: fresh.excluded[name] for name in columns if name not in STATE_KEY},
    )
    return made.returning(lead_states.c.lead_id)


async def rebuild(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Collection[UUID], at: datetime
) -> None:
    """Makes the states of these leads from all their events."""
    if not lead_ids:
        return
    key = {"workspace": workspace_id, "version": version.version_id}
    made = await connection.execute(_rebuild(version), key | {"at": at, "lead_ids": list(lead_ids)})
    if without := set(lead_ids) - set(made.scalars()):
        await connection.execute(_DROP, key | {"lead_ids": list(without)})
    await remake(connection, workspace_id, version, lead_ids, at)
