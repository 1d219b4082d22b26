"""The audit log: who did what to what, when, from where, before and after."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.access.queries import audit
from kenbun.database import Connection
from kenbun.kit.ids import new_id
from kenbun.kit.paging import Paging


@dataclass(frozen=True)
class Entry:
    audit_id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_label: str
    action: str
    subject_kind: str
    subject_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    address: str | None


async def record(
    connection: Connection,
    caller: Caller,
    action: str,
    subject: tuple[str, str],
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    """Call it in the transaction that makes the change, so that there is never the one without the other.

    `action` reads `<what>.<done>` ("rule.change"), `subject` is a kind and a public id. Never pass a secret.
    """
    kind = {"session": "user", "token": "token", "system": "system"}[caller.via]
    await audit.add(
        connection,
        workspace_id=caller.workspace_id,
        audit_id=new_id(),
        at=now,
        actor_kind=kind,
        actor_id=caller.token_id or caller.user_id,
        actor_label=caller.name,
        action=action,
        subject_kind=subject[0],
        subject_id=subject[1],
        before=_plain(before),
        after=_plain(after),
        address=caller.address,
    )


async def list_audit(connection: Connection, workspace_id: UUID, paging: Paging) -> tuple[list[Entry], int]:
    """The latest first, and how many there are in all."""
    rows = await audit.latest(connection, workspace_id, paging)
    entries = [Entry(**{name: row[name] for name in Entry.__dataclass_fields__}) for row in rows]
    return entries, await audit.count(connection, workspace_id)


def _plain(values: Mapping[str, Any] | None) -> Any:
    """As JSON has it; ids, times and decimals as text."""
    return None if values is None else json.loads(json.dumps(dict(values), default=str))
