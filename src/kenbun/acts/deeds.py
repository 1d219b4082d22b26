"""What one piece of an act does: some of those selected, in one transaction, under the tick."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.queries import people
from kenbun.accounts.archive import set_archived
from kenbun.acts.done import Done
from kenbun.acts.kinds import OF_SEGMENTS
from kenbun.acts.on_segments import put
from kenbun.database import Connection
from kenbun.erasure.companies import erase_piece
from kenbun.erasure.erase import erase
from kenbun.kit.errors import Forbidden
from kenbun.kit.ids import public
from kenbun.owners.assign import Owner, move_leads
from kenbun.resolution import queries as resolution
from kenbun.resolution.create import create_by_company
from kenbun.resolution.hand import accounts_held, give, known_account
from kenbun.segments.members.hands import AT_ONCE as BY_HAND_AT_ONCE
from kenbun.watching.watch import watch_leads

Deed = Callable[[Connection, Caller, Any, list[UUID], datetime], Awaitable[Done]]


def _all(ids: list[UUID], changed: int) -> Done:
    return Done(changed, ids[-1], len(ids))


async def _assign(
    connection: Connection, caller: Caller, act: Any, lead_ids: list[UUID], now: datetime
) -> Done:
    owner = await owner_of(connection, act)
    return _all(lead_ids, len(await move_leads(connection, caller, lead_ids, owner, now)))


async def _watch(
    connection: Connection, caller: Caller, _act: Any, lead_ids: list[UUID], now: datetime
) -> Done:
    return _all(lead_ids, await watch_leads(connection, caller, lead_ids, now))


async def _delete_leads(
    connection: Connection, caller: Caller, act: Any, lead_ids: list[UUID], now: datetime
) -> Done:
    erased = await erase(connection, caller.workspace_id, lead_ids, now, rejected=False)
    ids = [public("ld", lead_id) for lead_id in lead_ids]
    after = {"act": public("act", act.act_id), **asdict(erased), "lead_ids": ids}
    subject = ("leads", f"{erased.leads:,}")
    await audit.record(connection, caller, "lead.delete", subject, after=after, now=now)
    return _all(lead_ids, erased.leads)


async def _assign_account(
    connection: Connection, caller: Caller, act: Any, lead_ids: list[UUID], now: datetime
) -> Done:
    account_id = await known_account(connection, caller.workspace_id, act.account_id)
    held = await accounts_held(connection, caller.workspace_id, lead_ids)
    moved = await give(connection, caller, lead_ids, account_id, now)
    return await _resolved(connection, caller, act, "lead.set_account", lead_ids, moved, now, held)


async def _create_accounts(
    connection: Connection, caller: Caller, act: Any, lead_ids: list[UUID], now: datetime
) -> Done:
    held = await accounts_held(connection, caller.workspace_id, lead_ids)
    moved = await create_by_company(connection, caller, lead_ids, now)
    return await _resolved(connection, caller, act, "lead.set_account", lead_ids, moved, now, held)


async def _dismiss(
    connection: Connection, caller: Caller, act: Any, lead_ids: list[UUID], now: datetime
) -> Done:
    moved = await resolution.dismiss(connection, caller.workspace_id, lead_ids, now, caller.name)
    return await _resolved(connection, caller, act, "lead.dismiss", lead_ids, moved, now)


async def _undismiss(
    connection: Connection, caller: Caller, act: Any, lead_ids: list[UUID], now: datetime
) -> Done:
    moved = await resolution.restore(connection, caller.workspace_id, lead_ids)
    return await _resolved(connection, caller, act, "lead.undismiss", lead_ids, moved, now)


async def _resolved(
    connection: Connection,
    caller: Caller,
    act: Any,
    action: str,
    lead_ids: list[UUID],
    moved: list[UUID],
    now: datetime,
    held: dict[UUID, str | None] | None = None,
) -> Done:
    """`held` is whose the leads were before, where they came to an account."""
    after: dict[str, Any] = {
        "act": public("act", act.act_id),
        "lead_ids": [public("ld", one) for one in moved],
    }
    if act.account_id:
        after["account_id"] = public("acct", act.account_id)
    before = None if held is None else {"accounts": {public("ld", one): held[one] for one in moved}}
    subject = ("leads", f"{len(moved):,}")
    await audit.record(connection, caller, action, subject, before=before, after=after, now=now)
    return _all(lead_ids, len(moved))


async def _archive(
    connection: Connection, caller: Caller, _act: Any, account_ids: list[UUID], now: datetime
) -> Done:
    moved = await set_archived(connection, caller, account_ids, now, archived=True)
    return _all(account_ids, len(moved))


async def _unarchive(
    connection: Connection, caller: Caller, _act: Any, account_ids: list[UUID], now: datetime
) -> Done:
    moved = await set_archived(connection, caller, account_ids, now, archived=False)
    return _all(account_ids, len(moved))


async def _delete_accounts(
    connection: Connection, caller: Caller, act: Any, account_ids: list[UUID], now: datetime
) -> Done:
    """As many leads at a time as a piece may have; an account goes with the last of its leads."""
    piece = await erase_piece(connection, caller.workspace_id, account_ids, AT_ONCE["lead", "delete"], now)
    ids = {
        "account_ids": [public("acct", one) for one in piece.account_ids],
        "lead_ids": [public("ld", one) for one in piece.lead_ids],
    }
    after = {"act": public("act", act.act_id), **asdict(piece.erased), **ids}
    subject = ("accounts", f"{len(piece.account_ids):,}")
    await audit.record(connection, caller, "account.delete", subject, after=after, now=now)
    upto = piece.passed[-1] if piece.passed else None
    return Done(len(piece.account_ids), upto, len(piece.passed), piece.erased.leads)


DEEDS: dict[tuple[str, str], Deed] = {
    ("lead", "assign"): _assign,
    ("lead", "watch"): _watch,
    ("lead", "delete"): _delete_leads,
    ("lead", "assign_account"): _assign_account,
    ("lead", "create_accounts"): _create_accounts,
    ("lead", "dismiss"): _dismiss,
    ("lead", "undismiss"): _undismiss,
    **{(noun, kind): put for noun in ("lead", "account") for kind in OF_SEGMENTS},
    ("account", "archive"): _archive,
    ("account", "unarchive"): _unarchive,
    ("account", "delete"): _delete_accounts,
}

# So many are gone through while batches wait.
AT_ONCE = {
    ("lead", "assign"): 1_000,
    ("lead", "watch"): 2_000,
    ("lead", "delete"): 200,
    ("lead", "assign_account"): 1_000,
    ("lead", "create_accounts"): 200,
    ("lead", "dismiss"): 1_000,
    ("lead", "undismiss"): 1_000,
    **{(noun, kind): BY_HAND_AT_ONCE for noun in ("lead", "account") for kind in OF_SEGMENTS},
    ("account", "archive"): 1_000,
    ("account", "unarchive"): 1_000,
    ("account", "delete"): 50,
}


async def owner_of(connection: Connection, act: Any) -> Owner | None:
    """Whom the leads are given to; None for nobody."""
    if act.owner_id is None:
        return None
    member = await people.member(connection, act.workspace_id, act.owner_id)
    if member is None:
        raise Forbidden("Whom the leads were to be given to is no member any more.")
    return Owner(act.owner_id, member["name"], member["email"])
