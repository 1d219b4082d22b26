"""The API of segments: what they are. See `members` for who is in."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Page, Viewer, errors
from kenbun.database import Connection
from kenbun.segments.defining import edit
from kenbun.segments.defining.definitions import (
    Segment,
    find_segment,
    get_segment,
    list_segments,
    list_versions,
)
from kenbun.segments.defining.drafts import SegmentChange, SegmentDraft
from kenbun.segments.defining.removal import remove_segment, uses_of
from kenbun.segments.defining.shapes import (
    SEGMENT,
    NewCopy,
    SegmentList,
    SegmentShape,
    UseList,
    UseShape,
    VersionList,
    VersionShape,
)
from kenbun.segments.evaluation import Kind
from kenbun.segments.language.words import words_of

router = APIRouter(prefix="/api/segments", tags=["segments"])

SegmentId = Annotated[str, Path(examples=[SEGMENT])]
_Number = Annotated[str, Path(examples=["1"])]
_OfKind = Annotated[Kind | None, Query(description="Of leads alone, or of accounts.")]


@router.get("", summary="List segments", responses=errors())
async def list_all(request: Request, caller: Viewer, paging: Page, kind: _OfKind = None) -> SegmentList:
    """By name, with how many are in each."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await list_segments(connection, caller.workspace_id, kind)
        shown = found[paging.offset : paging.offset + paging.limit]
        words = await words_of(connection, caller.workspace_id, shown)
    segments = [SegmentShape.of(one, words.get(one.segment_id)) for one in shown]
    return SegmentList(segments=segments, total=len(found), page=paging.page, limit=paging.limit)


@router.post("", status_code=201, summary="Add a segment", responses=errors(409))
async def add(request: Request, caller: Admin, draft: SegmentDraft) -> SegmentShape:
    """Who is in is there at once where there are few to look at; else see `progress`. Nothing is set off by it."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        segment = await edit.add_segment(connection, caller, draft, services.clock)
        shape = await _shape(connection, caller, segment)
    services.worker.wake_segments()
    return shape


@router.get("/{segment_id}", summary="Get a segment", responses=errors(404))
async def get(request: Request, caller: Viewer, segment_id: SegmentId) -> SegmentShape:
    """With how many are in."""
    async with request.app.state.services.database.snapshot() as connection:
        segment = await find_segment(connection, caller.workspace_id, segment_id)
        return await _shape(connection, caller, segment)


@router.patch("/{segment_id}", summary="Change a segment", responses=errors(404, 409))
async def change(
    request: Request, caller: Admin, segment_id: SegmentId, change: SegmentChange
) -> SegmentShape:
    """What is left out stays. Who is in follows, and nothing is set off by that."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_segment(connection, caller.workspace_id, segment_id)
        segment = await edit.change_segment(connection, caller, found.segment_id, change, services.clock)
        shape = await _shape(connection, caller, segment)
    services.worker.wake_segments()
    return shape


@router.delete("/{segment_id}", status_code=204, summary="Delete a segment", responses=errors(404, 409))
async def remove(request: Request, caller: Admin, segment_id: SegmentId) -> Response:
    """With whom people have put in, and its history. One that other segments ask for stays: see its uses."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_segment(connection, caller.workspace_id, segment_id)
        await remove_segment(connection, caller, found.segment_id, services.clock)
    return Response(status_code=204)


@router.get("/{segment_id}/uses", summary="List what uses a segment", responses=errors(404))
async def list_uses(request: Request, caller: Viewer, segment_id: SegmentId) -> UseList:
    """Segments that ask whether one is in it, saved views that filter by it, and triggers that speak of it."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_segment(connection, caller.workspace_id, segment_id)
        uses = await uses_of(connection, caller.workspace_id, found.segment_id)
    return UseList(uses=[UseShape.of(one) for one in uses])


@router.post("/{segment_id}/copy", status_code=201, summary="Copy a segment", responses=errors(404, 409))
async def copy(request: Request, caller: Admin, segment_id: SegmentId, new: NewCopy) -> SegmentShape:
    """What it says, not active at first; whom people have put in or kept out stays with the first."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_segment(connection, caller.workspace_id, segment_id)
        segment = await edit.copy_segment(connection, caller, found.segment_id, new.name, services.clock)
        return await _shape(connection, caller, segment)


@router.get("/{segment_id}/versions", summary="List versions of a segment", responses=errors(404))
async def versions(request: Request, caller: Viewer, segment_id: SegmentId, paging: Page) -> VersionList:
    """What it was after each save, and who saved it."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_segment(connection, caller.workspace_id, segment_id)
        rows, total = await list_versions(
            connection, caller.workspace_id, found.segment_id, paging.limit, paging.offset
        )
    shown = [VersionShape.of(one) for one in rows]
    return VersionList(versions=shown, total=total, page=paging.page, limit=paging.limit)


@router.post(
    "/{segment_id}/versions/{number}/restore",
    summary="Restore a version of a segment",
    responses=errors(404, 409),
)
async def restore(request: Request, caller: Admin, segment_id: SegmentId, number: _Number) -> SegmentShape:
    """As a new version. Who is in follows, and nothing is set off by that."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_segment(connection, caller.workspace_id, segment_id)
        await edit.restore_version(connection, caller, found.segment_id, _known(number), services.clock)
        segment = await get_segment(connection, caller.workspace_id, found.segment_id)
        shape = await _shape(connection, caller, segment)
    services.worker.wake_segments()
    return shape


async def _shape(connection: Connection, caller: Caller, segment: Segment) -> SegmentShape:
    words = await words_of(connection, caller.workspace_id, [segment])
    return SegmentShape.of(segment, words.get(segment.segment_id))


def _known(number: str) -> int:
    """Whatever is no number of a version is that of none."""
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
