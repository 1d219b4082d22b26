"""Sources: where events come from. Each has a write key, which takes in events and can do nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.keys import WRITE_KEY, mint
from kenbun.access.queries import credentials
from kenbun.database import Connection
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging
from kenbun.kit.text import line

Kind = Literal["website", "server", "other"]

LONGEST_BESIDE = timedelta(days=7)
"""How long a write key may hold on beside the one that replaces it."""

_HOST = re.compile(r"[a-z0-9.-]+(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?")
_MOST_ORIGINS = 50


@dataclass(frozen=True)
class Source:
    """`allowed_origins`: web pages of these origins alone may use the key; empty: any page may.

    The key before the last one holds on until `former_key_until`, if that is not None. Uses are noted to within 5
    minutes.
    """

    workspace_id: UUID
    source_id: UUID
    name: str
    kind: Kind
    allowed_origins: list[str]
    former_key_until: datetime | None
    key_changed_at: datetime | None
    last_used_at: datetime | None
    former_key_used_at: datetime | None
    created_at: datetime
    revoked_at: datetime | None

    def allows(self, origin: str | None) -> bool:
        """A server sends no origin and is let in: an origin says which page asks, it proves nothing."""
        return origin is None or not self.allowed_origins or origin.lower() in self.allowed_origins


async def create_source(
    connection: Connection,
    caller: Caller,
    name: str,
    now: datetime,
    *,
    kind: Kind = "server",
    allowed_origins: Sequence[str] = (),
) -> tuple[Source, str]:
    """The source and its write key, which cannot be had again."""
    secret = mint(WRITE_KEY, caller.workspace_id)
    row = await credentials.add_source(
        connection,
        secret,
        source_id=new_id(),
        name=line(name, "name", 100),
        kind=kind,
        allowed_origins=_read_origins(allowed_origins),
        created_at=now,
    )
    source = Source(**row)
    await audit.record(connection, caller, "source.create", _subject(source), after=_shown(source), now=now)
    return source, secret.text


async def list_sources(
    connection: Connection, workspace_id: UUID, paging: Paging
) -> tuple[list[Source], int]:
    """The latest first, without revoked ones; and how many there are."""
    rows, total = await credentials.sources_of(connection, workspace_id, paging)
    return [Source(**row) for row in rows], total


async def get_source(
    connection: Connection, workspace_id: UUID, source_id: UUID, *, hold: bool = False
) -> Source:
    """Raises `NotFound` for one that is revoked, too."""
    row = await credentials.source_of(connection, workspace_id, source_id, hold=hold)
    if row is None:
        raise NotFound("There is no such source.", field="source_id")
    return Source(**row)


async def change_source(
    connection: Connection,
    caller: Caller,
    source_id: UUID,
    now: datetime,
    *,
    name: str | None = None,
    allowed_origins: Sequence[str] | None = None,
) -> Source:
    """What is left out stays. Holds for what comes in, within 5 seconds."""
    before = await get_source(connection, caller.workspace_id, source_id, hold=True)
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = line(name, "name", 100)
    if allowed_origins is not None:
        values["allowed_origins"] = _read_origins(allowed_origins)
    after = replace(before, **values)
    if after != before:
        await credentials.change_source(connection, caller.workspace_id, source_id, **values)
        await audit.record(
            connection,
            caller,
            "source.change",
            _subject(after),
            before=_shown(before),
            after=_shown(after),
            now=now,
        )
    return after


async def change_key(
    connection: Connection, caller: Caller, source_id: UUID, now: datetime, holds_on: timedelta
) -> tuple[Source, str]:
    """A new write key, which cannot be had again. The one so far holds on for that time, so that what sends with it can
    be moved over; the one before it holds no more."""
    if not timedelta(0) <= holds_on <= LONGEST_BESIDE:
        raise Invalid("Must be from 0 to 168 hours: seven days.", field="old_key_holds_hours")
    await get_source(connection, caller.workspace_id, source_id, hold=True)
    secret = mint(WRITE_KEY, caller.workspace_id)
    until = now + holds_on if holds_on else None
    row = await credentials.change_key(connection, secret, source_id, now, until)
    assert row is not None
    source = Source(**row)
    after = {"name": source.name, "old_key_holds_until": until}
    await audit.record(connection, caller, "source.change_key", _subject(source), after=after, now=now)
    return source, secret.text


async def revoke_source(connection: Connection, caller: Caller, source_id: UUID, now: datetime) -> None:
    """The key stops working within 5 seconds, or at once with `WriteKeys.forget`; events taken in stay."""
    row = await credentials.revoke_source(connection, caller.workspace_id, source_id, now)
    if row is None:
        raise NotFound("There is no such source.", field="source_id")
    source = Source(**row)
    await audit.record(connection, caller, "source.revoke", _subject(source), before=_shown(source), now=now)


def _read_origins(origins: Sequence[str]) -> list[str]:
    if len(origins) > _MOST_ORIGINS:
        raise Invalid(f"At most {_MOST_ORIGINS} origins.", field="allowed_origins")
    return [_read_origin(text, f"allowed_origins[{index}]") for index, text in enumerate(origins)]


def _read_origin(text: str, field: str) -> str:
    try:
        parts = urlsplit(text.strip().rstrip("/").lower())
        plain = f"{parts.scheme}://{parts.netloc}" == text.strip().rstrip("/").lower()
    except ValueError:
        plain = False
    if not plain or parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        raise Invalid("Must be an origin like https://www.example.com, without a path.", field=field)
    return f"{parts.scheme}://{parts.netloc}"


def _subject(source: Source) -> tuple[str, str]:
    return "source", public("src", source.source_id)


def _shown(source: Source) -> dict[str, object]:
    return {"name": source.name, "kind": source.kind, "allowed_origins": source.allowed_origins}
