"""What a version needs to know of each event: who, when, on which local day, and which rules it matches."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    SmallInteger,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    text,
)

from kenbun.database import Connection
from kenbun.events.activity_queries import ACTIVITY, UNSUPPRESSED
from kenbun.events.tables import events
from kenbun.leads.tables import leads
from kenbun.scoring.bulk import columns
from kenbun.scoring.bulk.column_queries import whole
from kenbun.scoring.bulk.facts import RULES_PER_MASK, Facts, Ids
from kenbun.scoring.hits_queries import WORKSPACE, conditions_of
from kenbun.scoring.per_version import per_version
from kenbun.scoring.versions import Version

_AFTER = bindparam("after", type_=Uuid)
_UP_TO = bindparam("up_to", type_=Uuid)

_BOUND = text("""
    SELECT event_id FROM events WHERE workspace_id = :workspace AND event_id > :after
    ORDER BY event_id OFFSET :size LIMIT 1
""")


async def bound(connection: Connection, workspace_id: UUID, after: UUID, size: int) -> UUID | None:
    """The last event of the next so many in order of receipt; None where fewer are left."""
    values = {"workspace": workspace_id, "after": after, "size": size - 1}
    found: UUID | None = (await connection.execute(_BOUND, values)).scalar()
    return found


async def read_lead_ids(connection: Connection, workspace_id: UUID) -> Ids:
    ids = select(whole(leads.c.lead_id)).where(leads.c.workspace_id == WORKSPACE)
    found: columns.Column = (await connection.execute(ids, {"workspace": workspace_id})).scalar()
    return columns.ids(found)


async def read_facts(
    connection: Connection, workspace_id: UUID, version: Version, after: UUID, up_to: UUID | None
) -> Facts:
    """Of the events in (after, up_to] that match any rule; under rules of inactivity also of all activity."""
    values: dict[str, Any] = {"workspace": workspace_id, "after": after}
    if up_to is not None:
        values["up_to"] = up_to
    row = (await connection.execute(_facts(version, up_to is not None), values)).one()
    told = list(row[3:])
    active = columns.integers(told.pop(), ">i2").astype(np.bool_) if version.decays else None
    masks = [columns.integers(mask, ">i8") for mask in told]
    at, day = columns.integers(row[1], ">i8"), columns.integers(row[2], ">i4")
    return Facts(columns.ids(row[0]), at, day, masks, active)


@per_version
def _facts(version: Version, bounded: bool) -> Any:
    masks = [mask.label(f"mask{place}") for place, mask in enumerate(_masks(version))]
    types = sorted(
        {version.type_ids[rule.type_key] for rule in version.active if rule.type_key in version.type_ids}
    )
    local_day = cast(func.timezone(version.zone, events.c.happened_at), Date)
    of_types: list[ColumnElement[bool]] = [events.c.type_id.in_(types)]
    if version.decays:
        masks.append(cast(cast(ACTIVITY, Integer), SmallInteger).label("active"))
        of_types = [or_(ACTIVITY, *of_types)]
    known = (
        select(events.c.lead_id, events.c.happened_at, local_day.label("day"), *masks)
        .where(
            events.c.workspace_id == WORKSPACE,
            UNSUPPRESSED,
            events.c.event_id > _AFTER,
            *([events.c.event_id <= _UP_TO] if bounded else []),
            *of_types,
        )
        # else each mask would be worked out twice: to choose, and to be told
        .offset(literal_column("0"))
        .subquery("known")
    )
    masks_told = [known.c[mask.name] for mask in masks]
    told = [known.c.lead_id, known.c.happened_at, known.c.day, *masks_told]
    return select(*(whole(one) for one in told)).where(or_(*(mask != 0 for mask in masks_told)))


def _masks(version: Version) -> list[ColumnElement[int]]:
    """A bit for each rule, by its place in `active`."""
    words: list[ColumnElement[int]] = []
    for first in range(0, max(1, len(version.active)), RULES_PER_MASK):
        of_type: dict[int, list[ColumnElement[int]]] = defaultdict(list)
        for place, rule in enumerate(version.active[first : first + RULES_PER_MASK]):
            if rule.type_key in version.type_ids:
                bit = literal_column(f"{1 << place}::bigint", BigInteger)
                conditions = conditions_of(version, rule)
                match = case((and_(*conditions), bit), else_=_NOTHING) if conditions else bit
                of_type[version.type_ids[rule.type_key]].append(match)
        whens = [(events.c.type_id == type_id, _sum(bits)) for type_id, bits in of_type.items()]
        words.append(case(*whens, else_=_NOTHING) if whens else _NOTHING)
    return words


_NOTHING: ColumnElement[int] = literal_column("0::bigint", BigInteger)


def _sum(bits: list[ColumnElement[int]]) -> ColumnElement[int]:
    total = bits[0]
    for bit in bits[1:]:
        total = total + bit
    return total
