"""Segments with members in them, put there as conditions would."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from kenbun.kit.ids import new_id, public
from kenbun.segments.tables import segment_changes, segment_members, segments
from tests.world import NOON, World

VIEWED = {"path": "all[0]", "leaf": {"did": "Page View", "times": {"at_least": 1}}}


async def fill(
    world: World,
    name: str,
    members: Collection[UUID] = (),
    *,
    kind: str = "lead",
    since: datetime = NOON,
    since_of: Mapping[UUID, datetime] | None = None,
    why: Any = (VIEWED,),
    active: bool = True,
) -> UUID:
    """A segment with these in it, all since then, or each since its own time, each with the row of having entered."""
    segment_id = new_id()
    mine = {"workspace_id": world.workspace_id, "segment_id": segment_id}
    made = {"kind": kind, "name": name, "active": active, "created_at": since, "changed_at": since}
    async with world.database.transaction() as connection:
        await connection.execute(insert(segments).values(**mine, **made))
        for one in members:
            in_it = {"subject_id": one, "since": (since_of or {}).get(one, since), "why": list(why)}
            await connection.execute(insert(segment_members).values(**mine, **in_it))
    for one in members:
        await change(world, segment_id, one, entered=True, at=since)
    return segment_id


async def change(
    world: World, segment_id: UUID, subject_id: UUID, *, entered: bool, at: datetime, cause: str = "event"
) -> None:
    """The row of an entry or exit; who is in is left as it is."""
    row = {
        "workspace_id": world.workspace_id,
        "segment_id": segment_id,
        "subject_id": subject_id,
        "entered": entered,
        "at": at,
        "cause": cause,
        "leaf": VIEWED,
        "fires": True,
    }
    async with world.database.transaction() as connection:
        await connection.execute(insert(segment_changes).values(**row))


def named(*segment_ids: UUID) -> tuple[str, ...]:
    """As filters name them."""
    return tuple(public("seg", one) for one in segment_ids)


async def emailed(world: World, *addresses: str) -> list[UUID]:
    return [await world.lead_by_alias(("email", one)) for one in addresses]
