"""The API of who is in a segment, since when and why; of what people have said of that; and of entries and exits."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from kenbun.access.http import Editor, Page, Viewer, errors
from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.errors import Invalid
from kenbun.segments.defining.api import SegmentId
from kenbun.segments.defining.definitions import find_segment
from kenbun.segments.evaluation import Kind
from kenbun.segments.members import listing_queries
from kenbun.segments.members.hands import Act, act_by_hand_on_any
from kenbun.segments.members.listing_queries import MemberSort
from kenbun.segments.members.shapes import (
    ChangeList,
    ChangeShape,
    HandList,
    HandShape,
    Ids,
    MemberList,
    MemberShape,
    MovedShape,
)
from kenbun.segments.members.wish_queries import Wish

router = APIRouter(prefix="/api/segments/{segment_id}", tags=["segments"])

_Sort = Annotated[MemberSort, Query(description="With - in front for the highest, or the latest, first.")]
_After = Annotated[
    int | None,
    Query(
        ge=0, le=2**63 - 1, description="Those after this change, in their order, as a reader follows them."
    ),
]


@router.get("/members", summary="List members of a segment", responses=errors(404))
async def list_members(
    request: Request, caller: Viewer, segment_id: SegmentId, paging: Page, sort: _Sort = "-engagement_score"
) -> MemberList:
    """Each with since when it is in and why."""
    async with request.app.state.services.database.snapshot() as connection:
        segment = await find_segment(connection, caller.workspace_id, segment_id)
        rows = await listing_queries.members(
            connection,
            caller.workspace_id,
            segment.kind,
            segment.segment_id,
            paging.limit,
            paging.offset,
            sort,
        )
    shown = [MemberShape.of(segment.kind, row) for row in rows]
    return MemberList(members=shown, total=segment.members, page=paging.page, limit=paging.limit)


@router.get("/by-hand", summary="List what people have said of a segment", responses=errors(404))
async def list_by_hand(
    request: Request, caller: Viewer, segment_id: SegmentId, paging: Page, wish: Wish = "in"
) -> HandList:
    """Who has been put in by hand, or is kept out (`wish=out`), the latest first."""
    async with request.app.state.services.database.snapshot() as connection:
        segment = await find_segment(connection, caller.workspace_id, segment_id)
        rows, total = await listing_queries.hands(
            connection, caller.workspace_id, segment.segment_id, wish, paging.limit, paging.offset
        )
    shown = [HandShape.of(segment.kind, row) for row in rows]
    return HandList(by_hand=shown, total=total, page=paging.page, limit=paging.limit)


@router.get("/changes", summary="Follow entries and exits", responses=errors(404))
async def list_changes(
    request: Request, caller: Viewer, segment_id: SegmentId, paging: Page, after: _After = None
) -> ChangeList:
    """The latest first; with `after`, those that have come since that one, the earliest first."""
    async with request.app.state.services.database.snapshot() as connection:
        segment = await find_segment(connection, caller.workspace_id, segment_id)
        rows, total = await listing_queries.changes(
            connection, caller.workspace_id, segment.segment_id, paging.limit, paging.offset, after
        )
    shown = [ChangeShape.of(segment.kind, row) for row in rows]
    return ChangeList(changes=shown, total=total, page=paging.page, limit=paging.limit)


@router.post("/members/add", summary="Put into a segment by hand", responses=errors(404, 409))
async def add(request: Request, caller: Editor, segment_id: SegmentId, new: Ids) -> MovedShape:
    """Whatever the conditions say, until that is taken back. An id that is merged is its root."""
    return await _act(request, caller, segment_id, "add", new)


@router.post("/members/remove", summary="Take back that one was put in", responses=errors(404, 409))
async def remove(request: Request, caller: Editor, segment_id: SegmentId, new: Ids) -> MovedShape:
    """From then on the conditions decide: whoever meets them stays in. To have one out all the same, keep it out."""
    return await _act(request, caller, segment_id, "remove", new)


@router.post("/members/keep_out", summary="Keep out of a segment by hand", responses=errors(404, 409))
async def keep_out(request: Request, caller: Editor, segment_id: SegmentId, new: Ids) -> MovedShape:
    """Whatever the conditions say, until that is taken back."""
    return await _act(request, caller, segment_id, "keep_out", new)


@router.post("/members/release", summary="Let conditions decide again", responses=errors(404, 409))
async def release(request: Request, caller: Editor, segment_id: SegmentId, new: Ids) -> MovedShape:
    """Takes back whatever people have said of these, that they are in or kept out."""
    return await _act(request, caller, segment_id, "release", new)


async def _act(request: Request, caller: Editor, segment_id: str, act: Act, new: Ids) -> MovedShape:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        segment = await find_segment(connection, caller.workspace_id, segment_id)
    ids = _ids(segment.kind, new)
    moved = await act_by_hand_on_any(services.database, caller, segment.segment_id, act, ids, services.clock)
    return MovedShape.of(segment.kind, moved)


def _ids(kind: Kind, given: Ids) -> list[UUID]:
    found: dict[UUID, None] = {}
    for place, text in enumerate(given.ids):
        one = ROOTED[kind].parse(text)
        if one is None:
            raise Invalid(
                f"Not the id of {'a lead' if kind == 'lead' else 'an account'}.", field=f"ids[{place}]"
            )
        found[one] = None
    return list(found)
