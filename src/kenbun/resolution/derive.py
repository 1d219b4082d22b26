"""Accounts by the name of the company that a lead gives, where a mapping copies a field of leads to the account's name:
what nothing else resolves belongs to the account of that name.

Runs behind the pipeline over the leads that have changed, with the search for likely duplicates.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access.ticks import tick
from kenbun.access.workspaces import get_workspace
from kenbun.accounts.no_news import follow_quietly
from kenbun.batch.standing_queries import load_standings
from kenbun.database import Connection, Database
from kenbun.identity.account_queries import AccountKeys, add_aliases, save_accounts
from kenbun.identity.companies import normal_company
from kenbun.identity.domains import speaks_for_nobody
from kenbun.identity.rooted_queries import LEADS
from kenbun.kit.clock import Clock
from kenbun.kit.ids import new_id
from kenbun.mapping.by_hand import set_like_an_event
from kenbun.mapping.loaded import mappings_in_force
from kenbun.merging import alike
from kenbun.merging.compared_queries import AT_ONCE, anything_waits, take
from kenbun.resolution import derive_queries as queries
from kenbun.resolution.companies import accounts_of
from kenbun.resolution.derive_queries import Derived
from kenbun.scoring.account_sums import follow_moves
from kenbun.scoring.history.record import record_engagement
from kenbun.stirred import stir


async def compare_and_derive(database: Database, workspace_id: UUID, clock: Clock) -> int:
    """Of some of the leads that have changed: whom they look like, and which account their company is. Answers how many
    they were."""
    async with database.transaction() as connection:
        # a tick tells every open page to look again
        if not await anything_waits(connection, workspace_id, LEADS):
            return 0
        fields = await naming_fields(connection, workspace_id)
        # the tick before all rows, as everybody takes them
        now = await tick(connection, workspace_id, clock) if fields else clock()
        some = await take(connection, workspace_id, AT_ONCE, LEADS)
        if some:
            await alike.compare(connection, workspace_id, some, now)
        if some and fields:
            await derive(connection, workspace_id, fields, some, now)
    return len(some)


async def naming_fields(connection: Connection, workspace_id: UUID) -> dict[str, str]:
    """The fields of leads that mappings copy to the names of accounts, in order; each with what a value names as its
    origin."""
    mappings = await mappings_in_force(connection, await get_workspace(connection, workspace_id))
    found: dict[str, str] = {}
    for name, copies in mappings.copies.items():
        for mapping in copies:
            if (mapping.subject, mapping.field) == ("account", "name"):
                found.setdefault(name, mapping.origin)
    return found


async def derive(
    connection: Connection,
    workspace_id: UUID,
    fields: dict[str, str],
    lead_ids: Collection[UUID],
    now: datetime,
) -> None:
    """Those of these roots that belong to no account, or to one by its name, to the one of the name they give now."""
    rows = await queries.open_leads(connection, workspace_id, lead_ids, list(fields))
    companies = {row.lead_id: normal_company(row.company or "") for row in rows}
    known = await accounts_of(connection, workspace_id, set(companies.values()) - {""})
    derived: dict[UUID, Derived] = {}
    for row in rows:
        company = companies[row.lead_id]
        if company and company not in known:
            known[company] = await _make(connection, workspace_id, company, row, fields, now)
        found = Derived(known[company], "company") if company else Derived(None, _why(row))
        if found != (row.own_account_id, row.account_basis):
            derived[row.lead_id] = found
    await _move(connection, workspace_id, derived, now)


def _why(row: Any) -> str:
    """Why nothing resolves it, its company being gone."""
    return speaks_for_nobody(row.emails[-1]) if row.emails else "no_email"


async def _make(
    connection: Connection,
    workspace_id: UUID,
    company: str,
    row: Any,
    fields: dict[str, str],
    now: datetime,
) -> UUID:
    """An own account of that name, which leads of the same name come to from now on."""
    account_id = new_id()
    await save_accounts(connection, workspace_id, {account_id: AccountKeys(None, None)}, (), now)
    await add_aliases(connection, workspace_id, [(account_id, ("company", company))], now)
    name = {"name": row.company.strip()[:1000]}
    touched = await set_like_an_event(
        connection, workspace_id, "account", account_id, name, now, fields[row.field]
    )
    await follow_quietly(connection, workspace_id, touched, now)
    return account_id


async def _move(
    connection: Connection, workspace_id: UUID, derived: dict[UUID, Derived], now: datetime
) -> None:
    if not derived:
        return
    before = {
        one: row.stood for one, row in (await load_standings(connection, workspace_id, derived)).items()
    }
    await queries.keep(connection, workspace_id, derived)
    after = await load_standings(connection, workspace_id, derived)
    moves = {one: (before[one], row.stood) for one, row in after.items()}
    await stir(connection, workspace_id, "lead", moves, "mapping")
    left = {was.account_id for was in before.values() if was.account_id}
    await stir(connection, workspace_id, "account", left, "mapping")
    sums = await follow_moves(connection, workspace_id, moves, now, "mapping")
    await record_engagement(connection, workspace_id, [], sums, now)
