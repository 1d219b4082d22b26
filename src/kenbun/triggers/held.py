"""What was held back: released, so that it is sent as if it had just happened, or discarded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.alerts.deliveries.order import order
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.ids import public
from kenbun.triggers import firing_queries as queries
from kenbun.triggers import memory_queries
from kenbun.triggers.definitions import Definition, Trigger, list_triggers
from kenbun.triggers.fire import orders_of

MOST_AT_ONCE = 5_000
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of those held back; what is None leaves none out."""

    firing_ids: Sequence[UUID] | None = None
    trigger_id: UUID | None = None
    because: str | None = None

    def document(self) -> dict[str, Any]:
        return {
            "firings": None if self.firing_ids is None else [public("fir", one) for one in self.firing_ids],
            "trigger": public("trg", self.trigger_id) if self.trigger_id else None,
            "because": self.because,
        }


@dataclass(frozen=True, slots=True)
class Decided:
    """`released` are sent; `discarded` are not; `left` says that there are more than are decided on at once."""

    released: int
    discarded: int
    left: bool


async def release(connection: Connection, caller: Caller, chosen: Chosen, clock: Clock) -> Decided:
    """The oldest first. One of a trigger that fires once, and has fired meanwhile, is discarded, and one that is not as
    far from another as the trigger rests."""
    now = await tick(connection, caller.workspace_id, clock)
    rows, left = await _lock(connection, caller.workspace_id, chosen)
    triggers = {one.trigger_id: one for one in await list_triggers(connection, caller.workspace_id)}
    going = await _may_go(connection, caller.workspace_id, rows, triggers)
    stays = [row.firing_id for row in rows if row.firing_id not in going]
    await queries.set_state(connection, caller.workspace_id, list(going), "released")
    await queries.set_state(connection, caller.workspace_id, stays, "discarded")
    fired = [(triggers[row.trigger_id], row.firing_id) for row in rows if row.firing_id in going]
    await order(connection, caller.workspace_id, orders_of(fired), now)
    decided = Decided(len(going), len(stays), left)
    await _audit(connection, caller, "release", chosen, decided, now)
    return decided


async def discard(connection: Connection, caller: Caller, chosen: Chosen, clock: Clock) -> Decided:
    """Nothing comes of them."""
    rows, left = await _lock(connection, caller.workspace_id, chosen)
    await queries.set_state(connection, caller.workspace_id, [row.firing_id for row in rows], "discarded")
    decided = Decided(0, len(rows), left)
    await _audit(connection, caller, "discard", chosen, decided, clock())
    return decided


async def _lock(connection: Connection, workspace_id: UUID, chosen: Chosen) -> tuple[Sequence[Any], bool]:
    rows = await queries.lock_held(
        connection, workspace_id, chosen.firing_ids, chosen.trigger_id, chosen.because, MOST_AT_ONCE + 1
    )
    return rows[:MOST_AT_ONCE], len(rows) > MOST_AT_ONCE


async def _may_go(
    connection: Connection, workspace_id: UUID, rows: Sequence[Any], triggers: dict[UUID, Trigger]
) -> dict[UUID, None]:
    """Of triggers that fire once, the first for each lead or account; of those that rest, whichever would have fired
    beside what has."""
    going: dict[UUID, None] = {}
    definitions = {trigger_id: one.definition for trigger_id, one in triggers.items()}
    choosy = {key for key, one in definitions.items() if one.fire == "once" or one.cooldown_seconds}
    for subject in ("lead", "account"):
        some = [row for row in rows if triggers[row.trigger_id].subject == subject]
        groups = await _groups(connection, workspace_id, subject, {row.subject_id for row in some})
        asked = {
            (row.trigger_id, part)
            for row in some
            if row.trigger_id in choosy
            for part in groups[row.subject_id]
        }
        known = await memory_queries.fired(connection, workspace_id, asked, _EVER) if asked else ()
        fired = defaultdict(list, {(row.trigger_id, row.subject_id): list(row.later or ()) for row in known})
        for row in some:
            keys = [(row.trigger_id, part) for part in groups[row.subject_id]]
            times = [at for key in keys for at in fired[key]]
            if _lets(definitions[row.trigger_id], row.at, times):
                going[row.firing_id] = None
                fired[keys[0]].append(row.at)
    return going


def _lets(definition: Definition, at: datetime, fired: Sequence[datetime]) -> bool:
    if definition.fire == "once":
        return not fired
    rest = timedelta(seconds=definition.cooldown_seconds)
    return all(abs(at - one) >= rest for one in fired)


async def _groups(
    connection: Connection, workspace_id: UUID, subject: str, ids: Iterable[UUID]
) -> dict[UUID, frozenset[UUID]]:
    """Each with all that are one with it now."""
    together = await memory_queries.together(connection, workspace_id, subject, set(ids))
    by_root: dict[UUID, set[UUID]] = {}
    for part, root in together.items():
        by_root.setdefault(root, {root}).add(part)
    return {one: frozenset(by_root.get(together.get(one, one), {one}) | {one}) for one in ids}


async def _audit(
    connection: Connection, caller: Caller, done: str, chosen: Chosen, decided: Decided, now: datetime
) -> None:
    """With whatever was chosen by, and the numbers."""
    subject = ("firings", f"{decided.released + decided.discarded} firings")
    after = {**chosen.document(), "released": decided.released, "discarded": decided.discarded}
    await audit.record(connection, caller, f"firing.{done}", subject, after=after, now=now)
