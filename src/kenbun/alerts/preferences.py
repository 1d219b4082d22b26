"""What a member wants to be told: a master switch, and one for each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.alerts import queries
from kenbun.alerts.kinds import KINDS
from kenbun.database import Connection
from kenbun.kit.ids import public


@dataclass(frozen=True, slots=True)
class Preferences:
    """By kind, whether it is wanted: what holds while `enabled` is on."""

    enabled: bool
    kinds: dict[str, bool]


async def preferences_of(connection: Connection, caller: Caller) -> Preferences:
    row = await queries.preferences(connection, caller.workspace_id, caller.member_id)
    off = set(row.kinds_off) if row else set()
    return Preferences(row.enabled if row else True, {kind: kind not in off for kind in KINDS})


async def set_preferences(
    connection: Connection, caller: Caller, wanted: Preferences, now: datetime
) -> Preferences:
    """Kinds that are left out stay as they were."""
    before = await preferences_of(connection, caller)
    after = Preferences(wanted.enabled, before.kinds | wanted.kinds)
    if after != before:
        off = [kind for kind, on in after.kinds.items() if not on]
        await queries.set_preferences(
            connection, caller.workspace_id, caller.member_id, enabled=after.enabled, kinds_off=off
        )
        await audit.record(
            connection,
            caller,
            "preferences.change",
            ("member", public("usr", caller.member_id)),
            before={"enabled": before.enabled, **before.kinds},
            after={"enabled": after.enabled, **after.kinds},
            now=now,
        )
    return after
