"""Beginning an act on those selected: by whoever may do the same with one. The worker carries it out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.acts import queries
from kenbun.acts.kinds import OF_SEGMENTS, Selection, subject_of
from kenbun.acts.on_segments import segment_of
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.owners.assign import Owner
from kenbun.resolution.hand import known_account
from kenbun.segments.defining.definitions import Segment
from kenbun.watching.watch import demand_room

MOST_RUNNING = 20
"""Acts of one workspace that wait for one another."""


async def begin(
    connection: Connection,
    caller: Caller,
    kind: str,
    selection: Selection,
    clock: Clock,
    owner: Owner | None = None,
    account_id: UUID | None = None,
    segment_id: str = "",
) -> UUID:
    """On those there are by now: whatever comes later is not meant, even where the filters find it. `account_id` is the
    account that leads are to come to, `segment_id` the segment that they are put into or taken out of, in its public
    form.

    Raises Forbidden, NotFound for no such account or segment, Invalid where nothing is selected, Conflict where too
    much is going on, or a watch list is full.
    """
    subject = subject_of(selection)
    caller.demand(subject.kinds[kind])
    now = await tick(connection, caller.workspace_id, clock)
    total = await subject.count(connection, caller.workspace_id, selection)
    upto = await queries.last_of(connection, caller.workspace_id, subject.noun)
    if not total or upto is None:
        raise Invalid(
            f"None is selected: the {subject.nouns} may have been deleted or merged meanwhile.",
            field=selection.field(),
        )
    account_id, segment = await _whereto(connection, caller, subject.noun, kind, account_id, segment_id)
    if kind == "watch":
        await demand_room(connection, caller, total)
    if await queries.count_running(connection, caller.workspace_id) >= MOST_RUNNING:
        raise Conflict(f"{MOST_RUNNING} acts are on their way already: wait until one of them is done.")
    act_id = new_id()
    await queries.add(
        connection,
        caller.workspace_id,
        act_id=act_id,
        subject=subject.noun,
        kind=kind,
        selection=selection.document(),
        owner_id=owner.user_id if owner else None,
        account_id=account_id,
        segment_id=segment.segment_id if segment else None,
        upto=upto,
        total=total,
        created_at=now,
        **caller.signature,
    )
    after = {"act": public("act", act_id), subject.nouns: total, **_told(kind, owner, account_id, segment)}
    about = (subject.nouns, f"{total:,}")
    await audit.record(connection, caller, f"{subject.nouns}.{kind}", about, after=after, now=now)
    return act_id


async def _whereto(
    connection: Connection, caller: Caller, noun: str, kind: str, account_id: UUID | None, segment_id: str
) -> tuple[UUID | None, Segment | None]:
    """The account, or the segment, that the act is about. Raises NotFound, Invalid, Conflict."""
    if kind in OF_SEGMENTS:
        return None, await segment_of(connection, caller.workspace_id, segment_id, noun)
    if kind != "assign_account":
        return None, None
    if account_id is None:
        raise Invalid("Choose the account that they are to come to.", field="account_id")
    return await known_account(connection, caller.workspace_id, account_id), None


def _told(kind: str, owner: Owner | None, account_id: UUID | None, segment: Segment | None) -> dict[str, Any]:
    """For the audit log: to whom, to which account, of which segment."""
    told: dict[str, Any] = {}
    if kind == "assign":
        told["owner"] = public("usr", owner.user_id) if owner else "nobody"
    if account_id:
        told["account_id"] = public("acct", account_id)
    if segment:
        told["segment"] = {"id": public("seg", segment.segment_id), "name": segment.name}
    return told


async def stop(connection: Connection, caller: Caller, act_id: UUID, clock: Clock) -> None:
    """What is done stays done. Raises NotFound for what is not the caller's, or runs no more."""
    now = await tick(connection, caller.workspace_id, clock)
    place = (connection, caller.workspace_id)
    mine = await queries.one_of(*place, caller.member_id, act_id)
    if mine is None or not await queries.end(*place, act_id, "stopped", now):
        raise NotFound("You have no such act on its way.")
    after = {"act": public("act", act_id), "done": mine.done}
    nouns = f"{mine.subject}s"
    await audit.record(connection, caller, f"{nouns}.stop", (nouns, f"{mine.total:,}"), after=after, now=now)
