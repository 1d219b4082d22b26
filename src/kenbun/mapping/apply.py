"""The mapping stage: what the calls of a batch say about their leads and accounts becomes field values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.batch import Batch, Call
from kenbun.database import Connection
from kenbun.mapping import queries
from kenbun.mapping.held import Held, Slot
from kenbun.mapping.reading import Value, read, walk
from kenbun.mapping.standard import (
    ACCOUNT_TRAITS,
    LEAD_TRAITS,
    METADATA,
    METADATA_KEYS,
    Behaviour,
    Mappings,
    Subject,
)


class Assertion(NamedTuple):
    """One call says that a field has a value."""

    subject: Subject
    subject_id: UUID
    field: str
    value: Value
    behaviour: Behaviour
    origin: str
    call: Call

    @property
    def slot(self) -> Slot:
        return (self.subject, self.subject_id, self.field)

    @property
    def order(self) -> tuple[datetime, str]:
        return self.call.order

    def stands_over(self, other: Assertion | Held) -> bool:
        """A latest value over one that fills an empty field; of two latest the newest, of two others the oldest."""
        if self.behaviour != other.behaviour:
            return self.behaviour == "latest"
        return self.order > other.order if self.behaviour == "latest" else self.order < other.order


async def map_fields(connection: Connection, batch: Batch) -> None:
    """Applies the standard mappings, and brings names and search text of what changed up to date."""
    metadata = await queries.metadata_values(connection, batch, METADATA_KEYS)
    asserted: dict[Slot, list[Assertion]] = defaultdict(list)
    for assertion in _assertions(batch, metadata):
        asserted[assertion.slot].append(assertion)
    held = await queries.held_values(connection, batch.workspace_id, asserted)
    standing: list[Assertion] = []
    changed: list[Assertion] = []
    for slot, rivals in asserted.items():
        before = held.get(slot)
        if best := _best(rivals, before):
            standing.append(best)
            if before is None or best.value != before.value:
                changed.append(best)
    await queries.hold_values(connection, batch.workspace_id, standing)
    await queries.add_changes(connection, batch, changed)
    for one in changed:
        touched = batch.touched_profiles if one.subject == "lead" else batch.touched_accounts
        touched.add(one.subject_id)
    await queries.refresh_profiles(connection, batch.workspace_id, batch.touched_profiles)
    await queries.refresh_accounts(connection, batch.workspace_id, batch.touched_accounts)


def _best(rivals: list[Assertion], before: Held | None) -> Assertion | None:
    """The one that stands in the end, None where what was held before does. Of equal ones the first."""
    best: Assertion | Held | None = before
    for assertion in rivals:
        if best is None or assertion.stands_over(best):
            best = assertion
    return best if isinstance(best, Assertion) else None


def _assertions(batch: Batch, metadata: dict[UUID, dict[str, Any]]) -> Iterator[Assertion]:
    for (kind, value), call in batch.new_aliases:
        if kind in ("email", "phone"):
            yield Assertion("lead", call.lead_id, kind, value, "if_empty", f"alias.{kind}", call)
    for call in batch.calls:
        if call.traits:
            mappings = ACCOUNT_TRAITS if call.kind == "group" else LEAD_TRAITS
            yield from _read(call, mappings, call.traits, "traits")
        # of two that one call says the first stands: the name at its top before one in its metadata
        if call.account_name and call.account_id:
            yield Assertion(
                "account", call.account_id, "name", call.account_name, "latest", "account_name", call
            )
        if call.event_id in metadata:
            yield from _read(call, METADATA, metadata[call.event_id], "metadata")


def _read(call: Call, mappings: Mappings, data: dict[str, Any], origin: str) -> Iterator[Assertion]:
    done: set[tuple[str, str]] = set()
    for mapping in mappings.of(data):
        subject_id = call.lead_id if mapping.subject == "lead" else call.account_id
        if subject_id is None or (mapping.subject, mapping.field) in done:
            continue
        value = read(mapping.subject, mapping.field, walk(data, mapping.key))
        if value is not None:
            done.add((mapping.subject, mapping.field))
            yield Assertion(
                mapping.subject,
                subject_id,
                mapping.field,
                value,
                mapping.behaviour,
                f"{origin}.{mapping.key}",
                call,
            )
