"""How many leads the filters find: counted where the least has to be read.

What a list shows of how many there are is exact, so for a common value it is as much work as there are leads. Where
nothing but the types of events, fields with keys, or accounts decide, the leads' own rows are left alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, text

from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.database.counts import about
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.lists.company_queries import companies, takes_none
from kenbun.leads.lists.key_queries import tells
from kenbun.leads.lists.matching_queries import doers, filtered, holding, in_profiles
from kenbun.leads.tables import lead_profiles, leads

# A plan made for any filter at all is bad for most: how many leads there are is what it hangs on.
_PLAN_EACH = text("SET LOCAL plan_cache_mode = force_custom_plan")


async def plan_each(connection: Connection) -> None:
    """From here to the end of the transaction: before whatever is filtered."""
    await connection.execute(_PLAN_EACH)


def is_counted_apart(chosen: Chosen) -> bool:
    """Whether counting them takes less than finding them: indexes lead to those who are wanted, or not all of what is
    asked has to be looked at together."""
    if not chosen.search and not chosen.conditions:
        return True
    alone = chosen.without("archived")
    return alone.asks_only("search") or _by_indexes(alone) or _of_accounts_alone(chosen)


async def count(connection: Connection, chosen: Chosen) -> int:
    if _of_accounts_alone(chosen):
        return await _count_by_accounts(connection, chosen)
    if chosen.archived is False and (counted := _apart(chosen.without("archived"))) is not None:
        # there are few of these
        archived = _among_leads(replace(chosen, archived=True))
        return await _number(connection, counted) - await _number(connection, archived)
    counted = _apart(chosen)
    return await _number(connection, _among_leads(chosen) if counted is None else counted)


async def everybody(connection: Connection, workspace_id: UUID) -> int:
    """About how many leads there are in all, by which ways to a page are chosen: as many as there were minutes ago."""

    async def counted() -> int:
        return await _number(connection, _among_leads(Chosen(workspace_id)))

    return await about(("leads", workspace_id), counted)


def _among_leads(chosen: Chosen) -> Select[Any]:
    return filtered(chosen, select(func.count()).select_from(leads), all_at_once=True)


def _apart(chosen: Chosen) -> Select[Any] | None:
    """Without the leads' rows, where these say nothing that is asked for."""
    if _by_indexes(chosen):
        held = [holding(chosen, leaf) for leaf in chosen.conditions]
        return _in_each([*held, *(doers(chosen, one) for one in chosen.done)])
    if chosen.asks_only("search", "conditions") and not chosen.of_accounts:
        return in_profiles(chosen, select(func.count()).select_from(lead_profiles))
    return None


def _by_indexes(chosen: Chosen) -> bool:
    asked = bool(chosen.conditions or chosen.done)
    return asked and chosen.asks_only("done", "conditions") and all(tells(leaf) for leaf in chosen.conditions)


def _in_each(sets: list[Select[Any]]) -> Select[Any]:
    """How many ids are in all of these."""
    first = sets[0].subquery()
    others = (first.c.lead_id.in_(one) for one in sets[1:])
    return select(func.count()).select_from(first).where(*others)


def _of_accounts_alone(chosen: Chosen) -> bool:
    return chosen.asks_only("conditions", "account_ranges", "archived") and not chosen.of_leads


async def _count_by_accounts(connection: Connection, chosen: Chosen) -> int:
    """Accounts know how many leads they have."""
    found = companies(chosen, select(func.coalesce(func.sum(accounts.c.lead_count), 0)))
    if chosen.archived is not None:
        at = accounts.c.archived_at
        found = found.where(at.is_not(None) if chosen.archived else at.is_(None))
    counted = await _number(connection, found)
    if chosen.archived or not takes_none(chosen):
        return counted
    without = select(func.count()).where(
        leads.c.workspace_id == chosen.workspace_id, leads.c.account_id.is_(None)
    )
    return counted + await _number(connection, without)


async def _number(connection: Connection, counted: Select[Any]) -> int:
    return int((await connection.execute(counted)).scalar_one())
