"""The page Leads: the list, what it is filtered and sorted by, and which of its columns one sees."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.callers import Caller
from kenbun.access.http import Viewer
from kenbun.access.queries import ticks
from kenbun.analysis.heads import framed, head_of
from kenbun.analysis.membership import members_among, with_membership
from kenbun.conditions import OPERATORS
from kenbun.database import Connection
from kenbun.events.type_queries import all_types
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.kit.text import storable
from kenbun.leads.lists import LeadPage, LeadRow, columns, list_leads, rows_of
from kenbun.leads.lists.chip_queries import accounts_like
from kenbun.leads.lists.chips import chips_of
from kenbun.leads.lists.filters import ACTIVITY_WORDS, DEFAULT_SORT
from kenbun.leads.lists.neighbours import Place, neighbours
from kenbun.leads.lists.url import pairs_of, read, written
from kenbun.leads.lists.views import LEADS
from kenbun.leads.one import name_of
from kenbun.levels.in_force import levels_in_force
from kenbun.lists.segments import choices as segments_to_choose
from kenbun.lists.views import api as views_api
from kenbun.lists.views import pages as views_pages
from kenbun.lists.views.views import list_views
from kenbun.mapping.custom_fields import all_fields
from kenbun.owners.choices import choices
from kenbun.watching.queries import watched_among
from kenbun.web.links import Links
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(include_in_schema=False)
views_router = views_pages.views_of(LEADS)
views_api_router = views_api.views_of(LEADS)

SORTS = {
    "-engagement_score": "Highest score",
    "-profile_score": "Best fit",
    "-account_score": "Best account",
    "-previous_score": "Highest previous score (30 days ago)",
    "-last_active_at": "Most recent activity",
    "-event_count": "Most events",
    "-created_at": "Newest",
    "name": "Name",
}
PAGE_SIZE = 50
# what leads are mostly told apart by; the others follow
FIRST_FIELDS = ("industry", "company_size", "title", "seniority", "department", "country")


class ListQuery:
    """What the URL of the list says."""

    def __init__(self, request: Request, page: int = 1) -> None:
        self.filters = read(request.query_params.multi_items())
        self.paging = Paging(page, PAGE_SIZE)
        self.text = written(self.filters)


@router.get("/")
async def start() -> Response:
    return RedirectResponse("/leads")


@router.get("/leads")
async def show_list(request: Request, caller: Viewer, query: Annotated[ListQuery, Depends()]) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        tick = await ticks.visible(connection, caller.workspace_id)
        leads = await list_leads(connection, caller.workspace_id, query.filters, query.paging, caller.user_id)
        drawn = await _drawn(connection, caller, query, leads.rows)
        segment = await head_of(connection, caller.workspace_id, "lead", query.filters.segment)
        marks = await chips_of(connection, caller.workspace_id, query.filters)
        views = (
            [] if wants_fragment(request) else await list_views(connection, caller.workspace_id, LEADS.name)
        )
    context = drawn | {
        "leads": leads,
        "tick": tick.isoformat(),
        "filters": query.filters,
        "query": query.text,
        "given": pairs_of(query.filters),
        "chips": marks,
        "views": views,
        "listed": LEADS,
        "public": public,
        "paging": query.paging,
        "links": Links(request),
        "every_column": columns.COLUMNS,
        "sorts": SORTS,
        "default_sort": DEFAULT_SORT,
        "may_edit": caller.is_at_least("editor"),
        **framed(segment, "members"),
    }
    if wants_fragment(request):
        return fragment(request, "leads/list_parts.html", **context)
    return page(request, "leads/list.html", **context)


@router.get("/leads/filters")
async def show_filters(request: Request, caller: Viewer, query: Annotated[ListQuery, Depends()]) -> Response:
    """Everything that one can filter by, with what is chosen."""
    async with request.app.state.services.database.snapshot() as connection:
        levels = await levels_in_force(connection, caller.workspace_id)
        types = await all_types(connection, caller.workspace_id)
        fields = await all_fields(connection, caller.workspace_id)
        owners = await choices(connection, caller.workspace_id)
        marks = await chips_of(connection, caller.workspace_id, query.filters)
        asked = (*query.filters.segment, *query.filters.not_segment)
        segments = await segments_to_choose(connection, caller.workspace_id, asked, "lead")
    return fragment(
        request,
        "leads/filters.html",
        filters=query.filters,
        levels=levels,
        types=[one.name for one in types if not one.hidden],
        owners=owners,
        accounts={chip.value: chip.words for chip in marks if chip.names == ("account_id",)},
        conditions={chip.value: chip.words for chip in marks if chip.names == ("where",)},
        activity=ACTIVITY_WORDS,
        fields=fields,
        first_fields=FIRST_FIELDS,
        operators=OPERATORS.values(),
        segments=segments,
    )


@router.get("/leads/accounts")
async def find_accounts(request: Request, caller: Viewer, typed: str = "") -> Response:
    """Accounts to filter by, as one types."""
    found: dict[UUID, str] = {}
    if typed.strip() and storable(typed):
        async with request.app.state.services.database.snapshot() as connection:
            found = await accounts_like(connection, caller.workspace_id, typed.strip()[:200], 8)
    named = {public("acct", account_id): name for account_id, name in found.items()}
    return fragment(request, "leads/accounts_found.html", found=named, typed=typed)


@router.post("/leads/columns")
async def choose_columns(
    request: Request,
    caller: Viewer,
    column: Annotated[list[str], Form(max_length=50)] = [],  # noqa: B006
) -> Response:
    """Which columns one sees from now on, in every session."""
    async with request.app.state.services.database.transaction() as connection:
        await columns.choose_columns(connection, caller.workspace_id, caller.member_id, column)
    return Response(status_code=204, headers={"HX-Trigger": "columns-changed"})


@router.get("/leads/live")
async def show_changes(
    request: Request,
    caller: Viewer,
    query: Annotated[ListQuery, Depends()],
    total: int = 0,
    since: str = "",
    shown: Annotated[list[str] | None, Query(max_length=PAGE_SIZE)] = None,
) -> Response:
    """The rows that a list shows, as they are now, and how many it does not show yet; 204 if nothing happened."""
    async with request.app.state.services.database.snapshot() as connection:
        tick = (await ticks.visible(connection, caller.workspace_id)).isoformat()
        if tick == since:
            return Response(status_code=204)
        ids = [found for text in shown or [] if (found := parse("ld", text))]
        rows = await rows_of(connection, caller.workspace_id, ids)
        leads = await list_leads(connection, caller.workspace_id, query.filters, query.paging, caller.user_id)
        drawn = await _drawn(connection, caller, query, rows)
    return fragment(
        request,
        "leads/live.html",
        headers={"Kenbun-Tick": tick},
        shown=rows,
        links=Links(request, "/leads"),
        **_newcomers(leads, shown or [], total, Links(request, "/leads")),
        **drawn,
    )


@router.get("/leads/{lead_id}/neighbours")
async def show_neighbours(
    request: Request,
    caller: Viewer,
    lead_id: str,
    query: Annotated[str, Query(alias="list")] = "",
    number: Annotated[int, Query(alias="n")] = 0,
) -> Response:
    """Previous and next, on the page of a lead that was opened from a list."""
    place = Place.read(query, number)
    found = parse("ld", lead_id)
    async with request.app.state.services.database.snapshot() as connection:
        if found is None or await name_of(connection, caller.workspace_id, found) is None:
            raise NotFound("There is no such lead.")
        around = await neighbours(connection, caller.workspace_id, place, found, caller.user_id)
    return fragment(request, "leads/neighbours.html", around=around)


def _newcomers(leads: LeadPage, shown: list[str], total: int, links: Links) -> dict[str, Any]:
    """Those on this page of the list, and those anywhere in it; where none is on this page, the newest come first."""
    here = sum(1 for row in leads.rows if row.lead_id not in shown)
    show = links.page(leads.page) if here else links.put(sort="-created_at", total=None)
    return {"newcomers": max(here, leads.total - total), "show": show}


async def _drawn(
    connection: Connection, caller: Caller, query: ListQuery, rows: Sequence[LeadRow]
) -> dict[str, Any]:
    """What rows are drawn with: columns, colours, stars, and where each leads."""
    levels = await levels_in_force(connection, caller.workspace_id)
    chosen = await columns.chosen_columns(connection, caller.workspace_id, caller.user_id)
    ids = [found for row in rows if (found := parse("ld", row.lead_id))]
    members = await members_among(connection, caller.workspace_id, "lead", query.filters.segment, ids)
    return {
        "levels": levels,
        "colors": levels.colors,
        "columns": with_membership(columns.shown(chosen, query.filters.sort), members),
        "membership": members,
        "watched": await _watched(connection, caller, ids),
        "paths": {
            row.lead_id: Place(query.text, query.paging.offset + number).of(row.lead_id)
            for number, row in enumerate(rows, start=1)
        },
    }


async def _watched(connection: Connection, caller: Caller, lead_ids: list[UUID]) -> set[str]:
    if caller.user_id is None:
        return set()
    found = await watched_among(connection, caller.workspace_id, caller.user_id, lead_ids)
    return {public("ld", one) for one in found}
