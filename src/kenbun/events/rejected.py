"""Events that could not be used: seen, tried again by today's rules, deleted by hand. Nothing vanishes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.events import rejected_queries as queries
from kenbun.events.accept.call import Call, Receipt
from kenbun.events.accept.decode import decode
from kenbun.events.accept.registry import BY_NAME
from kenbun.events.inbox_queries import Unstorable, needing_database
from kenbun.events.storing import Parcel, store
from kenbun.kit.errors import NotFound, Problem
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging

MOST_AT_ONCE = 500
"""Rejected events that one transaction tries again."""


@dataclass(frozen=True)
class RejectedEvent:
    """`payload` is the JSON that was sent, as ASCII text; `protocol` the dialect by which it is read."""

    workspace_id: UUID
    rejected_id: UUID
    received_at: datetime
    reason: str
    field: str | None
    stage: queries.Stage
    protocol: str
    payload: str
    source_id: UUID | None


class Retried(NamedTuple):
    """What became of those tried again. Accepted ones and duplicates are rejected events no longer."""

    accepted: int
    duplicates: int
    rejected: int

    def __add__(self, other: object) -> "Retried":
        assert isinstance(other, Retried)
        return Retried(*(mine + yours for mine, yours in zip(self, other, strict=True)))


async def list_rejected(
    connection: Connection, workspace_id: UUID, paging: Paging
) -> tuple[list[RejectedEvent], int]:
    """The latest first, and how many there are."""
    rows = await queries.latest(connection, workspace_id, paging)
    return [RejectedEvent(**row) for row in rows], await queries.count(connection, workspace_id)


async def retry(connection: Connection, caller: Caller, ids: Sequence[UUID], now: datetime) -> Retried:
    """Put what can be used now into the inbox; note today's reason with the rest.

    Ids that are not there are passed over: someone else was quicker. At most `MOST_AT_ONCE`.
    """
    rows = await queries.locked(connection, caller.workspace_id, ids[:MOST_AT_ONCE])
    outcome = await _retry(connection, [RejectedEvent(**row) for row in rows], now)
    if rows:
        subject = "rejected_event", public("rej", rows[0]["rejected_id"]) if len(rows) == 1 else "several"
        await audit.record(
            connection, caller, "rejected_event.retry", subject, after=outcome._asdict(), now=now
        )
    return outcome


async def delete(connection: Connection, caller: Caller, rejected_id: UUID, now: datetime) -> None:
    rows = await queries.locked(connection, caller.workspace_id, [rejected_id])
    if not rows:
        raise NotFound("There is no such rejected event.", field="rejected_id")
    await queries.remove(connection, caller.workspace_id, [rejected_id])
    subject = "rejected_event", public("rej", rejected_id)
    before = _shown(RejectedEvent(**rows[0]))
    await audit.record(connection, caller, "rejected_event.delete", subject, before=before, now=now)


def _shown(event: RejectedEvent) -> dict[str, Any]:
    """For the audit log, from which nobody is erased: neither the payload, nor the reason, which can quote it."""
    return {
        "received_at": event.received_at,
        "stage": event.stage,
        "protocol": event.protocol,
        "field": event.field,
        "source_id": public("src", event.source_id) if event.source_id else None,
    }


async def _retry(connection: Connection, events: Sequence[RejectedEvent], now: datetime) -> Retried:
    parcels: list[Parcel] = []
    used: list[RejectedEvent] = []
    for event in events:
        try:
            call = _read(event, now)
        except Problem as problem:
            await _note(connection, event, problem.detail, problem.field)
            continue
        parcels.append(Parcel(event.workspace_id, event.source_id, now, [call]))
        used.append(event)
    refused = len(events) - len(used)
    return Retried(0, 0, refused) + await _put(connection, used, parcels)


def _read(event: RejectedEvent, now: datetime) -> Call:
    dialect = BY_NAME.get(event.protocol)
    if dialect is None:
        raise Problem(f"Nothing reads {event.protocol} any more.")
    payload, clean = decode(event.payload.encode())
    return dialect.one(payload, Receipt(event.received_at, now), clean=clean)


async def _put(connection: Connection, events: Sequence[RejectedEvent], parcels: Sequence[Parcel]) -> Retried:
    """All together; each alone where the database refuses the data of one."""
    if not events:
        return Retried(0, 0, 0)
    try:
        with needing_database():
            async with connection.begin_nested():
                counts = await store(connection, parcels)
    except Unstorable as error:
        if len(events) == 1:
            await _note(connection, events[0], f"Cannot be stored: {error}", None)
            return Retried(0, 0, 1)
        outcome = Retried(0, 0, 0)
        for event, parcel in zip(events, parcels, strict=True):
            outcome += await _put(connection, [event], [parcel])
        return outcome
    await queries.remove(connection, events[0].workspace_id, [event.rejected_id for event in events])
    return Retried(sum(each.accepted for each in counts), sum(each.duplicates for each in counts), 0)


async def _note(connection: Connection, event: RejectedEvent, reason: str, field: str | None) -> None:
    if (reason, field) != (event.reason, event.field):
        await queries.change_reason(connection, event.workspace_id, event.rejected_id, reason, field)
