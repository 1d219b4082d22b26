"""What calls say about leads and accounts: a field, a value, and when that was so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.batch import Batch, Call
from kenbun.mapping.held import Held, Slot
from kenbun.mapping.mappings import GROUP, Behaviour, Mapping, WorkspaceMappings
from kenbun.mapping.reading import Value, is_missing, read, walk


class Assertion(NamedTuple):
    """A field has had a value at some time. None: it was emptied then. Of leads it is an own lead's."""

    subject: str
    subject_id: UUID
    field: str
    value: Value | None
    behaviour: Behaviour
    origin: str
    happened_at: datetime
    message_id: str

    @property
    def slot(self) -> Slot:
        return (self.subject, self.subject_id, self.field)

    @property
    def order(self) -> tuple[datetime, str]:
        return (self.happened_at, self.message_id)

    def stands_over(self, other: Assertion | Held) -> bool:
        """A latest value over one that fills an empty field; of two latest the newest, of two others the oldest."""
        if self.behaviour != other.behaviour:
            return self.behaviour == "latest" or other.behaviour == "none"
        return self.order > other.order if self.behaviour == "latest" else self.order < other.order


@dataclass(slots=True)
class Misfits:
    """Values that do not fit the type of their field, by mapping: how many, and the last one."""

    counts: Counter[UUID] = field(default_factory=Counter)
    samples: dict[UUID, Any] = field(default_factory=dict)

    def note(self, mapping: Mapping, raw: Any) -> None:
        self.counts[mapping.mapping_id] += 1
        self.samples[mapping.mapping_id] = raw


def assertions_of(
    batch: Batch, mappings: WorkspaceMappings, metadata: dict[UUID, dict[str, Any]], misfits: Misfits
) -> Iterator[Assertion]:
    """Of each call in order: its aliases, its traits, what it states, the account name at its top, its metadata; then
    the copies."""
    aliases: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for (kind, value), call in batch.new_aliases:
        if kind in ("email", "phone"):
            aliases[call.event_id].append((kind, value))
    for call in batch.calls:
        said = _said(call, aliases.get(call.event_id, ()), mappings, metadata.get(call.event_id), misfits)
        if not mappings.copies:
            yield from said
            continue
        direct = list(said)
        yield from direct
        for one in direct:
            yield from copies_of(one, call.account_id, mappings, misfits)


def copies_of(
    assertion: Assertion, account_id: UUID | None, mappings: WorkspaceMappings, misfits: Misfits
) -> Iterator[Assertion]:
    """What mappings of the lead's field copy it to, with the time it had; and what those are copied to in turn.

    What merely fills an empty field does so in the copy as well. That the copies make no circle is seen to when
    mappings are saved.
    """
    if assertion.subject != "lead":
        return
    for mapping in mappings.copies.get(assertion.field, ()):
        subject_id = assertion.subject_id if mapping.subject == "lead" else account_id
        if subject_id is None:
            continue
        value = None if assertion.value is None else read(mapping.type, assertion.value)
        if value is None and assertion.value is not None:
            misfits.note(mapping, assertion.value)
            continue
        behaviour = "if_empty" if mapping.behaviour == "if_empty" else assertion.behaviour
        copy = Assertion(
            mapping.subject,
            subject_id,
            mapping.field,
            value,
            behaviour,
            mapping.origin,
            assertion.happened_at,
            assertion.message_id,
        )
        yield copy
        yield from copies_of(copy, account_id, mappings, misfits)


def _said(
    call: Call,
    aliases: list[tuple[str, str]] | tuple[()],
    mappings: WorkspaceMappings,
    metadata: dict[str, Any] | None,
    misfits: Misfits,
) -> Iterator[Assertion]:
    order = (call.happened_at, call.message_id)
    for kind, alias in aliases:
        yield Assertion("lead", call.own_lead_id, kind, alias, "if_empty", f"alias.{kind}", *order)
    if call.traits:
        some = mappings.group if call.kind == GROUP else mappings.identify
        for mapping, subject_id, value in read_all(call, some.of(call.traits), call.traits, misfits):
            yield _by(mapping, subject_id, value, order)
    for one in call.stated:
        if about := call.own_lead_id if one.subject == "lead" else call.account_id:
            yield Assertion(one.subject, about, one.field, one.value, "latest", one.origin, *order)
    # of two that one call says the first stands: the name at its top before one in its metadata
    if call.account_name and call.account_id:
        yield Assertion(
            "account", call.account_id, "name", call.account_name, "latest", "account_name", *order
        )
    if metadata:
        some_of = mappings.metadata.of(metadata, call.event_type)
        for mapping, subject_id, value in read_all(call, some_of, metadata, misfits):
            yield _by(mapping, subject_id, value, order)


def _by(mapping: Mapping, subject_id: UUID, value: Value, order: tuple[datetime, str]) -> Assertion:
    return Assertion(
        mapping.subject, subject_id, mapping.field, value, mapping.behaviour, mapping.origin, *order
    )


class Named(NamedTuple):
    """Whom a call speaks of."""

    own_lead_id: UUID
    account_id: UUID | None


def read_all(
    named: Call | Named, mappings: tuple[Mapping, ...], data: dict[str, Any], misfits: Misfits
) -> Iterator[tuple[Mapping, UUID, Value]]:
    """For each field the first mapping that finds a value which fits."""
    done: set[tuple[str, str]] = set()
    for mapping in mappings:
        subject_id = named.own_lead_id if mapping.subject == "lead" else named.account_id
        if subject_id is None or (mapping.subject, mapping.field) in done:
            continue
        raw = walk(data, mapping.key)
        value = read(mapping.type, raw)
        if value is not None:
            done.add((mapping.subject, mapping.field))
            yield mapping, subject_id, value
        elif not is_missing(raw):
            misfits.note(mapping, raw)
