"""The document: the same bytes as long as nothing happens, since all in it is ordered and nothing is of the moment.

So it holds neither the time at which it was made nor scores that fade; what each event is worth by the rules in force
is there, before fading. What is done to leads by the audit log, and merges, stay out: the document tells of the person.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.dossier import queries
from kenbun.erasure.erase import rejected_events
from kenbun.erasure.names import Names, normal
from kenbun.erasure.queries import names_of
from kenbun.identity.roots_queries import together
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import public
from kenbun.levels.in_force import levels_in_force
from kenbun.scoring.points import EventPoints, points_of

_EVENTS_AT_ONCE = 1_000
_PREFIXES = {"event_id": "evt", "session_id": "ses", "lead_id": "ld", "segment_id": "seg"}


async def dossier(connection: Connection, caller: Caller, lead_id: UUID) -> str:
    """JSON text, of one snapshot. What members wrote of a lead that they watch is there for admins, and each one's
    own for others. Raises NotFound."""
    workspace_id = caller.workspace_id
    place = (connection, workspace_id, lead_id)
    head = await queries.lead(*place)
    if head is None:
        raise NotFound("There is no such lead.", field="lead_id")
    own_ids = await together(connection, workspace_id, [lead_id])
    levels = await levels_in_force(connection, workspace_id)
    parts = [f'"lead": {_json(_head(head, lead_id, levels.profile.level_of(head.profile_score)))}']
    for name in queries.SECTIONS:
        rows = [_plain(row._asdict()) for row in await queries.section(*place, own_ids, name)]
        parts.append(f'"{name}": {_listed(rows)}')
    watches = await queries.watches(*place, own_ids, None if caller.is_at_least("admin") else caller.user_id)
    parts.append(f'"watched_by": {_listed([_plain(row._asdict()) for row in watches])}')
    parts.append(f'"events": {_listed([event async for event in _events(*place)])}')
    rejected = await _rejected_of(connection, workspace_id, own_ids)
    parts.append(f'"rejected_events": {_listed([_rejected(row) for row in rejected])}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _head(row: Any, lead_id: UUID, profile_level: str) -> dict[str, Any]:
    account = None
    if row.account_id:
        account = {
            "account_id": public("acct", row.account_id),
            "name": row.account_name,
            "domain": row.account_domain,
            "key": row.account_key,
            "found_by": row.account_basis,
        }
    return {
        "lead_id": public("ld", lead_id),
        "name": row.name,
        "created_at": _time(row.created_at),
        "last_active_at": row.last_active_at and _time(row.last_active_at),
        "event_count": row.event_count,
        "profile_score": row.profile_score,
        "profile_level": profile_level,
        "owner": {"name": row.owner_name, "email": row.owner_email} if row.owner_email else None,
        "account": account,
        "why_no_account": None if account else row.account_basis,
    }


async def _events(connection: Connection, workspace_id: UUID, lead_id: UUID) -> AsyncIterator[dict[str, Any]]:
    """`points` by the rules in force, after their caps and before fading."""
    async for some in queries.events(connection, workspace_id, lead_id, _EVENTS_AT_ONCE):
        first, last = some[0].happened_at, some[-1].happened_at
        points = await points_of(connection, workspace_id, lead_id, first, last)
        for row in some:
            brought = points.get(row.event_id, EventPoints(row.happened_at))
            yield _plain(row._asdict()) | {"points": brought.points, "rules": sorted(brought.rules)}


async def _rejected_of(connection: Connection, workspace_id: UUID, own_ids: Collection[UUID]) -> list[Any]:
    names = normal(await names_of(connection, workspace_id, own_ids))
    found = await rejected_events(connection, workspace_id, Names.of(names, own_ids))
    return await queries.rejected(connection, workspace_id, found)


def _rejected(row: Any) -> dict[str, Any]:
    """The payload as JSON, or as text where it is none."""
    try:
        payload = json.loads(row.payload)
    except (ValueError, RecursionError):
        payload = row.payload
    return _plain(row._asdict()) | {"payload": payload}


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(_pairs(row))


def _pairs(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, UUID):
            yield name, public(_PREFIXES[name], value)
        else:
            yield name, _time(value) if isinstance(value, datetime) else value


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _listed(rows: list[dict[str, Any]]) -> str:
    """One on a line."""
    return "[\n  " + ",\n  ".join(map(_json, rows)) + "\n]" if rows else "[]"


def _json(value: Any) -> str:
    # a payload that was rejected may hold half of a surrogate pair, which has no bytes
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
