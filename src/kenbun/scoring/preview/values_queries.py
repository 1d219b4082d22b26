"""What stands now, as whole columns."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import literal_column, select, text

from kenbun.database import Connection
from kenbun.leads.tables import leads
from kenbun.scoring.bulk import columns
from kenbun.scoring.bulk.column_queries import read_whole, whole
from kenbun.scoring.bulk.facts import Ids
from kenbun.scoring.bulk.lead_index import LeadIndex
from kenbun.scoring.fit.score_queries import TABLES, score_of
from kenbun.scoring.fit.versions import FitVersion
from kenbun.scoring.hits_queries import WORKSPACE
from kenbun.scoring.per_version import per_version
from kenbun.scoring.scores_queries import worth_of_states
from kenbun.scoring.versions import Version
from kenbun.subject import Subject

_NAMES: dict[Subject, Any] = {
    "lead": text("""
        SELECT lead_id, name FROM lead_profiles
        WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:ids AS uuid[]))
    """),
    "account": text("""
        SELECT account_id, name FROM accounts
        WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:ids AS uuid[]))
    """),
}

_EVENTS = text("""
    SELECT coalesce(sum(event_count), 0), count(*) FROM leads WHERE workspace_id = :workspace_id
""")


async def read_worth(
    connection: Connection, workspace_id: UUID, version: Version, index: LeadIndex, at: datetime
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Of each lead in the index the points at `at` by its state, and how many fading lines these are the sum of."""
    values = {"workspace": workspace_id, "version": version.version_id, "at": at}
    row = await read_whole(connection, _worth(version), values)
    return (
        index.placed(columns.ids(row[0]), columns.doubles(row[1])),
        index.placed(columns.ids(row[0]), columns.integers(row[2], ">i4")),
    )


@per_version
def _worth(version: Version) -> Any:
    state = worth_of_states(version)
    total = sum((state.c[f"worth{slot}"] for slot in range(1, len(version.slots))), start=state.c.worth0)
    return select(*(whole(one) for one in (state.c.lead_id, total, state.c.fading_lines)))


async def read_subjects(connection: Connection, workspace_id: UUID, subject: Subject) -> Ids:
    """All leads that have fields, or all accounts."""
    table = TABLES[subject]
    ids = select(whole(table.key)).where(table.rows.c.workspace_id == WORKSPACE)
    return columns.ids((await read_whole(connection, ids, {"workspace": workspace_id}))[0])


async def read_fit(
    connection: Connection, workspace_id: UUID, version: FitVersion, subjects: LeadIndex
) -> NDArray[np.int64]:
    """Of each subject in the index what the version makes of its fields."""
    table = TABLES[version.subject]
    scored = select(table.key.label("id"), score_of(version, table.fields).label("score"))
    found = scored.where(table.rows.c.workspace_id == WORKSPACE).offset(literal_column("0")).subquery("found")
    read = select(whole(found.c.id), whole(found.c.score))
    row = await read_whole(connection, read, {"workspace": workspace_id})
    return subjects.placed(columns.ids(row[0]), columns.integers(row[1], ">i8"))


async def read_accounts(connection: Connection, workspace_id: UUID) -> tuple[Ids, Ids]:
    """The leads that have an account, and the account of each."""
    found = select(whole(leads.c.lead_id), whole(leads.c.account_id)).where(
        leads.c.workspace_id == WORKSPACE, leads.c.account_id.is_not(None)
    )
    row = (await connection.execute(found, {"workspace": workspace_id})).one()
    return columns.ids(row[0]), columns.ids(row[1])


async def names(
    connection: Connection, workspace_id: UUID, subject: Subject, ids: list[UUID]
) -> dict[UUID, str]:
    rows = await connection.execute(_NAMES[subject], {"workspace_id": workspace_id, "ids": ids})
    return {row[0]: row[1] for row in rows.all()}


async def count_work(connection: Connection, workspace_id: UUID) -> tuple[int, int]:
    """How many events and how many leads publishing will go through."""
    counted = (await connection.execute(_EVENTS, {"workspace_id": workspace_id})).one()
    return int(counted[0]), int(counted[1])
