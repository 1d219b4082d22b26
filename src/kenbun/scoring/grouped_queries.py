"""A receipt's lines added up in the database, and the lines of one group: of thousands only those shown leave it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from kenbun.database import Connection
from kenbun.scoring.per_version import per_version
from kenbun.scoring.receipt_queries import knowing, valued_hits
from kenbun.scoring.versions import Version

By = Literal["rule", "day"]

_ZONE = bindparam("zone", type_=Text)
_DAY = bindparam("day", type_=Date)
_KIND = bindparam("kind", type_=Text)
_NUMBER = bindparam("number", type_=Integer)
_LIMIT = bindparam("limit", type_=Integer)


class Sums(NamedTuple):
    """The hits of one rule, in one period of its cap, and by day on one day of the zone; values in millionths.

    Of the points the cap takes off `excess`, last at `over_at`.
    """

    number: int
    period: int | None
    day: date | None
    size: int
    last_at: datetime
    points: int
    value: int
    excess: int
    excess_value: int
    over_at: datetime | None


class GroupLine(NamedTuple):
    """`points` are whole, `value` is in millionths; `size` is how many lines the group has."""

    kind: Literal["rule", "cap"]
    number: int
    at: datetime
    points: int
    value: int
    size: int


async def sums(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_id: UUID,
    at: datetime,
    by: By,
    zone: str,
) -> list[Sums]:
    """Of the events received by `at`, as `receipt.explain` has them."""
    values = await _knowing(connection, workspace_id, lead_id, at) | {"zone": zone}
    return list(map(Sums._make, (await connection.execute(_sums(version, by), values)).all()))


async def lines_of_rule(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_id: UUID,
    at: datetime,
    kind: str,
    number: int,
    limit: int,
) -> list[GroupLine]:
    """The latest lines of a rule, or those of its cap."""
    values = await _knowing(connection, workspace_id, lead_id, at) | {"limit": limit}
    rows = await connection.execute(_of_rule(version), values | {"kind": kind, "number": number})
    return list(map(GroupLine._make, rows.all()))


async def lines_of_day(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_id: UUID,
    at: datetime,
    day: date,
    zone: str,
    limit: int,
) -> list[GroupLine]:
    """The latest lines of a day of the zone; the line of a cap belongs to the day of its last event."""
    values = await _knowing(connection, workspace_id, lead_id, at) | {"limit": limit}
    rows = await connection.execute(_of_day(version), values | {"day": day, "zone": zone})
    return list(map(GroupLine._make, rows.all()))


async def _knowing(connection: Connection, workspace_id: UUID, lead_id: UUID, at: datetime) -> dict[str, Any]:
    known = await knowing(connection, workspace_id, [lead_id], at, "then")
    return known | {"workspace": workspace_id, "at": at}


@per_version
def _sums(version: Version, by: By) -> Select[Any]:
    hit = valued_hits(version, "then").subquery("hit")
    day = _day(hit.c.happened_at) if by == "day" else cast(null(), Date)
    columns = [hit.c[name] for name in ("points", "value", "excess", "excess_value")]
    return select(
        hit.c.number,
        hit.c.period,
        day.label("day"),
        func.count(),
        func.max(hit.c.happened_at),
        *(cast(func.sum(column), BigInteger) for column in columns),
        func.max(hit.c.happened_at).filter(hit.c.excess != 0),
    ).group_by(hit.c.number, hit.c.period, *([day] if by == "day" else []))


@per_version
def _of_rule(version: Version) -> Select[Any]:
    line = _lines(version).subquery("line")
    return _latest(line).where(line.c.kind == _KIND, line.c.number == _NUMBER)


@per_version
def _of_day(version: Version) -> Select[Any]:
    line = _lines(version).subquery("line")
    return _latest(line).where(_day(line.c.at) == _DAY)


def _latest(line: Any) -> Select[Any]:
    """In the order of a receipt, but the latest first."""
    order = (line.c.at.desc(), line.c.message_id.nulls_last(), line.c.event_id, line.c.number)
    columns = (line.c.kind, line.c.number, line.c.at, line.c.points, line.c.value)
    return select(*columns, func.count().over()).order_by(*order).limit(_LIMIT)


def _lines(version: Version) -> Any:
    """One for each hit, and one for each rule and period that came to more than the cap."""
    hit = valued_hits(version, "then").cte("hit")
    hits = select(
        literal("rule", Text).label("kind"),
        hit.c.number,
        hit.c.happened_at.label("at"),
        hit.c.message_id,
        hit.c.event_id,
        hit.c.points,
        hit.c.value,
    )
    caps = (
        select(
            literal("cap", Text),
            hit.c.number,
            func.max(hit.c.happened_at),
            cast(null(), Text),
            cast(null(), Uuid),
            cast(-func.sum(hit.c.excess), BigInteger),
            cast(-func.sum(hit.c.excess_value), BigInteger),
        )
        .where(hit.c.excess != 0)
        .group_by(hit.c.number, hit.c.period)
    )
    return union_all(hits, caps)


def _day(at: Any) -> Any:
    return cast(func.timezone(_ZONE, at), Date)
