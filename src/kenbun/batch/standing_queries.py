from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.batch.batch import Batch
from kenbun.batch.standing import Standing
from kenbun.database import Connection

_TYPES = {
    "created_at": "timestamptz",
    "scored_at": "timestamptz",
    "account_id": "uuid",
    "own_account_id": "uuid",
    "account_basis": "text",
    "account_at": "timestamptz",
    "event_count": "int",
    "session_count": "int",
    "last_active_at": "timestamptz",
    "engagement_score": "bigint",
    "fades_at": "timestamptz",
    "owner_id": "uuid",
}
_COLUMNS = tuple(field.name for field in fields(Standing))
# What events change, and what only an account id or a first e-mail does.
_ACTIVITY = ("event_count", "session_count", "last_active_at", "engagement_score", "scored_at", "fades_at")
_ACCOUNT = ("account_id", "own_account_id", "account_basis", "account_at")


def _rows(columns: tuple[str, ...]) -> str:
    arrays = ", ".join(f"cast(:{name} AS {_TYPES[name]}[])" for name in columns)
    return f"unnest(cast(:lead_ids AS uuid[]), {arrays}) AS t (lead_id, {', '.join(columns)})"


def _update(columns: tuple[str, ...]) -> TextClause:
    return text(f"""
        UPDATE leads SET {", ".join(f"{name} = t.{name}" for name in columns)} FROM {_rows(columns)}
        WHERE leads.workspace_id = :workspace_id AND leads.lead_id = t.lead_id
    """)  # noqa: S608 - our own column names


_LOAD = text(f"""
    SELECT lead_id, {", ".join(_COLUMNS)} FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")  # noqa: S608

_INSERT = text(f"""
    INSERT INTO leads (workspace_id, lead_id, {", ".join(_COLUMNS)})
    SELECT :workspace_id, t.* FROM {_rows(_COLUMNS)}
""")  # noqa: S608

_COUNTS = _update(("event_count", "last_active_at"))
_MOVE = _update(_ACTIVITY)
_ATTRIBUTE = _update(_ACCOUNT)


async def load_standings(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, Standing]:
    rows = await connection.execute(_LOAD, {"workspace_id": workspace_id, "lead_ids": list(lead_ids)})
    return {row[0]: Standing(*row[1:]) for row in rows.all()}


async def save_counts(
    connection: Connection, workspace_id: UUID, counted: Mapping[UUID, tuple[int, datetime | None]]
) -> None:
    """How many events there are of each lead, and the time of the last activity."""
    values = {
        "workspace_id": workspace_id,
        "lead_ids": list(counted),
        "event_count": [events for events, _ in counted.values()],
        "last_active_at": [at for _, at in counted.values()],
    }
    await connection.execute(_COUNTS, values)


async def save_standings(connection: Connection, batch: Batch) -> None:
    made = {lead_id: one for lead_id, one in batch.standings.items() if lead_id in batch.new_leads}
    moved = {lead_id: one for lead_id, one in batch.standings.items() if lead_id not in batch.new_leads}
    attributed = {lead_id: moved[lead_id] for lead_id in batch.attributed_leads if lead_id in moved}
    for statement, columns, rows in (
        (_INSERT, _COLUMNS, made),
        (_MOVE, _ACTIVITY, moved),
        (_ATTRIBUTE, _ACCOUNT, attributed),
    ):
        if rows:
            await connection.execute(statement, _parameters(batch.workspace_id, columns, rows))


def _parameters(
    workspace_id: UUID, columns: tuple[str, ...], rows: Mapping[UUID, Standing]
) -> dict[str, Any]:
    values = zip(*map(attrgetter(*columns), rows.values()), strict=True)
    return {
        "workspace_id": workspace_id,
        "lead_ids": list(rows),
        **{name: list(column) for name, column in zip(columns, values, strict=True)},
    }
