"""The mappings of a workspace, ready to be applied: which of them look at which call, in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, Self
from uuid import UUID

from kenbun.events.types import fold
from kenbun.mapping.fields import Fields, FieldType
from kenbun.subject import Subject

SourceKind = Literal["metadata", "trait", "lead_field"]
Update = Literal["always_latest", "only_if_empty"]
Behaviour = Literal["latest", "if_empty"]
"""Of a value that is held: `always_latest` and `only_if_empty`, in short."""

_BEHAVIOURS: dict[Update, Behaviour] = {"always_latest": "latest", "only_if_empty": "if_empty"}
GROUP = "group"
IDENTIFY = "identify"


@dataclass(frozen=True, slots=True)
class Source:
    """What is copied: a key of metadata, a trait (both may be dotted paths), or a field of the lead.

    `event_type` restricts metadata to events of that type; of a trait it says which call it comes with, `identify`
    (also what other calls carry as traits) or `group`. None means any event, or the call that speaks of the target.
    """

    kind: SourceKind
    key: str
    event_type: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    kind: Subject
    field: str


@dataclass(frozen=True, slots=True)
class MappingDraft:
    source: Source
    target: Target
    update: Update = "always_latest"

    @property
    def behaviour(self) -> Behaviour:
        return _BEHAVIOURS[self.update]

    @property
    def origin(self) -> str:
        """What a value that came by it names as its origin: `traits.title`, `metadata.industry`, `lead.company`."""
        place = {"metadata": "metadata", "trait": "traits", "lead_field": "lead"}[self.source.kind]
        return f"{place}.{self.source.key}"

    @property
    def call(self) -> str:
        """Of a trait: the call that brings it."""
        named = fold(self.source.event_type) if self.source.event_type else None
        return named or (IDENTIFY if self.target.kind == "lead" else GROUP)


@dataclass(frozen=True, slots=True)
class Mapping:
    mapping_id: UUID
    draft: MappingDraft
    # of the target field
    type: FieldType
    # the event type that it is restricted to, folded
    type_key: str | None
    subject: Subject
    field: str
    key: str
    behaviour: Behaviour
    origin: str

    @classmethod
    def of(cls, mapping_id: UUID, draft: MappingDraft, kind: FieldType) -> Self:
        restricted = draft.source.kind == "metadata" and draft.source.event_type
        return cls(
            mapping_id,
            draft,
            kind,
            fold(draft.source.event_type or "") if restricted else None,
            draft.target.kind,
            draft.target.field,
            draft.source.key,
            draft.behaviour,
            draft.origin,
        )


@dataclass(frozen=True, eq=False)
class Mappings:
    """In order: earlier keys win over later ones of the same call."""

    every: tuple[Mapping, ...]

    def of(self, keys: Iterable[str], event_type: str | None = None) -> tuple[Mapping, ...]:
        """Those that may find something where there are these keys: mostly few, and often the same."""
        known = tuple(key for key in keys if key in self.roots)
        return _among(self, known, event_type if self._by_type else None)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The keys that they begin to look at: a dotted key as a whole, and its first step."""
        return frozenset(root for mapping in self.every for root in _roots_of(mapping))

    @cached_property
    def _by_type(self) -> bool:
        return any(mapping.type_key for mapping in self.every)


@lru_cache(maxsize=4096)
def _among(mappings: Mappings, keys: tuple[str, ...], event_type: str | None) -> tuple[Mapping, ...]:
    type_key = fold(event_type) if event_type else None
    return tuple(
        mapping
        for mapping in mappings.every
        if not _roots_of(mapping).isdisjoint(keys) and mapping.type_key in (None, type_key)
    )


def _roots_of(mapping: Mapping) -> frozenset[str]:
    """A dotted key may stand as it is, or be a path from its first step."""
    return frozenset((mapping.key, mapping.key.partition(".")[0]))


@dataclass(frozen=True, eq=False)
class WorkspaceMappings:
    """All of a workspace, sorted by what they look at."""

    identify: Mappings
    group: Mappings
    metadata: Mappings
    # of a lead's field: what it is copied to
    copies: dict[str, tuple[Mapping, ...]]
    fields: Fields

    @classmethod
    def build(cls, drafts: Iterable[tuple[UUID, MappingDraft]], fields: Fields) -> Self:
        """A mapping to a field that is no longer there rests."""
        found: dict[str, list[Mapping]] = defaultdict(list)
        copies: dict[str, list[Mapping]] = defaultdict(list)
        for mapping_id, draft in drafts:
            kind = fields.find(draft.target.kind, draft.target.field)
            if kind is None:
                continue
            mapping = Mapping.of(mapping_id, draft, kind.type)
            if draft.source.kind == "lead_field":
                copies[mapping.key].append(mapping)
            else:
                found["metadata" if draft.source.kind == "metadata" else draft.call].append(mapping)
        return cls(
            Mappings(tuple(found[IDENTIFY])),
            Mappings(tuple(found[GROUP])),
            Mappings(tuple(found["metadata"])),
            {field: tuple(some) for field, some in copies.items()},
            fields,
        )

    @cached_property
    def metadata_keys(self) -> list[str]:
        return sorted(self.metadata.roots)

    def by_id(self, mapping_id: UUID) -> Mapping | None:
        lists = (self.identify.every, self.group.every, self.metadata.every, *self.copies.values())
        return next((one for some in lists for one in some if one.mapping_id == mapping_id), None)
