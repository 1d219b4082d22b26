"""Whose an event was at a time: the lead in which it was shown, or that lead's account."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.database import Connection
from kenbun.triggers.detect import whose_queries as queries
from kenbun.triggers.detect.event_queries import Deed
from kenbun.triggers.drafts import Subject

Roots = Mapping[UUID, Sequence[tuple[datetime, datetime | None, UUID]]]
Accounts = Mapping[UUID, Sequence[tuple[datetime, UUID | None]]]


@dataclass(frozen=True, slots=True)
class Now:
    """As it is: of leads that are shown, the account that each is in."""

    accounts: Mapping[UUID, UUID]

    def at(self, subject: Subject, deed: Deed, _: datetime) -> UUID | None:
        return deed.lead_id if subject == "lead" else self.accounts.get(deed.lead_id)


@dataclass(frozen=True, slots=True)
class Then:
    """As it was: which root each lead was shown in from when to when, and in which account each root was since when."""

    roots: Roots
    accounts: Accounts

    def at(self, subject: Subject, deed: Deed, at: datetime) -> UUID | None:
        root_id = self._root(deed.own_lead_id, at)
        return root_id if subject == "lead" else self._account(root_id, at)

    def ever(self, subject: Subject, deed: Deed) -> Iterator[UUID]:
        """Whose it may have been at any time."""
        own = deed.own_lead_id
        roots = {own, *(root for *_, root in self.roots.get(own, ()))}
        if subject == "lead":
            yield from roots
        else:
            yield from {one for root in roots for _, one in self.accounts.get(root, ()) if one}

    def _root(self, own: UUID, at: datetime) -> UUID:
        for since, until, root_id in self.roots.get(own, ()):
            if since <= at and (until is None or at < until):
                return root_id
        return own

    def _account(self, root_id: UUID, at: datetime) -> UUID | None:
        account_id = None
        for since, one in self.accounts.get(root_id, ()):
            if since <= at:
                account_id = one
        return account_id


async def then(
    connection: Connection, workspace_id: UUID, own_ids: Collection[UUID], *, accounts: bool
) -> Then:
    """`accounts`: whether these are asked for."""
    roots = await queries.roots_over_time(connection, workspace_id, own_ids)
    if not accounts:
        return Then(roots, {})
    every = {*own_ids, *(root for spans in roots.values() for *_, root in spans)}
    return Then(roots, await queries.accounts_over_time(connection, workspace_id, every))
