"""Scores of fields: one statement for each version over the subjects at hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Row,
    Select,
    TextClause,
    Uuid,
    bindparam,
    case,
    cast,
    delete,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from kenbun.accounts.tables import accounts
from kenbun.conditions import Scope, to_sql
from kenbun.database import Connection
from kenbun.leads.tables import lead_profiles
from kenbun.scoring.fit.rules import FitRule
from kenbun.scoring.fit.versions import FitVersion
from kenbun.scoring.per_version import per_version
from kenbun.scoring.tables import fit_scores
from kenbun.subject import Subject

_WORKSPACE = bindparam("workspace", type_=Uuid)
_VERSION = bindparam("version", type_=Uuid)
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_AFTER = bindparam("after", type_=Uuid)
_LAST = bindparam("last", type_=Uuid)
# No rule may look at the time of day: the language asks for one all the same.
_NEVER: ColumnElement[Any] = literal_column("'infinity'::timestamptz", DateTime(timezone=True))
_KEY = ["workspace_id", "version_id", "subject_id"]


class Table(NamedTuple):
    """Where a subject's fields are, as SQL; an account found by its domain has that, until a field says otherwise."""

    rows: Any
    key: Any
    fields: ColumnElement[Any]

    def holding(self, name: str) -> ColumnElement[Any]:
        """The fields as far as this one goes: any but the domain of an account can be read where it is stored."""
        stored: ColumnElement[Any] = self.rows.c.fields
        return self.fields if name == "domain" else stored


TABLES: dict[Subject, Table] = {
    "lead": Table(lead_profiles, lead_profiles.c.lead_id, lead_profiles.c.fields),
    "account": Table(
        accounts,
        accounts.c.account_id,
        func.jsonb_strip_nulls(func.jsonb_build_object("domain", accounts.c.domain), type_=JSONB).op(
            "||", return_type=JSONB()
        )(accounts.c.fields),
    ),
}

# By subject: the narrow row, its key, and the column that shows the primary ruleset's score.
_SHOWN = {
    "lead": ("leads", "lead_id", "profile_score"),
    "account": ("accounts", "account_id", "account_score"),
}


async def keep_scores(
    connection: Connection, workspace_id: UUID, version: FitVersion, ids: Collection[UUID]
) -> int:
    """Works out the scores of these subjects; answers how many became others."""
    values = {"workspace": workspace_id, "version": version.version_id, "ids": list(ids)}
    return (await connection.execute(_keep_some(version), values)).rowcount


async def drop_gone(
    connection: Connection, workspace_id: UUID, version: FitVersion, ids: Collection[UUID]
) -> None:
    """The scores of those of these subjects that are no more."""
    values = {"workspace": workspace_id, "version": version.version_id, "ids": list(ids)}
    await connection.execute(_drop_gone(version.subject), values)


async def keep_next(
    connection: Connection, workspace_id: UUID, version: FitVersion, after: UUID, limit: int
) -> tuple[int, UUID | None]:
    """The same for the next subjects in order of their ids: how many became others, and the last one's id."""
    values = {"workspace": workspace_id, "after": after, "limit": limit}
    last: UUID | None = (await connection.execute(_last_of_next(version.subject), values)).scalar()
    if last is None:
        return 0, None
    values = {"workspace": workspace_id, "version": version.version_id, "after": after, "last": last}
    return (await connection.execute(_keep_between(version), values)).rowcount, last


@per_version
def _keep_some(version: FitVersion) -> Any:
    table = TABLES[version.subject]
    return _keep(version, _scored(version).where(table.key == func.any(_IDS)))


@lru_cache
def _drop_gone(subject: Subject) -> Any:
    table = TABLES[subject]
    there = select(table.key).where(table.rows.c.workspace_id == _WORKSPACE, table.key == func.any(_IDS))
    return delete(fit_scores).where(
        fit_scores.c.workspace_id == _WORKSPACE,
        fit_scores.c.version_id == _VERSION,
        fit_scores.c.subject_id == func.any(_IDS),
        fit_scores.c.subject_id.not_in(there),
    )


@per_version
def _keep_between(version: FitVersion) -> Any:
    table = TABLES[version.subject]
    return _keep(version, _scored(version).where(table.key > _AFTER, table.key <= _LAST))


@lru_cache
def _last_of_next(subject: Subject) -> Select[Any]:
    table = TABLES[subject]
    ids = select(table.key.label("id")).where(table.rows.c.workspace_id == _WORKSPACE, table.key > _AFTER)
    chunk = ids.order_by(table.key).limit(bindparam("limit")).subquery()
    return select(chunk.c.id).order_by(chunk.c.id.desc()).limit(1)


def _scored(version: FitVersion) -> Select[Any]:
    """The offset keeps PostgreSQL from working the score out again wherever it is used."""
    table = TABLES[version.subject]
    scored = select(table.key.label("subject_id"), score_of(version, table.fields).label("score"))
    return scored.where(table.rows.c.workspace_id == _WORKSPACE).offset(literal_column("0"))


