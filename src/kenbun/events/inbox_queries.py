"""Statements on the inbox: many calls in few round trips."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import msgspec
import psycopg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kenbun.database import Away, Connection, copy_in
from kenbun.events.accept.call import Call
from kenbun.kit.errors import Unavailable

# Answers those that were there before. They come sorted: two processes that take in the same ids wait
# for one another in the same order.
_REMEMBER = text("""
    WITH given AS (SELECT unnest(CAST(:hashes AS uuid[])) AS message_hash),
    added AS (
        INSERT INTO message_ids (workspace_id, message_hash)
        SELECT :workspace_id, message_hash FROM given
        ON CONFLICT DO NOTHING
        RETURNING message_hash
    )
    SELECT message_hash FROM given WHERE message_hash NOT IN (SELECT message_hash FROM added)
""")

# COPY took two thirds of the time of an INSERT out of JSON.
_COPY = """
    COPY event_inbox (workspace_id, event_id, kind, event_type, message_id, happened_at, accepted_at, lead_id,
                      aliases, account_key, account_name, channel, campaign, metadata, traits, source_id,
                      silent)
    FROM STDIN
"""

_EXISTING = text("""
    SELECT lead_id FROM leads WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
    UNION ALL
    SELECT lead_id FROM lead_parts
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND lead_id <> root_id
""")

_BACKLOG = text("""
    SELECT count(*) AS waiting, min(accepted_at) AS oldest
    FROM (SELECT accepted_at FROM event_inbox WHERE workspace_id = :workspace_id
          ORDER BY event_id LIMIT :most) AS first
""")

_NULL = "\\N"
_ESCAPED = re.compile(r"[\\\n\r\t]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Unstorable(Exception):
    """The database is there and refuses the data."""


class Entry(NamedTuple):
    """A call on its way into the inbox."""

    event_id: UUID
    call: Call
    accepted_at: datetime
    source_id: UUID | None


class Backlog(NamedTuple):
    waiting: int
    oldest: datetime | None


def message_hash(message_id: str) -> str:
    """What is kept of a message id for good: enough to know it again, too little to tell what it was."""
    return hashlib.blake2b(message_id.encode(), digest_size=16).hexdigest()


async def remember(connection: Connection, workspace_id: UUID, hashes: Sequence[str]) -> set[str]:
    """Keep the hashes; answer those of them that were kept before."""
    array = "{" + ",".join(hashes) + "}"
    known = await connection.execute(_REMEMBER, {"workspace_id": workspace_id, "hashes": array})
    return {row[0].hex for row in known}


async def put(connection: Connection, workspace_id: UUID, entries: Sequence[Entry]) -> None:
    lines = "\n".join([_line(workspace_id.hex, entry) for entry in entries])
    await copy_in(connection, _COPY, [lines.encode()])


async def backlog(connection: Connection, workspace_id: UUID, most: int) -> Backlog:
    """How many calls wait, counted up to `most`, and since when the oldest does."""
    row = (await connection.execute(_BACKLOG, {"workspace_id": workspace_id, "most": most})).one()
    return Backlog(row.waiting, row.oldest)


async def existing_leads(connection: Connection, workspace_id: UUID, lead_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the ids that a lead of the workspace has, be it merged into another."""
    rows = await connection.execute(_EXISTING, {"workspace_id": workspace_id, "lead_ids": list(lead_ids)})
    return set(rows.scalars())


@contextmanager
def needing_database() -> Iterator[None]:
    """A database that is away becomes an answer that says when to come back, any refusal `Unstorable`."""
    try:
        yield
    except (*Away, OSError) as error:
        raise Unavailable(
            "The database is away for a moment. Nothing was taken in: send it again.", retry_after=2
        ) from error
    except (DBAPIError, psycopg.Error) as error:
        raise Unstorable(str(error)) from error


def _line(workspace: str, entry: Entry) -> str:
    """One row in COPY's text format, whose columns are parted by tabs."""
    event_id, call, accepted_at, source_id = entry
    return "\t".join(
        (
            workspace,
            event_id.hex,
            call.kind,
            _text(call.event_type),
            _text(call.message_id or event_id.hex),
            str(call.happened_at),
            _written(accepted_at),
            call.lead_id.hex if call.lead_id else _NULL,
            _json(msgspec.json.encode(call.aliases)),
            _text(call.account_key),
            _text(call.account_name),
            call.channel or _NULL,
            _text(call.campaign),
            _json(call.metadata),
            _json(call.traits) if call.traits else _NULL,
            source_id.hex if source_id else _NULL,
            "t" if call.silent else "f",
        )
    )


@lru_cache(maxsize=64)
def _written(accepted_at: datetime) -> str:
    """All calls of a request have it in common."""
    return str(accepted_at)


def _text(value: str | None) -> str:
    if value is None:
        return _NULL
    return value.translate(_ESCAPES) if _ESCAPED.search(value) else value


def _json(encoded: bytes) -> str:
    """In JSON text the backslash alone means something to COPY; control characters are written with it."""
    return encoded.decode().replace("\\", "\\\\")
