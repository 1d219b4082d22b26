"""Where a lead stands: the narrow row, as a batch reads it, changes it and writes it back once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(slots=True)
class Standing:
    created_at: datetime
    scored_at: datetime
    # the account that is shown, and the one it was found to be where that is merged into another
    account_id: UUID | None = None
    own_account_id: UUID | None = None
    # account_id, domain, or why there is none: free_mail, no_email
    account_basis: str = "no_email"
    account_at: datetime | None = None
    event_count: int = 0
    last_active_at: datetime | None = None
    engagement_score: int = 0
    fades_at: datetime | None = None

    def count_event(self, happened_at: datetime, *, is_activity: bool) -> None:
        self.event_count += 1
        if is_activity:
            self.last_active_at = max(self.last_active_at or happened_at, happened_at)
