from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, func, insert, or_, select, true, update
from sqlalchemy.dialects import postgresql

from kenbun.database import Connection
from kenbun.scoring.tables import draft_rules, primary_rulesets, ruleset_versions
from kenbun.scoring.tables import rulesets as table

_MOST_RULESETS = 100
_MOST_VERSIONS = 100
INACTIVITY = "inactivity"
"""The dimension of the one set of inactivity rules: no score of its own, and in no list of rulesets."""
_NOT_SUMMED_UP = ("workspace_id", "ruleset_id", "rules", "decays")


_THE_BEGINNING = datetime(1, 1, 2, tzinfo=UTC)


async def rulesets(
    connection: Connection, workspace_id: UUID, dimension: str | None, at: datetime | None = None
) -> Sequence[Row[Any]]:
    """Those of now; or of one dimension as they were at a time, but for their names. The primary first, then by age."""
    is_primary = table.c.is_primary if at is None else _primary_at(workspace_id, dimension, at)
    columns: list[Any] = [column for column in table.c if column.name != "is_primary"]
    found = select(*columns, is_primary.label("is_primary")).where(
        table.c.workspace_id == workspace_id,
        table.c.dimension != INACTIVITY,
        table.c.removed_at.is_(None) if at is None else func.coalesce(table.c.removed_at > at, true()),
    )
    if dimension is not None:
        found = found.where(table.c.dimension == dimension)
    ordered = found.order_by(is_primary.desc(), table.c.created_at, table.c.ruleset_id)
    rows: Sequence[Any] = (await connection.execute(ordered.limit(_MOST_RULESETS))).all()
    return rows


def _primary_at(workspace_id: UUID, dimension: str | None, at: datetime) -> ColumnElement[bool]:
    spans = primary_rulesets.c
    primary = select(spans.ruleset_id).where(
        spans.workspace_id == workspace_id,
        spans.dimension == dimension,
        spans.in_force_from <= at,
        or_(spans.in_force_to.is_(None), spans.in_force_to > at),
    )
    return table.c.ruleset_id.in_(primary)


async def ruleset(connection: Connection, workspace_id: UUID, ruleset_id: UUID) -> Row[Any] | None:
    found = select(table).where(
        table.c.workspace_id == workspace_id,
        table.c.ruleset_id == ruleset_id,
        table.c.dimension != INACTIVITY,
        table.c.removed_at.is_(None),
    )
    return (await connection.execute(found)).one_or_none()


async def ruleset_named(connection: Connection, workspace_id: UUID, dimension: str, name: str) -> bool:
    found = select(table.c.ruleset_id).where(
        table.c.workspace_id == workspace_id,
        table.c.dimension == dimension,
        table.c.name == name,
        table.c.removed_at.is_(None),
    )
    return (await connection.execute(found)).first() is not None


async def count_rulesets(connection: Connection, workspace_id: UUID, dimension: str) -> int:
    found = select(func.count()).where(
        table.c.workspace_id == workspace_id, table.c.dimension == dimension, table.c.removed_at.is_(None)
    )
    return int((await connection.execute(found)).scalar_one())


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
    if primary:
        await _begin_primary(connection, workspace_id, dimension, ruleset_id, _THE_BEGINNING)


async def rename(connection: Connection, workspace_id: UUID, ruleset_id: UUID, name: str) -> None:
    await _set(connection, workspace_id, ruleset_id, name=name)


async def make_primary(
    connection: Connection, workspace_id: UUID, dimension: str, ruleset_id: UUID, now: datetime
) -> None:
    """In the place of the one that is. One after the other, as there is never more than one."""
    here = (table.c.workspace_id == workspace_id, table.c.dimension == dimension)
    await connection.execute(update(table).where(*here, table.c.is_primary).values(is_primary=False))
    await _set(connection, workspace_id, ruleset_id, is_primary=True)
    spans = primary_rulesets.c
    await connection.execute(
        update(primary_rulesets)
        .where(spans.workspace_id == workspace_id, spans.dimension == dimension, spans.in_force_to.is_(None))
        .values(in_force_to=now)
    )
    await _begin_primary(connection, workspace_id, dimension, ruleset_id, now)


async def remove(connection: Connection, workspace_id: UUID, ruleset_id: UUID, now: datetime) -> None:
    """Its versions stay as those of the past; the draft goes."""
    await _set(connection, workspace_id, ruleset_id, removed_at=now)
    version = ruleset_versions.c
    await connection.execute(
        update(ruleset_versions)
        .where(
            version.workspace_id == workspace_id,
            version.ruleset_id == ruleset_id,
            version.state == "in_force",
        )
        .values(state="past", in_force_to=now)
    )
    rules = draft_rules.c
    await connection.execute(
        delete(draft_rules).where(rules.workspace_id == workspace_id, rules.ruleset_id == ruleset_id)
    )


async def _begin_primary(
    connection: Connection, workspace_id: UUID, dimension: str, ruleset_id: UUID, since: datetime
) -> None:
    await connection.execute(
        insert(primary_rulesets).values(
            workspace_id=workspace_id, dimension=dimension, in_force_from=since, ruleset_id=ruleset_id
        )
    )


async def _set(connection: Connection, workspace_id: UUID, ruleset_id: UUID, **values: Any) -> None:
    await connection.execute(
        update(table)
        .where(table.c.workspace_id == workspace_id, table.c.ruleset_id == ruleset_id)
        .values(**values)
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


async def save_rules(
    connection: Connection,
    workspace_id: UUID,
    ruleset_id: UUID,
    documents: Mapping[UUID, dict[str, Any]],
    now: datetime,
) -> None:
    """Into the draft, by the rules' ids: new ones and those that changed."""
    if not documents:
        return
    fresh = postgresql.insert(draft_rules)
    of_all = {"workspace_id": workspace_id, "ruleset_id": ruleset_id, "created_at": now, "changed_at": now}
    await connection.execute(
        fresh.on_conflict_do_update(
            index_elements=["workspace_id", "rule_id"],
            set_={"document": fresh.excluded.document, "changed_at": fresh.excluded.changed_at},
        ),
        [of_all | {"rule_id": rule_id, "document": document} for rule_id, document in documents.items()],
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
