"""Making triggers, changing them, deleting them. What happened before fires nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict
from kenbun.kit.ids import new_id, public
from kenbun.triggers import definition_queries as queries
from kenbun.triggers.check import checked
from kenbun.triggers.definitions import Definition, Trigger, get_trigger, list_triggers
from kenbun.triggers.drafts import TriggerChange, TriggerDraft

MOST_TRIGGERS = 500
# What it waits for: what was on its way to the trigger as it was before is not for the new one.
_OTHER = ("of_kind", "conditions", "active")


async def add_trigger(connection: Connection, caller: Caller, draft: TriggerDraft, clock: Clock) -> Trigger:
    """Raises Invalid, Conflict."""
    now = await tick(connection, caller.workspace_id, clock)
    if len(await list_triggers(connection, caller.workspace_id)) >= MOST_TRIGGERS:
        raise Conflict(f"A workspace has at most {MOST_TRIGGERS:,} triggers: delete one first.")
    given = drafted(draft)
    after = await checked(connection, caller.workspace_id, draft.kind, draft.subject, given)
    trigger_id = new_id()
    await queries.add(
        connection,
        caller.workspace_id,
        now,
        trigger_id=trigger_id,
        kind=draft.kind,
        subject=draft.subject,
        active_since=now if after.active else None,
        **after.row(),
    )
    trigger = await get_trigger(connection, caller.workspace_id, trigger_id)
    await _audit(connection, caller, "add", trigger_id, None, trigger.document(), now)
    return trigger


async def change_trigger(
    connection: Connection, caller: Caller, trigger_id: UUID, change: TriggerChange, clock: Clock
) -> Trigger:
    """Raises NotFound, Invalid, Conflict."""
    now = await tick(connection, caller.workspace_id, clock)
    before = await get_trigger(connection, caller.workspace_id, trigger_id)
    given = changed(before, change)
    after = await checked(connection, caller.workspace_id, before.kind, before.subject, given, before)
    if after == before.definition:
        return before
    since = before.active_since
    if any(getattr(after, name) != getattr(before.definition, name) for name in _OTHER):
        since = now if after.active else None
    await queries.change(connection, caller.workspace_id, trigger_id, now, active_since=since, **after.row())
    was, now_is = before.definition.document(), after.document()
    names = [name for name in now_is if was.get(name) != now_is[name]]
    await _audit(
        connection,
        caller,
        "change",
        trigger_id,
        {name: was.get(name) for name in names},
        {name: now_is[name] for name in names},
        now,
    )
    return await get_trigger(connection, caller.workspace_id, trigger_id)


async def remove_trigger(connection: Connection, caller: Caller, trigger_id: UUID, clock: Clock) -> None:
    """With the history of its firings. Raises NotFound."""
    now = await tick(connection, caller.workspace_id, clock)
    before = await get_trigger(connection, caller.workspace_id, trigger_id)
    firings = await queries.remove(connection, caller.workspace_id, trigger_id)
    document = {**before.document(), "firings": firings}
    await _audit(connection, caller, "remove", trigger_id, document, None, now)


def drafted(draft: TriggerDraft) -> Definition:
    """As it was sent, before it is checked."""
    return Definition(
        draft.name,
        draft.given(),
        draft.conditions,
        draft.fire,
        draft.cooldown_seconds,
        draft.outputs,
        draft.active,
    )


def changed(before: Trigger, change: TriggerChange) -> Definition:
    """Likewise."""
    of_kind = before.definition.of_kind | change.given()
    if change.account_surge:
        of_kind = change.given()
    return replace(before.definition, of_kind=of_kind, **change.said())


async def _audit(
    connection: Connection,
    caller: Caller,
    done: str,
    trigger_id: UUID,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    now: datetime,
) -> None:
    subject = ("trigger", public("trg", trigger_id))
    await audit.record(connection, caller, f"trigger.{done}", subject, before=before, after=after, now=now)
