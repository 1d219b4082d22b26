"""Levels in the file of the configuration: for each dimension its bands, from the lowest."""

from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.kit.paths import inside
from kenbun.levels.bands import Bands
from kenbun.levels.dimensions import DIMENSIONS
from kenbun.levels.drafts import BandDraft, check
from kenbun.levels.edit import drafts_of, put_bands
from kenbun.levels.in_force import NONE
from kenbun.levels.queries import all_bands_in_force

_DRAFTS = TypeAdapter(list[BandDraft])


class _Levels:
    name = "levels"

    def read(self, given: Any) -> dict[str, Any]:
        if not isinstance(given, dict) or set(given) != set(DIMENSIONS):
            raise Invalid(f"Give the levels of each of {', '.join(DIMENSIONS)}, and of no other.")
        found: dict[str, Any] = {}
        for dimension in DIMENSIONS:
            with inside(dimension):
                found[dimension] = _shown(check(_DRAFTS.validate_python(given[dimension]), NONE))
        return found

    async def document(self, connection: Connection, workspace_id: UUID) -> dict[str, Any]:
        bands = await all_bands_in_force(connection, workspace_id)
        return {dimension: _shown(bands.get(dimension, NONE)) for dimension in DIMENSIONS}

    async def apply(
        self, connection: Connection, caller: Caller, section: dict[str, Any], clock: Clock
    ) -> list[Any]:
        for dimension in DIMENSIONS:
            drafts = _DRAFTS.validate_python(section[dimension])
            with inside(dimension):
                await put_bands(connection, caller, dimension, drafts, clock)
        return []


def _shown(bands: Bands) -> list[dict[str, Any]]:
    return [draft.model_dump() for draft in drafts_of(bands)]


LEVELS = _Levels()
