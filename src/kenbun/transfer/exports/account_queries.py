from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, ScalarSelect, Select, Uuid, any_, func, literal, select

from kenbun.access.tables import users
from kenbun.accounts.lists.chosen import Chosen
from kenbun.accounts.lists.matching_queries import filtered
from kenbun.accounts.lists.order_queries import SURGING, ordered
from kenbun.accounts.tables import account_aliases, accounts
from kenbun.database import Connection
from kenbun.leads.lists.count_queries import plan_each
from kenbun.leads.tables import leads
from kenbun.lists.segment_queries import names_of

_AT_ONCE = 1_000


async def stream(
    connection: Connection, chosen: Chosen, account_ids: Sequence[UUID] | None, _sort: str
) -> AsyncIterator[Sequence[Row[Any]]]:
    """All that the filters find, or these accounts whatever the filters say, in order: a thousand at a time, by a
    cursor in the database."""
    await plan_each(connection)
    found = _selected(chosen)
    if account_ids is None:
        found = filtered(chosen, found)
    else:
        these = any_(literal(list(account_ids), ARRAY(Uuid)))
        found = found.where(accounts.c.workspace_id == chosen.workspace_id, accounts.c.account_id == these)
    options = {"yield_per": _AT_ONCE}
    async with connection.stream(ordered(chosen, found), execution_options=options) as rows:
        async for some in rows.partitions():
            yield some


def _selected(chosen: Chosen) -> Select[Any]:
    owner = users.alias("its_owner")
    active = (
        select(func.count())
        .where(
            leads.c.workspace_id == chosen.workspace_id,
            leads.c.account_id == accounts.c.account_id,
            leads.c.last_active_at > chosen.leads_active_after,
        )
        .scalar_subquery()
    )
    return select(
        accounts.c.account_id,
        accounts.c.name,
        func.coalesce(accounts.c.domain, accounts.c.fields["domain"].astext).label("domain"),
        accounts.c.fields,
        accounts.c.account_score,
        accounts.c.engagement_score,
        accounts.c.lead_count,
        active.label("active_leads"),
        accounts.c.session_count,
        accounts.c.last_active_at,
        accounts.c.archived_at,
        SURGING.label("surging"),
        accounts.c.created_at,
        _known_by(chosen, "domain").label("domains"),
        _known_by(chosen, "id").label("keys"),
        names_of(chosen.workspace_id, accounts.c.account_id).label("segments"),
        select(owner.c.name).where(owner.c.user_id == accounts.c.owner_id).scalar_subquery().label("owner"),
        select(owner.c.email)
        .where(owner.c.user_id == accounts.c.owner_id)
        .scalar_subquery()
        .label("owner_email"),
    )


def _known_by(chosen: Chosen, kind: str) -> ScalarSelect[Any]:
    return (
        select(func.array_agg(account_aliases.c.value))
        .where(
            account_aliases.c.workspace_id == chosen.workspace_id,
            account_aliases.c.account_id == accounts.c.account_id,
            account_aliases.c.kind == kind,
        )
        .scalar_subquery()
    )
