"""Finding accounts that look like one company: by their names, by their domains, by one in the other.

Each account has keys; whatever has one in common with it is looked at, and names that are alike are found by an index
of their three-letter pieces. Runs behind the pipeline, over the accounts that have changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.database import Connection, Database
from kenbun.identity.companies import normal_company, squashed
from kenbun.identity.domains import registrable_domain
from kenbun.identity.rooted_queries import ACCOUNTS
from kenbun.kit.clock import Clock
from kenbun.merging.accounts import alike_queries as queries
from kenbun.merging.accounts.alike_queries import Key
from kenbun.merging.compared_queries import AT_ONCE, Pair, keep_pairs, take

SAME_NAME = "Names that differ in legal form or punctuation alone"
LIKE_NAME = "Similar names"
SAME_DOMAIN = "Hosts of one registrable domain"
LIKE_DOMAIN = "Domains that differ in their ending alone"
NAMED_DOMAIN = "The name of one is the domain of the other"
# By the kinds of a key that both have.
REASONS = {
    ("word", "word"): SAME_NAME,
    ("word", "stem"): NAMED_DOMAIN,
    ("stem", "word"): NAMED_DOMAIN,
    ("stem", "stem"): LIKE_DOMAIN,
    ("domain", "domain"): SAME_DOMAIN,
}

ALIKE = 0.6
"""The share of three-letter pieces that names which look like one have in common, at least."""

_SHORTEST = 4
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?([^/?#:@\s]+)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


async def compare_some(database: Database, workspace_id: UUID, clock: Clock) -> int:
    """Compares some of the accounts that have changed with all others; answers how many they were."""
    async with database.transaction() as connection:
        some = await take(connection, workspace_id, AT_ONCE, ACCOUNTS)
        if some:
            await compare(connection, workspace_id, some, clock())
    return len(some)


async def compare(connection: Connection, workspace_id: UUID, account_ids: list[UUID], now: datetime) -> None:
    """These accounts with all others: what is suggested of them for these reasons is then what holds."""
    place = (connection, workspace_id)
    facts = await queries.facts(*place, account_ids)
    keys = {row.account_id: list(dict.fromkeys(keys_of(row))) for row in facts}
    await queries.keep_keys(*place, account_ids, keys)
    found = {
        _pair(one_id, other_id, REASONS[kinds])
        for one_id, other_id, kinds in await queries.partners(*place, keys)
    }
    named = {account_id: key for account_id, own in keys.items() for kind, key in own if kind == "name"}
    asked = {account_id: name for account_id, name in named.items() if len(name) >= _SHORTEST}
    for one_id, other_id, name in await queries.similar(*place, asked, ALIKE):
        if name != asked[one_id] and _numbers(name) == _numbers(asked[one_id]):
            found.add(_pair(one_id, other_id, LIKE_NAME))
    reasons = [LIKE_NAME, *dict.fromkeys(REASONS.values())]
    await keep_pairs(*place, account_ids, reasons, found, now, ACCOUNTS)


def _pair(one_id: UUID, other_id: UUID, reason: str) -> Pair:
    return min(one_id, other_id), max(one_id, other_id), reason


def _numbers(name: str) -> list[str]:
    """Branches and series are told apart by them."""
    return _NUMBER.findall(name)


def keys_of(row: Any) -> Iterator[Key]:
    """`row` has name, domains (by which it is found) and host (as a field says). A name that is a domain is none."""
    domains = {domain for text in (*row.domains, row.host or "") if (domain := domain_in(text))}
    for domain in domains:
        yield Key("domain", domain)
        if stem := squashed(domain.partition(".")[0]):
            yield Key("stem", stem)
    name = normal_company(row.name or "")
    if name and row.name not in (*row.domains, row.key) and domain_in(row.name) not in domains:
        yield Key("name", name)
        yield Key("word", squashed(name))


def domain_in(text: str) -> str | None:
    """The registrable domain of a host, or of the address of a page."""
    found = _HOST.match(text.strip())
    return registrable_domain(found[1]) if found and "." in found[1] else None
