"""What the list is sorted by, as SQL. What has no key comes last, whichever way round."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, exists, func, nulls_last, select
from sqlalchemy.types import Numeric

from kenbun.access.tables import users
from kenbun.accounts.lists.chosen import Chosen, Order
from kenbun.accounts.tables import accounts
from kenbun.leads.tables import leads
from kenbun.lists.segment_queries import since_in
from kenbun.lists.text_queries import sort_text
from kenbun.surge.tables import surges

# A surge of it has no end yet.
SURGING = exists().where(
    surges.c.workspace_id == accounts.c.workspace_id,
    surges.c.account_id == accounts.c.account_id,
    surges.c.ended_at.is_(None),
)
_COLUMNS: dict[str, ColumnElement[Any]] = {
    "name": sort_text(accounts.c.name),
    # the order of levels is that of their scores
    "account_level": accounts.c.account_score,
    "account_score": accounts.c.account_score,
    "engagement_score": accounts.c.engagement_score,
    "leads": accounts.c.lead_count,
    "sessions": accounts.c.session_count,
    "last_activity_at": accounts.c.last_active_at,
    "owner": sort_text(users.c.name),
    "industry": sort_text(accounts.c.fields["industry"].astext),
    "surging": SURGING,
}


def ordered(chosen: Chosen, found: Select[Any]) -> Select[Any]:
    """Equals: the more engaged first, then by their ids."""
    order = chosen.order
    found, key = _keyed(chosen, found)
    way = key.desc() if order.down else key.asc()
    return found.order_by(nulls_last(way), accounts.c.engagement_score.desc(), accounts.c.account_id)


def _keyed(chosen: Chosen, found: Select[Any]) -> tuple[Select[Any], ColumnElement[Any]]:
    """With the table that the key stands in. By since when they are in a segment only where the list is of one."""
    order = chosen.order
    if order.type is not None:
        return found, _field(order)
    if order.by == "active_leads":
        active = active_leads(chosen).subquery("active")
        joined = found.outerjoin(active, active.c.account_id == accounts.c.account_id)
        return joined, func.coalesce(active.c.active_leads, 0)
    if order.by == "segment_since":
        since = since_in(chosen.workspace_id, chosen.segments, "account", accounts.c.account_id)
        return found, accounts.c.engagement_score if since is None else since
    if order.by == "owner":
        found = found.outerjoin(users, users.c.user_id == accounts.c.owner_id)
    return found, _COLUMNS[order.by]


def active_leads(chosen: Chosen) -> Select[Any]:
    """How many there are of each account that has any."""
    return (
        select(leads.c.account_id, func.count().cast(BigInteger).label("active_leads"))
        .where(
            leads.c.workspace_id == chosen.workspace_id,
            leads.c.last_active_at > chosen.leads_active_after,
            leads.c.account_id.is_not(None),
        )
        .group_by(leads.c.account_id)
    )


def _field(order: Order) -> ColumnElement[Any]:
    value = accounts.c.fields[order.by]
    if order.type == "number":
        is_number = func.jsonb_typeof(value) == "number"
        return case((is_number, value.astext.cast(Numeric)), else_=None)
    return sort_text(value.astext)
