"""What counts as a conversion: an event of a type, or a field of the lead that shows a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.conversions import queries
from kenbun.database import Connection
from kenbun.events.types import fold, title
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.kit.text import line
from kenbun.mapping.custom_fields import all_fields
from kenbun.stirred import stir_all

# Each is looked for in every batch.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Draft:
    """Either an event type, or a field of leads and the value (as text, compared without case) that it reaches."""

    name: str
    event_type: str | None = None
    field: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """`leads` is how many have converted by it."""

    definition_id: UUID
    draft: Draft
    created_at: datetime
    leads: int

    @property
    def words(self) -> str:
        draft = self.draft
        return f"event {draft.event_type}" if draft.event_type else f"{draft.field} becomes {draft.value}"


DEFAULT_DEFINITIONS = (
    Draft("Deal closed won", event_type="Deal Closed Won"),
    Draft("Became a customer", field="lifecycle_stage", value="Customer"),
)


async def list_definitions(connection: Connection, workspace_id: UUID) -> list[Definition]:
    """In the order in which they were made."""
    return [_definition(row) for row in await queries.listed(connection, workspace_id)]


async def get_definition(connection: Connection, workspace_id: UUID, definition_id: UUID) -> Definition:
    found = await list_definitions(connection, workspace_id)
    known = next((one for one in found if one.definition_id == definition_id), None)
    if known is None:
        raise NotFound("There is no such conversion.", field="conversion_id")
    return known


async def add_definition(connection: Connection, caller: Caller, draft: Draft, clock: Clock) -> Definition:
    """In force at once, for what is stored as well: by the end all who have converted by it are found."""
    now = await tick(connection, caller.workspace_id, clock)
    checked = await _check(connection, caller.workspace_id, draft, None)
    if len(await queries.listed(connection, caller.workspace_id)) >= _MOST:
        raise Conflict(f"There are {_MOST} conversions, which is the most: remove one first.")
    definition_id = new_id()
    await queries.add_definitions(connection, caller.workspace_id, [checked], now, [definition_id])
    await queries.find_stored(connection, caller.workspace_id, definition_id)
    await stir_all(connection, caller.workspace_id, "conversions")
    await _tell(connection, caller, "add", definition_id, None, checked, now)
    return await get_definition(connection, caller.workspace_id, definition_id)


async def change_definition(
    connection: Connection, caller: Caller, definition_id: UUID, draft: Draft, clock: Clock
) -> Definition:
    """The whole definition as it is to be; who converted is found anew."""
    now = await tick(connection, caller.workspace_id, clock)
    before = await get_definition(connection, caller.workspace_id, definition_id)
    checked = await _check(connection, caller.workspace_id, draft, definition_id)
    await queries.change(connection, caller.workspace_id, definition_id, checked)
    await queries.forget(connection, caller.workspace_id, definition_id)
    await queries.find_stored(connection, caller.workspace_id, definition_id)
    await stir_all(connection, caller.workspace_id, "conversions")
    await _tell(connection, caller, "change", definition_id, before.draft, checked, now)
    return await get_definition(connection, caller.workspace_id, definition_id)


async def remove_definition(
    connection: Connection, caller: Caller, definition_id: UUID, clock: Clock
) -> None:
    """With all that was found by it."""
    now = await tick(connection, caller.workspace_id, clock)
    before = await get_definition(connection, caller.workspace_id, definition_id)
    await queries.remove(connection, caller.workspace_id, definition_id)
    await stir_all(connection, caller.workspace_id, "conversions")
    await _tell(connection, caller, "remove", definition_id, before.draft, None, now)


def read(draft: Draft) -> Draft:
    """As it is kept: trimmed, event types by their title. Raises Invalid where it is wrong by itself."""
    name = line(draft.name, "name")
    if (draft.event_type is None) == (draft.field is None):
        raise Invalid("Give an event_type, or a field with its value: one of the two.", field="event_type")
    if draft.event_type is None:
        if draft.value is None:
            raise Invalid("Give the value that the field is to reach.", field="value")
        return Draft(name, field=draft.field, value=line(draft.value, "value"))
    if draft.value is not None:
        raise Invalid("A value goes with a field, not with an event_type.", field="value")
    event_type = title(line(draft.event_type, "event_type"))
    if not fold(event_type):
        raise Invalid("Give the name of an event type.", field="event_type")
    return Draft(name, event_type=event_type)


async def _check(connection: Connection, workspace_id: UUID, draft: Draft, own: UUID | None) -> Draft:
    checked = read(draft)
    for other in await queries.listed(connection, workspace_id):
        if other.name == checked.name and other.definition_id != own:
            raise Conflict("There is a conversion of that name.", field="name")
    if checked.field is not None:
        fields = await all_fields(connection, workspace_id)
        if ("lead", checked.field) not in fields.every:
            raise Invalid(f"Leads have no field “{checked.field[:100]}”.", field="field")
    return checked


async def _tell(
    connection: Connection,
    caller: Caller,
    done: str,
    definition_id: UUID,
    before: Draft | None,
    after: Draft | None,
    now: datetime,
) -> None:
    shown = [{key: getattr(one, key) for key in Draft.__slots__} if one else None for one in (before, after)]
    subject = ("conversion", public("conv", definition_id))
    await audit.record(
        connection, caller, f"conversion.{done}", subject, before=shown[0], after=shown[1], now=now
    )


def _definition(row: queries.Listed) -> Definition:
    draft = Draft(row.name, row.event_type, row.field, row.value)
    return Definition(row.definition_id, draft, row.created_at, row.leads)
