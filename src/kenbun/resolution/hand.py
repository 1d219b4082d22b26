"""Giving leads to an account by hand: that stands over all that calls say, until it is taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.accounts.moved import accounts_moved
from kenbun.batch.standing_queries import load_standings
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS, LEADS
from kenbun.kit.clock import Clock
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import public
from kenbun.merging import part_queries
from kenbun.merging.anew import attribute_anew
from kenbun.resolution import hand_queries, queries
from kenbun.resolution.dismiss import known_leads
from kenbun.scoring.account_sums import follow_moves
from kenbun.scoring.history.record import record_engagement
from kenbun.stirred import stir


async def set_account(
    connection: Connection, caller: Caller, lead_id: UUID, account_id: UUID | None, clock: Clock
) -> UUID | None:
    """Of one lead, or with None gives back what calls say; answers the account that it then has. Raises NotFound."""
    now = await tick(connection, caller.workspace_id, clock)
    place = (connection, caller.workspace_id)
    roots = await LEADS.known(*place, [lead_id])
    if lead_id not in roots:
        raise NotFound("There is no such lead.", field="lead_id")
    root_id = roots[lead_id]
    root_account = await known_account(*place, account_id) if account_id else None
    before = (await accounts_held(*place, [root_id]))[root_id]
    await give(connection, caller, [root_id], root_account, now)
    after = (await load_standings(*place, [root_id]))[root_id].account_id
    told = {"account_id": public("acct", after) if after else None, "by_hand": account_id is not None}
    await audit.record(
        connection,
        caller,
        "lead.set_account",
        ("lead", public("ld", root_id)),
        before={"account_id": before},
        after=told,
        now=now,
    )
    return after


async def assign(
    connection: Connection, caller: Caller, lead_ids: Collection[UUID], account_id: UUID, clock: Clock
) -> list[UUID]:
    """Several leads to one account; answers those that came to another one by that. Raises NotFound."""
    now = await tick(connection, caller.workspace_id, clock)
    root_account = await known_account(connection, caller.workspace_id, account_id)
    roots = await known_leads(connection, caller.workspace_id, lead_ids)
    held = await accounts_held(connection, caller.workspace_id, roots)
    moved = await give(connection, caller, roots, root_account, now)
    after = {"account_id": public("acct", root_account), "by_hand": True}
    for lead_id in roots:
        subject, before = ("lead", public("ld", lead_id)), {"account_id": held[lead_id]}
        await audit.record(
            connection, caller, "lead.set_account", subject, before=before, after=after, now=now
        )
    return moved


async def accounts_held(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, str | None]:
    """Whose these roots are by now, as the audit log tells it."""
    standings = await load_standings(connection, workspace_id, lead_ids)
    return {one: public("acct", row.account_id) if row.account_id else None for one, row in standings.items()}


async def known_account(connection: Connection, workspace_id: UUID, account_id: UUID) -> UUID:
    """Its root. Raises NotFound."""
    known = await ACCOUNTS.known(connection, workspace_id, [account_id])
    if account_id not in known:
        raise NotFound("There is no such account.", field="account_id")
    return known[account_id]


async def give(
    connection: Connection,
    caller: Caller,
    lead_ids: Collection[UUID],
    account_id: UUID | None,
    now: datetime,
) -> list[UUID]:
    """These roots to a root, or back to what calls say; answers those of them that came to another account.

    Under the tick whose time `now` is. Audited by the caller.
    """
    place = (connection, caller.workspace_id)
    before = {one: row.stood for one, row in (await load_standings(*place, lead_ids)).items()}
    await part_queries.add_parts(*place, before, (), now)
    await hand_queries.say(*place, before, account_id, now)
    await attribute_anew(*place, before)
    await part_queries.drop_alone(*place, before)
    if account_id:
        await queries.restore(*place, before)
    standings = await load_standings(*place, before)
    moves = {one: (before[one], row.stood) for one, row in standings.items()}
    sums = await follow_moves(*place, moves, now, "hand")
    await record_engagement(*place, [], sums, now)
    changed = {one.account_id for pair in moves.values() for one in pair if pair[0] != pair[1]}
    await accounts_moved(*place, {one for one in changed if one}, now, "hand")
    moved = [one for one, (was, stands) in moves.items() if was.account_id != stands.account_id]
    await stir(*place, "lead", moved, "hand")
    return moved
