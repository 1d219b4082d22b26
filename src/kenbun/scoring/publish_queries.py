"""The life of a version: opened from the draft, built beside the one in force, switched to, or dropped."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, text, update

from kenbun.access.tables import workspaces
from kenbun.database import Connection
from kenbun.scoring.ruleset_queries import INACTIVITY, draft_rules_of
from kenbun.scoring.tables import ruleset_versions, rulesets
from kenbun.scoring.versions import rules_document

_VERSION = ruleset_versions.c

_NEXT_NUMBER = text("""
    SELECT coalesce(max(number), 0) + 1 FROM ruleset_versions
    WHERE workspace_id = :workspace_id AND ruleset_id = :ruleset_id
""")

_RETIRE = text("""
    UPDATE ruleset_versions SET state = 'past', in_force_to = :now
    WHERE workspace_id = :workspace_id AND state = 'in_force' AND ruleset_id IN (
        SELECT v.ruleset_id FROM ruleset_versions v
        WHERE v.workspace_id = :workspace_id AND v.version_id = ANY(cast(:version_ids AS uuid[])))
    RETURNING version_id
""")

_PUT_IN_FORCE = text("""
    UPDATE ruleset_versions SET state = 'in_force', in_force_from = :now
    WHERE workspace_id = :workspace_id AND version_id = ANY(cast(:version_ids AS uuid[]))
""")

# What is in force, under other settings.
_OPEN_ALL = text("""
    INSERT INTO ruleset_versions (workspace_id, version_id, ruleset_id, number, rules, time_zone, negative_scores,
                                  setting_version, decays, state, created_at, created_by)
    SELECT v.workspace_id, uuidv7(), v.ruleset_id,
           (SELECT max(o.number) + 1 FROM ruleset_versions o
            WHERE o.workspace_id = :workspace_id AND o.ruleset_id = v.ruleset_id),
           v.rules, s.time_zone, s.negative_scores, s.number, v.decays, 'building', :now, :by
    FROM ruleset_versions v
    JOIN rulesets r ON r.workspace_id = :workspace_id AND r.ruleset_id = v.ruleset_id
                   AND r.dimension <> 'inactivity'
    JOIN setting_versions s ON s.workspace_id = :workspace_id AND s.number = :number
    WHERE v.workspace_id = :workspace_id AND v.state = 'in_force'
""").execution_options(preserve_rowcount=True)

_LEFT_OVER = text("""
    SELECT version_id FROM ruleset_versions v
    WHERE workspace_id = :workspace_id AND state IN ('past', 'failed') AND (EXISTS (
        SELECT FROM lead_states s WHERE s.workspace_id = :workspace_id AND s.version_id = v.version_id)
        OR EXISTS (
        SELECT FROM fit_scores s WHERE s.workspace_id = :workspace_id AND s.version_id = v.version_id))
""")

_OPENED = text("""
    SELECT v.version_id, r.dimension, r.is_primary, v.setting_version
    FROM ruleset_versions v
    JOIN rulesets r ON r.workspace_id = v.workspace_id AND r.ruleset_id = v.ruleset_id
    WHERE v.workspace_id = :workspace_id AND v.state = 'building'
    ORDER BY v.version_id
