from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.dialects import postgresql

from kenbun.database import Connection
from kenbun.scoring.tables import draft_rules, ruleset_versions
from kenbun.scoring.tables import rulesets as table

_MOST_RULESETS = 100
_MOST_VERSIONS = 100
INACTIVITY = "inactivity"
"""The dimension of the one set of inactivity rules: no score of its own, and in no list of rulesets."""
_NOT_SUMMED_UP = ("workspace_id", "ruleset_id", "rules", "decays")


async def rulesets(connection: Connection, workspace_id: UUID, dimension: str | None) -> Sequence[Row[Any]]:
    """The primary first, then by age."""
    found = select(table).where(table.c.workspace_id == workspace_id, table.c.dimension != INACTIVITY)
    if dimension is not None:
        found = found.where(table.c.dimension == dimension)
    ordered = found.order_by(table.c.is_primary.desc(), table.c.created_at, table.c.ruleset_id)
    return (await connection.execute(ordered.limit(_MOST_RULESETS))).all()


async def ruleset(connection: Connection, workspace_id: UUID, ruleset_id: UUID) -> Row[Any] | None:
    found = select(table).where(
        table.c.workspace_id == workspace_id,
        table.c.ruleset_id == ruleset_id,
        table.c.dimension != INACTIVITY,
    )
    return (await connection.execute(found)).one_or_none()


async def ruleset_named(connection: Connection, workspace_id: UUID, dimension: str, name: str) -> bool:
    found = select(table.c.ruleset_id).where(
        table.c.workspace_id == workspace_id, table.c.dimension == dimension, table.c.name == name
    )
    return (await connection.execute(found)).first() is not None


async def add_ruleset(
    connection: Connection,
    workspace_id: UUID,
    ruleset_id: UUID,
    dimension: str,
    name: str,
    now: datetime,
    *,
    primary: bool,
) -> None:
    await connection.execute(
        insert(table).values(
            workspace_id=workspace_id,
            ruleset_id=ruleset_id,
            dimension=dimension,
            name=name,
            is_primary=primary,
            created_at=now,
        )
    )


async def draft_rules_of(
    connection: Connection, workspace_id: UUID, ruleset_id: UUID
) -> list[tuple[UUID, dict[str, Any]]]:
    rules = draft_rules.c
    found = (
        select(rules.rule_id, rules.document)
        .where(rules.workspace_id == workspace_id, rules.ruleset_id == ruleset_id)
        .order_by(rules.created_at, rules.rule_id)
    )
    return [(row.rule_id, row.document) for row in await connection.execute(found)]


async def save_rule(
    connection: Connection,
    workspace_id: UUID,
    ruleset_id: UUID,
    rule_id: UUID,
    document: dict[str, Any],
    now: datetime,
) -> None:
    fresh = postgresql.insert(draft_rules).values(
        workspace_id=workspace_id,
        rule_id=rule_id,
        ruleset_id=ruleset_id,
        document=document,
        created_at=now,
        changed_at=now,
    )
    await connection.execute(
        fresh.on_conflict_do_update(
            index_elements=["workspace_id", "rule_id"],
            set_={"document": fresh.excluded.document, "changed_at": fresh.excluded.changed_at},
        )
    )


async def remove_rule(connection: Connection, workspace_id: UUID, ruleset_id: UUID, rule_id: UUID) -> None:
    rules = draft_rules.c
    await connection.execute(
        delete(draft_rules).where(
            rules.workspace_id == workspace_id, rules.ruleset_id == ruleset_id, rules.rule_id == rule_id
        )
    )


async def versions_of(connection: Connection, workspace_id: UUID, ruleset_id: UUID) -> list[dict[str, Any]]:
    """The latest first."""
    version = ruleset_versions.c
    found = (
        select(*[column for column in version if column.name not in _NOT_SUMMED_UP])
        .where(version.workspace_id == workspace_id, version.ruleset_id == ruleset_id)
        .order_by(version.number.desc())
        .limit(_MOST_VERSIONS)
    )
    return [dict(row._mapping) for row in await connection.execute(found)]


async def published_rules(
    connection: Connection, workspace_id: UUID, ruleset_id: UUID
) -> list[dict[str, Any]]:
    version = ruleset_versions.c
    found = select(version.rules).where(
        version.workspace_id == workspace_id, version.ruleset_id == ruleset_id, version.state == "in_force"
    )
    return (await connection.execute(found)).scalar() or []


async def rules_of_version(
    connection: Connection, workspace_id: UUID, ruleset_id: UUID, number: int
) -> list[dict[str, Any]] | None:
    """None if there is no such version."""
    version = ruleset_versions.c
    found = select(version.rules).where(
        version.workspace_id == workspace_id, version.ruleset_id == ruleset_id, version.number == number
    )
    rules: list[dict[str, Any]] | None = (await connection.execute(found)).scalar()
    return rules
