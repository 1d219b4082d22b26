"""Analyze > Segments: all of a kind in numbers; one with its engagement over time, the members of a day, who came and
went."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from kenbun.access.http import PageNumber, Viewer, Words
from kenbun.analysis import changes, one_day
from kenbun.analysis.days import days_of
from kenbun.analysis.drawn import drawn
from kenbun.analysis.heads import framed
from kenbun.analysis.kinds import KINDS, LEADS
from kenbun.analysis.looked_at import look_at
from kenbun.analysis.now import numbers_of
from kenbun.analysis.overview import overview
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.kit.text import storable
from kenbun.segments.language.words import words_of
from kenbun.web.links import Links
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(prefix="/analyze/segments", include_in_schema=False)

PAGE_SIZE = 50
SEGMENTS_AT_ONCE = 25
# of days, as the page offers them
SPANS = (30, 90)


@router.get("")
async def show_all(
    request: Request,
    caller: Viewer,
    kind: str = "lead",
    search: Words = "",
    number: PageNumber = 1,
) -> Response:
    of = KINDS.get(kind, LEADS)
    paging = Paging(number, SEGMENTS_AT_ONCE)
    typed = search.strip() if storable(search) else ""
    async with request.app.state.services.database.snapshot() as connection:
        found = await overview(connection, caller.workspace_id, of, typed or None, paging)
    context: dict[str, Any] = {
        "segments": found,
        "of": of,
        "search": typed,
        "paging": paging,
        "links": Links(request),
    }
    if wants_fragment(request):
        return fragment(request, "analysis/table.html", **context)
    return page(request, "analysis/list.html", **context)


@router.get("/{segment_id}")
async def show_segment(request: Request, caller: Viewer, segment_id: str, days: int = SPANS[0]) -> Response:
    """Its numbers of now; the charts come behind them."""
    async with request.app.state.services.database.snapshot() as connection:
        segment = await look_at(connection, caller.workspace_id, segment_id)
        now = await numbers_of(connection, segment)
        words = await words_of(connection, caller.workspace_id, [segment.segment])
    return page(
        request,
        "analysis/segment.html",
        numbers=now,
        days=days if days in SPANS else SPANS[0],
        spans=SPANS,
        links=Links(request),
        words=words.get(segment.segment_id),
        **framed(segment, "engagement"),
    )


@router.get("/{segment_id}/charts")
async def show_charts(request: Request, caller: Viewer, segment_id: str, days: int = SPANS[0]) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        segment = await look_at(connection, caller.workspace_id, segment_id)
        now = await numbers_of(connection, segment)
        found = await days_of(connection, segment, now, days)
    return fragment(
        request, "analysis/charts.html", charts=drawn(segment, found), segment=segment, days=found
    )


@router.get("/{segment_id}/days/{day}")
async def show_day(
    request: Request,
    caller: Viewer,
    segment_id: str,
    day: date,
    active: bool = False,
    level: Annotated[str, Query(max_length=200)] = "",
    who: str = "",
    number: PageNumber = 1,
) -> Response:
    """The members of now, or of then, as they were when the day ended."""
    asked = one_day.Asked(active, level or None, who == "then")
    paging = Paging(number, PAGE_SIZE)
    async with request.app.state.services.database.snapshot() as connection:
        segment = await look_at(connection, caller.workspace_id, segment_id)
        found = await one_day.members_on(connection, segment, day, asked, paging)
    return page(
        request,
        "analysis/day.html",
        day=day,
        asked=asked,
        members=found,
        paging=paging,
        links=Links(request),
        public=public,
        **framed(segment, "engagement"),
    )


@router.get("/{segment_id}/changes")
async def show_changes(
    request: Request,
    caller: Viewer,
    segment_id: str,
    way: str = "",
    since: Annotated[str, Query(alias="from")] = "",
    until: Annotated[str, Query(alias="to")] = "",
    number: PageNumber = 1,
) -> Response:
    """Who came in and who went, the latest first, and what let them."""
    asked = changes.Asked.read(way, since, until)
    paging = Paging(number, PAGE_SIZE)
    async with request.app.state.services.database.snapshot() as connection:
        segment = await look_at(connection, caller.workspace_id, segment_id)
        found = await changes.changes_of(connection, segment, asked, paging)
    return page(
        request,
        "analysis/changes.html",
        asked=asked,
        changes=found,
        paging=paging,
        links=Links(request),
        public=public,
        **framed(segment, "changes"),
    )
