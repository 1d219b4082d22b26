"""The audit log: who did what to what, when, from where, before and after."""

from kenbun.access.audit.filters import AuditFilters
from kenbun.access.audit.listing import Entry, list_audit
from kenbun.access.audit.noting import record

__all__ = ["AuditFilters", "Entry", "list_audit", "record"]
