"""Which deliveries are meant: of a list, or of a range that is to be sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

State = Literal["waiting", "delivered", "failed", "cancelled"]
STATES: dict[State, str] = {
    "waiting": "Waiting",
    "delivered": "Delivered",
    "failed": "Failed",
    "cancelled": "Cancelled",
}


@dataclass(frozen=True, slots=True)
class About:
    """Leads and accounts, with all that are merged into them; perhaps nobody."""

    leads: frozenset[UUID] = frozenset()
    accounts: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class DeliveryFilters:
    """All that are given hold. `about`: the leads and accounts one of which it is about; `since` and `until` are of
    when it was ordered; the one counts, the other does not."""

    state: State | None = None
    channel_id: UUID | None = None
    firing_id: UUID | None = None
    trigger_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    about: About | None = None
