"""Who converted: read from what is stored, so that live and from scratch are the same, whatever the order of arrival.

An event counts at its own time. A field counts from the event that gave it the value, where it showed the value at all:
one that came too late to be shown reached nothing.
"""

from collections.abc import Collection
from uuid import UUID

from kenbun.batch import Batch
from kenbun.conversions import queries
from kenbun.database import Connection


async def convert(connection: Connection, batch: Batch) -> None:
    """Looks at the batch's events of the types that convert, and at the leads of whom it says a field that does."""
    await convert_again(connection, batch.workspace_id, batch.changed_leads)
    types, fields = await queries.looked_for(connection, batch.workspace_id)
    if event_ids := [call.event_id for call in batch.events if call.type_id in types]:
        await queries.keep_of_events(connection, batch.workspace_id, event_ids)
    if lead_ids := _told(batch, fields):
        await queries.keep_of_fields(connection, batch.workspace_id, lead_ids)


def _told(batch: Batch, fields: set[str]) -> set[UUID]:
    """Of whom it says one of these, or who may show what another one said before that it brought to them."""
    if not fields:
        return set()
    own_ids = {
        subject_id
        for (subject, subject_id), values in batch.values_before.items()
        if subject == "lead" and not fields.isdisjoint(values)
    }
    told = {call.lead_id for call in batch.calls if call.own_lead_id in own_ids}
    return told | (batch.touched_profiles & batch.changed_leads)


async def convert_again(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    """Leads of whom stored events have been suppressed, or freed."""
    if lead_ids:
        await queries.find_events_again(connection, workspace_id, lead_ids)


async def convert_merged(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    """Leads that have been merged, or taken apart."""
    await queries.find_again(connection, workspace_id, lead_ids)


async def convert_leads(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    """Leads whose fields have changed outside of a batch."""
    if lead_ids:
        await queries.keep_of_fields(connection, workspace_id, lead_ids)
