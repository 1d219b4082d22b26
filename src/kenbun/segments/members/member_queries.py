"""Who is in: read as it stands, and written by the difference."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from sqlalchemy import TextClause, text

from kenbun.database import BINARY, Connection
from kenbun.segments.evaluation import Cells, Grid, Kind, Pair, Reason, key_of

BY_HAND: dict[str, Any] = {"by_hand": True}

# One row for each subject: there are many pairs, and rows are slow to read. Without a join: of a prepared statement the
# planner does not know how long the lists are, and joined three times as long as this takes.
_MEMBERS = text("""
    SELECT m.subject_id, string_agg(uuid_send(m.segment_id) || int8send(m.why_key), cast('' AS bytea))
    FROM segment_members m
    WHERE m.workspace_id = :workspace_id AND m.subject_id = ANY(cast(:subject_ids AS uuid[]))
    GROUP BY m.subject_id
""").execution_options(**BINARY)
_MEMBER = np.dtype([("segment", "S16"), ("key", ">i8")])

# Whoever is archived with their account is in no segment.
_PRESENT: dict[Kind, TextClause] = {
    "lead": text("""
        SELECT l.lead_id FROM leads l
        WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:subject_ids AS uuid[]))
          AND NOT EXISTS (
              SELECT FROM accounts a
              WHERE a.workspace_id = :workspace_id AND a.account_id = l.account_id AND a.archived_at IS NOT NULL)
    """),
    "account": text("""
        SELECT a.account_id FROM accounts a
        WHERE a.workspace_id = :workspace_id AND a.account_id = ANY(cast(:subject_ids AS uuid[]))
          AND a.archived_at IS NULL
    """),
}

_ARCHIVED_SINCE: dict[Kind, TextClause] = {
    "lead": text("""
        SELECT l.lead_id AS subject_id, a.archived_at FROM leads l
        JOIN accounts a ON a.workspace_id = :workspace_id AND a.account_id = l.account_id
        WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:subject_ids AS uuid[]))
          AND a.archived_at IS NOT NULL
    """),
    "account": text("""
        SELECT account_id AS subject_id, archived_at FROM accounts
        WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:subject_ids AS uuid[]))
          AND archived_at IS NOT NULL
    """),
}

_MADE_AT = text("""
    SELECT account_id FROM accounts
    WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:account_ids AS uuid[])) AND created_at = :now
""")

_PAIRS = "unnest(cast(:segment_ids AS uuid[]), cast(:subject_ids AS uuid[]){more}) AS t (segment_id, subject_id{names})"

_ENTER = text(f"""
    INSERT INTO segment_members (workspace_id, segment_id, subject_id, since, why, why_key)
    SELECT :workspace_id, t.segment_id, t.subject_id, :now, (cast(:whys AS jsonb[]))[t.why],
           (cast(:why_keys AS bigint[]))[t.why]
    FROM {_PAIRS.format(more=", cast(:places AS int[])", names=", why")}
""")  # noqa: S608 - our own text

_EXPLAIN = text(f"""
    UPDATE segment_members m SET why = (cast(:whys AS jsonb[]))[t.why], why_key = (cast(:why_keys AS bigint[]))[t.why]
    FROM {_PAIRS.format(more=", cast(:places AS int[])", names=", why")}
    WHERE m.workspace_id = :workspace_id AND m.segment_id = t.segment_id AND m.subject_id = t.subject_id
""")  # noqa: S608

_LEAVE = text(f"""
    DELETE FROM segment_members m USING {_PAIRS.format(more="", names="")}
    WHERE m.workspace_id = :workspace_id AND m.segment_id = t.segment_id AND m.subject_id = t.subject_id
    RETURNING m.segment_id, m.subject_id, cast(m.why AS text)
""")  # noqa: S608

_NOTE = text("""
    INSERT INTO segment_changes (workspace_id, segment_id, subject_id, entered, at, cause, leaf, fires)
    SELECT :workspace_id, t.segment_id, t.subject_id, t.entered, :now, :cause, (cast(:leaves AS jsonb[]))[t.leaf],
           t.fires
    FROM unnest(cast(:segment_ids AS uuid[]), cast(:subject_ids AS uuid[]), cast(:entered AS boolean[]),
                cast(:places AS int[]), cast(:fires AS boolean[])) AS t (segment_id, subject_id, entered, leaf, fires)
""")

_COUNT = text("""
    UPDATE segments s SET members = s.members + t.more
    FROM unnest(cast(:segment_ids AS uuid[]), cast(:more AS int[])) AS t (segment_id, more)
    WHERE s.workspace_id = :workspace_id AND s.segment_id = t.segment_id
""")

_UNCOUNT = text("""
    UPDATE segments s SET members = s.members - gone.number
    FROM (
        SELECT segment_id, count(*) AS number FROM segment_members
        WHERE workspace_id = :workspace_id AND subject_id = ANY(cast(:subject_ids AS uuid[]))
        GROUP BY segment_id
    ) AS gone
    WHERE s.workspace_id = :workspace_id AND s.segment_id = gone.segment_id
