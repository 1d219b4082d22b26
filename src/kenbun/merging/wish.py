from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

MOST_SOURCES = 50


@dataclass(frozen=True)
class Wish:
    """Which leads, or accounts, are to be merged into which; by field the one whose value is to stand; and of leads
    that belong to different accounts the one that is to be theirs."""

    target_id: UUID
    source_ids: tuple[UUID, ...]
    account_id: UUID | None = None
    fields: Mapping[str, UUID] = field(default_factory=dict)
