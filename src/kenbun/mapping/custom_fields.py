"""The fields that a workspace adds to its leads and accounts."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.mapping import mapping_queries
from kenbun.mapping.fields import STANDARD, FieldKind, Fields

MOST_FIELDS = 100


async def all_fields(connection: Connection, workspace_id: UUID) -> Fields:
    return Fields.with_custom(await mapping_queries.custom_fields(connection, workspace_id))


# Conditions know these by the names of fields, and would not see a field of that name.
_WORKED_OUT = {("lead", "status")}


async def add_field(connection: Connection, caller: Caller, kind: FieldKind, clock: Clock) -> FieldKind:
    """A field of the workspace's own; its name tells it apart in mappings, conditions and the API."""
    now = await tick(connection, caller.workspace_id, clock)
    rows = await mapping_queries.custom_field_rows(connection, caller.workspace_id)
    if (kind.subject, kind.name) in STANDARD:
        raise Conflict(f"“{kind.name}” is a standard field of every {kind.subject}.", field="name")
    if (kind.subject, kind.name) in _WORKED_OUT:
        raise Conflict(f"The {kind.name} of a {kind.subject} is worked out from what it does.", field="name")
    if taken := next((row for row in rows if (row.target_kind, row.name) == (kind.subject, kind.name)), None):
        going = " It is being removed: try again in a moment." if taken.removing_since else ""
        raise Conflict(f"The {kind.subject} has a field “{kind.name}” already.{going}", field="name")
    if sum(row.target_kind == kind.subject for row in rows) >= MOST_FIELDS:
        raise Conflict(f"A {kind.subject} has at most {MOST_FIELDS} custom fields: remove one first.")
    field_id = new_id()
    await mapping_queries.add_field(connection, caller.workspace_id, field_id, kind, now)
    await mapping_queries.move_on(connection, caller.workspace_id)
    after = {"subject": kind.subject, "name": kind.name, "label": kind.label, "type": kind.type}
    subject = ("field", public("fld", field_id))
    await audit.record(connection, caller, "field.add", subject, after=after, now=now)
    return replace(kind, field_id=field_id)


async def relabel_field(
    connection: Connection, caller: Caller, field_id: UUID, label: str, clock: Clock
) -> None:
    """What people call it; its name and its type stay."""
    now = await tick(connection, caller.workspace_id, clock)
    row = await _row(connection, caller.workspace_id, field_id)
    await mapping_queries.relabel_field(connection, caller.workspace_id, field_id, label)
    await mapping_queries.move_on(connection, caller.workspace_id)
    subject = ("field", public("fld", field_id))
    before, after = {"label": row.label}, {"label": label}
    await audit.record(connection, caller, "field.change", subject, before=before, after=after, now=now)


async def remove_field(connection: Connection, caller: Caller, field_id: UUID, clock: Clock) -> None:
    """The field is gone at once, its values go in the background. Raises Conflict while a mapping uses it."""
    now = await tick(connection, caller.workspace_id, clock)
    row = await _row(connection, caller.workspace_id, field_id)
    users = [
        draft
        for _, draft in await mapping_queries.drafts(connection, caller.workspace_id)
        if (draft.target.kind, draft.target.field) == (row.target_kind, row.name)
        or (row.target_kind == "lead" and (draft.source.kind, draft.source.key) == ("lead_field", row.name))
    ]
    if users:
        told = ", ".join(f"{one.origin} → {one.target.kind}.{one.target.field}" for one in users[:5])
        raise Conflict(f"Mappings use this field ({told}): remove them first.")
    await mapping_queries.begin_removing(connection, caller.workspace_id, field_id, now)
    await mapping_queries.move_on(connection, caller.workspace_id)
    before = {"subject": row.target_kind, "name": row.name, "label": row.label, "type": row.type}
    subject = ("field", public("fld", field_id))
    await audit.record(connection, caller, "field.remove", subject, before=before, now=now)


async def _row(connection: Connection, workspace_id: UUID, field_id: UUID) -> Any:
    for row in await mapping_queries.custom_field_rows(connection, workspace_id):
        if row.field_id == field_id and row.removing_since is None:
            return row
    raise NotFound("There is no such custom field.")
