"""Accounts that begin to surge."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kenbun.database import Connection
from kenbun.triggers.detect import surge_queries as queries
from kenbun.triggers.happening import Happening
from kenbun.triggers.in_force import Active
from kenbun.triggers.spans import Span


async def happened(
    connection: Connection, workspace_id: UUID, triggers: Sequence[Active], span: Span
) -> list[Happening]:
    if not triggers:
        return []
    return [
        Happening(
            one,
            row.account_id,
            row.account_id,
            row.at,
            row.held,
            {
                "events": row.events,
                "leads": row.leads,
                "multiplier": str(row.multiplier),
                "by": "surge",
            },
        )
        for row in await queries.beginnings(connection, workspace_id, span)
        for one in triggers
        if one.waits_at(row.at)
    ]