def score_of(version: FitVersion, fields: ColumnElement[Any]) -> ColumnElement[Any]:
    """Below 0 shows as 0, unless the workspace allows negative scores."""
    worth = [
        case(
            (holds(version, rule, fields), literal(rule.draft.points, BigInteger)), else_=literal_column("0")
        )
        for rule in version.active
    ]
    total: ColumnElement[Any] = sum(worth, literal_column("0"))
    return cast(total if version.negative else func.greatest(literal_column("0"), total), BigInteger)


def holds(version: FitVersion, rule: FitRule, fields: ColumnElement[Any]) -> ColumnElement[bool]:
    return to_sql(rule.leaf, Scope(version.zone, _NEVER, lead=fields, account=fields))


def _keep(version: FitVersion, found: Select[Any]) -> Any:
    """Writes what changed: a subject that never had any points has no row.

    Stored scores are looked up one by one: of a version made just now the planner knows nothing, and a join would
    be left to chance.
    """
    scored = found.subquery("scored")
    stored = (
        select(fit_scores.c.score)
        .where(
            fit_scores.c.workspace_id == _WORKSPACE,
            fit_scores.c.version_id == _VERSION,
            fit_scores.c.subject_id == scored.c.subject_id,
        )
        .scalar_subquery()
    )
    changed = select(_WORKSPACE, _VERSION, scored.c.subject_id, scored.c.score).where(
        scored.c.score != func.coalesce(stored, literal_column("0"))
    )
    fresh = insert(fit_scores).from_select([*_KEY, "score"], changed)
    kept = fresh.on_conflict_do_update(index_elements=_KEY, set_={"score": fresh.excluded.score})
    return kept.execution_options(preserve_rowcount=True)


async def show_scores(
    connection: Connection, workspace_id: UUID, version: FitVersion, ids: Collection[UUID] | None = None
) -> Sequence[Row[Any]]:
    """Brings what lists show of these subjects, or of all, to the version's scores.

    Answers (id, before, after) of those whose score moved.
    """
    values: dict[str, Any] = {"workspace_id": workspace_id, "version_id": version.version_id}
    if ids is not None:
        values["ids"] = list(ids)
    return (await connection.execute(_show(version.subject, some=ids is not None), values)).all()


@lru_cache
def _show(subject: Subject, *, some: bool) -> TextClause:
    table, key, shown = _SHOWN[subject]
    these = f"AND s.{key} = ANY(cast(:ids AS uuid[]))" if some else ""
    return text(f"""
        UPDATE {table} SET {shown} = moved.after
        FROM (
            SELECT s.{key} AS id, s.{shown} AS before, coalesce((
                SELECT f.score FROM fit_scores f WHERE f.workspace_id = :workspace_id
                    AND f.version_id = :version_id AND f.subject_id = s.{key}), 0) AS after
            FROM {table} s
            WHERE s.workspace_id = :workspace_id {these}
            OFFSET 0
        ) AS moved
        WHERE {table}.workspace_id = :workspace_id AND {table}.{key} = moved.id AND moved.before <> moved.after
        RETURNING moved.id, moved.before, moved.after
    """)  # noqa: S608 - our own names


async def matching(connection: Connection, version: FitVersion, fields: dict[str, Any]) -> list[bool]:
    """Of each active rule whether it holds for these fields: the same SQL as for the stored ones."""
    if not version.active:
        return []
    return list((await connection.execute(_matching(version), {"fields": fields})).one())


@per_version
def _matching(version: FitVersion) -> Any:
    data = (
        select(bindparam("fields", type_=JSONB).label("fields")).offset(literal_column("0")).subquery("data")
    )
    columns = [
        holds(version, rule, data.c.fields).label(f"rule{number}")
        for number, rule in enumerate(version.active)
    ]
    return select(*columns).select_from(data)


# By place, for the same reason.
_DROP = text("""
    DELETE FROM fit_scores WHERE workspace_id = :workspace_id AND ctid = ANY(ARRAY(
        SELECT ctid FROM fit_scores WHERE workspace_id = :workspace_id AND version_id = :version_id LIMIT 20000))
""")
_COUNT = {
    subject: text(f"SELECT count(*) FROM {table} WHERE workspace_id = :workspace_id")  # noqa: S608
    for subject, (table, _, _) in _SHOWN.items()
}


async def drop_scores(connection: Connection, workspace_id: UUID, version_id: UUID) -> int:
    """Some of a version's scores; 0 when there are no more."""
    values = {"workspace_id": workspace_id, "version_id": version_id}
    return (await connection.execute(_DROP, values)).rowcount


async def count_subjects(connection: Connection, workspace_id: UUID, subject: Subject) -> int:
    counted = await connection.execute(_COUNT[subject], {"workspace_id": workspace_id})
    return int(counted.scalar_one())
