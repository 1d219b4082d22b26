"""What a version needs to know of each event: who, when, on which local day, and which rules it matches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
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
from kenbun.scoring.bulk.column_queries import read_whole, whole
from kenbun.scoring.bulk.facts import RULES_PER_MASK, Facts, Ids
from kenbun.scoring.hits_queries import OF_LEADS, WORKSPACE, conditions_of
from kenbun.scoring.per_version import per_version
from kenbun.scoring.versions import Version

_AFTER = bindparam("after", type_=Uuid)
_UP_TO = bindparam("up_to", type_=Uuid)

# In the first mask, above its rules: a bit for activity, and the local day, counted from one that none is before.
_ACTIVE = RULES_PER_MASK
_DAY = RULES_PER_MASK + 1
_DAY_ZERO = literal_column("date '1999-12-31'", Date)

_Which = Literal["after", "between", "leads"]
_WHICH: dict[_Which, tuple[ColumnElement[bool], ...]] = {
    "after": (events.c.event_id > _AFTER,),
    "between": (events.c.event_id > _AFTER, events.c.event_id <= _UP_TO),
    "leads": (OF_LEADS,),
}

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
    return columns.ids((await read_whole(connection, ids, {"workspace": workspace_id}))[0])


async def read_facts(
    connection: Connection, workspace_id: UUID, version: Version, after: UUID, up_to: UUID | None
) -> Facts:
    """Of the events in (after, up_to] that match any rule; under rules of inactivity also of all activity."""
    if up_to is None:
        return await _read(connection, version, "after", {"workspace": workspace_id, "after": after})
    values = {"workspace": workspace_id, "after": after, "up_to": up_to}
    return await _read(connection, version, "between", values)


async def read_facts_of(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Sequence[UUID]
) -> Facts:
    """The same of all events of these leads."""
    return await _read(connection, version, "leads", {"workspace": workspace_id, "lead_ids": lead_ids})


async def _read(connection: Connection, version: Version, which: _Which, values: dict[str, Any]) -> Facts:
    row = await read_whole(connection, _facts(version, which), values)
    masks = [columns.integers(mask, ">i8") for mask in row[2:]]
    day = (masks[0] >> _DAY) - 1
    active = (masks[0] >> _ACTIVE & 1).astype(np.bool_) if version.decays else None
    return Facts(columns.ids(row[0]), columns.integers(row[1], ">i8"), day, masks, active)


@per_version
def _facts(version: Version, which: _Which) -> Any:
    """The day and whether it is activity stand in the first mask above the rules: each column costs a sixth."""
    masks = _masks(version)
    types = sorted(
        {version.type_ids[rule.type_key] for rule in version.active if rule.type_key in version.type_ids}
    )
    of_types: list[ColumnElement[bool]] = [events.c.type_id.in_(types)]
    if version.decays:
        masks[0] = masks[0] + case((ACTIVITY, _bit(_ACTIVE)), else_=_NOTHING)
        of_types = [or_(ACTIVITY, *of_types)]
    known = (
        select(
            events.c.lead_id,
            events.c.happened_at,
            *(mask.label(f"mask{place}") for place, mask in enumerate(masks)),
        )
        .where(
            events.c.workspace_id == WORKSPACE,
            UNSUPPRESSED,
            *_WHICH[which],
            *of_types,
        )
        # else each mask would be worked out twice: to choose, and to be told
        .offset(literal_column("0"))
        .subquery("known")
    )
    first, *more = (known.c[f"mask{place}"] for place in range(len(masks)))
    day = cast(func.timezone(version.zone, known.c.happened_at), Date) - _DAY_ZERO
    told = [known.c.lead_id, known.c.happened_at, first + cast(day, BigInteger) * _bit(_DAY), *more]
    return select(*(whole(one) for one in told)).where(or_(*(mask != 0 for mask in (first, *more))))


def _masks(version: Version) -> list[ColumnElement[int]]:
    """A bit for each rule, by its place in `active`."""
    words: list[ColumnElement[int]] = []
    for first in range(0, max(1, len(version.active)), RULES_PER_MASK):
        of_type: dict[int, list[ColumnElement[int]]] = defaultdict(list)
        for place, rule in enumerate(version.active[first : first + RULES_PER_MASK]):
            if rule.type_key in version.type_ids:
                bit = _bit(place)
                conditions = conditions_of(version, rule)
                match = case((and_(*conditions), bit), else_=_NOTHING) if conditions else bit
                of_type[version.type_ids[rule.type_key]].append(match)
        whens = [(events.c.type_id == type_id, _sum(bits)) for type_id, bits in of_type.items()]
        words.append(case(*whens, else_=_NOTHING) if whens else _NOTHING)
    return words


_NOTHING: ColumnElement[int] = literal_column("0::bigint", BigInteger)


def _bit(place: int) -> ColumnElement[int]:
    return literal_column(f"{1 << place}::bigint", BigInteger)


def _sum(bits: list[ColumnElement[int]]) -> ColumnElement[int]:
    total = bits[0]
    for bit in bits[1:]:
        total = total + bit
    return total
