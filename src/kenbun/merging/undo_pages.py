"""The panels Merge History and Likely duplicates; taking a merge back, and saying that two are no duplicates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Viewer
from kenbun.database import Connection
from kenbun.identity.duplicate_queries import alike
from kenbun.identity.rooted_queries import Rooted
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.merging.drawer_pages import asked_for, at, in_drawer, read_id, to_page
from kenbun.merging.duplicates import not_a_duplicate
from kenbun.merging.history import merge_history
from kenbun.merging.kinds import Kind
from kenbun.web.render import fragment, wants_fragment


def undoing(kind: Kind) -> APIRouter:
    routes, of = APIRouter(include_in_schema=False), kind.of
    place = f"/{of.noun}s/{{{of.key}}}"

    @routes.get(f"{place}/duplicates")
    async def show_history(request: Request, caller: Viewer) -> Response:
        """The panel Merge History, and likely duplicates."""
        async with request.app.state.services.database.snapshot() as connection:
            found = await asked_for(connection, request, caller, kind)
            panels = await panels_of(connection, caller, found, of)
        return fragment(request, "merging/panels.html", **panels)

    @routes.get(f"{place}/unmerge/{{merge_id}}")
    async def confirm_unmerge(request: Request, caller: Editor, merge_id: str) -> Response:
        """What comes back, and what stays, in numbers."""
        if not wants_fragment(request):
            return in_drawer(request, of)
        async with request.app.state.services.database.snapshot() as connection:
            root = await asked_for(connection, request, caller, kind)
            seen = await kind.would_return(connection, caller.workspace_id, _merge(merge_id))
        return fragment(request, "merging/unmerge.html", **at(of, root), merge_id=merge_id, seen=seen)

    @routes.post(f"{place}/unmerge/{{merge_id}}")
    async def take_back(request: Request, caller: Editor, merge_id: str) -> Response:
        """Leads to the page of the one that others came out of."""
        services = request.app.state.services
        async with services.database.transaction() as connection:
            await asked_for(connection, request, caller, kind)
            done = await kind.unmerge(connection, caller, _merge(merge_id), services.clock)
        return to_page(request, of, done.root_id)

    @routes.post(f"{place}/not-duplicate")
    async def dismiss(request: Request, caller: Editor, other: str = "") -> Response:
        services = request.app.state.services
        async with services.database.transaction() as connection:
            found = await asked_for(connection, request, caller, kind)
            await not_a_duplicate(connection, caller, found, read_id(of, other), services.clock, of)
        async with services.database.snapshot() as connection:
            panels = await panels_of(connection, caller, found, of)
        return fragment(request, "merging/panels.html", **panels)

    return routes


async def panels_of(connection: Connection, caller: Caller, identifier: UUID, of: Rooted) -> dict[str, Any]:
    """What the panels of the page of a lead or an account show."""
    likely = await alike(connection, caller.workspace_id, identifier, of)
    merges = await merge_history(connection, caller.workspace_id, identifier, of)
    return {
        **at(of, identifier),
        "merges": [(public("mrg", one.merge_id), one) for one in merges],
        "likely": [(of.public(one.id), one.name, one.reasons) for one in likely],
        "may_edit": caller.is_at_least("editor"),
        "public": public,
    }


def _merge(text: str) -> UUID:
    found = parse("mrg", text)
    if found is None:
        raise NotFound("There is no such merge.")
    return found
