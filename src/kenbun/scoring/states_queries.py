"""Lead states: made from all events, or advanced by a batch."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
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
    literal,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, array, insert

from kenbun.database import Connection
from kenbun.events.tables import events
from kenbun.scoring.caps import CappedHit, CapState, Judgement
from kenbun.scoring.hits_queries import AT, OF_LEADS, VERSION, WORKSPACE, days, fading, hits, judged_hits
from kenbun.scoring.tables import lead_states
from kenbun.scoring.versions import Version

_KEY = ["workspace_id", "version_id", "lead_id"]
STATE_COLUMNS = [column.name for column in lead_states.columns]
_EVENT_IDS = bindparam("event_ids", type_=ARRAY(Uuid))


def states_from_scratch(version: Version, *restrictions: ColumnElement[bool]) -> Select[Any]:
    """The rows of `lead_states` as the events make them at `at`, whatever stands there now."""
    plain = judged_hits(version, *restrictions, capped=False).subquery("plain")
    parts = [select(*_worth_parts(plain, lines=1))]
    if version.capped:
        capped = judged_hits(version, *restrictions, capped=True).subquery("capped")
        parts.append(select(*_worth_parts(capped, lines=2)))
    part = union_all(*parts).subquery("part")
    return _rows(version, part).group_by(part.c.lead_id)


def _worth_parts(hit: Any, *, lines: int) -> list[ColumnElement[Any]]:
    """Of each hit its slot and what it is worth, and what its cap must remember (`lines`: at most so many rounded)."""
    is_capped = lines > 1
    last_period = func.max(hit.c.period).over(partition_by=(hit.c.lead_id, hit.c.number))
    in_last = hit.c.period == last_period if is_capped else literal(False)
    return [
        hit.c.lead_id,
        hit.c.slot,
        ((hit.c.points - hit.c.excess) * fading(hit.c.happened_at, hit.c.half_life, AT)).label("value"),
        literal_column(str(lines), Integer).label("lines"),
        (hit.c.number if is_capped else literal_column("NULL::smallint", SmallInteger)).label(
            "capped_number"
        ),
        hit.c.period,
        case((in_last, func.abs(hit.c.points - hit.c.excess)), else_=0.0).label("used"),
        (hit.c.happened_at if is_capped else literal_column("NULL::timestamptz")).label("capped_at"),
    ]


def _rows(version: Version, part: Any) -> Select[Any]:
    sums = [
        func.coalesce(func.sum(part.c.value).filter(part.c.slot == slot), 0.0)
        for slot in range(len(version.slots))
    ]
    periods = [
        func.coalesce(func.max(part.c.period).filter(part.c.capped_number == number), 0)
        for number in version.capped
    ]
    used = [
        cast(func.coalesce(func.sum(part.c.used).filter(part.c.capped_number == number), 0.0), BigInteger)
        for number in version.capped
    ]
    return select(
        WORKSPACE.label("workspace_id"),
        VERSION.label("version_id"),
        part.c.lead_id,
        AT.label("as_of"),
        array(sums, type_=Double).label("sums"),
        cast(func.coalesce(func.sum(part.c.lines).filter(part.c.slot > 0), 0), Integer).label("fading_lines"),
        cast(array(periods, type_=Integer), ARRAY(Integer)).label("cap_periods"),
        cast(array(used, type_=BigInteger), ARRAY(BigInteger)).label("cap_used"),
        func.max(part.c.capped_at).label("capped_until"),
    )


@lru_cache(maxsize=256)
def _rebuild(version: Version) -> Any:
    fresh = insert(lead_states).from_select(STATE_COLUMNS, states_from_scratch(version, OF_LEADS))
    return fresh.on_conflict_do_update(
        index_elements=_KEY, set_={name: fresh.excluded[name] for name in STATE_COLUMNS if name not in _KEY}
    )


@lru_cache(maxsize=256)
def _advance(version: Version) -> Any:
    """What the batch adds, at `at`, to the older state faded to that time."""
    plain = hits(
        version,
        events.c.event_id == func.any(_EVENT_IDS),
        events.c.lead_id != func.all(bindparam("late", type_=ARRAY(Uuid))),
        capped=False,
    ).subquery("plain")
    nothing = literal_column("NULL::int", Integer).label("period")
    parts = select(
        plain.c.lead_id,
        plain.c.slot,
        (plain.c.points * fading(plain.c.happened_at, plain.c.half_life, AT)).label("value"),
        literal_column("1", Integer).label("lines"),
        nothing,
        nothing.label("capped_number"),
        literal_column("0.0::float8", Double).label("used"),
        literal_column("NULL::timestamptz").label("capped_at"),
    )
    granted = _granted()
    granted_parts = select(
        granted.c.lead_id,
        granted.c.slot,
        (granted.c.points * fading(granted.c.happened_at, granted.c.half_life, AT)).label("value"),
        literal_column("2", Integer).label("lines"),
        nothing,
        nothing,
        literal_column("0.0::float8", Double),
        literal_column("NULL::timestamptz"),
    )
    part = union_all(parts, granted_parts).subquery("part")
    fresh = insert(lead_states).from_select(
        STATE_COLUMNS, _with_caps(_rows(version, part).group_by(part.c.lead_id))
    )
    judged = fresh.excluded.capped_until.is_not(None)
    faded = [
        lead_states.c.sums[slot] * fading(lead_states.c.as_of, days(half_life), fresh.excluded.as_of)
        + fresh.excluded.sums[slot]
        for slot, half_life in enumerate(version.slots, start=1)
    ]
    return fresh.on_conflict_do_update(
        index_elements=_KEY,
        set_={
            "as_of": fresh.excluded.as_of,
            "sums": array(faded, type_=Double),
            "fading_lines": lead_states.c.fading_lines + fresh.excluded.fading_lines,
            **{
                name: case((judged, fresh.excluded[name]), else_=lead_states.c[name])
                for name in ("cap_periods", "cap_used", "capped_until")
            },
        },
    )


def _with_caps(rows: Select[Any]) -> Select[Any]:
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
    columns = [remembered.get(name, made.c[name]) for name in STATE_COLUMNS]
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
    UPDATE lead_states s
    SET cap_periods = cast(t.periods AS int[]), cap_used = cast(t.used AS bigint[]), capped_until = t.until
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:periods AS text[]), cast(:used AS text[]),
                cast(:untils AS timestamptz[])) AS t (lead_id, periods, used, until)
    WHERE s.workspace_id = :workspace_id AND s.version_id = :version_id AND s.lead_id = t.lead_id
""")

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
    return [CappedHit(*row) for row in rows]


@lru_cache(maxsize=256)
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
    return {row.lead_id: CapState(row.cap_periods, row.cap_used, row.capped_until) for row in rows}


async def advance(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    event_ids: list[UUID],
    caps: Judgement,
    at: datetime,
) -> None:
    """Adds the batch's events to the states of their leads, those of `caps.late` left out."""
    rules = [version.active[grant.number] for grant in caps.granted]
    await connection.execute(
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
        },
    )


async def rebuild(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Collection[UUID], at: datetime
) -> None:
    """Makes the states of these leads from all their events."""
    if lead_ids:
        await connection.execute(
            _rebuild(version),
            {
                "workspace": workspace_id,
                "version": version.version_id,
                "at": at,
                "lead_ids": list(lead_ids),
            },
        )


def _array(numbers: list[int]) -> str:
    """As PostgreSQL writes an array; one of arrays would have to be of one length."""
    return "{" + ",".join(map(str, numbers)) + "}"
