"""A receipt's lines in groups, added up in the database: of thousands of lines only those shown leave it."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
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
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from kenbun.database import Connection
from kenbun.scoring.receipt_queries import valued_hits
from kenbun.scoring.versions import Version

By = Literal["rule", "day"]

_ZONE = bindparam("zone", type_=Text)
_FULL = bindparam("full", type_=Text)
_FEW = bindparam("few", type_=Integer)
_MOST = bindparam("most", type_=Integer)


class GroupLine(NamedTuple):
    """A line with its group: by rule `rule-3` or `cap-3` after the rule's place in the version, by day the date.

    Values are in millionths; `in_group`, `group_points` and `group_value` are of the whole group.
    """

    group: str
    kind: Literal["rule", "cap"]
    number: int
    at: datetime
    points: int
    value: int
    in_group: int
    group_points: int
    group_value: int


async def lines_in_groups(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_id: UUID,
    at: datetime,
    by: By,
    zone: str,
    *,
    few: int,
    full: str,
    most: int,
) -> list[GroupLine]:
    """Of each group the latest `few` lines, of the group `full` the latest `most`. The lines are those of
    `receipt.explain` at `at` with what was known then, but for floor and rounding."""
    values = {"workspace": workspace_id, "lead_ids": [lead_id], "at": at, "zone": zone}
    shown = {"few": few, "full": full, "most": most}
    rows = await connection.execute(_in_groups(version, by), values | shown)
    return list(map(GroupLine._make, rows.all()))


@lru_cache(maxsize=256)
def _in_groups(version: Version, by: By) -> Select[Any]:
    line = _lines(version).subquery("line")
    group = _day(line.c.at) if by == "day" else line.c.kind + "-" + cast(line.c.number, Text)
    keyed = select(group.label("group"), line).subquery("keyed")
    # as the lines of a receipt are ordered, but the latest first
    order = (keyed.c.at.desc(), keyed.c.message_id.nulls_last(), keyed.c.event_id, keyed.c.number)
    ranked = select(
        keyed,
        func.count().over(partition_by=keyed.c.group).label("in_group"),
        *(
            cast(func.sum(keyed.c[name]).over(partition_by=keyed.c.group), BigInteger).label(f"group_{name}")
            for name in ("points", "value")
        ),
        func.row_number().over(partition_by=keyed.c.group, order_by=order).label("place"),
    ).subquery("ranked")
    shown = [ranked.c[name] for name in GroupLine._fields]
    most = case((ranked.c.group == _FULL, _MOST), else_=_FEW)
    return select(*shown).where(ranked.c.place <= most).order_by(ranked.c.group, ranked.c.place)


def _lines(version: Version) -> Any:
    """One for each hit, and one for each rule and period that came to more than the cap."""
    hit = valued_hits(version, "then").cte("hit")
    hits = select(
        literal("rule", Text).label("kind"),
        hit.c.number,
        hit.c.happened_at.label("at"),
        hit.c.message_id,
        hit.c.event_id,
        (hit.c.points * 1_000_000).label("points"),
        hit.c.value,
    )
    caps = (
        select(
            literal("cap", Text),
            hit.c.number,
            func.max(hit.c.happened_at),
            cast(null(), Text),
            cast(null(), Uuid),
            cast(-func.sum(hit.c.excess) * 1_000_000, BigInteger),
            cast(-func.sum(hit.c.excess_value), BigInteger),
        )
        .where(hit.c.excess != 0)
        .group_by(hit.c.number, hit.c.period)
    )
    return union_all(hits, caps)


def _day(at: Any) -> Any:
    return func.to_char(cast(func.timezone(_ZONE, at), Date), "YYYY-MM-DD")
