"""Which account each lead of a batch belongs to: by the latest account id, else by its business e-mail."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from kenbun.batch import Batch, Call, Part, Standing
from kenbun.database import Connection
from kenbun.identity import account_queries as accounts
from kenbun.identity import queries, roots_queries
from kenbun.identity.account_queries import AccountKeys
from kenbun.identity.domains import business_domain
from kenbun.identity.queries import Suggestion
from kenbun.identity.whose import Whose
from kenbun.kit.ids import new_id


async def attribute(connection: Connection, batch: Batch) -> None:
    """Decided call by call in order of receipt, whatever the cutting into batches.

    Whose a lead is that is merged with others is kept for each of them; what is shown follows from all.
    """
    whose = Whose(batch)
    emails = _new_emails(batch)
    if emails or any(call.account_key for call in batch.calls):
        await _follow_calls(connection, batch, whose, emails)
    else:
        for call in batch.calls:
            whose.go_on_to(call)
            call.account_id = whose.account_of(call.own_lead_id)
    _show(batch, whose)


async def _follow_calls(
    connection: Connection, batch: Batch, whose: Whose, emails: dict[UUID, list[str]]
) -> None:
    claims = await _claims(connection, batch, emails)
    for call in batch.calls:
        whose.go_on_to(call)
        own, root_id, named = whose.own(call.own_lead_id), whose.root_of(call.own_lead_id), None
        fresh = emails.get(call.event_id, [])
        claims.learn(root_id, fresh)
        if call.account_key:
            named = claims.holder_of_key(call.account_key, root_id)
            _attribute_by_key(own, call, named)
        for email in fresh:
            _attribute_by_email(own, claims, email)
        if fresh or named:
            batch.attributed_leads.add(call.own_lead_id)
        call.account_id = named or whose.account_of(call.own_lead_id)
    await accounts.save_accounts(connection, batch.workspace_id, claims.made, claims.keyed, batch.now)
    batch.touched_accounts.update(claims.made)
    attributed = {one: batch.parts[one] for one in batch.attributed_leads & batch.parts.keys()}
    await roots_queries.attribute_parts(connection, batch.workspace_id, attributed)
    if claims.clashes:
        clashes = [Suggestion(*pair, reason) for pair, reason in claims.clashes.items()]
        await queries.suggest_duplicates(connection, batch.workspace_id, "account", clashes, batch.now)


def _show(batch: Batch, whose: Whose) -> None:
    """Brings the rows of roots to what all that is shown in them makes."""
    whose.go_to_the_end()
    for root_id, account in whose.shown():
        standing = batch.standings.get(root_id)
        if standing and account != (standing.account_id, standing.account_basis, standing.account_at):
            batch.attributed_leads.add(root_id)
            standing.account_id, standing.account_basis, standing.account_at = account


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


def _attribute_by_key(own: Part | Standing, call: Call, account_id: UUID) -> None:
    """It is the lead's unless a later event names another."""
    if own.account_at is None or call.happened_at >= own.account_at:
        own.account_id = account_id
        own.account_basis = "account_id"
        own.account_at = call.happened_at


def _attribute_by_email(own: Part | Standing, claims: Claims, email: str) -> None:
    if own.account_id is not None:
        return
    domain = business_domain(email)
    if domain is None:
        own.account_basis = "free_mail"
        return
    own.account_id = claims.by_domain.get(domain) or claims.make(None, domain)
    own.account_basis = "domain"
