"""What the list is sorted by, as SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func

from kenbun.access.tables import users
from kenbun.accounts.tables import accounts
from kenbun.leads.lists.matching_queries import folded
from kenbun.leads.tables import lead_profiles, leads

_Join = Callable[[Select[Any]], Select[Any]]
# Names can be longer than an entry of an index; beyond this nobody looks for an order.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Order:
    """Who has no key comes last, whichever way round. `join` brings the table that the key stands in."""

    key: ColumnElement[Any]
    nullable: bool = False
    # whether the key stands in the lead's profile
    profiles: bool = False
    join: _Join = lambda found: found

    def by(self, *, down: bool, key: ColumnElement[Any] | None = None) -> ColumnElement[Any]:
        """`key` where it is a column of another statement by now."""
        way = (self.key if key is None else key).desc() if down else (self.key if key is None else key).asc()
        # an index has no nulls to place where there are none, and would not be used with them placed
        return way.nulls_last() if self.nullable else way


def _text(words: ColumnElement[Any]) -> ColumnElement[Any]:
    """As people sort: without case."""
    return func.left(folded(words), _LONGEST)


def _with_account(found: Select[Any]) -> Select[Any]:
    same = and_(accounts.c.workspace_id == leads.c.workspace_id, accounts.c.account_id == leads.c.account_id)
    return found.outerjoin(accounts, same)


def _with_owner(found: Select[Any]) -> Select[Any]:
    return found.outerjoin(users, users.c.user_id == leads.c.owner_id)


ORDERS = {
    "engagement_score": Order(leads.c.engagement_score),
    "profile_score": Order(leads.c.profile_score),
    "account_score": Order(accounts.c.account_score, nullable=True, join=_with_account),
    "previous_score": Order(leads.c.previous_score),
    "last_active_at": Order(leads.c.last_active_at, nullable=True),
    "event_count": Order(leads.c.event_count),
    "name": Order(_text(lead_profiles.c.name), profiles=True),
    "created_at": Order(leads.c.created_at),
    "title": Order(_text(lead_profiles.c.fields["title"].astext), nullable=True, profiles=True),
    "company": Order(_text(lead_profiles.c.fields["company"].astext), nullable=True, profiles=True),
    "account": Order(_text(accounts.c.name), nullable=True, join=_with_account),
    "owner": Order(_text(users.c.name), nullable=True, join=_with_owner),
}
