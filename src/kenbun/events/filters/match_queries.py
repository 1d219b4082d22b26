"""Which events the attribute filters match: of a batch in the inbox, of what is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from kenbun.conditions import Scope, to_sql
from kenbun.database import Connection
from kenbun.events.filters.in_force import Filters, Revision
from kenbun.events.tables import event_inbox, event_types, events

_WORKSPACE = bindparam("workspace", type_=Uuid)
_LEAD_IDS = bindparam("lead_ids", type_=ARRAY(Uuid))
_EVENT_IDS = bindparam("event_ids", type_=ARRAY(Uuid))

# Statements go with the filters that they are about.
_of_inbox: WeakKeyDictionary[Filters, Select[Any]] = WeakKeyDictionary()


def matching(
    revision: Revision,
    zone: str,
    *,
    key: ColumnElement[str],
    metadata: Any,
    happened_at: Any,
) -> ColumnElement[bool]:
    """Whether an event is of the filter's type and meets its conditions, which are asked only then."""
    meets = to_sql(revision.tree, Scope(zone, happened_at, metadata=metadata)) if revision.tree else true()
    if revision.type_key is None:
        return meets
    return case((key == revision.type_key, meets), else_=false())


async def matches_in_inbox(
    connection: Connection, workspace_id: UUID, filters: Filters, keys: Mapping[UUID, str]
) -> dict[UUID, list[bool]]:
    """Of these waiting events, given with their folded types, those that any filter matches: which do."""
    if filters not in _of_inbox:
        _of_inbox[filters] = _inbox(filters)
    values = {"workspace": workspace_id, "event_ids": list(keys), "keys": list(keys.values())}
    rows = await connection.execute(_of_inbox[filters], values)
    return {row.event_id: row.matched for row in rows.all()}


def _inbox(filters: Filters) -> Select[Any]:
    asked = (
        func.unnest(_EVENT_IDS, bindparam("keys", type_=ARRAY(Text)))
        .table_valued(Column("event_id", Uuid), Column("key", Text), name="asked")
        .render_derived()
    )
    inbox = event_inbox.c
    columns = {"key": asked.c.key, "metadata": inbox.metadata, "happened_at": inbox.happened_at}
    matched = [matching(one, filters.zone, **columns) for one in filters.attribute]
    found = (
        select(inbox.event_id, *(one.label(f"matched{place}") for place, one in enumerate(matched)))
        .select_from(asked.join(event_inbox, inbox.event_id == asked.c.event_id))
        .where(inbox.workspace_id == _WORKSPACE)
    )
    return _any_of(found, len(matched))


def _any_of(found: Select[Any], size: int) -> Select[Any]:
    """Those rows with any match; each condition is asked once, which the offset sees to."""
    known = found.offset(literal_column("0")).subquery("known")
    matched = [known.c[f"matched{place}"] for place in range(size)]
    kept = [column for column in known.c if not column.name.startswith("matched")]
    return select(*kept, array(matched).label("matched")).where(or_(*matched))


async def matches_of_leads(
    connection: Connection, workspace_id: UUID, filters: Filters, lead_ids: Collection[UUID]
) -> Sequence[Any]:
    """Rows of event_id, lead_id, happened_at and which filters match."""
    asked = _stored(filters, events.c.lead_id == func.any(_LEAD_IDS))
    values = {"workspace": workspace_id, "lead_ids": list(lead_ids)}
    rows: Sequence[Any] = (await connection.execute(asked, values)).all()
    return rows


async def matches_of_events(
    connection: Connection, workspace_id: UUID, filters: Filters, event_ids: Collection[UUID]
) -> Sequence[Any]:
    """The same of events."""
    asked = _stored(filters, events.c.event_id == func.any(_EVENT_IDS))
    values = {"workspace": workspace_id, "event_ids": list(event_ids)}
    rows: Sequence[Any] = (await connection.execute(asked, values)).all()
    return rows


def _stored(filters: Filters, *restrictions: ColumnElement[bool]) -> Select[Any]:
    columns = {"key": event_types.c.key, "metadata": events.c.metadata, "happened_at": events.c.happened_at}
    matched = [matching(one, filters.zone, **columns) for one in filters.attribute]
    of_type = and_(
        event_types.c.workspace_id == events.c.workspace_id, event_types.c.type_id == events.c.type_id
    )
    found = (
        select(
            events.c.event_id,
            events.c.lead_id,
            events.c.happened_at,
            *(one.label(f"matched{place}") for place, one in enumerate(matched)),
        )
        .select_from(events.join(event_types, of_type))
        .where(events.c.workspace_id == _WORKSPACE, *restrictions)
    )
    return _any_of(found, len(matched))
