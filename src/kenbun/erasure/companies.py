"""Deleting accounts with their leads, some leads at a time: an account goes with the last of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.erasure import company_queries as queries
from kenbun.erasure.erase import Erased, erase
from kenbun.identity.rooted_queries import ACCOUNTS
from kenbun.identity.roots import root_of_account
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import public
from kenbun.scoring.build_queries import touch
from kenbun.segments.members.member_queries import uncount

MOST_AT_ONCE = 1_000
"""Leads of an account that is deleted in one transaction."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`account_ids` are gone, with all that were merged into them; `passed` takes in those that were no accounts."""

    account_ids: list[UUID]
    passed: list[UUID]
    lead_ids: list[UUID]
    erased: Erased


async def delete_account(connection: Connection, caller: Caller, account_id: UUID, clock: Clock) -> Erased:
    """With all its leads, and all accounts that are merged into it. Raises NotFound, or Conflict for one that is
    merged into another itself, or has too many leads."""
    now = await tick(connection, caller.workspace_id, clock)
    root_id = await root_of_account(connection, caller.workspace_id, account_id)
    if root_id != account_id:
        raise Conflict(
            f"This account is merged into {public('acct', root_id)}: unmerge it first, or delete that one, which"
            " deletes all that are merged into it.",
            field="account_id",
        )
    found = await queries.counted(connection, caller.workspace_id, [account_id])
    if not found:
        raise NotFound("There is no such account.", field="account_id")
    if found[0][1] > MOST_AT_ONCE:
        raise Conflict(
            f"This account has {found[0][1]:,} leads, more than are deleted in one go: use POST /api/accounts/bulk,"
            " which deletes in the background.",
            field="account_id",
        )
    piece = await erase_piece(connection, caller.workspace_id, [account_id], MOST_AT_ONCE, now)
    subject = ("account", public("acct", account_id))
    after = {**asdict(piece.erased), "lead_ids": [public("ld", one) for one in piece.lead_ids]}
    await audit.record(connection, caller, "account.delete", subject, after=after, now=now)
    return piece.erased


async def erase_piece(
    connection: Connection, workspace_id: UUID, account_ids: Sequence[UUID], most_leads: int, now: datetime
) -> Piece:
    """The first of these accounts, as many as have at most so many leads together; of one that has more so many of its
    leads, and it stays for the next piece. Under the tick whose time `now` is."""
    place = (connection, workspace_id)
    counts = dict(await queries.counted(*place, account_ids))
    passed: list[UUID] = []
    leads = 0
    for account_id in account_ids:
        leads += counts.get(account_id, 0)
        if leads > most_leads:
            break
        passed.append(account_id)
    whole = [account_id for account_id in passed if account_id in counts]
    lead_ids = await queries.leads_of(*place, passed or account_ids[:1], most_leads)
    erased = await erase(*place, lead_ids, now)
    if whole:
        own_ids = sorted(await ACCOUNTS.together(*place, whole))
        await uncount(*place, own_ids)
        await queries.drop(*place, own_ids)
        await touch(*place, "account", own_ids)
    return Piece(whole, passed, lead_ids, erased)
