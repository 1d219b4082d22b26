"""Which deliveries are meant: of a list, or of a range that is to be sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

State = Literal["waiting", "delivered", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class DeliveryFilters:
    """All that are given hold. `since` and `until` are of when it was ordered; the one counts, the other does not."""

    state: State | None = None
    channel_id: UUID | None = None
    firing_id: UUID | None = None
    trigger_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
