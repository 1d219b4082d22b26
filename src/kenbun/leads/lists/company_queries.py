"""What filters ask of leads' accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from kenbun.accounts.tables import accounts
from kenbun.conditions import Scope, to_sql
from kenbun.conditions.operators import CONTRARIES
from kenbun.database import Connection
from kenbun.leads.lists.chosen import Chosen
from kenbun.lists.text_queries import within
from kenbun.scoring.fit.score_queries import TABLES

_FEW = 2_000


async def with_few_companies(connection: Connection, chosen: Chosen) -> Chosen:
    """Where few accounts meet what is asked of them, these: from them to their leads an index leads. How many accounts
    a condition leaves the planner cannot know, and takes for half of them all."""
    asks = chosen.account_ranges is not None or bool(chosen.of_accounts)
    if not asks or chosen.accounts is not None or takes_none(chosen):
        return chosen
    found = companies(chosen, select(accounts.c.account_id)).limit(_FEW + 1)
    ids = tuple((await connection.execute(found)).scalars())
    if len(ids) > _FEW:
        return chosen
    return replace(chosen, accounts=ids, account_ranges=None, conditions=tuple(chosen.of_leads))


def companies(chosen: Chosen, found: Select[Any]) -> Select[Any]:
    """`found` selects from accounts: those that meet what is asked of accounts."""
    found = found.where(accounts.c.workspace_id == chosen.workspace_id)
    if chosen.account_ranges is not None:
        found = found.where(within(accounts.c.account_score, chosen.account_ranges))
    for leaf in chosen.of_accounts:
        scope = scope_of(chosen, account=TABLES["account"].holding(leaf.field.path))
        found = found.where(to_sql(leaf, scope))
    return found


def takes_none(chosen: Chosen) -> bool:
    """Whether having no account is as good as having one that is asked for."""
    return chosen.account_ranges is None and all(
        leaf.operator.name in CONTRARIES for leaf in chosen.of_accounts
    )


def scope_of(
    chosen: Chosen, lead: ColumnElement[Any] | None = None, account: ColumnElement[Any] | None = None
) -> Scope:
    return Scope(chosen.zone, chosen.now or datetime.min.replace(tzinfo=UTC), lead=lead, account=account)
