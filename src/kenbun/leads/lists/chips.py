"""What the list is filtered by, in words."""

from __future__ import annotations

from uuid import UUID

from kenbun.database import Connection
from kenbun.events.types import title
from kenbun.kit.ids import parse, public
from kenbun.leads.lists import chip_queries as queries
from kenbun.leads.lists.filters import ACTIVITY_WORDS, UNRESOLVED_WORDS, LeadFilters
from kenbun.leads.lists.where import Where
from kenbun.lists.chips import Chip, of_levels, of_owners, of_scores
from kenbun.lists.segments import of_segments
from kenbun.mapping.custom_fields import all_fields

_LEVELS = {"level": "Level", "profile_level": "Profile", "account_level": "Account level"}
_SCORES = {"score": "Score", "profile_score": "Profile score", "account_score": "Account score"}


async def chips_of(connection: Connection, workspace_id: UUID, filters: LeadFilters) -> list[Chip]:
    """In the order of the menu; the search has a box of its own. The filters have been checked."""
    found = [*of_levels(filters, _LEVELS), *of_scores(filters, _SCORES)]
    if filters.last_active:
        found.append(Chip(f"Active: {ACTIVITY_WORDS[filters.last_active]}", ("last_active",)))
    if filters.watched:
        found.append(Chip("On my watch list", ("watched",)))
    found += [
        Chip(f"No account: {UNRESOLVED_WORDS[why]}", ("unresolved",), why) for why in filters.unresolved
    ]
    if filters.archived:
        found.append(Chip("Of archived accounts", ("archived",)))
    found += await of_owners(connection, workspace_id, filters.owner)
    if filters.account_id:
        ids = [one for text in filters.account_id if (one := parse("acct", text))]
        names = await queries.accounts_named(connection, workspace_id, ids)
        for one in ids:
            found.append(Chip(f"Account: {names.get(one, 'gone')}", ("account_id",), public("acct", one)))
    if filters.where:
        fields = await all_fields(connection, workspace_id)
        for text in filters.where:
            found.append(Chip(Where.read(text, fields).words(fields), ("where",), text))
    found += await of_segments(connection, workspace_id, filters.segment, filters.not_segment)
    return [*found, *(Chip(f"Did {title(name)}", ("event_type",), name) for name in filters.event_type)]
