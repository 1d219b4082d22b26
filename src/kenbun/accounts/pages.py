"""The page of one account: what it is and why it matters, its committee, and a tab for each way to look at it."""

from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.callers import Caller
from kenbun.access.http import PageNumber, Viewer
from kenbun.access.queries import ticks
from kenbun.accounts.contacts import DEFAULT_SORT, contacts_of, read_sort
from kenbun.accounts.days import days_of
from kenbun.accounts.one import get_account
from kenbun.accounts.timeline import TimelineFilters, account_timeline
from kenbun.accounts.timeline_queries import contact_names, types_of
from kenbun.analysis.reasons import tell
from kenbun.committee.pages import panel_of
from kenbun.database import Connection
from kenbun.events.types import CHANNELS
from kenbun.identity.rooted_queries import ACCOUNTS
from kenbun.identity.roots import find_account
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.levels.in_force import levels_in_force
from kenbun.mapping.one_field import field_of
from kenbun.merging.undo_pages import panels_of
from kenbun.surge.history import history_of
from kenbun.triggers import told
from kenbun.web.links import Links
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50
EVENTS_AT_ONCE = 50
# so many can be picked to filter the timeline by, those with the highest scores
MOST_CONTACTS = 200


class Tab(NamedTuple):
    title: str
    template: str


class Listed(NamedTuple):
    """In which order, and from which page on, the tab lists."""

    sort: str
    page: int


# In the order in which they stand; what a template needs is read by `_content`.
TABS = {
    "leads": Tab("Leads", "accounts/contacts.html"),
    "timeline": Tab("Engagement Timeline", "accounts/timeline_tab.html"),
    "surges": Tab("Surge History", "surge/history.html"),
    "scores": Tab("Score History", "accounts/scores.html"),
    "merges": Tab("Merge History", "accounts/merges.html"),
}


@router.get("/accounts/{account_id}")
async def show_account(
    request: Request,
    caller: Viewer,
    account_id: str,
    tab: str = "leads",
    sort: str = DEFAULT_SORT,
    number: PageNumber = 1,
) -> Response:
    """The whole page with one of its tabs, or that tab alone where htmx asks for it."""
    shown = tab if tab in TABS else "leads"
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        if public("acct", found) != account_id:
            asked = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/accounts/{public('acct', found)}{asked}", status_code=303)
        levels = await levels_in_force(connection, caller.workspace_id)
        context = {
            "account_id": account_id,
            "tabs": TABS,
            "tab": shown,
            "links": Links(request),
            "colors": levels.colors,
            **await _content(connection, request, caller, found, shown, Listed(sort, number)),
        }
        if wants_fragment(request):
            return fragment(request, "accounts/tab.html", **context)
        context |= await panel_of(connection, caller, found) | await _head(connection, caller, found)
    return page(request, "accounts/account.html", **context)


async def _head(connection: Connection, caller: Caller, account_id: UUID) -> dict[str, Any]:
    account = await get_account(connection, caller.workspace_id, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    tick = await ticks.visible(connection, caller.workspace_id)
    return {"account": account, "tick": tick.isoformat(), "may_edit": caller.is_at_least("editor")}


async def _content(
    connection: Connection, request: Request, caller: Caller, account_id: UUID, tab: str, listed: Listed
) -> dict[str, Any]:
    """What the tab is drawn from, as the URL asks for it."""
    place = (connection, caller.workspace_id, account_id)
    if tab == "leads":
        sort = read_sort(listed.sort)
        contacts = await contacts_of(*place, sort, Paging(listed.page, PAGE_SIZE))
        return {"contacts": contacts, "sort": sort}
    if tab == "surges":
        return await history_of(*place, request.app.state.services.clock)
    if tab == "merges":
        return await panels_of(connection, caller, account_id, ACCOUNTS)
    if tab == "timeline":
        return await _timeline(connection, request, caller, account_id)
    return {}


async def _timeline(
    connection: Connection, request: Request, caller: Caller, account_id: UUID, before: str | None = None
) -> dict[str, Any]:
    """A part of the timeline; the newest, with what it can be filtered by, where no cursor leads to an older one."""
    place = (connection, caller.workspace_id, account_id)
    given = {name: request.query_params.get(name) or None for name in ("lead", "event_type", "channel")}
    asked = TimelineFilters(given["lead"], given["event_type"], given["channel"])
    found = await account_timeline(*place, asked, before, EVENTS_AT_ONCE)
    await tell(connection, caller.workspace_id, "account", found.changes_of("segment"))
    told.tell(found.changes_of("trigger"))
    context: dict[str, Any] = {
        "asked": asked,
        "next": found.next,
        "near": found.near,
        "days": await days_of(*place, found, caller.time_zone),
    }
    if before is None:
        people = await contact_names(*place, MOST_CONTACTS)
        context |= {
            "contacts": [(public("ld", lead_id), name) for lead_id, name in people],
            "types": await types_of(*place),
            "channels": CHANNELS,
        }
    return context


@router.get("/accounts/{account_id}/live")
async def show_news(request: Request, caller: Viewer, account_id: str, since: str = "") -> Response:
    """The numbers at its head as they are now; 204 if nothing happened."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        if (await ticks.visible(connection, caller.workspace_id)).isoformat() == since:
            return Response(status_code=204)
        head = await _head(connection, caller, found)
        levels = await levels_in_force(connection, caller.workspace_id)
    return fragment(
        request,
        "accounts/account_live.html",
        headers={"Kenbun-Tick": head["tick"]},
        account_id=public("acct", found),
        links=Links(request, f"/accounts/{public('acct', found)}"),
        colors=levels.colors,
        **head,
    )


@router.get("/accounts/{account_id}/timeline")
async def show_older(request: Request, caller: Viewer, account_id: str, before: str) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        context = await _timeline(connection, request, caller, found, before)
    links = Links(request)
    return fragment(request, "accounts/timeline.html", account_id=account_id, links=links, **context)


@router.get("/accounts/{account_id}/field")
async def show_field(
    request: Request, caller: Viewer, account_id: str, name: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """In the drawer: what the field shows, and what it has shown."""
    if not wants_fragment(request):
        return RedirectResponse(f"/accounts/{account_id}", status_code=303)
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        view = await field_of(connection, caller.workspace_id, "account", found, name)
    return fragment(request, "accounts/field.html", view=view)
