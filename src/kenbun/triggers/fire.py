"""What has happened fires triggers: judged once, written with what comes of it, in one transaction under the tick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from kenbun.access.workspaces import Workspace
from kenbun.alerts.deliveries.order import Order, order
from kenbun.database import Connection
from kenbun.kit.ids import new_id
from kenbun.segments.members.member_queries import present
from kenbun.triggers import firing_queries, round_queries
from kenbun.triggers.chains import ENDED, Linked, linked
from kenbun.triggers.definitions import Trigger
from kenbun.triggers.detect import happened_since
from kenbun.triggers.detect.deeds import Came
from kenbun.triggers.firing_queries import NewFiring
from kenbun.triggers.happening import Happening, Span
from kenbun.triggers.holding import those_that_hold
from kenbun.triggers.in_force import InForce
from kenbun.triggers.memory import remembered
from kenbun.triggers.outputs import channel_of
from kenbun.triggers.standing import standing_of


async def fire_since(
    connection: Connection,
    workspace: Workspace,
    triggers: InForce,
    since: datetime,
    now: datetime,
    came: Came | None = None,
) -> int:
    """All that has happened since then, up to the tick `now`; `came` are the events that came with it. Answers how
    many fired, or were held back."""
    span = Span(since, now)
    found = await judge(connection, workspace, triggers, span, came)
    firings = 0
    if found:
        of_chains = await linked(connection, workspace.workspace_id, found, span)
        firings = await _write(connection, workspace.workspace_id, of_chains, now)
    await round_queries.judged(connection, workspace.workspace_id, now)
    return firings


async def judge(
    connection: Connection,
    workspace: Workspace,
    triggers: InForce,
    span: Span,
    came: Came | None = None,
) -> list[Happening]:
    """What has happened that is for these triggers, to those who are shown, and of whom their conditions hold."""
    found = await happened_since(connection, workspace.workspace_id, triggers, span, came)
    found = await _present(connection, workspace.workspace_id, found)
    return await those_that_hold(connection, workspace, found, span.until)


async def _present(
    connection: Connection, workspace_id: UUID, happenings: Sequence[Happening]
) -> list[Happening]:
    """Of those that are shown, and not archived."""
    there: set[UUID] = set()
    for subject in ("lead", "account"):
        ids = {one.subject_id for one in happenings if one.trigger.subject == subject}
        if ids:
            there |= await present(connection, workspace_id, subject, ids)
    return [one for one in happenings if one.subject_id in there]


async def _write(connection: Connection, workspace_id: UUID, found: Sequence[Linked], now: datetime) -> int:
    memory = await remembered(connection, workspace_id, [one.happening for one in found])
    over = [one for one in found if one.is_over]
    going = {id(one.happening): one for one in found if not one.is_over}
    passed = memory.passing(one.happening for one in found if not one.is_over)
    standing = await _standing(connection, workspace_id, passed, now)
    firings = [
        _firing(going[id(one)], "held_back" if one.held else "fired", one.held, standing) for one in passed
    ]
    firings += [_firing(one, "discarded", ENDED, standing) for one in over]
    await firing_queries.add(connection, workspace_id, firings)
    fired = [
        (going[id(one)].happening.trigger.trigger, firing.firing_id)
        for one, firing in zip(passed, firings, strict=False)
        if not one.held
    ]
    await order(connection, workspace_id, orders_of(fired), now)
    return len(firings)


def _firing(one: Linked, state: str, because: str | None, standing: dict[UUID, dict[str, Any]]) -> NewFiring:
    happening = one.happening
    # a storm of them is written while the tick is held: several times as quick as json
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


def orders_of(fired: Iterable[tuple[Trigger, UUID]]) -> list[Order]:
    """What comes of these firings."""
    return [
        Order(
            trigger.kind,
            channel_id=channel_of(output),
            act=None if "channel_id" in output else output,
            firing_id=firing_id,
        )
        for trigger, firing_id in fired
        for output in trigger.definition.outputs
    ]
