"""Deleting leads with all their data, in one transaction: from every table, the inbox and the rejected events too.

Ids stay, in the audit log; message ids stay as hashes, so that a batch sent again does not bring anybody back. Accounts
stay, without the points of those who are gone; so does their recorded past, which is numbers alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.accounts.moved import leads_moved
from kenbun.database import Connection
from kenbun.erasure import queries
from kenbun.erasure.names import Names, normal
from kenbun.events import rejected_queries
from kenbun.events.removal_queries import drop_events
from kenbun.identity.roots import root_of
from kenbun.identity.roots_queries import together
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import public
from kenbun.scoring import build_queries
from kenbun.scoring.account_sums import follow_leads, sum_up_these
from kenbun.scoring.account_sums_queries import accounts_of
from kenbun.scoring.history.record import record_engagement
from kenbun.segments.members.member_queries import uncount

_LOOKED_AT_ONCE = 200
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Erased:
    """How much there was. `events` are those stored; those that waited or had been rejected are counted apart.

    `leads` counts those that were shown, not those merged into them.
    """

    leads: int
    events: int
    sessions: int
    aliases: int
    fields: int
    watches: int
    shares: int
    waiting: int
    rejected: int


async def delete_lead(connection: Connection, caller: Caller, lead_id: UUID, clock: Clock) -> Erased:
    """With all that are merged into it. Raises NotFound, or Conflict for one that is merged into another itself."""
    now = await tick(connection, caller.workspace_id, clock)
    root_id = await root_of(connection, caller.workspace_id, lead_id)
    if root_id != lead_id:
        raise Conflict(
            f"This lead is merged into {public('ld', root_id)}: unmerge it first, or delete that one, which deletes"
            " all that are merged into it.",
            field="lead_id",
        )
    erased = await erase(connection, caller.workspace_id, [lead_id], now)
    if not erased.leads:
        raise NotFound("There is no such lead.", field="lead_id")
    subject = ("lead", public("ld", lead_id))
    await audit.record(connection, caller, "lead.delete", subject, after=asdict(erased), now=now)
    return erased


async def erase(
    connection: Connection,
    workspace_id: UUID,
    lead_ids: Collection[UUID],
    now: datetime,
    *,
    rejected: bool = True,
) -> Erased:
    """With all that are merged into them, under the tick whose time `now` is. Ids of no root are passed over.

    Without `rejected`, rejected events are left to `forget_rejected`.
    """
    place = (connection, workspace_id)
    scores = await queries.scores_of(*place, lead_ids)
    own_ids = await together(*place, scores)
    names = normal(await queries.names_of(*place, own_ids))
    waiting = await queries.waiting_calls(*place, own_ids, names)
    strays = await queries.stray_events(*place, names)
    refused = await rejected_events(*place, Names.of(names, own_ids)) if rejected else []
    await _take_from_accounts(*place, scores, now)
    await leads_moved(*place, scores, now, "deletion")
    accounts = await accounts_of(*place, scores)
    events = await queries.events_of(*place, scores)
    await queries.drop_waiting(*place, waiting)
    await rejected_queries.remove(*place, refused)
    await drop_events(*place, [*events, *strays])
    await queries.clean_others(*place, own_ids, names)
    await uncount(*place, own_ids)
    gone = await queries.drop_own(*place, own_ids)
    await sum_up_these(*place, accounts, now, "deletion")
    return Erased(
        leads=gone["leads"],
        events=len(events) + len(strays),
        sessions=gone["sessions"],
        aliases=gone["lead_aliases"],
        fields=gone["field_values"] + gone["hand_values"],
        watches=gone["watches"] + gone["merged_watches"],
        shares=gone["receipt_shares"],
        waiting=len(waiting),
        rejected=len(refused),
    )


async def forget_rejected(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> int:
    """Deletes the rejected events that name one of these leads, who are to be deleted; answers how many."""
    place = (connection, workspace_id)
    own_ids = await together(*place, lead_ids)
    names = normal(await queries.names_of(*place, own_ids))
    found = await rejected_events(*place, Names.of(names, own_ids))
    return await rejected_queries.remove(*place, found)


async def rejected_events(connection: Connection, workspace_id: UUID, names: Names) -> list[UUID]:
    """Those that name one of them: nobody knows whom a rejected event is about, so all are looked at."""
    found: list[UUID] = []
    after = _FIRST
    while some := await queries.rejected_after(connection, workspace_id, after, _LOOKED_AT_ONCE):
        found += [rejected_id for rejected_id, payload in some if names.are_in(payload)]
        after = some[-1][0]
    return found


async def _take_from_accounts(
    connection: Connection, workspace_id: UUID, scores: dict[UUID, int], now: datetime
) -> None:
    """The sums of accounts follow; versions that are being built make sure of who is still there."""
    moves = [(lead_id, score, 0) for lead_id, score in scores.items()]
    sums = await follow_leads(connection, workspace_id, moves, now, "deletion")
    await record_engagement(connection, workspace_id, [], sums, now)
    for dimension in ("engagement", "profile"):
        await build_queries.touch(connection, workspace_id, dimension, list(scores))
