"""The numbers of surges in the file of the configuration."""

from typing import Any
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.surge.change import change_numbers
from kenbun.surge.settings import NAMES, USUAL, NumbersPatch
from kenbun.surge.settings_queries import numbers_of


class _Surge:
    name = "surge"

    def read(self, given: Any) -> dict[str, Any]:
        patch = NumbersPatch.model_validate(given)
        for name in NAMES:
            if getattr(patch, name) is None:
                raise Invalid("A section is whole: give this number too.", field=name)
        return USUAL.with_changes(patch).document()

    async def document(self, connection: Connection, workspace_id: UUID) -> dict[str, Any]:
        return (await numbers_of(connection, workspace_id)).document()

    async def apply(
        self, connection: Connection, caller: Caller, section: dict[str, Any], clock: Clock
    ) -> list[Any]:
        await change_numbers(connection, caller, NumbersPatch.model_validate(section), clock)
        return []


SURGE = _Surge()
