"""Choosing what is to be merged: search and pick, preview with a choice where they differ, confirm."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import FormData

from kenbun.access.callers import Caller
from kenbun.access.http import Editor
from kenbun.database import Connection
from kenbun.identity.rooted_queries import Rooted
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.levels.in_force import levels_in_force
from kenbun.mapping.named_queries import names_of
from kenbun.merging.drawer_pages import asked_for, at, in_drawer, read_id, to_page
from kenbun.merging.kinds import Kind
from kenbun.merging.pick import Offer, offer
from kenbun.merging.wish import MOST_SOURCES, Wish
from kenbun.web.render import fragment, wants_fragment

_FIELD = "field."
Sources = Annotated[list[str] | None, Query(alias="source", max_length=MOST_SOURCES)]


def picking(kind: Kind) -> APIRouter:
    routes, of = APIRouter(include_in_schema=False), kind.of
    place = f"/{of.noun}s/{{{of.key}}}"

    @routes.get(f"{place}/merge")
    async def pick(request: Request, caller: Editor) -> Response:
        """The drawer in which to search for duplicates and pick them."""
        if not wants_fragment(request):
            return in_drawer(request, of)
        async with request.app.state.services.database.snapshot() as connection:
            target = await asked_for(connection, request, caller, kind)
            names = await names_of(connection, caller.workspace_id, of.noun, [target])
            offered = await _offer(connection, caller, kind, target, "", ())
        name = names.get(target, "")
        return fragment(request, "merging/pick.html", **at(of, target), name=name, search="", **offered)

    @routes.get(f"{place}/merge/found")
    async def find(request: Request, caller: Editor, search: str = "", source: Sources = None) -> Response:
        """What typing finds, below what was picked before."""
        picked = tuple(found for text in source or () if (found := of.parse(text)))
        async with request.app.state.services.database.snapshot() as connection:
            target = await asked_for(connection, request, caller, kind)
            offered = await _offer(connection, caller, kind, target, search, picked)
        return fragment(request, "merging/found.html", search=search, **at(of, target), **offered)

    @routes.get(f"{place}/merge/preview")
    async def show_preview(request: Request, caller: Editor, source: Sources = None) -> Response:
        if not wants_fragment(request):
            return in_drawer(request, of)
        async with request.app.state.services.database.snapshot() as connection:
            target = await asked_for(connection, request, caller, kind)
        sources = tuple(dict.fromkeys(read_id(of, text) for text in source or ()))
        if not sources:
            raise NotFound(f"Choose at least one {of.noun} to absorb.")
        return await _preview(request, caller, kind, Wish(target, sources))

    @routes.post(f"{place}/merge")
    async def merge(request: Request, caller: Editor) -> Response:
        """Leads to the page of the target, where the history then has a row more."""
        services = request.app.state.services
        async with services.database.snapshot() as connection:
            target = await asked_for(connection, request, caller, kind)
        wish = _wish(of, target, await request.form())
        async with services.database.transaction() as connection:
            await kind.merge(connection, caller, wish, services.clock)
        return to_page(request, of, target)

    return routes


async def _offer(
    connection: Connection, caller: Caller, kind: Kind, target: UUID, typed: str, picked: tuple[UUID, ...]
) -> dict[str, Any]:
    place = (connection, caller.workspace_id)
    offered = await offer(*place, kind.of, kind.rows, kind.search, target, typed, picked)
    return {name: getattr(offered, name) for name in Offer.__dataclass_fields__}


async def _preview(request: Request, caller: Caller, kind: Kind, wish: Wish) -> Response:
    services = request.app.state.services
    seen = await kind.preview(services.database, caller, wish, services.clock)
    async with services.database.snapshot() as connection:
        levels = await levels_in_force(connection, caller.workspace_id)
        names = await names_of(
            connection, caller.workspace_id, kind.of.noun, [wish.target_id, *wish.source_ids]
        )
    return fragment(
        request,
        f"merging/preview_{kind.of.noun}s.html",
        **at(kind.of, wish.target_id),
        target_id=kind.of.public(wish.target_id),
        sources=[(kind.of.public(one), names.get(one, "")) for one in wish.source_ids],
        name=names.get(wish.target_id, ""),
        names={kind.of.public(one): name for one, name in names.items()},
        seen=seen,
        differing=[
            (
                one.field,
                one.shown,
                [(kind.of.public(whose), held) for whose, held in one.values.items()],
            )
            for one in seen.fields
        ],
        colors=levels.colors,
    )


def _wish(of: Rooted, target: UUID, form: FormData) -> Wish:
    sources = [read_id(of, str(text)) for text in form.getlist("source")[: MOST_SOURCES + 1]]
    fields = {
        name.removeprefix(_FIELD): read_id(of, str(text))
        for name, text in form.multi_items()
        if name.startswith(_FIELD) and text
    }
    if not sources or len(sources) > MOST_SOURCES:
        raise NotFound(f"Choose from one {of.noun} to {MOST_SOURCES} to absorb.")
    named = str(form.get("account_id") or "")
    account_id = parse("acct", named)
    if named and account_id is None:
        raise NotFound("There is no such account.", field="account_id")
    return Wish(target, tuple(dict.fromkeys(sources)), account_id, fields)
