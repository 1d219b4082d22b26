"""Merging on the page of a lead: search and pick, preview with a choice where leads differ, confirm; taking it back."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Viewer
from kenbun.database import Connection
from kenbun.identity.duplicate_queries import alike
from kenbun.identity.roots import find_lead
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.leads.one import name_of
from kenbun.levels.in_force import levels_in_force
from kenbun.merging.duplicates import not_a_duplicate
from kenbun.merging.history import Merged, merge_history
from kenbun.merging.merge import merge_leads, unmerge
from kenbun.merging.pick import Offer, offer
from kenbun.merging.preview import Preview, preview
from kenbun.merging.take_back import would_return
from kenbun.merging.wish import MOST_SOURCES, Wish
from kenbun.web.render import fragment, wants_fragment

router = APIRouter(include_in_schema=False)

_FIELD = "field."
Sources = Annotated[list[str] | None, Query(alias="source", max_length=MOST_SOURCES)]


@router.get("/leads/{lead_id}/merge")
async def pick(request: Request, caller: Editor, lead_id: str) -> Response:
    """The drawer in which to search for duplicates and pick them."""
    if not wants_fragment(request):
        return _in_drawer(request, lead_id)
    async with request.app.state.services.database.snapshot() as connection:
        target = await find_lead(connection, caller.workspace_id, lead_id)
        name = await name_of(connection, caller.workspace_id, target)
        offered = await offer(connection, caller.workspace_id, target, "", ())
    context = {"search": "", **_offered(offered)}
    return fragment(request, "merging/pick.html", lead_id=public("ld", target), name=name, **context)


@router.get("/leads/{lead_id}/merge/found")
async def find(
    request: Request, caller: Editor, lead_id: str, search: str = "", source: Sources = None
) -> Response:
    """What typing finds, below what was picked before."""
    picked = [found for text in source or () if (found := parse("ld", text))]
    async with request.app.state.services.database.snapshot() as connection:
        target = await find_lead(connection, caller.workspace_id, lead_id)
        offered = await offer(connection, caller.workspace_id, target, search, picked)
    return fragment(request, "merging/found.html", search=search, **_offered(offered))


def _offered(offered: Offer) -> dict[str, Any]:
    return {name: getattr(offered, name) for name in Offer.__dataclass_fields__}


@router.get("/leads/{lead_id}/merge/preview")
async def show_preview(request: Request, caller: Editor, lead_id: str, source: Sources = None) -> Response:
    if not wants_fragment(request):
        return _in_drawer(request, lead_id)
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        target = await find_lead(connection, caller.workspace_id, lead_id)
    sources = tuple(dict.fromkeys(_lead(text) for text in source or ()))
    if not sources:
        raise NotFound("Choose at least one lead to absorb.")
    return await _preview(request, caller, Wish(target, sources))


@router.post("/leads/{lead_id}/merge")
async def merge(request: Request, caller: Editor, lead_id: str) -> Response:
    """Leads to the lead's page, where the history then has a row more."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        target = await find_lead(connection, caller.workspace_id, lead_id)
    wish = _wish(target, await request.form())
    async with services.database.transaction() as connection:
        await merge_leads(connection, caller, wish, services.clock)
    return _to_page(request, public("ld", target))


async def _preview(request: Request, caller: Caller, wish: Wish) -> Response:
    services = request.app.state.services
    seen: Preview = await preview(services.database, caller, wish, services.clock)
    async with services.database.snapshot() as connection:
        levels = await levels_in_force(connection, caller.workspace_id)
    target, *sources = seen.leads
    accounts: dict[str, Any] = {one.account["account_id"]: one.account for one in seen.leads if one.account}
    return fragment(
        request,
        "merging/preview.html",
        lead_id=target.lead_id,
        target=target,
        sources=sources,
        names={one.lead_id: one.name for one in seen.leads},
        seen=seen,
        accounts=list(accounts.values()),
        differing=[
            (one.field, one.shown, [(public("ld", lead_id), held) for lead_id, held in one.values.items()])
            for one in seen.fields
        ],
        colors=levels.colors,
    )


