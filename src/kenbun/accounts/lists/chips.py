"""What the list is filtered by, in words."""

from __future__ import annotations

from uuid import UUID

from kenbun.accounts.lists.filters import RANGE_WORDS, AccountFilters
from kenbun.database import Connection
from kenbun.lists.chips import Chip, of_levels, of_owners, of_scores
from kenbun.lists.segments import of_segments

_LEVELS = {"level": "Account level", "engagement_level": "Engagement level"}
_SCORES = {"score": "Account score", "engagement_score": "Engagement score"}


async def chips_of(connection: Connection, workspace_id: UUID, filters: AccountFilters) -> list[Chip]:
    """In the order of the menu; the search has a box of its own. The filters have been checked."""
    found = [*of_levels(filters, _LEVELS), *of_scores(filters, _SCORES)]
    if filters.range != "all":
        found.append(Chip(f"Activity: {RANGE_WORDS[filters.range]}", ("range",)))
    if filters.idle_days:
        days = "1 day" if filters.idle_days == 1 else f"{filters.idle_days:,} days"
        found.append(Chip(f"No activity for {days}", ("idle_days",)))
    found += await of_owners(connection, workspace_id, filters.owner)
    if filters.has_leads is not None:
        found.append(Chip("Has leads" if filters.has_leads else "Has no leads", ("has_leads",)))
    if filters.archived:
        found.append(Chip("Archived", ("archived",)))
    return found + await of_segments(connection, workspace_id, filters.segment, filters.not_segment)
