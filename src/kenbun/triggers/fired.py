"""Firings for those who tell of them or act on them: where their subject is shown now, and what it is called."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.rooted_queries import ROOTED
from kenbun.triggers import fired_queries as queries
from kenbun.triggers.drafts import Kind, Subject

SUBJECTS: tuple[Subject, ...] = ("lead", "account")


@dataclass(frozen=True, slots=True)
class Fired:
    """`subject_id` is the root that it is shown in by now; `cause` is of the moment at which it fired."""

    firing_id: UUID
    trigger_id: UUID
    trigger_name: str
    kind: Kind
    subject: Subject
    subject_id: UUID
    name: str
    at: datetime
    cause: dict[str, Any]


async def fired(connection: Connection, workspace_id: UUID, firing_ids: Collection[UUID]) -> list[Fired]:
    """Those that are there, of leads and accounts that are."""
    rows = await queries.firings(connection, workspace_id, firing_ids)
    found: list[Fired] = []
    for subject in SUBJECTS:
        if of_these := [row for row in rows if row.subject == subject]:
            found += await _of(connection, workspace_id, subject, of_these)
    return found


async def shown_as(
    connection: Connection, workspace_id: UUID, rows: Sequence[Any]
) -> dict[UUID, tuple[UUID, str]]:
    """Of each firing among these rows the lead or account that its subject is shown in by now, and the name of that;
    blank where it is gone."""
    found: dict[UUID, tuple[UUID, str]] = {}
    for subject in SUBJECTS:
        some = [row for row in rows if row.subject == subject]
        roots = await ROOTED[subject].known(connection, workspace_id, {row.subject_id for row in some})
        names = await queries.NAMES[subject](connection, workspace_id, set(roots.values())) if some else {}
        for row in some:
            root_id = roots.get(row.subject_id, row.subject_id)
            found[row.firing_id] = (root_id, names.get(root_id, ""))
    return found


async def _of(
    connection: Connection, workspace_id: UUID, subject: Subject, rows: Sequence[Any]
) -> list[Fired]:
    roots = await ROOTED[subject].known(connection, workspace_id, {row.subject_id for row in rows})
    names = await queries.NAMES[subject](connection, workspace_id, set(roots.values()))
    return [
        Fired(
            row.firing_id,
            row.trigger_id,
            row.name,
            row.kind,
            subject,
            root,
            names[root],
            row.at,
            row.cause,
        )
        for row in rows
        if (root := roots.get(row.subject_id)) in names
    ]
