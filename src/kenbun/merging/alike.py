"""Finding leads that look like one person: by phone, by name and account, by addresses that differ little.

Each lead has keys; whoever has one of them in common is looked at. So the work for a lead does not grow with how many
there are. Runs behind the pipeline, over the leads that have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.database import Connection
from kenbun.events.accept.aliases import email, phone
from kenbun.identity.companies import plain_words
from kenbun.identity.domains import business_domain, registrable_domain
from kenbun.identity.rooted_queries import LEADS
from kenbun.merging import alike_queries as queries
from kenbun.merging.compared_queries import keep_pairs

SAME_PHONE = "The same phone"
SAME_NAME = "The same name at one account"
LIKE_ADDRESS = "Addresses that differ by two letters at most"
REASONS = {"phone": SAME_PHONE, "name": SAME_NAME, "mailbox": LIKE_ADDRESS}

DISTANCE = 2
# where anybody can have an address, short names before the @ are alike by chance
_SHORTEST_ANYWHERE = 8
_LONGEST = 64


class Key(NamedTuple):
    """`local` is what stands before the @ of a mailbox, and empty else."""

    kind: str
    key: str
    local: str = ""


async def compare(connection: Connection, workspace_id: UUID, lead_ids: list[UUID], now: datetime) -> None:
    """These leads with all others: what is suggested of them for these reasons is then what holds."""
    facts = await queries.facts(connection, workspace_id, lead_ids)
    keys = {row.lead_id: list(keys_of(row)) for row in facts}
    await queries.keep_keys(connection, workspace_id, lead_ids, keys)
    asked = {lead_id: [*own, *probes(own)] for lead_id, own in keys.items()}
    found = await queries.partners(connection, workspace_id, asked, DISTANCE)
    pairs = {(min(one, other), max(one, other), REASONS[kind]) for one, other, kind in found}
    await keep_pairs(connection, workspace_id, lead_ids, list(REASONS.values()), pairs, now, LEADS)


def keys_of(row: Any) -> Iterator[Key]:
    """`row` has name, phones, emails and account_id. Phones and addresses are as somebody wrote them."""
    for number in {phone(text) for text in row.phones} - {None}:
        yield Key("phone", str(number))
    words = normal_name(row.name or "")
    if row.account_id and words:
        yield Key("name", f"{row.account_id.hex} {words}")
    for address in {email(text) for text in row.emails} - {None}:
        yield from mailbox_keys(str(address))


def normal_name(name: str) -> str:
    """Without case, accents and punctuation."""
    return " ".join(plain_words(name))[:200]


def mailbox_keys(address: str) -> Iterator[Key]:
    """The local part cut into one piece more than letters may differ: then one of the pieces is there as it is."""
    local, domain = _mailbox(address)
    if domain:
        for place, (start, end) in enumerate(_pieces(len(local))):
            yield Key("mailbox", _key(domain, len(local), place, local[start:end]), local)


def probes(keys: Iterable[Key]) -> set[Key]:
    """Where a local part that differs by so many letters can have its pieces: it may be longer or shorter, and the
    piece moved."""
    found = set()
    mailboxes = {(one.local, one.key.partition(" ")[0]) for one in keys if one.kind == "mailbox"}
    for local, domain in mailboxes:
        for length in range(max(1, len(local) - DISTANCE), len(local) + DISTANCE + 1):
            for place, (start, end) in enumerate(_pieces(length)):
                for moved in range(max(0, start - DISTANCE), start + DISTANCE + 1):
                    piece = local[moved : moved + end - start]
                    if len(piece) == end - start:
                        found.add(Key("mailbox", _key(domain, length, place, piece), local))
    return found


def _mailbox(address: str) -> tuple[str, str | None]:
    """Local part and registrable domain; no domain where it says too little."""
    local, _, host = address.rpartition("@")
    local = local.partition("+")[0][:_LONGEST]
    if not local or (business_domain(address) is None and len(local) < _SHORTEST_ANYWHERE):
        return local, None
    return local, registrable_domain(host)


def _pieces(length: int) -> list[tuple[int, int]]:
    count = DISTANCE + 1
    bounds = [place * length // count for place in range(count + 1)]
    return list(pairwise(bounds))


def _key(domain: str, length: int, place: int, piece: str) -> str:
    return f"{domain} {length} {place} {piece}"
