"""Which account each lead of a batch belongs to: by the latest account id, else by its business e-mail."""

from collections import defaultdict
from uuid import UUID

from kenbun.batch import Batch, Call, Part, Standing
from kenbun.database import Connection
from kenbun.identity import account_queries, queries, roots_queries
from kenbun.identity.claims import Claims, NewEmails, claims_of
from kenbun.identity.domains import business_domain, speaks_for_nobody
from kenbun.identity.queries import Suggestion
from kenbun.identity.rooted_queries import ACCOUNTS
from kenbun.identity.whose import Whose


async def attribute(connection: Connection, batch: Batch) -> None:
    """Decided call by call in order of receipt, whatever the cutting into batches.

    Whose a lead is that is merged with others is kept for each of them; what is shown follows from all. Decided is by
    own accounts; what is shown of one that is merged into another is its root.
    """
    for standing in batch.standings.values():
        if standing.own_account_id and standing.account_id:
            batch.account_roots[standing.own_account_id] = standing.account_id
            standing.account_id, standing.own_account_id = standing.own_account_id, None
    whose = Whose(batch)
    emails = _new_emails(batch)
    if emails or any(call.account_key for call in batch.calls):
        await _follow_calls(connection, batch, whose, emails)
    else:
        for call in batch.calls:
            whose.go_on_to(call)
            call.account_id = whose.account_of(call.own_lead_id)
    await _show(connection, batch, whose)


async def _follow_calls(connection: Connection, batch: Batch, whose: Whose, emails: NewEmails) -> None:
    claims = await claims_of(connection, batch, whose, emails)
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
    batch.touched_accounts |= await account_queries.save_accounts(
        connection, batch.workspace_id, claims.made, claims.learned, batch.now
    )
    attributed = {one: batch.parts[one] for one in batch.attributed_leads & batch.parts.keys()}
    await roots_queries.attribute_parts(connection, batch.workspace_id, attributed)
    if claims.clashes:
        clashes = [Suggestion(*pair, reason) for pair, reason in claims.clashes.items()]
        await queries.suggest_duplicates(connection, batch.workspace_id, "account", clashes, batch.now)


async def _show(connection: Connection, batch: Batch, whose: Whose) -> None:
    """Brings the rows of roots to what all that is shown in them makes, and accounts to those they are shown in."""
    whose.go_to_the_end()
    asked = set()
    for root_id, account in whose.shown():
        asked.add(account.account_id)
        standing = batch.standings.get(root_id)
        if standing and account != (standing.account_id, standing.account_basis, standing.account_at):
            batch.attributed_leads.add(root_id)
            standing.account_id, standing.account_basis, standing.account_at = account
    unknown = {one for one in asked if one and one not in batch.account_roots}
    batch.account_roots |= await ACCOUNTS.roots_of(connection, batch.workspace_id, unknown)
    merged = {one: root_id for one, root_id in batch.account_roots.items() if one != root_id}
    if merged:
        for standing in batch.standings.values():
            if standing.account_id in merged:
                standing.own_account_id = standing.account_id
                standing.account_id = merged[standing.own_account_id]


def _new_emails(batch: Batch) -> NewEmails:
    emails: NewEmails = defaultdict(list)
    for (kind, value), call in sorted(batch.new_aliases, key=lambda learned: learned[0]):
        if kind == "email":
            emails[call.event_id].append(value)
    return emails


def _attribute_by_key(own: Part | Standing, call: Call, account_id: UUID) -> None:
    """It is the lead's unless a later event names another."""
    if own.account_at is None or call.happened_at >= own.account_at:
        own.account_id = account_id
        own.account_basis = "account_id"
        own.account_at = call.happened_at


def _attribute_by_email(own: Part | Standing, claims: Claims, email: str) -> None:
    domain = business_domain(email)
    if own.account_basis == "account_id" and own.account_id and domain:
        claims.meet(own.account_id, domain)
    elif domain and (own.account_id is None or own.account_basis == "company"):
        own.account_basis = "domain"
        own.account_id = claims.holder_of_domain(domain)
    elif own.account_id is None:
        own.account_basis = speaks_for_nobody(email)
