"""Scores at past times by today's knowledge: events by the time they happened, the version in force now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    Interval,
    Row,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from kenbun.database import Connection
from kenbun.scoring.hits_queries import OF_LEADS, fading, judged_hits, micropoints
from kenbun.scoring.inactivity.deductions import deductions_of
from kenbun.scoring.per_version import per_version
from kenbun.scoring.versions import Version
from kenbun.scoring.whole import whole

_MOMENTS = bindparam("moments", type_=ARRAY(DateTime(timezone=True)))
_INSTANT = literal_column("interval '1 microsecond'", Interval)

_LEADS = text("""
    SELECT l.lead_id, first.happened_at AS first_at
    FROM leads l
    LEFT JOIN LATERAL (
        SELECT min(e.happened_at) AS happened_at FROM events e
        WHERE e.workspace_id = :workspace_id AND e.lead_id = l.lead_id AND e.suppressed IS NULL
    ) AS first ON true
    WHERE l.workspace_id = :workspace_id AND (l.lead_id = :subject_id OR l.account_id = :subject_id)
""")


async def leads_of(
    connection: Connection, workspace_id: UUID, subject_id: UUID
) -> list[tuple[UUID, datetime | None]]:
    """A lead, or all leads of an account, with the time of the first event."""
    values = {"workspace_id": workspace_id, "subject_id": subject_id}
    rows = await connection.execute(_LEADS, values)
    return [(row.lead_id, row.first_at) for row in rows.all()]


async def engagement_at(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_ids: Collection[UUID],
    moments: Collection[datetime],
) -> dict[tuple[UUID, datetime], int]:
    """The scores of these leads at each of these times, as receipts known now give them; none: 0."""
    if not lead_ids or not moments:
        return {}
    values = {"workspace": workspace_id, "lead_ids": list(lead_ids), "moments": sorted(set(moments))}
    rows = await connection.execute(_at(version), values)
    totals = {(row.lead_id, row.moment): int(row.total) for row in rows.all()}
    taken = await deductions_of(connection, workspace_id, version, lead_ids, max(moments), "now")
    for lead_id, own in taken.items():
        for moment in moments:
            missing = sum(one.value(moment) for one in own if one.at <= moment)
            totals[lead_id, moment] = totals.get((lead_id, moment), 0) - missing
    return {place: whole(total, negative=version.negative) for place, total in totals.items()}


@per_version
def _at(version: Version) -> Select[Any]:
    """Caps count the earliest first, so what an event is left with does not hang on later ones."""
    parts = [judged_hits(version, OF_LEADS, capped=capped).subquery() for capped in (False, True)]
    columns = ("lead_id", "happened_at", "half_life", "points", "excess")
    hit = union_all(*(select(*(part.c[name] for name in columns)) for part in parts)).cte("hit")
    moment = (
        func.unnest(_MOMENTS)
        .table_valued(Column("moment", DateTime(timezone=True)), name="asked")
        .render_derived()
    )
    faded = fading(hit.c.happened_at, hit.c.half_life, moment.c.moment)
    value = micropoints(hit.c.points, faded) - micropoints(hit.c.excess, faded)
    return (
        select(hit.c.lead_id, moment.c.moment, func.sum(value).label("total"))
        .select_from(hit.join(moment, hit.c.happened_at <= moment.c.moment))
        .group_by(hit.c.lead_id, moment.c.moment)
    )


async def worth_by_moment(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_ids: Collection[UUID],
    moments: Sequence[datetime],
) -> Sequence[Row[Any]]:
    """What happened up to each of these times (which ascend) and after the one before, as it is worth at that time.

    Rows of lead_id, place (of the time, from 0), slot, value and lines.
    """
    values = {"workspace": workspace_id, "lead_ids": list(lead_ids), "moments": list(moments)}
    rows: Sequence[Row[Any]] = (await connection.execute(_by_moment(version), values)).all()
    return rows


@per_version
def _by_moment(version: Version) -> Select[Any]:
    parts = []
    for capped in (False, True):
        hit = judged_hits(version, OF_LEADS, capped=capped).subquery()
        # how many of the times lie before the event: the place of the first that does not
        place = func.width_bucket(hit.c.happened_at - _INSTANT, _MOMENTS, type_=Integer)
        lines = literal_column("2" if capped else "1", Integer).label("lines")
        columns = (hit.c.lead_id, hit.c.slot, hit.c.half_life, hit.c.happened_at)
        parts.append(
            select(*columns, (hit.c.points - hit.c.excess).label("points"), place.label("place"), lines)
        )
    hit = union_all(*parts).subquery("hit")
    asked = (
        func.unnest(_MOMENTS)
        .table_valued(Column("moment", DateTime(timezone=True)), with_ordinality="ordinal", name="asked")
        .render_derived()
    )
    worth = hit.c.points * fading(hit.c.happened_at, hit.c.half_life, asked.c.moment)
    return (
        select(
            hit.c.lead_id,
            hit.c.place,
            hit.c.slot,
            func.sum(worth).label("value"),
            func.sum(hit.c.lines).label("lines"),
        )
        .select_from(hit.join(asked, asked.c.ordinal == hit.c.place + 1))
        .group_by(hit.c.lead_id, hit.c.place, hit.c.slot)
    )
