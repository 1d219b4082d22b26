"""The accounts that a batch of calls speaks of: found and made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_BY_KEY = text("""
    SELECT account_key, account_id FROM accounts
    WHERE workspace_id = :workspace_id AND account_key = ANY(cast(:keys AS text[]))
""")

_BY_DOMAIN = text("""
    SELECT domain, account_id, account_key FROM accounts
    WHERE workspace_id = :workspace_id AND domain = ANY(cast(:domains AS text[]))
""")

_KNOWN = text("""
    SELECT account_id FROM accounts
    WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:account_ids AS uuid[]))
""")

_INSERT = text("""
    INSERT INTO accounts (workspace_id, account_id, account_key, domain, name, created_at)
    SELECT :workspace_id, t.account_id, t.key, t.domain, coalesce(t.domain, t.key), :now
    FROM unnest(cast(:account_ids AS uuid[]), cast(:keys AS text[]), cast(:domains AS text[]))
      AS t (account_id, key, domain)
""")

_SET_KEY = text("""
    UPDATE accounts SET account_key = t.key
    FROM unnest(cast(:account_ids AS uuid[]), cast(:keys AS text[])) AS t (account_id, key)
    WHERE accounts.workspace_id = :workspace_id AND accounts.account_id = t.account_id
""")


@dataclass(slots=True)
class AccountKeys:
    key: str | None
    domain: str | None


async def accounts_by_key(connection: Connection, workspace_id: UUID, keys: Iterable[str]) -> dict[str, UUID]:
    rows = await connection.execute(_BY_KEY, {"workspace_id": workspace_id, "keys": list(keys)})
    return {row.account_key: row.account_id for row in rows}


async def accounts_by_domain(
    connection: Connection, workspace_id: UUID, domains: Iterable[str]
) -> dict[str, tuple[UUID, str | None]]:
    """The account of each domain that has one, with the account id known for it."""
    rows = await connection.execute(_BY_DOMAIN, {"workspace_id": workspace_id, "domains": list(domains)})
    return {row.domain: (row.account_id, row.account_key) for row in rows}


async def known_accounts(
    connection: Connection, workspace_id: UUID, account_ids: Iterable[UUID]
) -> dict[UUID, UUID]:
    """Of those of these ids that an account has: where it is shown."""
    rows = await connection.execute(_KNOWN, {"workspace_id": workspace_id, "account_ids": list(account_ids)})
    return {row.account_id: row.account_id for row in rows}


async def save_accounts(
    connection: Connection,
    workspace_id: UUID,
    made: Mapping[UUID, AccountKeys],
    keyed: Mapping[UUID, str],
    now: datetime,
) -> None:
    if made:
        await connection.execute(
            _INSERT,
            {
                "workspace_id": workspace_id,
                "now": now,
                "account_ids": list(made),
                "keys": [account.key for account in made.values()],
                "domains": [account.domain for account in made.values()],
            },
        )
    if keyed:
        await connection.execute(
            _SET_KEY,
            {"workspace_id": workspace_id, "account_ids": list(keyed), "keys": list(keyed.values())},
        )
