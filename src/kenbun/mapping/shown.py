"""What a lead or an account shows in its fields, with where each value came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.mapping import shown_value_queries as queries
from kenbun.subject import Subject


@dataclass(frozen=True, slots=True)
class FieldValue:
    """`origin` is the trait, metadata key or alias that the value was read from, `since` the time of that event."""

    field: str
    value: Any
    origin: str
    since: datetime


async def fields_of(
    connection: Connection, workspace_id: UUID, subject: Subject, subject_id: UUID
) -> list[FieldValue]:
    """By name of the field; none that shows nothing."""
    rows = await queries.shown_values(connection, workspace_id, subject, subject_id)
    return [FieldValue(one.field, one.value, one.origin, one.happened_at) for one in rows]
