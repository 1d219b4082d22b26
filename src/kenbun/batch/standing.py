"""Where a lead stands: the narrow row, as a batch reads it, changes it and writes it back once."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Stood(NamedTuple):
    """What a lead brings to its account. Who is in none, or not there at all, brings nothing."""

    score: int = 0
    account_id: UUID | None = None
    sessions: int = 0
    last_active_at: datetime | None = None
    owner_id: UUID | None = None


@dataclass(slots=True)
class Standing:
    created_at: datetime
    scored_at: datetime
    # the account that is shown, and the one it was found to be where that is merged into another
    account_id: UUID | None = None
    own_account_id: UUID | None = None
    # hand, merge, account_id, domain, company, or why there is none: free_mail, disposable, no_email
    account_basis: str = "no_email"
    account_at: datetime | None = None
    event_count: int = 0
    session_count: int = 0
    last_active_at: datetime | None = None
    engagement_score: int = 0
    fades_at: datetime | None = None
    # read alone: owners are given elsewhere
    owner_id: UUID | None = None

    @property
    def stood(self) -> Stood:
        return Stood(
            self.engagement_score, self.account_id, self.session_count, self.last_active_at, self.owner_id
        )

    def count_event(self, happened_at: datetime, *, is_activity: bool) -> None:
        self.event_count += 1
        if is_activity:
            self.last_active_at = max(self.last_active_at or happened_at, happened_at)
