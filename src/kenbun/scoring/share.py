"""Share links of a receipt: whoever has one reads that receipt, as it was when shared, and nothing else.

Good for seven days or until revoked. The token is shown once and stored as a hash; an unknown, an expired and a
revoked one are answered alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.access import audit
from kenbun.access.attempts import count_visit
from kenbun.access.callers import Caller
from kenbun.access.keys import SHARE, mint, read
from kenbun.database import Connection, Database
from kenbun.identity.roots import root_of
from kenbun.identity.roots_queries import known_leads, own_ids_of
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.scoring import share_queries as queries
from kenbun.scoring.fit.cards import fit_cards_of
from kenbun.scoring.grouped import Card, cards_of
from kenbun.scoring.settled import settle, settle_present

LIFETIME = timedelta(days=7)
MOST = 50
"""Links of one lead that hold at a time."""


@dataclass(frozen=True, slots=True)
class Share:
    share_id: UUID
    receipt_at: datetime
    created_at: datetime
    created_by: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SharedReceipt:
    name: str
    at: datetime
    expires_at: datetime
    cards: list[Card]


async def share(
    database: Database, caller: Caller, lead_id: UUID, at: datetime | None, clock: Clock
) -> tuple[Share, str]:
    """A link to the receipt as of `at`, or of the present, and its token, which cannot be had again."""
    lead_id = await _root(database, caller, lead_id)
    if at is None:
        at = await settle_present(database, caller.workspace_id, lead_id, clock)
    elif at > clock():
        raise Invalid("Must not lie in the future.", field="at")
    else:
        await settle(database, caller.workspace_id, at, clock)
    now, secret = clock(), mint(SHARE, caller.workspace_id)
    made = Share(new_id(), at, now, caller.name, now + LIFETIME)
    async with database.transaction() as connection:
        if await queries.count_holding(connection, caller.workspace_id, lead_id, now) >= MOST:
            raise Conflict(f"There are {MOST} links to this receipt: revoke some of them first.")
        await queries.add(
            connection,
            secret,
            share_id=made.share_id,
            lead_id=lead_id,
            receipt_at=at,
            now=now,
            by=made.created_by,
            expires_at=made.expires_at,
        )
        await audit.record(
            connection,
            caller,
            "receipt.share",
            ("lead", public("ld", lead_id)),
            after={"share_id": public("shr", made.share_id), "at": at, "expires_at": made.expires_at},
            now=now,
        )
    return made, secret.text


async def list_shares(database: Database, caller: Caller, lead_id: UUID, now: datetime) -> list[Share]:
    """The links of this lead that hold, the latest first; and those of leads that are merged into it."""
    root_id = await _root(database, caller, lead_id)
    async with database.snapshot() as connection:
        own_ids = (await own_ids_of(connection, caller.workspace_id, [root_id]))[root_id]
        rows = await queries.holding(connection, caller.workspace_id, own_ids, now, MOST)
    return [Share(**row._mapping) for row in rows]


async def revoke_share(
    connection: Connection, caller: Caller, lead_id: UUID, share_id: UUID, now: datetime
) -> None:
    root_id = await root_of(connection, caller.workspace_id, lead_id)
    own_ids = (await own_ids_of(connection, caller.workspace_id, [root_id]))[root_id]
    if not await queries.revoke(connection, caller.workspace_id, own_ids, share_id, now):
        raise NotFound("There is no such link, or it holds no more.", field="share_id")
    subject = ("lead", public("ld", lead_id))
    before = {"share_id": public("shr", share_id)}
    await audit.record(connection, caller, "receipt.unshare", subject, before=before, now=now)


async def open_share(database: Database, token: str, address: str, clock: Clock) -> SharedReceipt:
    """What the link shows. Raises NotFound for any that does not hold, and TooMany for who opens too many."""
    now = clock()
    await count_visit(database, address, now)
    secret = read(SHARE, token)
    async with database.snapshot() as connection:
        found = await queries.opened(connection, secret, now) if secret else None
        if secret is None or found is None:
            raise NotFound("This link does not hold: it was never made, has run out or was revoked.")
        place = (connection, secret.workspace_id, found.lead_id, found.receipt_at)
        cards = [*await cards_of(*place, "rule", "UTC"), *await fit_cards_of(*place)]
    return SharedReceipt(found.name, found.receipt_at, found.expires_at, cards)


async def _root(database: Database, caller: Caller, lead_id: UUID) -> UUID:
    """Where the lead is shown."""
    async with database.snapshot() as connection:
        known = await known_leads(connection, caller.workspace_id, [lead_id])
    if lead_id not in known:
        raise NotFound("There is no such lead.", field="lead_id")
    return known[lead_id]
