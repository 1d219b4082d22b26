"""What an account is known by: domains, ids and names of the company, several of each; added and removed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.accounts.make import read_domain
from kenbun.batch import Alias
from kenbun.database import Connection
from kenbun.identity.account_queries import accounts_by_alias, add_aliases, show_aliases
from kenbun.identity.companies import normal_company
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import public
from kenbun.kit.text import line
from kenbun.mapping.named_queries import names_of
from kenbun.mapping.queries import refresh_accounts
from kenbun.resolution import known_by_queries as queries
from kenbun.scoring.fit.rescore import rescore
from kenbun.stirred import stir

KINDS = {"domain": "Domain", "id": "Id", "company": "Company name"}
MOST = 500


@dataclass(frozen=True, slots=True)
class Known:
    """`own_account_id` is the account merged into this one that it came with; `created_by` is none where calls did."""

    kind: str
    value: str
    created_at: datetime
    created_by: str | None
    own_account_id: UUID | None


async def known_by(connection: Connection, workspace_id: UUID, account_id: UUID) -> list[Known]:
    """Of a root; of each kind the one that is shown first."""
    rows = await queries.aliases(connection, workspace_id, account_id)
    return [Known(*tuple(row)) for row in rows]


async def add_alias(
    connection: Connection, caller: Caller, account_id: UUID, kind: str, value: str, clock: Clock
) -> Alias:
    """To a root. Leads that come by it from now on belong to the account; who is there already stays where it is.

    Raises Invalid for what is none, and Conflict naming the account that has it.
    """
    alias = (kind, _checked(kind, value))
    now = await tick(connection, caller.workspace_id, clock)
    place = (connection, caller.workspace_id)
    if held := (await accounts_by_alias(*place, [alias])).get(alias):
        names = await names_of(*place, "account", [held.root_id])
        words = (
            "It is known by this already."
            if held.root_id == account_id
            else f"{alias[1]} leads to {names.get(held.root_id, 'an account')} ({public('acct', held.root_id)}):"
            " merge the two, or remove it there first."
        )
        raise Conflict(words, field="value")
    if len(await queries.aliases(*place, account_id)) >= MOST:
        raise Conflict(f"An account is known by {MOST} of these at most.", field="value")
    await add_aliases(*place, [(account_id, alias)], now, by=caller.name)
    await _follow(connection, caller, account_id, now)
    await _tell(connection, caller, account_id, "account.add_alias", alias, now)
    return alias


async def remove_alias(
    connection: Connection, caller: Caller, account_id: UUID, kind: str, value: str, clock: Clock
) -> None:
    """From a root: who comes by it from now on makes an account of its own; who is there already stays.

    Raises NotFound.
    """
    now = await tick(connection, caller.workspace_id, clock)
    if not await queries.remove(connection, caller.workspace_id, account_id, kind, value, now):
        raise NotFound("The account is not known by this.", field="value")
    await _follow(connection, caller, account_id, now)
    await _tell(connection, caller, account_id, "account.remove_alias", (kind, value), now)


def _checked(kind: str, value: str) -> str:
    if kind == "domain":
        return read_domain(value, "value")
    if kind == "id":
        return line(value, "value", 500)
    company = normal_company(line(value, "value"))
    if not company:
        raise Invalid("Give a name with a letter or a digit in it.", field="value")
    return company


async def _follow(connection: Connection, caller: Caller, account_id: UUID, now: datetime) -> None:
    """The domain is what rules may ask for, and what a nameless account is called."""
    place = (connection, caller.workspace_id)
    await show_aliases(*place, [account_id])
    await refresh_accounts(*place, [account_id], now)
    await rescore(*place, "account", [account_id], now, "hand")
    await stir(*place, "account", [account_id], "hand")


async def _tell(
    connection: Connection, caller: Caller, account_id: UUID, action: str, alias: Alias, now: datetime
) -> None:
    after = {"kind": alias[0], "value": alias[1]}
    subject = ("account", public("acct", account_id))
    await audit.record(connection, caller, action, subject, after=after, now=now)
