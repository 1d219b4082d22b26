"""The segment that is looked at, with who is in it as the lists have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.access.workspaces import get_workspace
from kenbun.analysis.kinds import KINDS, Members
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.levels.bands import Bands
from kenbun.levels.in_force import levels_in_force
from kenbun.segments.defining.definitions import Segment, find_segment


@dataclass(frozen=True, slots=True)
class LookedAt:
    """`chosen` are the filters of the list of its members; `bands` those by which these are told apart."""

    workspace_id: UUID
    segment: Segment
    of: Members
    chosen: Any
    bands: Bands
    zone: str
    now: datetime

    @property
    def segment_id(self) -> UUID:
        return self.segment.segment_id

    @property
    def colors(self) -> dict[str, str]:
        """By the name of the level."""
        return {band.name: band.color for band in self.bands.bands}

    @property
    def place(self) -> str:
        """Where its pages are."""
        return f"/analyze/segments/{self.public_id}"

    @property
    def members_place(self) -> str:
        """The list of its members."""
        return f"/{self.of.nouns}?segment={self.public_id}"

    @property
    def public_id(self) -> str:
        return public("seg", self.segment_id)


async def look_at(connection: Connection, workspace_id: UUID, segment_id: str) -> LookedAt:
    """Raises NotFound."""
    found = await find_segment(connection, workspace_id, segment_id)
    of = KINDS[found.kind]
    levels = await levels_in_force(connection, workspace_id)
    filters = of.filters(segment=(public("seg", found.segment_id),))
    return LookedAt(
        workspace_id=workspace_id,
        segment=found,
        of=of,
        chosen=await of.choose(connection, workspace_id, filters, levels, None),
        bands=of.bands(levels),
        zone=(await get_workspace(connection, workspace_id)).time_zone,
        now=await visible(connection, workspace_id),
    )
