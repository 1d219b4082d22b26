from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, and_, any_, func, literal, select

from kenbun.access.tables import users
from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.lists.count_queries import plan_each
from kenbun.leads.lists.matching_queries import filtered
from kenbun.leads.lists.order_queries import order_of
from kenbun.leads.tables import lead_profiles, leads
from kenbun.lists.segment_queries import names_of

_AT_ONCE = 1_000


async def stream(
    connection: Connection, chosen: Chosen, lead_ids: Sequence[UUID] | None, sort: str
) -> AsyncIterator[Sequence[Row[Any]]]:
    """All that the filters find, of these leads alone where they are given, in order: a thousand at a time, by a
    cursor in the database."""
    await plan_each(connection)
    order = order_of(chosen, sort)
    selected = _SELECTED.add_columns(names_of(chosen.workspace_id, leads.c.lead_id).label("segments"))
    found = filtered(chosen, selected, profiles=True).outerjoin(*_ACCOUNT).outerjoin(*_OWNER)
    if lead_ids is not None:
        found = found.where(leads.c.lead_id == any_(literal(list(lead_ids), ARRAY(Uuid))))
    in_order = found.order_by(*order.columns(down=sort.startswith("-")))
    async with connection.stream(in_order, execution_options={"yield_per": _AT_ONCE}) as rows:
        async for some in rows.partitions():
            yield some


_SELECTED = select(
    leads.c.lead_id,
    leads.c.engagement_score,
    leads.c.profile_score,
    leads.c.previous_score,
    leads.c.event_count,
    leads.c.last_active_at,
    leads.c.created_at,
    lead_profiles.c.name,
    lead_profiles.c.fields,
    accounts.c.name.label("account"),
    accounts.c.account_score,
    func.coalesce(accounts.c.domain, accounts.c.fields["domain"].astext).label("account_domain"),
    users.c.name.label("owner"),
    users.c.email.label("owner_email"),
).select_from(leads)
_ACCOUNT = (
    accounts,
    and_(accounts.c.workspace_id == leads.c.workspace_id, accounts.c.account_id == leads.c.account_id),
)
_OWNER = (users, users.c.user_id == leads.c.owner_id)
