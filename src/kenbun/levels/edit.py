"""Bands are edited as a whole: a version each time, in force at once, and the levels of all follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import NotFound
from kenbun.kit.paging import Paging
from kenbun.levels import edit_queries as queries
from kenbun.levels.bands import UNCLASSIFIED, Bands
from kenbun.levels.dimensions import Dimension
from kenbun.levels.drafts import BandDraft, check
from kenbun.levels.queries import bands_in_force
from kenbun.levels.ranges import moved, ranges
from kenbun.stirred import stir_all


@dataclass(frozen=True, slots=True)
class Edited:
    """The version now in force, its bands, and how many leads or accounts came to another level by it."""

    version: int
    bands: Bands
    moved: int


@dataclass(frozen=True, slots=True)
class LevelVersion:
    version: int
    bands: Bands
    in_force_from: datetime
    in_force_to: datetime | None
    created_by: str
    restored_from: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What putting the bands in force would do now. `moves` by (from, to); `sizes` by level: before and after."""

    bands: Bands
    subjects: int
    moves: dict[tuple[str, str], int]
    sizes: dict[str, tuple[int, int]]

    @property
    def affected(self) -> int:
        return sum(self.moves.values())


async def put_bands(
    connection: Connection,
    caller: Caller,
    dimension: Dimension,
    drafts: Sequence[BandDraft],
    clock: Clock,
    *,
    restored_from: int | None = None,
) -> Edited:
    """Puts these bands in force; what is in force already stays as it is. Raises Invalid naming the band."""
    workspace_id = caller.workspace_id
    now = await tick(connection, workspace_id, clock)
    before = await bands_in_force(connection, workspace_id, dimension)
    # what comes back keeps the ids that it had
    known = (
        before
        if restored_from is None
        else await bands_of(connection, workspace_id, dimension, restored_from)
    )
    after = check(drafts, known)
    if after == before:
        return Edited(await queries.latest_version(connection, workspace_id, dimension), before, 0)
    version = await queries.replace_bands(
        connection, workspace_id, dimension, after, now, by=caller.name, restored_from=restored_from
    )
    count = await queries.add_moves(connection, workspace_id, dimension, moved(before, after), now)
    await stir_all(connection, workspace_id, "levels")
    await audit.record(
        connection,
        caller,
        "levels.change" if restored_from is None else "levels.restore",
        ("levels", dimension),
        before={"levels": _shown(before)},
        after={"levels": _shown(after), "version": version, "moved": count},
        now=now,
    )
    return Edited(version, after, count)


async def restore(
    connection: Connection, caller: Caller, dimension: Dimension, version: int, clock: Clock
) -> Edited:
    """The bands of an earlier version, as a new one."""
    bands = await bands_of(connection, caller.workspace_id, dimension, version)
    return await put_bands(connection, caller, dimension, drafts_of(bands), clock, restored_from=version)


async def bands_of(connection: Connection, workspace_id: UUID, dimension: Dimension, version: int) -> Bands:
    found = await queries.version_bands(connection, workspace_id, dimension, version)
    if found is None:
        raise NotFound(f"There is no version {version} of these levels.", field="version")
    return found


def drafts_of(bands: Bands) -> list[BandDraft]:
    shown = [band.shown() for band in bands.bands]
    return [BandDraft.model_validate({name: one[name] for name in BandDraft.model_fields}) for one in shown]


async def preview(
    connection: Connection, workspace_id: UUID, dimension: Dimension, drafts: Sequence[BandDraft]
) -> Preview:
    """From the scores as they are; `put_bands` right after it does exactly this."""
    before = await bands_in_force(connection, workspace_id, dimension)
    after = check(drafts, before)
    parts = ranges(before, after)
    counts = await queries.count_in(connection, workspace_id, dimension, parts)
    moves: dict[tuple[str, str], int] = defaultdict(int)
    was: dict[str, int] = defaultdict(int)
    will: dict[str, int] = defaultdict(int)
    for part, count in zip(parts, counts, strict=True):
        was[part.from_level] += count
        will[part.to_level] += count
        if count and part.from_level != part.to_level:
            moves[part.from_level, part.to_level] += count
    names = [*(band.name for band in after.bands), *(band.name for band in before.bands), UNCLASSIFIED]
    sizes = {name: (was[name], will[name]) for name in names}
    return Preview(after, sum(counts), dict(moves), sizes)


async def versions(
    connection: Connection, workspace_id: UUID, dimension: Dimension, paging: Paging
) -> tuple[list[LevelVersion], int]:
    """The latest first, and how many there are."""
    rows, total = await queries.versions(connection, workspace_id, dimension, paging)
    return [
        LevelVersion(
            row.version,
            Bands.read(row.bands),
            row.in_force_from,
            row.in_force_to,
            row.created_by,
            row.restored_from,
        )
        for row in rows
    ], total


def _shown(bands: Bands) -> list[dict[str, Any]]:
    return [band.shown() for band in bands.bands]
