"""Who holds which account id and which domain, and what a batch adds to it.

Decided by own accounts, as if none were merged: then a merge that is taken back leaves what there would be without it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from kenbun.batch import Alias, Batch
from kenbun.database import Connection
from kenbun.identity import account_queries, queries
from kenbun.identity.account_queries import AccountKeys
from kenbun.identity.domains import business_domain
from kenbun.identity.whose import Whose
from kenbun.kit.ids import new_id

NewEmails = dict[UUID, list[str]]
"""The addresses learned in a batch, by the call that brought them; of one call by value."""


@dataclass(slots=True)
class Claims:
    by_key: dict[str, UUID] = field(default_factory=dict)
    by_domain: dict[str, UUID] = field(default_factory=dict)
    # what each account is known by: id, domain
    kinds: dict[UUID, set[str]] = field(default_factory=dict)
    # the first business domain of each lead that may need one, as far as the calls before have told
    domains: dict[UUID, str] = field(default_factory=dict)
    made: dict[UUID, AccountKeys] = field(default_factory=dict)
    learned: list[tuple[UUID, Alias]] = field(default_factory=list)
    clashes: dict[tuple[UUID, UUID], str] = field(default_factory=dict)

    def learn(self, lead_id: UUID, emails: list[str]) -> None:
        for email in emails:
            if domain := business_domain(email):
                self.domains.setdefault(lead_id, domain)

    def holder_of_key(self, key: str, lead_id: UUID) -> UUID:
        """The account with this id. An unseen id goes to the account of the lead's domain if that has none."""
        if key in self.by_key:
            return self.by_key[key]
        domain = self.domains.get(lead_id)
        neighbour = self.by_domain.get(domain) if domain else None
        if neighbour is None:
            return self._make(key, domain)
        if "id" not in self.kinds[neighbour]:
            self._give(neighbour, "id", key)
            return neighbour
        account_id = self._make(key, None)
        self._clash(neighbour, account_id, f"Both have leads at {domain}, under different account ids")
        return account_id

    def holder_of_domain(self, domain: str) -> UUID:
        return self.by_domain.get(domain) or self._make(None, domain)

    def meet(self, account_id: UUID, domain: str) -> None:
        """A lead whose account was named by an id turns out to be at a domain, which an account without one takes."""
        if "domain" in self.kinds[account_id]:
            return
        neighbour = self.by_domain.get(domain)
        if neighbour is None:
            self._give(account_id, "domain", domain)
        elif neighbour != account_id:
            self._clash(neighbour, account_id, f"Both have leads at {domain}")

    def _make(self, key: str | None, domain: str | None) -> UUID:
        account_id = new_id()
        self.made[account_id] = AccountKeys(None, None)
        self.kinds[account_id] = set()
        if key:
            self._give(account_id, "id", key)
        if domain:
            self._give(account_id, "domain", domain)
        return account_id

    def _give(self, account_id: UUID, kind: str, value: str) -> None:
        self.kinds[account_id].add(kind)
        (self.by_key if kind == "id" else self.by_domain)[value] = account_id
        if account_id not in self.made:
            self.learned.append((account_id, (kind, value)))
        elif kind == "id":
            self.made[account_id].key = value
        else:
            self.made[account_id].domain = value

    def _clash(self, one_id: UUID, other_id: UUID, reason: str) -> None:
        self.clashes.setdefault((min(one_id, other_id), max(one_id, other_id)), reason)


async def claims_of(connection: Connection, batch: Batch, whose: Whose, emails: NewEmails) -> Claims:
    """What the calls of the batch can ask for, as it stands before the first of them."""
    place = (connection, batch.workspace_id)
    claims = Claims()
    keys = {("id", call.account_key) for call in batch.calls if call.account_key}
    claims.by_key = await _found(connection, batch, keys)
    unseen_from = {
        call.lead_id for call in batch.calls if call.account_key and call.account_key not in claims.by_key
    }
    fresh = {email for some in emails.values() for email in some}
    for lead_id, email in await queries.emails_of(*place, unseen_from):
        domain = business_domain(email)
        if domain and email not in fresh:
            claims.domains.setdefault(lead_id, domain)
    wanted = {*claims.domains.values(), *filter(None, map(business_domain, fresh))}
    claims.by_domain = await _found(connection, batch, {("domain", domain) for domain in wanted})
    asked = _named_before(batch, whose, emails, claims)
    if unseen_from:
        asked |= set(claims.by_domain.values())
    claims.kinds = await account_queries.kinds_of(*place, asked)
    return claims


async def _found(connection: Connection, batch: Batch, aliases: Collection[Alias]) -> dict[str, UUID]:
    found = await account_queries.accounts_by_alias(connection, batch.workspace_id, aliases)
    batch.account_roots |= {one.account_id: one.root_id for one in found.values()}
    return {value: one.account_id for (_, value), one in found.items()}


def _named_before(batch: Batch, whose: Whose, emails: NewEmails, claims: Claims) -> set[UUID]:
    """Accounts that leads have, or come to in the batch, when an address of theirs is learned."""
    learning = {
        call.own_lead_id for call in batch.calls if any(map(business_domain, emails.get(call.event_id, ())))
    }
    found = {own.account_id for one in learning if (own := whose.own(one)).account_basis == "account_id"}
    found |= {
        claims.by_key.get(call.account_key)
        for call in batch.calls
        if call.account_key and call.own_lead_id in learning
    }
    return {one for one in found if one is not None}
