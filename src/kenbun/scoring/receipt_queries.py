from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Interval,
    Select,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from kenbun.database import Connection
from kenbun.events.activity_queries import UNSUPPRESSED, unsuppressed_at
from kenbun.events.filters.tables import event_suppressions
from kenbun.events.tables import event_types, events
from kenbun.identity.roots_queries import together_at
from kenbun.scoring.hits_queries import (
    AT,
    LEAD_IDS,
    NOW,
    OF_LEADS,
    THEN,
    WORKSPACE,
    Whose,
    fading,
    judged_hits,
    micropoints,
)
from kenbun.scoring.per_version import per_version
from kenbun.scoring.versions import Version

Known = Literal["then", "now"]

# An ISO week, and the hour by which one may be longer.
_LONGEST_PERIOD = timedelta(days=8)
_FIRST = bindparam("first", type_=DateTime(timezone=True))
_LAST = bindparam("last", type_=DateTime(timezone=True))
_LET_THROUGH_THEN = unsuppressed_at(WORKSPACE, event_suppressions.c.lead_id == func.any(LEAD_IDS), AT)


class Hit(NamedTuple):
    """One event and one rule it matches: nominal points, and in millionths what they are worth.

    `excess` of the points, worth `excess_value`, the rule's cap takes off again.
    """

    number: int
    event_id: UUID
    event_type: str
    happened_at: datetime
    points: int
    excess: int
    period: int | None
    value: int
    excess_value: int


class Knowledge(NamedTuple):
    """Which events are known of leads, as parts of a statement; what it asks for, `knowing` gives."""

    is_known: ColumnElement[bool]
    let_through: ColumnElement[bool]
    whose: Whose


def knowledge(known: Known) -> Knowledge:
    if known == "then":
        return Knowledge(events.c.received_at <= AT, _LET_THROUGH_THEN, THEN)
    return Knowledge(events.c.happened_at <= AT, UNSUPPRESSED, NOW)


async def knowing(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], at: datetime, known: Known
) -> dict[str, Any]:
    """`lead_ids` are roots, of that time or of now."""
    if known == "then":
        return dict(await together_at(connection, workspace_id, lead_ids, at))
    return {"lead_ids": list(lead_ids)}


async def hits_of_lead(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_id: UUID,
    at: datetime,
    known: Known,
) -> list[Hit]:
    """In order of time. `then`: of events received by `at`; `now`: of events that happened by `at`."""
    values = await knowing(connection, workspace_id, [lead_id], at, known)
    rows = await connection.execute(_of_lead(version, known), values | {"workspace": workspace_id, "at": at})
    return list(map(Hit._make, rows.all()))


@per_version
def _of_lead(version: Version, known: Known) -> Select[Any]:
    hit = valued_hits(version, known).subquery("hit")
    return (
        select(
            hit.c.number,
            hit.c.event_id,
            event_types.c.name,
            hit.c.happened_at,
            hit.c.points,
            hit.c.excess,
            hit.c.period,
            hit.c.value,
            hit.c.excess_value,
        )
        .join(event_types, event_types.c.type_id == hit.c.type_id)
        .where(event_types.c.workspace_id == WORKSPACE)
        .order_by(hit.c.happened_at, hit.c.message_id, hit.c.event_id, hit.c.number)
    )


def valued_hits(version: Version, known: Known) -> Select[Any]:
    """The hits of the leads asked for, with what each is worth at the time asked for, in millionths."""
    what = knowledge(known)
    parts = [
        judged_hits(
            version,
            *(OF_LEADS, what.is_known),
            capped=capped,
            let_through=what.let_through,
            whose=what.whose,
        ).subquery()
        for capped in (False, True)
    ]
    hit = union_all(*(select(part) for part in parts)).subquery()
    faded = fading(hit.c.happened_at, hit.c.half_life, AT)
    return select(
        hit.c.number,
        hit.c.event_id,
        hit.c.type_id,
        hit.c.happened_at,
        hit.c.message_id,
        cast(hit.c.points, BigInteger).label("points"),
        cast(hit.c.excess, BigInteger).label("excess"),
        hit.c.period,
        micropoints(hit.c.points, faded).label("value"),
        micropoints(hit.c.excess, faded).label("excess_value"),
    )


async def points_between(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_id: UUID,
    first: datetime,
    last: datetime,
) -> list[tuple[UUID, datetime, int, int]]:
    """Of the lead's events in [first, last] that match rules: event, time, rule's place, points left by its cap."""
    rows = await connection.execute(
        _between(version),
        {"workspace": workspace_id, "lead_ids": [lead_id], "first": first, "last": last},
    )
    return [(row.event_id, row.happened_at, row.number, row.points) for row in rows.all()]


@per_version
def _between(version: Version) -> Any:
    """Caps look at what came before in their period, so the window is cut out after them."""
    window = events.c.happened_at.between(_FIRST, _LAST)
    plain = judged_hits(version, OF_LEADS, window, capped=False).subquery()
    before = concerned_by_caps(version, _FIRST, _LAST)
    capped = judged_hits(version, OF_LEADS, before, capped=True).subquery()
    parts = [
        select(
            part.c.event_id,
            part.c.happened_at,
            part.c.number,
            cast(part.c.points - part.c.excess, BigInteger).label("points"),
        )
        for part in (plain, capped)
    ]
    return union_all(parts[0], parts[1].where(capped.c.happened_at.between(_FIRST, _LAST)))


def concerned_by_caps(
    version: Version, first: ColumnElement[Any], last: ColumnElement[Any]
) -> ColumnElement[bool]:
    """What can have used up a cap by [first, last]: the week before, and of types with a cap for ever all."""
    capped = [rule for rule in version.active if rule.draft.cap]
    for_ever = [
        version.type_ids[rule.type_key]
        for rule in capped
        if rule.draft.cap and rule.draft.cap.per == "ever" and rule.type_key in version.type_ids
    ]
    recent = events.c.happened_at >= first - literal(_LONGEST_PERIOD, Interval)
    asked = or_(recent, events.c.type_id.in_(for_ever)) if for_ever else recent
    return and_(events.c.happened_at <= last, asked)
