"""The trigger stage: what a batch has done, and what came before it and is not judged yet, fires triggers."""

from __future__ import annotations

from kenbun.batch import Batch, Call
from kenbun.database import Connection
from kenbun.events.types import fold
from kenbun.triggers.detect import of_deeds
from kenbun.triggers.detect.deeds import Came
from kenbun.triggers.detect.event_queries import Deed
from kenbun.triggers.fire import fire_since
from kenbun.triggers.in_force import in_force
from kenbun.triggers.round_queries import read_round


async def fire_triggers(connection: Connection, batch: Batch) -> None:
    """Last, once all that the batch changes is written. Where nothing waits that is one look-up."""
    round_of = await read_round(connection, batch.workspace_id)
    if round_of.since is None:
        return
    triggers = await in_force(connection, batch.workspace_id, round_of)
    came = _came(batch) if of_deeds(triggers) else None
    await fire_since(connection, batch.workspace, triggers, round_of.since, batch.now, came)


def _came(batch: Batch) -> Came:
    accounts = {lead_id: one.account_id for lead_id, one in batch.standings.items() if one.account_id}
    return Came(_deeds(batch), accounts)


def _deeds(batch: Batch) -> list[Deed]:
    """The events that count."""
    keys = {name: fold(name) for name in {call.event_type or "" for call in batch.events}}
    return [_deed(batch, call, keys[call.event_type or ""]) for call in batch.events if not call.verdicts]


def _deed(batch: Batch, call: Call, key: str) -> Deed:
    return Deed(
        call.event_id,
        call.lead_id,
        call.own_lead_id,
        call.type_id,
        key,
        call.event_type or "",
        call.happened_at,
        batch.now,
        call.message_id,
        call.silent,
    )
