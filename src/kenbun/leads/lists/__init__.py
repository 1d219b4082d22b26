"""The list of leads: what it can be filtered and sorted by, its pages, its rows, and what was selected of it."""

from kenbun.leads.lists.filters import LAST_ACTIVE, SORTS, LeadFilters
from kenbun.leads.lists.find import LeadPage, list_leads
from kenbun.leads.lists.rows import LeadRow, rows_of
from kenbun.leads.lists.selection import Selection, count_selected, selected_after

__all__ = [
    "LAST_ACTIVE",
    "SORTS",
    "LeadFilters",
    "LeadPage",
    "LeadRow",
    "Selection",
    "count_selected",
    "list_leads",
    "rows_of",
    "selected_after",
]
