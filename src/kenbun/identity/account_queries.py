"""The accounts that a batch of calls speaks of: found and made."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.batch import Alias
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS

_BY_ALIAS = text("""
    SELECT a.kind, a.value, a.account_id, a.own_account_id
    FROM unnest(cast(:kinds AS text[]), cast(:values AS text[])) AS t (kind, value)
    JOIN account_aliases a ON a.workspace_id = :workspace_id AND a.kind = t.kind AND a.value = t.value
""")

_KINDS_OF = text("""
    SELECT DISTINCT t.account_id, a.kind
    FROM unnest(cast(:account_ids AS uuid[])) AS t (account_id)
    LEFT JOIN account_parts p ON p.workspace_id = :workspace_id AND p.account_id = t.account_id
    JOIN account_aliases a ON a.workspace_id = :workspace_id AND a.account_id = coalesce(p.root_id, t.account_id)
     AND coalesce(a.own_account_id, a.account_id) = t.account_id
""")

# Domains and ids alone are thousands at most.
_ALIASES = text("""
    SELECT account_id, kind, value FROM account_aliases
    WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:account_ids AS uuid[]))
    ORDER BY account_id, kind, own_account_id IS NOT NULL, created_at, value
    LIMIT 5000
""")

# One known by neither has a name that is said of it.
_INSERT = text("""
    INSERT INTO accounts (workspace_id, account_id, account_key, domain, name, created_at)
    SELECT :workspace_id, t.account_id, t.key, t.domain, coalesce(t.domain, t.key, ''), :now
    FROM unnest(cast(:account_ids AS uuid[]), cast(:keys AS text[]), cast(:domains AS text[]))
      AS t (account_id, key, domain)
""")

_ADD_ALIASES = text("""
    INSERT INTO account_aliases (workspace_id, kind, value, account_id, own_account_id, created_at, created_by)
    SELECT :workspace_id, t.kind, t.value, coalesce(p.root_id, t.account_id),
           CASE WHEN p.root_id <> t.account_id THEN t.account_id END, :now, :by
    FROM unnest(cast(:kinds AS text[]), cast(:values AS text[]), cast(:account_ids AS uuid[]))
      AS t (kind, value, account_id)
    LEFT JOIN account_parts p ON p.workspace_id = :workspace_id AND p.account_id = t.account_id
""")

# Of each kind the first: its own before those of accounts merged into it.
_SHOW_ALIASES = text("""
    UPDATE accounts x SET account_key = firsts.key, domain = firsts.domain
    FROM (
        SELECT t.account_id,
               (array_agg(a.value ORDER BY a.own_account_id IS NOT NULL, a.created_at, a.value)
                FILTER (WHERE a.kind = 'id'))[1] AS key,
               (array_agg(a.value ORDER BY a.own_account_id IS NOT NULL, a.created_at, a.value)
                FILTER (WHERE a.kind = 'domain'))[1] AS domain
        FROM unnest(cast(:account_ids AS uuid[])) AS t (account_id)
        LEFT JOIN account_aliases a ON a.workspace_id = :workspace_id AND a.account_id = t.account_id
        GROUP BY t.account_id
    ) AS firsts
    WHERE x.workspace_id = :workspace_id AND x.account_id = firsts.account_id
      AND (x.account_key, x.domain) IS DISTINCT FROM (firsts.key, firsts.domain)
""")


@dataclass(slots=True)
class AccountKeys:
    key: str | None
    domain: str | None

    def aliases(self) -> Iterator[Alias]:
        if self.key:
            yield "id", self.key
        if self.domain:
            yield "domain", self.domain


class Found(NamedTuple):
    """The own account that an alias belongs to, and the root that it is shown in."""

    account_id: UUID
    root_id: UUID


async def accounts_by_alias(
    connection: Connection, workspace_id: UUID, aliases: Collection[Alias]
) -> dict[Alias, Found]:
    """Of those of these (kind: id, domain or company; value) that an account has."""
    if not aliases:
        return {}
    kinds, values = zip(*aliases, strict=True)
    asked = {"workspace_id": workspace_id, "kinds": list(kinds), "values": list(values)}
    return {
        (row.kind, row.value): Found(row.own_account_id or row.account_id, row.account_id)
        for row in await connection.execute(_BY_ALIAS, asked)
    }


async def aliases_of(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]
) -> dict[UUID, list[Alias]]:
    """Kind and value, of each kind the first first, of these roots; one without any has none."""
    found: dict[UUID, list[Alias]] = {account_id: [] for account_id in account_ids}
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
    for row in await connection.execute(_ALIASES, values):
        found[row.account_id].append((row.kind, row.value))
    return found


async def kinds_of(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]
) -> dict[UUID, set[str]]:
    """Of each of these own accounts the kinds of the aliases that it has."""
    found: dict[UUID, set[str]] = {account_id: set() for account_id in account_ids}
    if account_ids:
        values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
        for row in await connection.execute(_KINDS_OF, values):
            found[row.account_id].add(row.kind)
    return found


async def save_accounts(
    connection: Connection,
    workspace_id: UUID,
    made: Mapping[UUID, AccountKeys],
    learned: Collection[tuple[UUID, Alias]],
    now: datetime,
) -> set[UUID]:
    """Accounts that are new, with what they are known by; and what own accounts are known by beside, from now on.

    Answers the new ones, and the roots in which the others are shown: their domains may be others.
    """
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
    added = [(account_id, alias) for account_id, keys in made.items() for alias in keys.aliases()]
    await add_aliases(connection, workspace_id, [*added, *learned], now)
    own_ids = {account_id for account_id, _ in learned}
    roots = await ACCOUNTS.roots_of(connection, workspace_id, own_ids)
    shown = {roots.get(one, one) for one in own_ids}
    if shown:
        await show_aliases(connection, workspace_id, shown)
    return made.keys() | shown


async def add_aliases(
    connection: Connection,
    workspace_id: UUID,
    aliases: Collection[tuple[UUID, Alias]],
    now: datetime,
    by: str | None = None,
) -> None:
    """Each of an own account, and of nobody before; `by` is who added them by hand."""
    if aliases:
        values = {
            "workspace_id": workspace_id,
            "now": now,
            "by": by,
            "account_ids": [account_id for account_id, _ in aliases],
            "kinds": [kind for _, (kind, _) in aliases],
            "values": [value for _, (_, value) in aliases],
        }
        await connection.execute(_ADD_ALIASES, values)


async def show_aliases(connection: Connection, workspace_id: UUID, root_ids: Collection[UUID]) -> None:
    """Brings the id and the domain that these roots show to the first of their aliases."""
    values = {"workspace_id": workspace_id, "account_ids": list(root_ids)}
    await connection.execute(_SHOW_ALIASES, values)
