"""What a member wants to be told, and how: a master switch, one for each kind, and whether by mail as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Literal

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.alerts import queries
from kenbun.alerts.kinds import KINDS
from kenbun.database import Connection
from kenbun.kit.ids import public

Mailing = Literal["none", "at_once", "digest"]

MAILINGS: Mapping[Mailing, str] = {
    "none": "In the app alone",
    "at_once": "As well by mail, at once",
    "digest": "As well by mail, once a day",
}
DIGEST_AT = time(8)


@dataclass(frozen=True, slots=True)
class Preferences:
    """By kind, whether it is wanted: what holds while `enabled` is on. In the app it always comes at once.

    `digest_at` is a time of the workspace's day, for a daily mail.
    """

    enabled: bool
    kinds: dict[str, bool]
    mail: Mailing = "none"
    digest_at: time = field(default=DIGEST_AT)


async def preferences_of(connection: Connection, caller: Caller) -> Preferences:
    row = await queries.preferences(connection, caller.workspace_id, caller.member_id)
    if row is None:
        return Preferences(True, dict.fromkeys(KINDS, True))
    return Preferences(
        row.enabled, {kind: kind not in row.kinds_off for kind in KINDS}, row.mail, row.digest_at
    )


async def set_preferences(
    connection: Connection, caller: Caller, wanted: Preferences, now: datetime
) -> Preferences:
    """Kinds that are left out stay as they were. What waits to be mailed follows."""
    before = await preferences_of(connection, caller)
    after = Preferences(wanted.enabled, before.kinds | wanted.kinds, wanted.mail, wanted.digest_at)
    if after != before:
        await queries.set_preferences(
            connection,
            caller.workspace_id,
            caller.member_id,
            now,
            was_daily=before.mail == "digest",
            enabled=after.enabled,
            kinds_off=sorted(kind for kind, on in after.kinds.items() if not on),
            mail=after.mail,
            digest_at=after.digest_at,
        )
        await audit.record(
            connection,
            caller,
            "preferences.change",
            ("member", public("usr", caller.member_id)),
            before=_noted(before),
            after=_noted(after),
            now=now,
        )
    return after


def _noted(one: Preferences) -> dict[str, object]:
    return {"enabled": one.enabled, **one.kinds, "mail": one.mail, "digest_at": f"{one.digest_at:%H:%M}"}
