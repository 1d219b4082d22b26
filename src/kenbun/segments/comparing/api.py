"""The API of two segments side by side."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from kenbun.access.http import Viewer, errors
from kenbun.segments.comparing.compare import compare
from kenbun.segments.comparing.shapes import ComparisonShape
from kenbun.segments.defining.definitions import find_segment
from kenbun.segments.defining.shapes import SEGMENT

router = APIRouter(prefix="/api/segments", tags=["segments"])

_Compared = Annotated[str, Query(max_length=100, examples=[SEGMENT])]


@router.get("/compare", summary="Compare two segments", responses=errors(404))
async def compare_two(request: Request, caller: Viewer, a: _Compared, b: _Compared) -> ComparisonShape:
    """How many are in each, in both and in one alone, and what these score."""
    async with request.app.state.services.database.snapshot() as connection:
        first = await find_segment(connection, caller.workspace_id, a, "a")
        second = await find_segment(connection, caller.workspace_id, b, "b")
        found = await compare(connection, caller.workspace_id, first.segment_id, second.segment_id)
    return ComparisonShape.of(found)
