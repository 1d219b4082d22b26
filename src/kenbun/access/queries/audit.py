"""Statements on the audit log. Rows are only ever added; before and after of a lead go where it is deleted."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    TableClause,
    column,
    func,
    insert,
    literal,
    select,
    table,
    text,
)

from kenbun.access.audit.filters import AuditFilters
from kenbun.access.tables import audit_log, workspaces
from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.leads.tables import lead_profiles

_AT_ONCE = 1_000


def _named(name: str, key: str) -> tuple[TableClause, str]:
    return table(name, column("workspace_id"), column(key), column("name")), key


# What has a name that is not in each entry about it, by how its id begins; and the column of the id.
_NAMED: dict[str, tuple[FromClause, str]] = {
    "ld": (lead_profiles, "lead_id"),
    "acct": (accounts, "account_id"),
    "seg": _named("segments", "segment_id"),
    "trg": _named("triggers", "trigger_id"),
    "rs": _named("rulesets", "ruleset_id"),
    "chn": _named("channels", "channel_id"),
    "ws": (workspaces, "workspace_id"),
}

# From each action on to the next, by the index: however long the log is.
_ACTIONS = text("""
    WITH RECURSIVE each_action AS (
        (SELECT action FROM audit_log WHERE workspace_id = :workspace_id ORDER BY action LIMIT 1)
        UNION ALL
        SELECT (SELECT a.action FROM audit_log a
                WHERE a.workspace_id = :workspace_id AND a.action > e.action ORDER BY a.action LIMIT 1)
        FROM each_action e WHERE e.action IS NOT NULL
    )
    SELECT action FROM each_action WHERE action IS NOT NULL LIMIT 1000
""")


async def add(connection: Connection, **values: Any) -> None:
    await connection.execute(insert(audit_log).values(**values))


def wanted(workspace_id: UUID, filters: AuditFilters, zone: str) -> tuple[ColumnElement[bool], ...]:
    """What must hold of an entry."""
    table = audit_log.c
    conditions = [table.workspace_id == workspace_id]
    if filters.actor:
        conditions.append(_actor(filters.actor))
    if filters.action:
        one = "." in filters.action
        conditions.append(
            table.action == filters.action
            if one
            else table.action.startswith(f"{filters.action}.", autoescape=True)
        )
    if filters.subject:
        conditions.append(table.subject_id == filters.subject)
    if filters.address:
        conditions.append(table.address == filters.address)
    first, after = filters.between(zone)
    if first:
        conditions.append(table.at >= first)
    if after:
        conditions.append(table.at < after)
    return tuple(conditions)


def _actor(asked: str) -> ColumnElement[bool]:
    found = parse("usr", asked) or parse("tok", asked)
    if found is not None:
        return audit_log.c.actor_id == found
    label = audit_log.c.actor_label.collate("pg_unicode_fast")
    return func.strpos(func.casefold(label), func.casefold(literal(asked).collate("pg_unicode_fast"))) > 0


async def latest(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], paging: Paging
) -> Sequence[Row[Any]]:
    """By id, which sorts by the time it was made: the primary key serves it."""
    statement = _latest(conditions).limit(paging.limit).offset(paging.offset)
    return (await connection.execute(statement)).all()


async def stream(
    connection: Connection, conditions: Sequence[ColumnElement[bool]]
) -> AsyncIterator[Sequence[Row[Any]]]:
    options = {"yield_per": _AT_ONCE}
    async with connection.stream(_latest(conditions), execution_options=options) as rows:
        async for some in rows.partitions():
            yield some


async def names(connection: Connection, workspace_id: UUID, subject_ids: Sequence[str]) -> dict[str, str]:
    """What they are called now, by id. The log itself holds no name of a lead."""
    found: dict[str, str] = {}
    for prefix, (of, key) in _NAMED.items():
        ids = {one for text in subject_ids if (one := parse(prefix, text))}
        if ids:
            statement = select(of.c[key], of.c.name).where(
                of.c.workspace_id == workspace_id, of.c[key].in_(sorted(ids))
            )
            found |= {public(prefix, one): name for one, name in await connection.execute(statement)}
    return found


async def count(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> int:
    statement = select(func.count()).select_from(audit_log).where(*conditions)
    return (await connection.execute(statement)).scalar_one()


async def actions(connection: Connection, workspace_id: UUID) -> list[str]:
    return list((await connection.execute(_ACTIONS, {"workspace_id": workspace_id})).scalars())


def _latest(conditions: Sequence[ColumnElement[bool]]) -> Any:
    return select(audit_log).where(*conditions).order_by(audit_log.c.audit_id.desc())