""")


class Change(NamedTuple):
    """An entry, or an exit. `why` speaks for it, or did, as JSON; `leaf` is what let it in, or holds no more."""

    segment_id: UUID
    subject_id: UUID
    entered: bool
    why: str
    leaf: dict[str, Any] | None
    fires: bool


class Standing(NamedTuple):
    """Of each subject and segment of a grid whether it is in, and the key of why."""

    inside: Cells
    keys: Cells


async def standing(connection: Connection, workspace_id: UUID, grid: Grid) -> Standing:
    values = {"workspace_id": workspace_id, "subject_ids": grid.subjects}
    found = Standing(np.zeros(grid.asked.shape, bool), np.zeros(grid.asked.shape, np.int64))
    packed = [
        (grid.row_of[one], bytes(members)) for one, members in await connection.execute(_MEMBERS, values)
    ]
    members = np.frombuffer(b"".join(some for _, some in packed), _MEMBER)
    rows = np.repeat([row for row, _ in packed], [len(some) // _MEMBER.itemsize for _, some in packed])
    segments = np.array([one.bytes for one in grid.segments], "S16")
    order = np.argsort(segments)
    columns = order[np.searchsorted(segments, members["segment"], sorter=order).clip(max=len(order) - 1)]
    known = segments[columns] == members["segment"]
    place = rows[known].astype(np.intp), columns[known]
    found.inside[place] = True
    found.keys[place] = members["key"][known]
    return found


async def present(
    connection: Connection, workspace_id: UUID, kind: Kind, subject_ids: Collection[UUID]
) -> set[UUID]:
    """Those of these that can be in a segment: that are there, shown in themselves and not archived."""
    values = {"workspace_id": workspace_id, "subject_ids": list(subject_ids)}
    return set((await connection.execute(_PRESENT[kind], values)).scalars())


async def archived_since(
    connection: Connection, workspace_id: UUID, kind: Kind, subject_ids: Collection[UUID]
) -> dict[UUID, datetime]:
    """Those of these that are in the archive, by themselves or with their account, and since when."""
    values = {"workspace_id": workspace_id, "subject_ids": list(subject_ids)}
    rows = await connection.execute(_ARCHIVED_SINCE[kind], values)
    return {one.subject_id: one.archived_at for one in rows}


async def made_at(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID], now: datetime
) -> set[UUID]:
    """Accounts, of these, that this transaction has made."""
    if not account_ids:
        return set()
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids), "now": now}
    return set((await connection.execute(_MADE_AT, values)).scalars())


async def leave(connection: Connection, workspace_id: UUID, pairs: Collection[Pair]) -> dict[Pair, str]:
    """Takes these out, and answers why they were in, as JSON; `write` notes them."""
    if not pairs:
        return {}
    rows = await connection.execute(_LEAVE, {"workspace_id": workspace_id} | _columns(pairs))
    return {(segment_id, subject_id): why for segment_id, subject_id, why in rows}


async def write(
    connection: Connection,
    workspace_id: UUID,
    changes: Sequence[Change],
    others: Sequence[tuple[Pair, Reason]],
    now: datetime,
    cause: str,
) -> None:
    """Of exits the notes alone: see `leave`. `others` stay, for other reasons than before."""
    place = {"workspace_id": workspace_id}
    coming = [one for one in changes if one.entered]
    for statement, pairs, whys in (
        (_ENTER, [(one.segment_id, one.subject_id) for one in coming], [one.why for one in coming]),
        (_EXPLAIN, [pair for pair, _ in others], [reason.text for _, reason in others]),
    ):
        if pairs:
            columns = _columns(pairs) | _shared(whys, "whys", "places")
            keys = [key_of(why) for why in columns["whys"]]
            await connection.execute(statement, place | columns | {"why_keys": keys, "now": now})
    if changes:
        await _note(connection, workspace_id, changes, now, cause)


async def _note(
    connection: Connection, workspace_id: UUID, changes: Sequence[Change], now: datetime, cause: str
) -> None:
    values = {
        "workspace_id": workspace_id,
        "now": now,
        "cause": cause,
        **_columns([(one.segment_id, one.subject_id) for one in changes]),
        "entered": [one.entered for one in changes],
        **_shared(_leaves(changes), "leaves", "places"),
        "fires": [one.fires for one in changes],
    }
    await connection.execute(_NOTE, values)
    more: Counter[UUID] = Counter()
    for one in changes:
        more[one.segment_id] += 1 if one.entered else -1
    await add_to_counts(connection, workspace_id, more)


def _leaves(changes: Sequence[Change]) -> list[str | None]:
    """As JSON; many share one object."""
    texts = {id(one.leaf): json.dumps(one.leaf) for one in {id(one.leaf): one for one in changes}.values()}
    return [None if one.leaf is None else texts[id(one.leaf)] for one in changes]


async def add_to_counts(connection: Connection, workspace_id: UUID, more: Mapping[UUID, int]) -> None:
    if more:
        values = {
            "workspace_id": workspace_id,
            "segment_ids": list(more),
            "more": list(more.values()),
        }
        await connection.execute(_COUNT, values)


async def uncount(connection: Connection, workspace_id: UUID, subject_ids: Collection[UUID]) -> None:
    """These are about to be deleted, with the rows of their memberships."""
    values = {"workspace_id": workspace_id, "subject_ids": list(subject_ids)}
    await connection.execute(_UNCOUNT, values)


def _shared(texts: Collection[str | None], values: str, places: str) -> dict[str, Any]:
    """Each text once, and where each stands among them, from 1 on."""
    found: dict[str | None, int] = {}
    placed = [found.setdefault(one, len(found) + 1) for one in texts]
    return {values: list(found), places: placed}


def _columns(pairs: Collection[Pair]) -> dict[str, Any]:
    return {
        "segment_ids": [segment_id for segment_id, _ in pairs],
        "subject_ids": [subject_id for _, subject_id in pairs],
    }
