"""Accounts made for leads that have none: of the name that a lead, or a member, gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.accounts.make import NewAccount, make_account_at
from kenbun.database import Connection
from kenbun.identity.account_queries import accounts_by_alias, add_aliases
from kenbun.identity.companies import normal_company
from kenbun.identity.rooted_queries import ACCOUNTS
from kenbun.resolution import queries
from kenbun.resolution.companies import accounts_of
from kenbun.resolution.hand import give


async def create_for(
    connection: Connection, caller: Caller, lead_ids: Collection[UUID], new: NewAccount, now: datetime
) -> UUID:
    """One account for all these roots. Raises what making an account raises. Audited with the account."""
    account_id = await make_account_at(connection, caller, new, now)
    await _name(connection, caller.workspace_id, account_id, new.name, now, caller.name)
    await give(connection, caller, lead_ids, account_id, now)
    return account_id


async def create_by_company(
    connection: Connection, caller: Caller, lead_ids: Collection[UUID], now: datetime
) -> list[UUID]:
    """Of these roots each that names a company and has no account comes to one of that name: made where no account goes
    by it. Answers them; the others stay as they are."""
    by_company: dict[str, list[UUID]] = defaultdict(list)
    written: dict[str, str] = {}
    for row in await queries.reasons(connection, caller.workspace_id, lead_ids):
        if company := normal_company(row.company or ""):
            by_company[company].append(row.lead_id)
            written.setdefault(company, row.company.strip())
    known = await accounts_of(connection, caller.workspace_id, by_company)
    roots = await ACCOUNTS.roots_of(connection, caller.workspace_id, set(known.values()))
    moved: list[UUID] = []
    for company, some in by_company.items():
        if held := known.get(company):
            await give(connection, caller, some, roots.get(held, held), now)
        else:
            await create_for(connection, caller, some, NewAccount(name=written[company][:200]), now)
        moved += some
    return moved


async def _name(
    connection: Connection, workspace_id: UUID, account_id: UUID, name: str | None, now: datetime, by: str
) -> None:
    """Whoever names the company from now on is found to belong to it, where nobody else goes by that name."""
    company = normal_company(name or "")
    if company and not await accounts_by_alias(connection, workspace_id, [("company", company)]):
        await add_aliases(connection, workspace_id, [(account_id, ("company", company))], now, by)
