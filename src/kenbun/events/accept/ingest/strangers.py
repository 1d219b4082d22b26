"""Events that name a lead by its id: only one of the sender's own workspace will do."""

from collections.abc import Iterable
from itertools import count
from uuid import UUID

from kenbun.database import Database
from kenbun.events.accept.call import Refusal
from kenbun.events.accept.dialect import Reading
from kenbun.events.inbox_queries import existing_leads, needing_database


async def without_strangers(database: Database, workspace_id: UUID, reading: Reading) -> Reading:
    """The reading with the calls refused whose `lead_id` no lead of the workspace has."""
    named = {call.lead_id for call in reading.calls if call.lead_id}
    if not named:
        return reading
    with needing_database():
        async with database.snapshot() as connection:
            strangers = named - await existing_leads(connection, workspace_id, named)
    refused = [
        Refusal(index, call.dialect, call.payload, "There is no lead with this id.", "lead_id")
        for index, call in zip(_places(reading.refusals), reading.calls, strict=False)
        if call.lead_id in strangers
    ]
    return Reading(
        [call for call in reading.calls if call.lead_id not in strangers],
        sorted([*reading.refusals, *refused], key=lambda refusal: refusal.index),
    )


def _places(refusals: Iterable[Refusal]) -> Iterable[int]:
    """Where in the array the calls stood: wherever no refusal did."""
    taken = {refusal.index for refusal in refusals}
    return (index for index in count() if index not in taken)