""")

_COUNT_LEADS = text("SELECT count(*) FROM leads WHERE workspace_id = :workspace_id")


async def open_version(
    connection: Connection,
    workspace_id: UUID,
    ruleset_id: UUID,
    version_id: UUID,
    now: datetime,
    *,
    by: str,
    rules: list[dict[str, Any]],
    state: str = "building",
) -> int:
    """Answers its number."""
    numbers = await connection.execute(_NEXT_NUMBER, {"workspace_id": workspace_id, "ruleset_id": ruleset_id})
    number: int = numbers.scalar_one()
    await connection.execute(
        insert(ruleset_versions).values(
            workspace_id=workspace_id,
            version_id=version_id,
            ruleset_id=ruleset_id,
            number=number,
            rules=rules,
            time_zone=_setting(workspaces.c.time_zone, workspace_id),
            negative_scores=_setting(workspaces.c.negative_scores, workspace_id),
            decays=_decays_for(workspace_id, ruleset_id),
            state=state,
            created_at=now,
            created_by=by,
            in_force_from=now if state == "in_force" else None,
        )
    )
    return number


def _setting(column: ColumnElement[Any], workspace_id: UUID) -> Any:
    """As it is now."""
    return select(column).where(workspaces.c.workspace_id == workspace_id).scalar_subquery()


def _decays_for(workspace_id: UUID, ruleset_id: UUID) -> Any:
    """The rules of inactivity in force, where it is an engagement ruleset."""
    own, of_set = rulesets.alias("own"), rulesets.alias("of_set")
    return (
        select(_VERSION.rules)
        .join(of_set, (of_set.c.workspace_id == workspace_id) & (of_set.c.ruleset_id == _VERSION.ruleset_id))
        .join(own, (own.c.workspace_id == workspace_id) & (own.c.ruleset_id == ruleset_id))
        .where(
            _VERSION.workspace_id == workspace_id,
            _VERSION.state == "in_force",
            of_set.c.dimension == INACTIVITY,
            own.c.dimension == "engagement",
        )
        .scalar_subquery()
    )


async def put_in_force(
    connection: Connection, workspace_id: UUID, ruleset_id: UUID, version_id: UUID, now: datetime, *, by: str
) -> None:
    """The draft as the first version of a workspace without events: there is nothing to build."""
    rules = rules_document(await draft_rules_of(connection, workspace_id, ruleset_id))
    await open_version(
        connection, workspace_id, ruleset_id, version_id, now, by=by, rules=rules, state="in_force"
    )


async def open_all(connection: Connection, workspace_id: UUID, number: int, now: datetime, *, by: str) -> int:
    """The rules of all versions in force, under that version of the settings; answers how many there are."""
    values = {"workspace_id": workspace_id, "number": number, "now": now, "by": by}
    return (await connection.execute(_OPEN_ALL, values)).rowcount


class Opened(NamedTuple):
    """A version that is to be built. `setting_version` where it is the same rules under other settings."""

    version_id: UUID
    dimension: str
    is_primary: bool
    setting_version: int | None


async def opened(connection: Connection, workspace_id: UUID) -> list[Opened]:
    """The versions of the one publish there can be; several where it is one of settings."""
    rows = await connection.execute(_OPENED, {"workspace_id": workspace_id})
    return list(map(Opened._make, rows.all()))


async def count_leads(connection: Connection, workspace_id: UUID) -> int:
    return int((await connection.execute(_COUNT_LEADS, {"workspace_id": workspace_id})).scalar_one())


async def report(connection: Connection, workspace_id: UUID, version_id: UUID, done: int, total: int) -> None:
    await _set(connection, workspace_id, version_id, leads_done=done, leads_total=total)


async def fail(connection: Connection, workspace_id: UUID, version_id: UUID, error: str) -> None:
    await _set(connection, workspace_id, version_id, state="failed", error=error[:500])


async def switch(
    connection: Connection, workspace_id: UUID, version_ids: Collection[UUID], now: datetime
) -> list[UUID]:
    """Puts the versions in force at `now`; answers those they take the place of."""
    values = {"workspace_id": workspace_id, "version_ids": list(version_ids), "now": now}
    retired = list((await connection.execute(_RETIRE, values)).scalars())
    await connection.execute(_PUT_IN_FORCE, values)
    return retired


async def left_over(connection: Connection, workspace_id: UUID) -> list[UUID]:
    """Versions that are no longer of use, or never were, and have results still."""
    return list((await connection.execute(_LEFT_OVER, {"workspace_id": workspace_id})).scalars())


class Built(NamedTuple):
    """How far a version is, and how many shown scores putting it in force has changed."""

    number: int
    state: str
    changed: int | None


async def how_far(connection: Connection, workspace_id: UUID, version_id: UUID) -> Built:
    found = select(_VERSION.number, _VERSION.state, _VERSION.changed).where(
        _VERSION.workspace_id == workspace_id, _VERSION.version_id == version_id
    )
    return Built._make((await connection.execute(found)).one())


async def note_changed(connection: Connection, workspace_id: UUID, version_id: UUID, changed: int) -> None:
    await _set(connection, workspace_id, version_id, changed=changed)


async def _set(connection: Connection, workspace_id: UUID, version_id: UUID, **values: Any) -> None:
    await connection.execute(
        update(ruleset_versions)
        .where(_VERSION.workspace_id == workspace_id, _VERSION.version_id == version_id)
        .values(**values)
    )
