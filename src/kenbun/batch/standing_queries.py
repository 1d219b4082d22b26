from collections.abc import Collection
from dataclasses import fields
from operator import attrgetter
from uuid import UUID

from sqlalchemy import text

from kenbun.batch.standing import Standing
from kenbun.database import Connection

_TYPES = {
    "created_at": "timestamptz",
    "scored_at": "timestamptz",
    "account_id": "uuid",
    "account_basis": "text",
    "account_at": "timestamptz",
    "event_count": "int",
    "last_event_at": "timestamptz",
    "last_active_at": "timestamptz",
    "engagement_score": "bigint",
    "fades_at": "timestamptz",
}
_COLUMNS = [field.name for field in fields(Standing)]
_values = attrgetter(*_COLUMNS)
_ROWS = f"""unnest(cast(:lead_ids AS uuid[]), {", ".join(f"cast(:{name} AS {_TYPES[name]}[])" for name in _COLUMNS)})
    AS t (lead_id, {", ".join(_COLUMNS)})"""

_LOAD = text(f"""
    SELECT lead_id, {", ".join(_COLUMNS)} FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")  # noqa: S608 - our own column names

_INSERT = text(f"""
    INSERT INTO leads (workspace_id, lead_id, {", ".join(_COLUMNS)})
    SELECT :workspace_id, t.* FROM {_ROWS}
""")  # noqa: S608

_UPDATE = text(f"""
    UPDATE leads SET {", ".join(f"{name} = t.{name}" for name in _COLUMNS)} FROM {_ROWS}
    WHERE leads.workspace_id = :workspace_id AND leads.lead_id = t.lead_id
""")  # noqa: S608


async def load_standings(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, Standing]:
    rows = await connection.execute(_LOAD, {"workspace_id": workspace_id, "lead_ids": list(lead_ids)})
    return {row[0]: Standing(*row[1:]) for row in rows.all()}


async def save_standings(
    connection: Connection, workspace_id: UUID, standings: dict[UUID, Standing], new: Collection[UUID]
) -> None:
    for statement, part in (
        (_INSERT, {lead_id: standing for lead_id, standing in standings.items() if lead_id in new}),
        (_UPDATE, {lead_id: standing for lead_id, standing in standings.items() if lead_id not in new}),
    ):
        if part:
            columns = zip(*map(_values, part.values()), strict=True)
            await connection.execute(
                statement,
                {"workspace_id": workspace_id, "lead_ids": list(part)}
                | {name: list(values) for name, values in zip(_COLUMNS, columns, strict=True)},
            )
