"""What the list is sorted by, as SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, asc, desc, nulls_last

from kenbun.access.tables import users
from kenbun.accounts.tables import accounts
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.tables import lead_profiles, leads
from kenbun.lists.segment_queries import since_in
from kenbun.lists.text_queries import sort_text

_Join = Callable[[Select[Any]], Select[Any]]


@dataclass(frozen=True, slots=True)
class Order:
    """Who has no key comes last, whichever way round.

    Equals come by their ids. Where an index leads through the keys (`indexed`), these go the same way as the keys, so
    that it can be read backwards; `ties` are columns before them.
    """

    key: ColumnElement[Any]
    nullable: bool = False
    indexed: bool = False
    ties: tuple[ColumnElement[Any], ...] = ()
    # whether the key stands in the lead's profile
    profiles: bool = False
    # brings the table that the key stands in
    join: _Join = lambda found: found

    @property
    def is_elsewhere(self) -> bool:
        """Whether an index of another table than the leads' own leads through the keys."""
        return self.indexed or self.profiles

    def columns(
        self, *, down: bool, keyed: bool | None = None, found: FromClause | None = None
    ) -> list[ColumnElement[Any]]:
        """`keyed` where all have a key, or nobody has one; `found` has `key` and `ties` by now, under those names, and
        the leads' ids."""
        lead_id = leads.c.lead_id if found is None else found.c.lead_id
        key, ties = self.key, self.ties
        if found is not None:
            key, ties = found.c.key, tuple(found.c[f"tie_{place}"] for place, _ in enumerate(self.ties))
        if not self.indexed:
            return [self.by(down=down, key=key), lead_id.asc()]
        way = desc if down else asc
        if keyed is False:
            return [way(lead_id)]
        first = way(key) if keyed else self.by(down=down, key=key)
        return [first, *(way(tie) for tie in ties), way(lead_id)]

    def named(self) -> list[ColumnElement[Any]]:
        """What `columns` sorts by, to be selected beside the leads' ids."""
        return [self.key.label("key"), *(tie.label(f"tie_{place}") for place, tie in enumerate(self.ties))]

    def by(self, *, down: bool, key: ColumnElement[Any] | None = None) -> ColumnElement[Any]:
        """`key` where it is a column of another statement by now."""
        way: ColumnElement[Any] = (desc if down else asc)(self.key if key is None else key)
        # an index has no nulls to place where there are none, and would not be used with them placed
        return nulls_last(way) if self.nullable else way


def _with_account(found: Select[Any]) -> Select[Any]:
    same = and_(accounts.c.workspace_id == leads.c.workspace_id, accounts.c.account_id == leads.c.account_id)
    return found.outerjoin(accounts, same)


def _with_owner(found: Select[Any]) -> Select[Any]:
    return found.outerjoin(users, users.c.user_id == leads.c.owner_id)


_BY_ACCOUNT = (accounts.c.account_id,)

_ORDERS = {
    "engagement_score": Order(leads.c.engagement_score),
    "profile_score": Order(leads.c.profile_score),
    "account_score": Order(
        accounts.c.account_score, nullable=True, indexed=True, ties=_BY_ACCOUNT, join=_with_account
    ),
    "previous_score": Order(leads.c.previous_score),
    "last_active_at": Order(leads.c.last_active_at, nullable=True),
    "event_count": Order(leads.c.event_count),
    "name": Order(sort_text(lead_profiles.c.name), profiles=True),
    "created_at": Order(leads.c.created_at),
    # what stands first among the aliases
    "email": Order(lead_profiles.c.email_key, nullable=True, indexed=True, profiles=True),
    "title": Order(lead_profiles.c.title_key, nullable=True, indexed=True, profiles=True),
    "company": Order(lead_profiles.c.company_key, nullable=True, indexed=True, profiles=True),
    "account": Order(
        sort_text(accounts.c.name), nullable=True, indexed=True, ties=_BY_ACCOUNT, join=_with_account
    ),
    "owner": Order(sort_text(users.c.name), nullable=True, join=_with_owner),
}


def order_of(chosen: Chosen, sort: str) -> Order:
    """By since when they are in a segment only where the list is of one; else by their scores."""
    by = sort.removeprefix("-")
    if by != "segment_since":
        return _ORDERS[by]
    since = since_in(chosen.workspace_id, chosen.segments, "lead", leads.c.lead_id)
    return _ORDERS["engagement_score"] if since is None else Order(since, nullable=True)


def is_walked(sort: str) -> bool:
    """Whether an index leads through the leads in this order."""
    by = sort.removeprefix("-")
    return by in ("engagement_score", "name") or (by in _ORDERS and _ORDERS[by].indexed)
