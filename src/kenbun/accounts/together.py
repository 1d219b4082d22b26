"""Who of an account was active together: less than the session timeout before or after one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from kenbun.accounts import together_queries as queries
from kenbun.accounts.together_queries import Moment, Span
from kenbun.database import Connection


async def others_near(
    connection: Connection,
    workspace_id: UUID,
    account_id: UUID,
    moments: Sequence[Moment],
    near: timedelta,
) -> list[frozenset[UUID]]:
    """For each moment the other leads of the account who were active less than `near` from it."""
    if not moments:
        return []
    spans = joined((at - near, at + near) for at, _ in moments)
    found = await queries.others_near(connection, workspace_id, account_id, moments, spans, near)
    return [found.get(place, frozenset()) for place in range(len(moments))]


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time as spans that lie apart, in order."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found
