"""What leads and accounts differ in as members of a segment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kenbun.accounts.lists.chosen import choose as choose_accounts
from kenbun.accounts.lists.filters import AccountFilters
from kenbun.accounts.lists.matching_queries import filtered as filtered_accounts
from kenbun.accounts.tables import accounts
from kenbun.leads.lists.choose import choose as choose_leads
from kenbun.leads.lists.filters import LeadFilters
from kenbun.leads.lists.matching_queries import filtered as filtered_leads
from kenbun.leads.tables import leads
from kenbun.levels.bands import Bands
from kenbun.levels.in_force import Levels
from kenbun.lists.segments import Kind


@dataclass(frozen=True, slots=True)
class Members:
    """`table` and `key` are where the list has them, `choose` and `filtered` how it finds them by filters.

    `scores` are the columns of the scores shown, by their dimension in the history of scores; `levels_of` is the
    dimension by whose levels they are told apart. `active` are the filters of the list for who was active in 30 days.
    """

    noun: Kind
    prefix: str
    table: Any
    key: Any
    filters: type[Any]
    choose: Callable[..., Awaitable[Any]]
    filtered: Callable[[Any, Any], Any]
    scores: Mapping[str, Any]
    levels_of: str
    active: tuple[str, str]

    @property
    def nouns(self) -> str:
        return f"{self.noun}s"

    def bands(self, levels: Levels) -> Bands:
        found: Bands = getattr(levels, self.levels_of)
        return found


LEADS = Members(
    "lead",
    "ld",
    leads,
    leads.c.lead_id,
    LeadFilters,
    choose_leads,
    filtered_leads,
    {"engagement": leads.c.engagement_score, "profile": leads.c.profile_score},
    "engagement",
    ("last_active", "30d"),
)
ACCOUNTS = Members(
    "account",
    "acct",
    accounts,
    accounts.c.account_id,
    AccountFilters,
    choose_accounts,
    filtered_accounts,
    {"account": accounts.c.account_score, "engagement": accounts.c.engagement_score},
    "account",
    ("range", "last_30d"),
)
KINDS: Mapping[str, Members] = {one.noun: one for one in (LEADS, ACCOUNTS)}
