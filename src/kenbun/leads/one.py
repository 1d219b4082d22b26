"""One lead with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.duplicate_queries import alike
from kenbun.kit.ids import public
from kenbun.leads import one_queries as queries
from kenbun.leads.lists import LeadRow, rows_of
from kenbun.mapping.shown import FieldValue, fields_of


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A lead that looks like the same person, with all reasons for that."""

    lead_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeadDetail(LeadRow):
    fields: list[FieldValue]
    # why there is no account: free_mail, disposable or no_email
    unresolved: str | None
    duplicates: list[Duplicate]


async def get_lead(connection: Connection, workspace_id: UUID, lead_id: UUID) -> LeadDetail | None:
    rows = await rows_of(connection, workspace_id, [lead_id])
    if not rows:
        return None
    row = rows[0]
    fields = await fields_of(connection, workspace_id, "lead", lead_id)
    duplicates = await alike(connection, workspace_id, lead_id)
    basis = await queries.account_basis(connection, workspace_id, lead_id)
    return LeadDetail(
        **{name: getattr(row, name) for name in LeadRow.__dataclass_fields__},
        fields=fields,
        unresolved=None if row.account else basis,
        duplicates=[Duplicate(public("ld", one.id), one.name, "; ".join(one.reasons)) for one in duplicates],
    )


async def name_of(connection: Connection, workspace_id: UUID, lead_id: UUID) -> str | None:
    """The name that is shown, None if there is no such lead."""
    return await queries.name(connection, workspace_id, lead_id)
