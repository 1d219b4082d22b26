from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.database.hearing import TELL
from kenbun.subject import Subject

Cause = Literal[
    "anew",
    "archive",
    "committee",
    "conversions",
    "deletion",
    "fading",
    "filter",
    "hand",
    "levels",
    "mapping",
    "merge",
    "owner",
    "publish",
    "rescore",
    "roles",
    "sessions",
    "settings",
    "surge",
    "unmerge",
    "watch",
]

_STIR = text(f"""
    WITH noted AS (
        INSERT INTO stirred (workspace_id, subject, subject_id, cause)
        SELECT :workspace_id, :subject, t.subject_id, :cause FROM unnest(cast(:ids AS uuid[])) AS t (subject_id)
    )
    SELECT {TELL.format("stirs")}
""")  # noqa: S608 - a word of ours

_STIR_ALL = text(f"""
    WITH noted AS (
        INSERT INTO stirred (workspace_id, subject, subject_id, cause)
        VALUES (:workspace_id, 'lead', NULL, :cause), (:workspace_id, 'account', NULL, :cause)
    )
    SELECT {TELL.format("stirs")}
""")  # noqa: S608 - a word of ours

_WHERE = text("SELECT DISTINCT workspace_id FROM stirred /* all workspaces */")

_TAKE = text("""
    DELETE FROM stirred s USING (
        SELECT stir_id FROM stirred WHERE workspace_id = :workspace_id ORDER BY stir_id LIMIT :limit
    ) AS next
    WHERE s.workspace_id = :workspace_id AND s.stir_id = next.stir_id
    RETURNING s.stir_id, s.subject, s.subject_id, s.cause
""")

_TAKE_OWN = text("""
    DELETE FROM stirred s WHERE s.workspace_id = :workspace_id AND s.xmin = cast(pg_current_xact_id() AS xid)
    RETURNING s.stir_id, s.subject, s.subject_id, s.cause
""")

_TAKE_ARCHIVED = text("""
    DELETE FROM stirred WHERE workspace_id = :workspace_id AND subject = 'account' AND cause = 'archive'
    RETURNING subject_id
""")


class Stirred(NamedTuple):
    """`subject_id` is None where it is of all."""

    stir_id: int
    subject: Subject
    subject_id: UUID | None
    cause: str


async def stir(
    connection: Connection, workspace_id: UUID, subject: Subject, ids: Collection[UUID], cause: str
) -> None:
    """One of a `Cause`; some that stand with changes of levels, too, are handed on as they are."""
    if ids:
        values = {"workspace_id": workspace_id, "subject": subject, "ids": list(ids), "cause": cause}
        await connection.execute(_STIR, values)


async def stir_all(connection: Connection, workspace_id: UUID, cause: Cause) -> None:
    """Every lead and every account."""
    await connection.execute(_STIR_ALL, {"workspace_id": workspace_id, "cause": cause})


async def workspaces_stirred(connection: Connection) -> set[UUID]:
    return set((await connection.execute(_WHERE)).scalars())


async def take(connection: Connection, workspace_id: UUID, limit: int) -> list[Stirred]:
    """The next of them, in order; they are gone with the transaction."""
    rows = await connection.execute(_TAKE, {"workspace_id": workspace_id, "limit": limit})
    return sorted(map(Stirred._make, rows.all()))


async def take_own(connection: Connection, workspace_id: UUID) -> list[Stirred]:
    """Those of this transaction, in order."""
    rows = await connection.execute(_TAKE_OWN, {"workspace_id": workspace_id})
    return sorted(map(Stirred._make, rows.all()))


async def take_archived(connection: Connection, workspace_id: UUID) -> set[UUID]:
    """Accounts that have come out of the archive, or gone into it, and are not followed yet."""
    return set((await connection.execute(_TAKE_ARCHIVED, {"workspace_id": workspace_id})).scalars())
