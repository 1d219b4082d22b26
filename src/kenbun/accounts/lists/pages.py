"""The page Accounts: the list, what it is filtered and sorted by, and which of its columns one sees."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Viewer
from kenbun.access.queries import ticks
from kenbun.accounts.lists import AccountPage, AccountRow, columns, list_accounts, rows_of
from kenbun.accounts.lists.chips import chips_of
from kenbun.accounts.lists.filters import DEFAULT_SORT, FIELD, RANGE_WORDS
from kenbun.accounts.lists.url import pairs_of, read, written
from kenbun.accounts.lists.views import ACCOUNTS
from kenbun.analysis.heads import framed, head_of
from kenbun.analysis.membership import members_among, with_membership
from kenbun.database import Connection
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.levels.in_force import levels_in_force
from kenbun.lists.columns import shown
from kenbun.lists.segments import choices as segments_to_choose
from kenbun.lists.views import api as views_api
from kenbun.lists.views import pages as views_pages
from kenbun.lists.views.views import list_views
from kenbun.mapping.custom_fields import all_fields
from kenbun.owners.choices import choices
from kenbun.web.links import Links
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(include_in_schema=False)
views_router = views_pages.views_of(ACCOUNTS)
views_api_router = views_api.views_of(ACCOUNTS)

SORTS = {
    "-account_score": "Best fit",
    "-engagement_score": "Most engaged",
    "-last_activity_at": "Most recent activity",
    "-active_leads": "Most active leads",
    "-leads": "Most leads",
    "-sessions": "Most sessions",
    "last_activity_at": "Longest without activity",
    "name": "Name",
}
PAGE_SIZE = 50
# tabs of the page, each with its address
TABS = {"All Accounts": "/accounts", "Unresolved Leads": "/accounts/unresolved"}


class ListQuery:
    """What the URL of the list says."""

    def __init__(self, request: Request, page: int = 1) -> None:
        self.filters = read(request.query_params.multi_items())
        self.paging = Paging(page, PAGE_SIZE)
        self.text = written(self.filters)


@router.get("/accounts")
async def show_list(request: Request, caller: Viewer, query: Annotated[ListQuery, Depends()]) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        tick = await ticks.visible(connection, caller.workspace_id)
        found = await list_accounts(
            connection, caller.workspace_id, query.filters, query.paging, caller.user_id
        )
        drawn = await _drawn(connection, caller, query, found.rows)
        segment = await head_of(connection, caller.workspace_id, "account", query.filters.segment)
        marks = await chips_of(connection, caller.workspace_id, query.filters)
        views = []
        if not wants_fragment(request):
            views = await list_views(connection, caller.workspace_id, ACCOUNTS.name)
    context = drawn | {
        "accounts": found,
        "tick": tick.isoformat(),
        "filters": query.filters,
        "query": query.text,
        "given": pairs_of(query.filters),
        "chips": marks,
        "views": views,
        "listed": ACCOUNTS,
        "public": public,
        "paging": query.paging,
        "links": Links(request),
        "sorts": SORTS,
        "default_sort": DEFAULT_SORT,
        "tabs": TABS,
        "tab": "All Accounts",
        "may_edit": caller.is_at_least("editor"),
        **framed(segment, "members"),
    }
    if wants_fragment(request):
        return fragment(request, "accounts/list_parts.html", **context)
    return page(request, "accounts/list.html", **context)


@router.get("/accounts/filters")
async def show_filters(request: Request, caller: Viewer, query: Annotated[ListQuery, Depends()]) -> Response:
    """Everything that one can filter by, with what is chosen."""
    async with request.app.state.services.database.snapshot() as connection:
        levels = await levels_in_force(connection, caller.workspace_id)
        owners = await choices(connection, caller.workspace_id)
        asked = (*query.filters.segment, *query.filters.not_segment)
        segments = await segments_to_choose(connection, caller.workspace_id, asked, "account")
    return fragment(
        request,
        "accounts/filters.html",
        filters=query.filters,
        levels=levels,
        owners=owners,
        ranges=list(RANGE_WORDS.items()),
        segments=segments,
    )


@router.post("/accounts/columns")
async def choose_columns(
    request: Request,
    caller: Viewer,
    column: Annotated[list[str], Form(max_length=200)] = [],  # noqa: B006
) -> Response:
    """Which columns one sees from now on, in every session."""
    async with request.app.state.services.database.transaction() as connection:
        every = columns.every_column(await all_fields(connection, caller.workspace_id))
        await columns.choose_columns(connection, caller.workspace_id, caller.member_id, every, column)
    return Response(status_code=204, headers={"HX-Trigger": "columns-changed"})


@router.get("/accounts/live")
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
        ids = [one for text in shown or [] if (one := parse("acct", text))]
        rows = await rows_of(connection, caller.workspace_id, ids)
        found = await list_accounts(
            connection, caller.workspace_id, query.filters, query.paging, caller.user_id
        )
        drawn = await _drawn(connection, caller, query, rows)
    links = Links(request, "/accounts")
    return fragment(
        request,
        "accounts/live.html",
        headers={"Kenbun-Tick": tick},
        shown=rows,
        links=links,
        **_newcomers(found, shown or [], total, links),
        **drawn,
    )


def _newcomers(found: AccountPage, shown: Sequence[str], total: int, links: Links) -> dict[str, Any]:
    """Those that this page of the list has by now and does not show, and those that came to it anywhere."""
    here = sum(1 for row in found.rows if row.account_id not in shown)
    return {"newcomers": max(here, found.total - total), "show": links.page(found.page)}


async def _drawn(
    connection: Connection, caller: Caller, query: ListQuery, rows: Sequence[AccountRow]
) -> dict[str, Any]:
    """What rows are drawn with: columns, colours, levels."""
    ids = [found for row in rows if (found := parse("acct", row.account_id))]
    members = await members_among(connection, caller.workspace_id, "account", query.filters.segment, ids)
    levels = await levels_in_force(connection, caller.workspace_id)
    every = columns.every_column(await all_fields(connection, caller.workspace_id))
    chosen = await columns.chosen_columns(connection, caller.workspace_id, caller.user_id, every)
    return {
        "levels": levels,
        "colors": levels.colors,
        "every_column": every,
        "columns": with_membership(shown(every, chosen, query.filters.sort), members),
        "membership": members,
        "field": field_of,
    }


def field_of(account: AccountRow, key: str) -> Any:
    """What the column of a field shows."""
    return account.metadata.get(key.removeprefix(FIELD))
