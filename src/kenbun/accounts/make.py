"""Making an account by hand, or by the API, before any lead of it is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.batch import Alias
from kenbun.database import Connection
from kenbun.identity.account_queries import AccountKeys, accounts_by_alias, save_accounts
from kenbun.identity.domains import business_domain, registrable_domain
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid
from kenbun.kit.ids import new_id, public
from kenbun.kit.text import line
from kenbun.mapping.by_hand import set_like_an_event
from kenbun.mapping.named_queries import names_of
from kenbun.mapping.queries import refresh_accounts
from kenbun.mapping.settle import Touched
from kenbun.scoring.fit.follow import follow_fields
from kenbun.scoring.fit.rescore import rescore
from kenbun.stirred import stir

_AROUND = re.compile(r"^[a-z][a-z0-9+.-]*://|[/?#:].*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """At least one of name, domain and key; `key` is the id that events carry. The fields are its own."""

    name: str | None = None
    domain: str | None = None
    key: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


async def make_account(connection: Connection, caller: Caller, new: NewAccount, clock: Clock) -> UUID:
    """Raises Conflict naming the account where the domain or the id is known, Invalid for what is no domain."""
    return await make_account_at(connection, caller, new, await tick(connection, caller.workspace_id, clock))


async def make_account_at(connection: Connection, caller: Caller, new: NewAccount, now: datetime) -> UUID:
    """Likewise, under the tick whose time `now` is."""
    name = line(new.name, "name") if new.name is not None else None
    domain = read_domain(new.domain, "domain") if new.domain is not None else None
    key = line(new.key, "account_id", 500) if new.key is not None else None
    if not (name or domain or key):
        raise Invalid("Give a name, a domain or an account_id.", field="name")
    place = (connection, caller.workspace_id)
    await _demand_unknown(*place, {"domain": ("domain", domain), "account_id": ("id", key)})
    account_id = new_id()
    await save_accounts(*place, {account_id: AccountKeys(key, domain)}, (), now)
    values = dict(new.fields) | ({"name": name} if name else {})
    if values:
        touched = await _set(*place, account_id, values, now)
        await follow_fields(*place, touched, now, "hand")
    else:
        await refresh_accounts(*place, [account_id], now)
        await rescore(*place, "account", [account_id], now, "hand")
    # also where none of its fields could be set
    await stir(*place, "account", [account_id], "hand")
    after = {"name": name, "domain": domain, "account_id": key, **new.fields}
    subject = ("account", public("acct", account_id))
    await audit.record(connection, caller, "account.add", subject, after=after, now=now)
    return account_id


def read_domain(text: str, place: str) -> str:
    """The registrable domain of a host, or of the address of a page. Raises Invalid."""
    host = _AROUND.sub("", text.strip().lower())
    domain = registrable_domain(host) if host.isascii() or host else None
    if domain is None or "." not in domain or len(domain) > 253 or re.search(r"[\s@]", domain):
        raise Invalid("Give a domain that a company can register, such as acme.com.", field=place)
    if business_domain(f"x@{host}") is None:
        raise Invalid(f"Anyone can have an address at {domain}: it is no company's own.", field=place)
    return domain


async def _set(
    connection: Connection, workspace_id: UUID, account_id: UUID, values: Mapping[str, Any], now: datetime
) -> Touched:
    try:
        return await set_like_an_event(connection, workspace_id, "account", account_id, values, now)
    except Invalid as wrong:
        place = (wrong.field or "").replace("fields.", "metadata.", 1)
        raise Invalid(wrong.detail, field=place) from None


async def _demand_unknown(
    connection: Connection, workspace_id: UUID, asked: Mapping[str, tuple[str, str | None]]
) -> None:
    aliases: dict[str, Alias] = {place: (kind, value) for place, (kind, value) in asked.items() if value}
    known = await accounts_by_alias(connection, workspace_id, list(aliases.values()))
    for place, alias in aliases.items():
        if held := known.get(alias):
            names = await names_of(connection, workspace_id, "account", [held.root_id])
            raise Conflict(
                f"{alias[1]} is known already: it belongs to {names.get(held.root_id, 'an account')}"
                f" ({public('acct', held.root_id)}).",
                field=place,
            )
