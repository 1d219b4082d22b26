"""What has happened is judged: whom it is for, and what becomes a firing of it. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from kenbun.access.workspaces import Workspace
from kenbun.database import Connection
from kenbun.kit.ids import new_id
from kenbun.segments.members.member_queries import present
from kenbun.triggers.chains import ENDED, Linked, linked
from kenbun.triggers.firing_queries import NewFiring
from kenbun.triggers.happening import Happening
from kenbun.triggers.holding import those_that_hold
from kenbun.triggers.memory import remembered
from kenbun.triggers.spans import Span
from kenbun.triggers.standing import standing_of


class Judged(NamedTuple):
    happening: Happening
    firing: NewFiring


async def meant(
    connection: Connection, workspace: Workspace, found: Sequence[Happening], now: datetime
) -> list[Happening]:
    """What happened to those who are shown, and not archived, and of whom the conditions hold at `now`."""
    there = await those_shown(connection, workspace.workspace_id, found)
    shown = [one for one in found if one.subject_id in there]
    return await those_that_hold(connection, workspace, shown, now)


async def those_shown(
    connection: Connection, workspace_id: UUID, happenings: Iterable[Happening]
) -> set[UUID]:
    ids: dict[str, set[UUID]] = {"lead": set(), "account": set()}
    for one in happenings:
        ids[one.trigger.subject].add(one.subject_id)
    there: set[UUID] = set()
    for subject in ("lead", "account"):
        if ids[subject]:
            there |= await present(connection, workspace_id, subject, ids[subject])
    return there


async def firings_of(
    connection: Connection, workspace_id: UUID, found: Sequence[Happening], span: Span, now: datetime
) -> list[Judged]:
    """Of what happened in that span, in order: what fires, or is held back, and what a chain ends with."""
    links = await linked(connection, workspace_id, found, span)
    going = {id(one.happening): one for one in links if not one.is_over}
    memory = await remembered(connection, workspace_id, [one.happening for one in links], span.since)
    passed = memory.passing(one.happening for one in going.values())
    standing = await _standing(connection, workspace_id, passed, now)
    firings = [
        Judged(one, _firing(going[id(one)], "held_back" if one.held else "fired", one.held, standing))
        for one in passed
    ]
    return firings + [
        Judged(one.happening, _firing(one, "discarded", ENDED, standing)) for one in links if one.is_over
    ]


def _firing(one: Linked, state: str, because: str | None, standing: dict[UUID, dict[str, Any]]) -> NewFiring:
    happening = one.happening
    # there may be many of them: several times as quick as json
    cause = msgspec.json.encode(happening.cause | standing.get(happening.subject_id, {})).decode()
    return NewFiring(
        new_id(),
        happening.trigger.trigger_id,
        happening.part_id,
        happening.at,
        cause,
        state,
        because,
        one.chain,
    )


async def _standing(
    connection: Connection, workspace_id: UUID, happenings: Iterable[Happening], now: datetime
) -> dict[UUID, dict[str, Any]]:
    ids: dict[str, set[UUID]] = {"lead": set(), "account": set()}
    told: set[UUID] = set()
    for one in happenings:
        ids[one.trigger.subject].add(one.subject_id)
        if one.trigger.trigger.definition.outputs and not one.held:
            told.add(one.subject_id)
    return await standing_of(connection, workspace_id, ids["lead"], ids["account"], told, now)
