"""One field of a lead or an account: what it shows and why, what lies under a value set by hand, and its past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.errors import NotFound
from kenbun.mapping.custom_fields import all_fields
from kenbun.mapping.fields import FieldType
from kenbun.mapping.hand_queries import hand_value
from kenbun.mapping.history_queries import history_of
from kenbun.mapping.queries import held_values
from kenbun.mapping.shown_value_queries import shown_values
from kenbun.subject import Subject

_MOST_PAST = 100


@dataclass(frozen=True, slots=True)
class Said:
    """A value, the trait, metadata key or alias that it was read from (`hand`: by a member), and the time of that."""

    value: Any
    origin: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """What it showed from a time on, null for nothing; `merged`: together with leads that were merged into this one."""

    value: Any
    origin: str
    since: datetime
    shown_from: datetime
    merged: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """`set_by` is the member who set it by hand; `said` what calls say all the same."""

    field: str
    label: str
    type: FieldType
    shown: Said | None
    set_by: str | None
    said: Said | None
    # the latest first
    history: list[Past]


async def field_of(
    connection: Connection, workspace_id: UUID, subject: Subject, subject_id: UUID, name: str
) -> FieldView:
    """Of a root. Raises NotFound for a field that leads, or accounts, do not have."""
    kind = (await all_fields(connection, workspace_id)).find(subject, name)
    if kind is None:
        raise NotFound(f"{subject.capitalize()}s have no such field.", field="field")
    place = (connection, workspace_id, subject, subject_id)
    rows = await shown_values(*place)
    shown = next((Said(row.value, row.origin, row.happened_at) for row in rows if row.field == name), None)
    by_hand = await hand_value(*place, name)
    whose = (subject, subject_id)
    held = (await held_values(connection, workspace_id, {whose: [name]})).of(whose).get(name)
    said = None
    if held and held.value is not None and held.behaviour != "none":
        said = Said(held.value, held.origin, held.order[0])
    past = await history_of(*place, name, _MOST_PAST)
    return FieldView(
        field=name,
        label=kind.label,
        type=kind.type,
        shown=shown,
        set_by=by_hand.set_by if by_hand else None,
        said=said,
        history=[Past(row.value, row.origin, row.happened_at, row.changed_at, row.merged) for row in past],
    )
