"""Taking accounts, with their leads, out of lists until one of them is active; and back. They go on being scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.accounts import archive_queries as queries
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS
from kenbun.kit.clock import Clock
from kenbun.kit.ids import public
from kenbun.stirred import stir


@dataclass(frozen=True, slots=True)
class Archived:
    """Of the accounts given: how many came to be so, were so already, and are none."""

    changed: int
    unchanged: int
    missing: list[UUID]


async def archive_accounts(
    connection: Connection, caller: Caller, account_ids: Sequence[UUID], clock: Clock, *, archived: bool
) -> Archived:
    """Into the archive, or out of it. An account that is merged into another stands for that one."""
    now = await tick(connection, caller.workspace_id, clock)
    known = await ACCOUNTS.known(connection, caller.workspace_id, account_ids)
    roots = set(known.values())
    moved = await set_archived(connection, caller, sorted(roots), now, archived=archived)
    missing = [one for one in dict.fromkeys(account_ids) if one not in known]
    return Archived(len(moved), len(roots) - len(moved), missing)


async def set_archived(
    connection: Connection, caller: Caller, account_ids: Sequence[UUID], now: datetime, *, archived: bool
) -> list[UUID]:
    """Under the tick whose time `now` is. Answers those of these roots that were otherwise."""
    place = (connection, caller.workspace_id, account_ids)
    moved = await queries.archive(*place, now) if archived else await queries.unarchive(*place)
    if moved:
        await stir(connection, caller.workspace_id, "account", moved, "archive")
        ids = [public("acct", one) for one in moved]
        subject = ("account", ids[0]) if len(ids) == 1 else ("accounts", f"{len(ids):,}")
        action = "account.archive" if archived else "account.unarchive"
        await audit.record(connection, caller, action, subject, after={"accounts": ids}, now=now)
    return moved
