"""The list of accounts: what it can be filtered and sorted by, its pages, its rows, and what was selected of it."""

from kenbun.accounts.lists.filters import RANGES, SORTS, AccountFilters
from kenbun.accounts.lists.find import AccountPage, list_accounts
from kenbun.accounts.lists.rows import AccountRow, rows_of
from kenbun.accounts.lists.selection import Selection, Size, selected_after, size_of

__all__ = [
    "RANGES",
    "SORTS",
    "AccountFilters",
    "AccountPage",
    "AccountRow",
    "Selection",
    "Size",
    "list_accounts",
    "rows_of",
    "selected_after",
    "size_of",
]
