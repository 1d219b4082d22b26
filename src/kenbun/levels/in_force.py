"""The bands of all dimensions, as places need them that show several scores of one lead."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.database import Connection
from kenbun.levels.bands import Bands
from kenbun.levels.queries import all_bands_in_force

NONE = Bands(())


@dataclass(frozen=True, slots=True)
class Levels:
    engagement: Bands
    profile: Bands
    account: Bands
    account_engagement: Bands

    @property
    def colors(self) -> dict[str, dict[str, str]]:
        """By dimension and name of the level."""
        return {
            name: {band.name: band.color for band in getattr(self, name).bands}
            for name in Levels.__dataclass_fields__
        }


async def levels_in_force(connection: Connection, workspace_id: UUID, at: datetime | None = None) -> Levels:
    """The bands now, or as they were at a time."""
    found = await all_bands_in_force(connection, workspace_id, at)
    return Levels(**{name: found.get(name, NONE) for name in Levels.__dataclass_fields__})
