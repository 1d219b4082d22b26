"""Which account each lead of a batch belongs to: by the latest account id, else by its business e-mail."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from kenbun.accounts import batch_queries as accounts
from kenbun.accounts.batch_queries import AccountKeys
from kenbun.batch import Batch, Call
from kenbun.database import Connection
from kenbun.identity import queries
from kenbun.identity.domains import business_domain
from kenbun.kit.ids import new_id


async def attribute(connection: Connection, batch: Batch) -> None:
    """Decided call by call in order of receipt, whatever the cutting into batches."""
    emails = _new_emails(batch)
    if not emails and not any(call.account_key for call in batch.calls):
        for call in batch.calls:
            call.account_id = batch.standings[call.lead_id].account_id
        return
    claims = await _claims(connection, batch, emails)
    for call in batch.calls:
        claims.learn(call.lead_id, emails[call.event_id])
        named = _attribute_by_key(batch, claims, call, call.account_key) if call.account_key else None
        for email in emails[call.event_id]:
            _attribute_by_email(batch, claims, call, email)
        call.account_id = named or batch.standings[call.lead_id].account_id
    await accounts.save_accounts(connection, batch.workspace_id, claims.made, claims.keyed, batch.now)
    batch.touched_accounts.update(claims.made)
    if claims.clashes:
        await queries.suggest_duplicates(connection, batch.workspace_id, "account", claims.clashes, batch.now)


@dataclass(slots=True)
class Claims:
    """Who holds which account id and which domain, and what this batch adds to it."""

    by_key: dict[str, UUID]
    by_domain: dict[str, UUID]
    keys: dict[UUID, str | None]
    # the first business domain of each lead that may need one, as far as the calls before have told
    domains: dict[UUID, str]
    made: dict[UUID, AccountKeys] = field(default_factory=dict)
    keyed: dict[UUID, str] = field(default_factory=dict)
    clashes: dict[tuple[UUID, UUID], str] = field(default_factory=dict)

    def learn(self, lead_id: UUID, emails: list[str]) -> None:
        for email in emails:
            if domain := business_domain(email):
                self.domains.setdefault(lead_id, domain)

    def make(self, key: str | None, domain: str | None) -> UUID:
        account_id = new_id()
        self.made[account_id] = AccountKeys(key=key, domain=domain)
        self.keys[account_id] = key
        if key:
            self.by_key[key] = account_id
        if domain:
            self.by_domain[domain] = account_id
        return account_id

    def holder_of_key(self, key: str, lead_id: UUID) -> UUID:
        """The account with this id. An unseen id goes to the account of the lead's domain if that has none."""
        if key in self.by_key:
            return self.by_key[key]
        domain = self.domains.get(lead_id)
        neighbour = self.by_domain.get(domain) if domain else None
        if neighbour is None:
            return self.make(key, domain)
        if self.keys[neighbour] is None:
            self.by_key[key] = neighbour
            self._key(neighbour, key)
            return neighbour
        account_id = self.make(key, None)
        self.clashes[neighbour, account_id] = f"Both have leads at {domain}, under different account ids"
        return account_id

    def _key(self, account_id: UUID, key: str) -> None:
        self.keys[account_id] = key
        if account_id in self.made:
            self.made[account_id].key = key
        else:
            self.keyed[account_id] = key


def _new_emails(batch: Batch) -> dict[UUID, list[str]]:
    """The e-mail addresses learned in this batch, by the call that brought them; of one call by value."""
    emails: dict[UUID, list[str]] = defaultdict(list)
    for (kind, value), call in sorted(batch.new_aliases, key=lambda learned: learned[0]):
        if kind == "email":
            emails[call.event_id].append(value)
    return emails


async def _claims(connection: Connection, batch: Batch, emails: dict[UUID, list[str]]) -> Claims:
    keys = {call.account_key: call.lead_id for call in batch.calls if call.account_key}
    by_key = await accounts.accounts_by_key(connection, batch.workspace_id, keys)
    unseen_from = {
        call.lead_id for call in batch.calls if call.account_key and call.account_key not in by_key
    }
    learned_now = {email for learned in emails.values() for email in learned}
    domains: dict[UUID, str] = {}
    for lead_id, email in await queries.emails_of(connection, batch.workspace_id, unseen_from):
        domain = business_domain(email)
        if domain and email not in learned_now:
            domains.setdefault(lead_id, domain)
    wanted = set(domains.values())
    wanted.update(filter(None, map(business_domain, learned_now)))
    found = await accounts.accounts_by_domain(connection, batch.workspace_id, wanted)
    return Claims(
        by_key=by_key,
        by_domain={domain: account_id for domain, (account_id, _) in found.items()},
        keys=dict(found.values()),
        domains=domains,
    )


def _attribute_by_key(batch: Batch, claims: Claims, call: Call, key: str) -> UUID:
    """Answers the account of the key, which is the lead's unless a later event names another."""
    standing = batch.standings[call.lead_id]
    account_id = claims.holder_of_key(key, call.lead_id)
    batch.attributed_leads.add(call.lead_id)
    if standing.account_at is None or call.happened_at >= standing.account_at:
        standing.account_id = account_id
        standing.account_basis = "account_id"
        standing.account_at = call.happened_at
    return account_id


def _attribute_by_email(batch: Batch, claims: Claims, call: Call, email: str) -> None:
    standing = batch.standings[call.lead_id]
    if standing.account_id is not None:
        return
    batch.attributed_leads.add(call.lead_id)
    domain = business_domain(email)
    if domain is None:
        standing.account_basis = "free_mail"
        return
    standing.account_id = claims.by_domain.get(domain) or claims.make(None, domain)
    standing.account_basis = "domain"
