"""Noting what was done, in the transaction that does it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kenbun.access.callers import Caller
from kenbun.access.queries import audit
from kenbun.database import Connection
from kenbun.kit.ids import new_id


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


def _plain(values: Mapping[str, Any] | None) -> Any:
    """As JSON has it; ids, times and decimals as text."""
    return None if values is None else json.loads(json.dumps(dict(values), default=str))
