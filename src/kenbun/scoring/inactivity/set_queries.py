"""The one set of inactivity rules of a workspace: a ruleset of a dimension of its own, with its draft and versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert

from kenbun.database import Connection
from kenbun.kit.ids import new_id
from kenbun.scoring.ruleset_queries import INACTIVITY
from kenbun.scoring.tables import rulesets as table

# What is in force, with other rules of inactivity.
_OPEN_ALL = text("""
    INSERT INTO ruleset_versions (workspace_id, version_id, ruleset_id, number, rules, time_zone, negative_scores,
                                  decays, decay_version, state, created_at, created_by)
    SELECT v.workspace_id, uuidv7(), v.ruleset_id,
           (SELECT max(o.number) + 1 FROM ruleset_versions o
            WHERE o.workspace_id = :workspace_id AND o.ruleset_id = v.ruleset_id),
           v.rules, v.time_zone, v.negative_scores, :decays, :number, 'building', :now, :by
    FROM ruleset_versions v
    JOIN rulesets r ON r.workspace_id = :workspace_id AND r.ruleset_id = v.ruleset_id
                   AND r.dimension = 'engagement'
    WHERE v.workspace_id = :workspace_id AND v.state = 'in_force'
""").bindparams(bindparam("decays", type_=JSONB))

_PROGRESS = text("""
    SELECT coalesce(sum(leads_done), 0), coalesce(sum(leads_total), 0) FROM ruleset_versions
    WHERE workspace_id = :workspace_id AND state = 'building'
""")


async def find_set(connection: Connection, workspace_id: UUID) -> UUID | None:
    """None while nobody has written a rule."""
    found = select(table.c.ruleset_id).where(
        table.c.workspace_id == workspace_id, table.c.dimension == INACTIVITY
    )
    ruleset_id: UUID | None = (await connection.execute(found)).scalar()
    return ruleset_id


async def ensure_set(connection: Connection, workspace_id: UUID, now: datetime) -> UUID:
    """Two people may write the first rule at once: there is one set."""
    fresh = insert(table).values(
        workspace_id=workspace_id,
        ruleset_id=new_id(),
        dimension=INACTIVITY,
        name="Inactivity",
        is_primary=True,
        created_at=now,
    )
    await connection.execute(fresh.on_conflict_do_nothing())
    found = await find_set(connection, workspace_id)
    assert found is not None
    return found


async def open_rulesets(
    connection: Connection,
    workspace_id: UUID,
    decays: list[dict[str, Any]],
    number: int,
    now: datetime,
    *,
    by: str,
) -> None:
    """A version of each engagement ruleset in force, to be built: the same rules with these of inactivity."""
    values = {"workspace_id": workspace_id, "decays": decays, "number": number, "now": now, "by": by}
    await connection.execute(_OPEN_ALL, values)


async def progress(connection: Connection, workspace_id: UUID) -> tuple[int, int]:
    """Leads done, and of how many, of what is being built."""
    done, total = (await connection.execute(_PROGRESS, {"workspace_id": workspace_id})).one()
    return int(done), int(total)
