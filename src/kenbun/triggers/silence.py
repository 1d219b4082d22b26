"""What is no news (publishing, edited bands, imports, what came late) becomes firings that are held back.

There may be a hundred thousand of them at one tick, so they are judged behind the news, without the tick, and written
some at a time under it. That is exact: what is no news bars no news, and is barred by what had fired by its own tick,
which is settled once news has been judged up to there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection, Database
from kenbun.triggers import firing_queries, round_queries
from kenbun.triggers.detect import silently
from kenbun.triggers.in_force import in_force
from kenbun.triggers.judge import Judged, firings_of, meant, those_shown
from kenbun.triggers.round_queries import Round, read_round
from kenbun.triggers.spans import LAST, Place

_JUDGED_AT_ONCE = 20_000
# Written in a tenth of a second, with four indexes.
_WRITTEN_AT_ONCE = 1_000
# Where nothing has happened it is quicker to look once more than to note that.
_LOOKED_AT_AGAIN = timedelta(minutes=1)


class _Found(NamedTuple):
    """`reached`: up to where these are all."""

    round_of: Round
    judged: Sequence[Judged]
    reached: Place
    is_all: bool


async def hold_back(database: Database, workspace_id: UUID) -> None:
    """All up to where news has been judged."""
    is_all = False
    while not is_all:
        async with database.snapshot() as connection:
            found = await _judge(connection, workspace_id)
        if found is None or not await _write(database, workspace_id, found):
            return
        is_all = found.is_all


async def _judge(connection: Connection, workspace_id: UUID) -> _Found | None:
    round_of = await read_round(connection, workspace_id)
    stretch = round_of.silence
    if stretch is None:
        return None
    triggers = await in_force(connection, workspace_id, round_of)
    page = await silently(connection, workspace_id, triggers, stretch, _JUDGED_AT_ONCE)
    if not page.rows and stretch.until - stretch.since.at < _LOOKED_AT_AGAIN:
        return None
    reached = page.reached or Place(stretch.until, LAST)
    judged: list[Judged] = []
    if page.rows:
        now = await ticks.visible(connection, workspace_id)
        workspace = await get_workspace(connection, workspace_id)
        found = await meant(connection, workspace, page.rows, now)
        judged = await firings_of(connection, workspace_id, found, stretch.ticks, now)
    return _Found(round_of, judged, reached, page.reached is None)


async def _write(database: Database, workspace_id: UUID, found: _Found) -> bool:
    """False where somebody else has gone on, or triggers have changed: the rest is judged again."""
    place = found.round_of.silent
    for some, reached in _pieces(found):
        async with database.transaction() as connection:
            await ticks.lock(connection, workspace_id)
            round_of = await read_round(connection, workspace_id)
            if (round_of.silent, round_of.stamp) != (place, found.round_of.stamp):
                return False
            # somebody may have been deleted, or archived, since
            there = await those_shown(connection, workspace_id, [one.happening for one in some])
            firings = [one.firing for one in some if one.happening.subject_id in there]
            await firing_queries.add(connection, workspace_id, firings)
            await round_queries.passed_over(connection, workspace_id, reached)
        place = reached
    return True


def _pieces(found: _Found) -> Iterator[tuple[Sequence[Judged], Place]]:
    """Each with the place up to which it is all; those of one subject at one tick stay together."""
    judged = sorted(found.judged, key=lambda one: one.happening.place)
    start = 0
    while len(judged) - start > _WRITTEN_AT_ONCE:
        end = start + _WRITTEN_AT_ONCE
        last = judged[end - 1].happening.place
        while end < len(judged) and judged[end].happening.place == last:
            end += 1
        yield judged[start:end], last
        start = end
    yield judged[start:], found.reached
