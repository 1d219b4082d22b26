"""What can be merged on pages: leads, and accounts; how each is found, previewed, merged and taken apart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.database import Connection, Database
from kenbun.identity.rooted_queries import ACCOUNTS, LEADS, Rooted
from kenbun.identity.roots import find_account, find_lead
from kenbun.kit.clock import Clock
from kenbun.merging import merge as leads
from kenbun.merging import pick, preview, take_back
from kenbun.merging.accounts import merge as accounts
from kenbun.merging.accounts import preview as account_preview
from kenbun.merging.wish import Wish


@dataclass(frozen=True)
class Kind:
    """`preview`, `unmerge` and `would_return` answer what the templates of the kind show."""

    of: Rooted
    find: Callable[[Connection, UUID, str], Awaitable[UUID]]
    rows: pick.Rows
    search: pick.Search
    preview: Callable[[Database, Caller, Wish, Clock], Awaitable[Any]]
    merge: Callable[[Connection, Caller, Wish, Clock], Awaitable[list[UUID]]]
    unmerge: Callable[[Connection, Caller, UUID, Clock], Awaitable[Any]]
    would_return: Callable[[Connection, UUID, UUID], Awaitable[Any]]


MERGED_LEADS = Kind(
    LEADS,
    find_lead,
    pick.lead_rows,
    pick.find_leads,
    preview.preview,
    leads.merge_leads,
    leads.unmerge,
    take_back.would_return,
)
MERGED_ACCOUNTS = Kind(
    ACCOUNTS,
    find_account,
    pick.account_rows,
    pick.find_accounts,
    account_preview.preview,
    accounts.merge_accounts,
    accounts.unmerge,
    take_back.account_would_return,
)
