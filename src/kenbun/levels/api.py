"""The API of levels."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from kenbun.access.http import Viewer, errors
from kenbun.levels.bands import Band
from kenbun.levels.defaults import DIMENSIONS
from kenbun.levels.queries import bands_in_force

router = APIRouter(prefix="/api", tags=["levels"])


class DimensionLevels(BaseModel):
    """From the lowest; `min` and `max` are inclusive, null leaves that end open."""

    dimension: str
    levels: list[Band]


class LevelList(BaseModel):
    dimensions: list[DimensionLevels]


@router.get("/levels", responses=errors())
async def list_levels(
    request: Request,
    caller: Viewer,
    dimension: Annotated[Literal["engagement", "profile", "account"] | None, Query()] = None,
) -> LevelList:
    """The bands in force."""
    wanted = [dimension] if dimension else list(DIMENSIONS)
    async with request.app.state.services.database.snapshot() as connection:
        found = [
            DimensionLevels(
                dimension=one, levels=list((await bands_in_force(connection, caller.workspace_id, one)).bands)
            )
            for one in wanted
        ]
    return LevelList(dimensions=found)
