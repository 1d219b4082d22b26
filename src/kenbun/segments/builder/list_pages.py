"""Configure, Segments: which there are, templates to begin with, two compared, and taking one away."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kenbun.access.http import Admin, PageNumber, Viewer, Words
from kenbun.kit.errors import Problem
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.segments.builder import offers
from kenbun.segments.builder.forms import kind_of
from kenbun.segments.builder.listing import listing_of
from kenbun.segments.defining.definitions import find_segment
from kenbun.segments.defining.edit import copy_segment
from kenbun.segments.defining.removal import remove_segment, uses_of
from kenbun.segments.defining.use_queries import count_hands
from kenbun.web.links import Links
from kenbun.web.render import fragment, listing

router = APIRouter(prefix="/configure/segments", include_in_schema=False)

PAGE_SIZE = 50


@router.get("")
async def show_list(
    request: Request,
    caller: Viewer,
    kind: str = "lead",
    q: Words = "",
    number: PageNumber = 1,
) -> Response:
    known, paging = kind_of(kind), Paging(number, PAGE_SIZE)
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        found = await listing_of(connection, caller, known, q, paging, services.clock())
    return listing(
        request,
        "segments/configure",
        kind=known,
        q=q,
        listing=found,
        paging=paging,
        links=Links(request),
        may_configure=caller.is_at_least("admin"),
    )


@router.get("/templates")
async def show_templates(request: Request, caller: Admin, kind: str = "lead") -> Response:
    """In the drawer: common segments that fit the levels and roles of the workspace."""
    known = kind_of(kind)
    async with request.app.state.services.database.snapshot() as connection:
        starters = await offers.starters_of(connection, caller.workspace_id, known)
    return fragment(request, "segments/configure/starters.html", kind=known, starters=starters)


@router.post("/{segment_id}/copy")
async def copy(request: Request, caller: Admin, segment_id: str) -> Response:
    """Leads to the copy, which is not active yet."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        first = await find_segment(connection, caller.workspace_id, segment_id)
        made = await copy_segment(connection, caller, first.segment_id, None, services.clock)
    address = f"/configure/segments/{public('seg', made.segment_id)}?saved=copy"
    return Response(status_code=204, headers={"HX-Redirect": address})


@router.get("/{segment_id}/delete")
async def confirm(request: Request, caller: Admin, segment_id: str) -> Response:
    return await _confirm(request, caller, segment_id, None)


@router.post("/{segment_id}/delete")
async def remove(request: Request, caller: Admin, segment_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        segment = await find_segment(connection, caller.workspace_id, segment_id)
    try:
        async with services.database.transaction() as connection:
            await remove_segment(connection, caller, segment.segment_id, services.clock)
    except Problem as problem:
        return await _confirm(request, caller, segment_id, problem.detail)
    address = f"/configure/segments?kind={segment.kind}"
    return Response(status_code=204, headers={"HX-Redirect": address})


async def _confirm(request: Request, caller: Admin, segment_id: str, problem: str | None) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        segment = await find_segment(connection, caller.workspace_id, segment_id)
        by_hand = await count_hands(connection, caller.workspace_id, segment.segment_id)
        uses = await uses_of(connection, caller.workspace_id, segment.segment_id)
    return fragment(
        request,
        "segments/configure/delete.html",
        status=422 if problem else 200,
        id=segment_id,
        segment=segment,
        by_hand=by_hand,
        needed_by=[one for one in uses if one.what == "segment"],
        views=[one for one in uses if one.what == "view"],
        triggers=[one for one in uses if one.what == "trigger"],
        problem=problem,
    )
