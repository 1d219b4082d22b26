"""The API of a workspace's settings."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from kenbun.access.http import Admin, Viewer, errors
from kenbun.analysis.foreseen import foresee_settings
from kenbun.scoring.api import PATIENCE
from kenbun.workspace_settings.change import change_settings, wait_for
from kenbun.workspace_settings.preview import preview_settings
from kenbun.workspace_settings.reading import read_settings, read_versions
from kenbun.workspace_settings.settings import SettingsPatch
from kenbun.workspace_settings.shapes import (
    SettingsPreviewShape,
    SettingsShape,
    SettingVersionList,
    SettingVersionShape,
)

router = APIRouter(prefix="/api/settings", tags=["settings"])

_FOLLOWING: dict[int | str, dict[str, Any]] = {
    202: {"model": SettingsShape, "description": "Scores or sessions are being made anew."}
}


@router.get("", summary="Read settings", responses=errors())
async def read(request: Request, caller: Viewer) -> SettingsShape:
    """What holds now, and how far results follow a change."""
    async with request.app.state.services.database.snapshot() as connection:
        return SettingsShape.of(await read_settings(connection, caller.workspace_id))


@router.patch("", summary="Change settings", responses=_FOLLOWING | errors(409))
async def change(
    request: Request,
    caller: Admin,
    patch: SettingsPatch,
    response: Response,
    wait: Annotated[bool, Query(description="Answer when results follow (or after two minutes).")] = False,
) -> SettingsShape:
    """Time zone and negative scores hold once all scores are made anew, all at one moment, like a publish; the session
    timeout for each lead as its sessions are woven again; the others at once. One such change at a time."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        number = await change_settings(connection, caller, patch, services.clock)
    if number is not None:
        services.worker.wake_builder()
        if wait:
            await wait_for(services.database, caller.workspace_id, PATIENCE)
    async with services.database.snapshot() as connection:
        reading = await read_settings(connection, caller.workspace_id)
    underway = reading.change is not None and reading.change.state in ("building", "weaving")
    response.status_code = 202 if underway else 200
    return SettingsShape.of(reading)


@router.post("/preview", summary="Preview settings", responses=errors())
async def preview(request: Request, caller: Admin, patch: SettingsPatch) -> SettingsPreviewShape:
    """What the change would do to scores, levels and sessions. Changes nothing."""
    services = request.app.state.services
    tried = await preview_settings(services.database, caller.workspace_id, patch, services.clock)
    moved = await foresee_settings(services.database, caller.workspace_id, services.clock, tried)
    return SettingsPreviewShape.made(tried, *moved)


@router.get("/versions", summary="List versions of settings", responses=errors())
async def list_versions(request: Request, caller: Viewer) -> SettingVersionList:
    """The settings that alter results, with when they held; the latest first, at most a hundred."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await read_versions(connection, caller.workspace_id)
    return SettingVersionList(versions=[SettingVersionShape.of(one) for one in found])
