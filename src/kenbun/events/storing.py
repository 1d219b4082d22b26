"""From parcels to rows, in a transaction that the caller holds."""

import itertools
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from kenbun.database import Connection
from kenbun.events import inbox_queries, rejected_queries
from kenbun.events.accept.call import Call, Refusal
from kenbun.events.accept.stored import NAME as STORED
from kenbun.events.inbox_queries import Entry, message_hash
from kenbun.kit.ids import new_id


class Counts(NamedTuple):
    accepted: int
    duplicates: int
    rejected: int


class Parcel(msgspec.Struct, frozen=True):
    """The calls of one request, and those of it that cannot be taken in."""

    workspace_id: UUID
    source_id: UUID | None
    accepted_at: datetime
    calls: Sequence[Call]
    refusals: Sequence[Refusal] = ()


async def store(connection: Connection, parcels: Sequence[Parcel]) -> list[Counts]:
    """What became of each parcel. Of calls with one message id the first is taken in, ever."""
    counts: dict[int, Counts] = {}
    # The same order of workspaces everywhere: transactions that meet wait, and never for one another.
    order = sorted(range(len(parcels)), key=lambda place: parcels[place].workspace_id)
    for workspace_id, places in itertools.groupby(order, key=lambda place: parcels[place].workspace_id):
        here = list(places)
        stored = await _store_one(connection, workspace_id, [parcels[place] for place in here])
        counts.update(zip(here, stored, strict=True))
    return [counts[place] for place in range(len(parcels))]


async def _store_one(connection: Connection, workspace_id: UUID, parcels: Sequence[Parcel]) -> list[Counts]:
    hashes = [[_hash(call) for call in parcel.calls] for parcel in parcels]
    given = {each for of_parcel in hashes for each in of_parcel if each}
    seen: set[str | None] = set()
    if given:
        seen.update(await inbox_queries.remember(connection, workspace_id, sorted(given)))
    entries: list[Entry] = []
    counts: list[Counts] = []
    for parcel, of_parcel in zip(parcels, hashes, strict=True):
        before = len(entries)
        for call, call_hash in zip(parcel.calls, of_parcel, strict=True):
            if call_hash in seen:
                continue
            if call_hash is not None:
                seen.add(call_hash)
            entries.append(Entry(new_id(), call, parcel.accepted_at, parcel.source_id))
        accepted = len(entries) - before
        counts.append(Counts(accepted, len(parcel.calls) - accepted, len(parcel.refusals)))
        if parcel.refusals:
            await rejected_queries.keep(
                connection, workspace_id, parcel.refusals, parcel.accepted_at, source_id=parcel.source_id
            )
    if entries:
        await inbox_queries.put(connection, workspace_id, entries)
    return counts


def _hash(call: Call) -> str | None:
    """None for a call that gave no message id, and for one whose id was taken in when it was accepted."""
    if call.message_id is None or call.dialect == STORED:
        return None
    return message_hash(call.message_id)
