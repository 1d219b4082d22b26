"""Lead states advanced by a batch: what its events add, and what caps leave of that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Double,
    Integer,
    Select,
    SmallInteger,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, array, insert

from kenbun.database import Connection
from kenbun.events.tables import events
from kenbun.scoring.caps import CappedHit, CapState, Judgement
from kenbun.scoring.hits_queries import AT, days, fading, hits
from kenbun.scoring.inactivity import state_queries
from kenbun.scoring.per_version import per_version
from kenbun.scoring.states_queries import NO_CAP, STATE_KEY, columns_of, state_rows
from kenbun.scoring.tables import lead_states
from kenbun.scoring.versions import Version

_EVENT_IDS = bindparam("event_ids", type_=ARRAY(Uuid))


@per_version
def _advance(version: Version) -> Any:
    """What the batch adds, at `at`, to the older state faded to that time."""
    plain = hits(
        version,
        events.c.event_id == func.any(_EVENT_IDS),
        events.c.lead_id != func.all(bindparam("late", type_=ARRAY(Uuid))),
        capped=False,
    ).subquery("plain")
    parts = select(
        plain.c.lead_id,
        plain.c.slot,
        (plain.c.points * fading(plain.c.happened_at, plain.c.half_life, AT)).label("value"),
        literal_column("1", Integer).label("lines"),
        *NO_CAP,
    )
    granted = _granted()
    granted_parts = select(
        granted.c.lead_id,
        granted.c.slot,
        (granted.c.points * fading(granted.c.happened_at, granted.c.half_life, AT)).label("value"),
        literal_column("2", Integer).label("lines"),
        *NO_CAP,
    )
    part = union_all(parts, granted_parts).subquery("part")
    columns = columns_of(version)
    made = _with_caps(state_rows(version, part).group_by(part.c.lead_id), columns)
    if version.decays:
        columns, made = [*columns, "last_active_at"], _with_activity(made)
    fresh = insert(lead_states).from_select(columns, made)
    judged = fresh.excluded.capped_until.is_not(None)

    def advanced(name: str) -> Any:
        mine, added = lead_states.c[name], fresh.excluded[name]
        faded = [
            mine[slot] * fading(lead_states.c.as_of, days(half_life), fresh.excluded.as_of) + added[slot]
            for slot, half_life in enumerate(version.slots, start=1)
        ]
        return array(faded, type_=Double)

    active = func.greatest(lead_states.c.last_active_at, fresh.excluded.last_active_at)
    advancing = fresh.on_conflict_do_update(
        index_elements=STATE_KEY,
        set_={
            "as_of": fresh.excluded.as_of,
            **{name: advanced(name) for name in ("sums", "positive") if name in columns},
            "fading_lines": lead_states.c.fading_lines + fresh.excluded.fading_lines,
            **{
                name: case((judged, fresh.excluded[name]), else_=lead_states.c[name])
                for name in ("cap_periods", "cap_used", "capped_until")
            },
            **({"last_active_at": active} if version.decays else {}),
        },
    )
    return advancing.returning(lead_states.c.lead_id) if version.decays else advancing


def _with_activity(rows: Select[Any]) -> Select[Any]:
    """The rows with the last activity that the batch brought of their leads."""
    made = rows.subquery("rows")
    active = (
        func.unnest(
            bindparam("active_leads", type_=ARRAY(Uuid)),
            bindparam("active_at", type_=ARRAY(DateTime(timezone=True))),
        )
        .table_valued(Column("lead_id", Uuid), Column("at", DateTime(timezone=True)), name="active")
        .render_derived()
    )
    joined = made.outerjoin(active, active.c.lead_id == made.c.lead_id)
    return select(*made.c, active.c.at.label("last_active_at")).select_from(joined)


def _with_caps(rows: Select[Any], names: list[str]) -> Select[Any]:
    """The rows with what caps must remember of their leads, where the batch had hits on capped rules."""
    made = rows.subquery("made")
    caps = (
        func.unnest(
            bindparam("cap_leads", type_=ARRAY(Uuid)),
            bindparam("cap_periods", type_=ARRAY(Text)),
            bindparam("cap_used", type_=ARRAY(Text)),
            bindparam("cap_untils", type_=ARRAY(DateTime(timezone=True))),
        )
        .table_valued(
            Column("lead_id", Uuid),
            Column("periods", Text),
            Column("used", Text),
            Column("until", DateTime(timezone=True)),
            name="caps",
        )
        .render_derived()
    )
    remembered = {
        "cap_periods": func.coalesce(cast(caps.c.periods, ARRAY(Integer)), made.c.cap_periods),
        "cap_used": func.coalesce(cast(caps.c.used, ARRAY(BigInteger)), made.c.cap_used),
        "capped_until": caps.c.until,
    }
    columns = [remembered.get(name, made.c[name]) for name in names]
    return select(*columns).select_from(made.outerjoin(caps, caps.c.lead_id == made.c.lead_id))


def _granted() -> Any:
    """What caps left of the batch's hits on capped rules, as worked out by scoring.caps."""
    return (
        func.unnest(
            bindparam("granted_leads", type_=ARRAY(Uuid)),
            bindparam("granted_slots", type_=ARRAY(SmallInteger)),
            bindparam("granted_half_lives", type_=ARRAY(Double)),
            bindparam("granted_points", type_=ARRAY(Double)),
            bindparam("granted_at", type_=ARRAY(DateTime(timezone=True))),
        )
        .table_valued(
            Column("lead_id", Uuid),
            Column("slot", SmallInteger),
            Column("half_life", Double),
            Column("points", Double),
            Column("happened_at", DateTime(timezone=True)),
            name="granted",
        )
        .render_derived()
    )


