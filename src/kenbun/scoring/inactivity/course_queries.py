"""What the kernel goes by: of some leads what events brought them, after caps, and their activity."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Integer, case, literal_column, select, union_all

from kenbun.database import Connection
from kenbun.events.activity_queries import UNSUPPRESSED, activity
from kenbun.events.tables import events
from kenbun.scoring.bulk import columns
from kenbun.scoring.bulk.column_queries import read_whole, whole
from kenbun.scoring.bulk.lead_index import LeadIndex
from kenbun.scoring.hits_queries import COUNTED, NOW, OF_LEADS, WORKSPACE, judged_hits
from kenbun.scoring.inactivity.kernel import Hits
from kenbun.scoring.inactivity.steps import Activities
from kenbun.scoring.per_version import per_version
from kenbun.scoring.receipt_queries import Knowledge, Known, knowing, knowledge
from kenbun.scoring.versions import Version


async def read(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    leads: LeadIndex,
    lead_ids: Collection[UUID],
    at: datetime,
    known: Known | None,
    without: Collection[UUID] = (),
) -> tuple[Hits, Activities]:
    """In one order for the same events, so that what is reckoned from them is the same to the last bit."""
    values: dict[str, Any] = {"workspace": workspace_id, "lead_ids": list(lead_ids)}
    if known is None:
        values |= {"without": list(without)}
    else:
        values |= await knowing(connection, workspace_id, lead_ids, at, known) | {"at": at}
    brought = await read_whole(connection, _hits(version, known), values)
    hits = Hits(
        leads.places(columns.ids(brought[0])),
        columns.integers(brought[1], ">i8"),
        columns.integers(brought[2], ">i2"),
        columns.doubles(brought[3]),
        columns.integers(brought[4], ">i4"),
    )
    active = await read_whole(connection, _activities(known), values)
    return (
        _ordered(hits),
        Activities(leads.places(columns.ids(active[0])), columns.integers(active[1], ">i8")),
    )


def _ordered(hits: Hits) -> Hits:
    order = np.lexsort((hits.points, hits.slots, hits.at, hits.leads))
    return Hits(hits.leads[order], hits.at[order], hits.slots[order], hits.points[order], hits.lines[order])


@per_version
def _hits(version: Version, known: Known | None) -> Any:
    what = _what(known)
    parts = []
    for capped in (False, True):
        hit = judged_hits(
            version,
            *(OF_LEADS, what.is_known),
            capped=capped,
            let_through=what.let_through,
            whose=what.whose,
        ).subquery()
        # a line for the hit, and one for what its cap takes off
        lines = case((hit.c.slot > 0, literal_column("2" if capped else "1", Integer)), else_=0).label(
            "lines"
        )
        points = (hit.c.points - hit.c.excess).label("points")
        parts.append(select(hit.c.lead_id, hit.c.happened_at, hit.c.slot, points, lines))
    hit = union_all(*parts).subquery("hit")
    return select(*(whole(column) for column in hit.c))


def _activities(known: Known | None) -> Any:
    what = _what(known)
    return (
        select(whole(what.whose.lead_id), whole(events.c.happened_at))
        .select_from(what.whose.events)
        .where(events.c.workspace_id == WORKSPACE, OF_LEADS, activity(what.let_through), what.is_known)
    )


def _what(known: Known | None) -> Knowledge:
    return knowledge(known) if known else Knowledge(COUNTED, UNSUPPRESSED, NOW)