def _wish(target: UUID, form: FormData) -> Wish:
    sources = [_lead(str(text)) for text in form.getlist("source")[: MOST_SOURCES + 1]]
    fields = {
        name.removeprefix(_FIELD): _lead(str(text))
        for name, text in form.multi_items()
        if name.startswith(_FIELD) and text
    }
    if not sources or len(sources) > MOST_SOURCES:
        raise NotFound(f"Choose from one lead to {MOST_SOURCES} to absorb.")
    named = str(form.get("account_id") or "")
    account_id = parse("acct", named)
    if named and account_id is None:
        raise NotFound("There is no such account.", field="account_id")
    return Wish(target, tuple(dict.fromkeys(sources)), account_id, fields)


@router.get("/leads/{lead_id}/duplicates")
async def show_history(request: Request, caller: Viewer, lead_id: str) -> Response:
    """The panel Merge History, and likely duplicates."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        panels = await panels_of(connection, caller, found)
    return fragment(request, "merging/panels.html", lead_id=public("ld", found), **panels)


async def panels_of(connection: Connection, caller: Caller, lead_id: UUID) -> dict[str, Any]:
    """What the panels of the lead's page show."""
    likely = await alike(connection, caller.workspace_id, lead_id)
    merges: list[Merged] = await merge_history(connection, caller.workspace_id, lead_id)
    return {
        "merges": [(public("mrg", one.merge_id), one) for one in merges],
        "likely": [(public("ld", one.id), one.name, one.reasons) for one in likely],
        "may_edit": caller.is_at_least("editor"),
        "public": public,
    }


@router.get("/leads/{lead_id}/unmerge/{merge_id}")
async def confirm_unmerge(request: Request, caller: Editor, lead_id: str, merge_id: str) -> Response:
    """What comes back, and what stays, in numbers."""
    if not wants_fragment(request):
        return _in_drawer(request, lead_id)
    async with request.app.state.services.database.snapshot() as connection:
        root = await find_lead(connection, caller.workspace_id, lead_id)
        seen = await would_return(connection, caller.workspace_id, _merge(merge_id))
    return fragment(request, "merging/unmerge.html", lead_id=public("ld", root), merge_id=merge_id, seen=seen)


@router.post("/leads/{lead_id}/unmerge/{merge_id}")
async def take_back(request: Request, caller: Editor, lead_id: str, merge_id: str) -> Response:
    """Leads to the page of the lead that others came out of."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await find_lead(connection, caller.workspace_id, lead_id)
        done = await unmerge(connection, caller, _merge(merge_id), services.clock)
    return _to_page(request, public("ld", done.root_id))


@router.post("/leads/{lead_id}/not-duplicate")
async def dismiss(request: Request, caller: Editor, lead_id: str, other: str = "") -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        await not_a_duplicate(connection, caller, found, _lead(other), services.clock)
    async with services.database.snapshot() as connection:
        panels = await panels_of(connection, caller, found)
    return fragment(request, "merging/panels.html", lead_id=public("ld", found), **panels)


def _in_drawer(request: Request, lead_id: str) -> Response:
    """A visit leads to the lead with the drawer open."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/leads/{lead_id}?open={quote(here, safe='/')}", status_code=303)


def _to_page(request: Request, lead_id: str) -> Response:
    # without a place in the page, or a browser that is on it already would stay as it is
    address = f"/leads/{lead_id}"
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def _lead(text: str) -> UUID:
    found = parse("ld", text)
    if found is None:
        raise NotFound("There is no such lead.")
    return found


def _merge(text: str) -> UUID:
    found = parse("mrg", text)
    if found is None:
        raise NotFound("There is no such merge.")
    return found