_CAPS = text("""
    SELECT lead_id, cap_periods, cap_used, capped_until FROM lead_states
    WHERE workspace_id = :workspace_id AND version_id = :version_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")


async def capped_hits(
    connection: Connection, workspace_id: UUID, version: Version, event_ids: list[UUID]
) -> list[CappedHit]:
    rows = await connection.execute(
        _capped_hits(version), {"workspace": workspace_id, "event_ids": event_ids}
    )
    return list(map(CappedHit._make, rows.all()))


@per_version
def _capped_hits(version: Version) -> Select[Any]:
    hit = hits(version, events.c.event_id == func.any(_EVENT_IDS), capped=True).subquery("hit")
    return select(
        hit.c.lead_id, hit.c.event_id, hit.c.happened_at, hit.c.message_id, hit.c.number, hit.c.period
    )


async def cap_states(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Collection[UUID]
) -> dict[UUID, CapState]:
    rows = await connection.execute(
        _CAPS, {"workspace_id": workspace_id, "version_id": version.version_id, "lead_ids": list(lead_ids)}
    )
    return {row.lead_id: CapState(row.cap_periods, row.cap_used, row.capped_until) for row in rows.all()}


async def advance(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    event_ids: list[UUID],
    caps: Judgement,
    at: datetime,
    active: Mapping[UUID, datetime],
) -> None:
    """Adds the batch's events to the states of their leads, those of `caps.late` left out.

    Under rules of inactivity the last activity of these leads too, which `active` tells.
    """
    rules = [version.active[grant.number] for grant in caps.granted]
    advanced = await connection.execute(
        _advance(version),
        {
            "workspace": workspace_id,
            "version": version.version_id,
            "at": at,
            "event_ids": event_ids,
            "late": list(caps.late),
            "granted_leads": [grant.lead_id for grant in caps.granted],
            "granted_slots": [version.slot_of(rule) for rule in rules],
            "granted_half_lives": [rule.draft.half_life_days for rule in rules],
            "granted_points": [float(grant.points) for grant in caps.granted],
            "granted_at": [grant.happened_at for grant in caps.granted],
            "cap_leads": list(caps.states),
            "cap_periods": [_array(state.periods) for state in caps.states.values()],
            "cap_used": [_array(state.used) for state in caps.states.values()],
            "cap_untils": [state.until for state in caps.states.values()],
            **({"active_leads": list(active), "active_at": list(active.values())} if version.decays else {}),
        },
    )
    if version.decays:
        known = set(advanced.scalars())
        others = {lead_id: last for lead_id, last in active.items() if lead_id not in known}
        await state_queries.remember_activity(connection, workspace_id, version, others, at)


def _array(numbers: list[int]) -> str:
    """As PostgreSQL writes an array; one of arrays would have to be of one length."""
    return "{" + ",".join(map(str, numbers)) + "}"
