"""Leads that look like one person, accounts that look like one company, and what people say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.identity import duplicate_queries
from kenbun.identity.rooted_queries import LEADS, Rooted
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.paging import Paging


@dataclass(frozen=True, slots=True)
class Pair:
    """Both with their names, and all reasons."""

    one_id: UUID
    other_id: UUID
    names: tuple[str, str]
    reasons: list[str]
    suggested_at: datetime


async def duplicates(
    connection: Connection, workspace_id: UUID, paging: Paging, of: Rooted = LEADS
) -> tuple[list[Pair], int]:
    """The pairs of a page, those suggested last first, and how many there are."""
    rows = await duplicate_queries.listed(connection, workspace_id, paging, of)
    pairs = [
        Pair(row.one_id, row.other_id, (row.one_name, row.other_name), row.reasons, row.suggested_at)
        for row in rows
    ]
    return pairs, rows[0].total if rows else 0


async def not_a_duplicate(
    connection: Connection,
    caller: Caller,
    one_id: UUID,
    other_id: UUID,
    clock: Clock,
    of: Rooted = LEADS,
) -> None:
    """For good: they are not suggested again, and no event merges them by itself. Raises NotFound or Invalid."""
    now = clock()
    roots = await of.known(connection, caller.workspace_id, [one_id, other_id])
    for place, identifier in enumerate((one_id, other_id)):
        if identifier not in roots:
            raise NotFound(f"There is no such {of.noun}.", field=f"{of.key}s[{place}]")
    pair = (roots[one_id], roots[other_id])
    if pair[0] == pair[1]:
        raise Invalid(f"These are one {of.noun}.", field=f"{of.key}s")
    if await duplicate_queries.set_apart(connection, caller.workspace_id, *pair, now, caller.name, of):
        subject, other = (of.public(identifier) for identifier in pair)
        action, after = f"{of.noun}.not_duplicate", {f"other_{of.key}": other}
        await audit.record(connection, caller, action, (of.noun, subject), after=after, now=now)
