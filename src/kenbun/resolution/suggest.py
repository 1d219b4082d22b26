"""Accounts that a lead without one may belong to: by what it says of its company, and by its domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.companies import normal_company, squashed
from kenbun.identity.domains import business_domain
from kenbun.kit.ids import public
from kenbun.resolution import suggest_queries as queries
from kenbun.resolution.suggest_queries import Wanted

ALIKE = 0.6
"""The share of three-letter pieces that a name must have in common with the account's."""
MOST = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`similarity` is from 0.6 to 1, of the lead's company or domain with the account's name or domain."""

    account_id: str
    name: str
    domain: str | None
    similarity: float


async def suggestions(
    connection: Connection, workspace_id: UUID, leads: Mapping[UUID, Any]
) -> dict[UUID, list[Suggestion]]:
    """By lead, the most alike first. Of each lead `company` and `emails` are looked at."""
    wanted = [one for lead_id, row in leads.items() for one in wanted_by(lead_id, row)]
    found: dict[UUID, list[Suggestion]] = {lead_id: [] for lead_id in leads}
    for row in await queries.alike(connection, workspace_id, wanted, ALIKE, MOST):
        one = Suggestion(public("acct", row.account_id), row.name, row.domain, round(row.alike, 3))
        found[row.lead_id].append(one)
    return found


def wanted_by(lead_id: UUID, row: Any) -> list[Wanted]:
    """What accounts' names, and the beginnings of their domains, are to be like."""
    wanted = []
    if name := normal_company(row.company or ""):
        wanted += [Wanted(lead_id, "name", name), Wanted(lead_id, "stem", squashed(name))]
    for domain in dict.fromkeys(filter(None, map(business_domain, row.emails))):
        stem = squashed(domain.partition(".")[0])
        wanted += [Wanted(lead_id, "name", stem), Wanted(lead_id, "stem", stem)]
    return [one for one in wanted if one.text]
