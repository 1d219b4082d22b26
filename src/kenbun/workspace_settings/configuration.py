"""Settings in the file of the configuration: all but the workspace's name, which is its own."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StrictBool, StrictInt

from kenbun.access.callers import Caller
from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.scoring.publish import build_opened
from kenbun.workspace_settings.change import change_settings, wait_for
from kenbun.workspace_settings.reading import read_settings
from kenbun.workspace_settings.settings import Settings, SettingsPatch
from kenbun.workspace_settings.weave import weave_opened

# Seconds that one waits for what another process is building.
_PATIENCE = 120.0


class _Section(BaseModel):
    """All of them, as a section is whole."""

    model_config = ConfigDict(extra="forbid")

    time_zone: str
    session_timeout_minutes: StrictInt
    negative_scores: StrictBool
    history_days: StrictInt


@dataclass(frozen=True)
class _Followed:
    """What scores and sessions have to follow: it holds when they do, so it waits until it is published."""

    patch: SettingsPatch

    @property
    def what(self) -> str:
        told = ", ".join(f"{name} {value}" for name, value in self.patch.given().items())
        return f"settings of the workspace ({told})"

    async def publish(self, database: Database, caller: Caller, clock: Clock) -> str:
        async with database.transaction() as connection:
            await change_settings(connection, caller, self.patch, clock)
        await build_opened(database, caller.workspace_id, clock)
        await weave_opened(database, caller.workspace_id, clock)
        await wait_for(database, caller.workspace_id, _PATIENCE)
        async with database.snapshot() as connection:
            change = (await read_settings(connection, caller.workspace_id)).change
        return change.state if change else "in_force"


class _Settings:
    name = "settings"

    def read(self, given: Any) -> dict[str, Any]:
        section = _Section.model_validate(given).model_dump()
        SettingsPatch.model_validate(section)
        return section

    async def document(self, connection: Connection, workspace_id: UUID) -> dict[str, Any]:
        settings = asdict(Settings.of(await get_workspace(connection, workspace_id)))
        return {name: settings[name] for name in _Section.model_fields}

    async def apply(
        self, connection: Connection, caller: Caller, section: dict[str, Any], clock: Clock
    ) -> list[Any]:
        at_once = SettingsPatch(history_days=section["history_days"])
        await change_settings(connection, caller, at_once, clock)
        before = await self.document(connection, caller.workspace_id)
        waits = {name: section[name] for name in section if section[name] != before[name]}
        return [_Followed(SettingsPatch.model_validate(waits))] if waits else []


SETTINGS = _Settings()
