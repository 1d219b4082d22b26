"""The card Segments on the page of a lead, or of an account: which it is in and why, and what people say of that."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Viewer
from kenbun.analysis.kinds import ACCOUNTS, LEADS, Members
from kenbun.analysis.of_subject import segments_of
from kenbun.database import Connection
from kenbun.identity.roots import find_account, find_lead
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.segments.defining.definitions import find_segment, list_segments
from kenbun.segments.members.hands import ACTS, act_by_hand
from kenbun.web.render import fragment, wants_fragment

_FIND = {"lead": find_lead, "account": find_account}


def _of(of: Members) -> APIRouter:
    # by its noun in the path, as on its other pages
    router = APIRouter(prefix=f"/{of.nouns}/{{{of.noun}_id}}/segments", include_in_schema=False)

    @router.get("")
    async def show(request: Request, caller: Viewer) -> Response:
        if not wants_fragment(request):
            return _whole_page(request, of)
        return await _card(request, caller, of)

    @router.get("/add")
    async def choose(request: Request, caller: Editor) -> Response:
        """In the drawer: to put it into a segment, or to keep it out of one."""
        if not wants_fragment(request):
            return _whole_page(request, of)
        async with request.app.state.services.database.snapshot() as connection:
            await _found(connection, request, caller, of)
            some = await list_segments(connection, caller.workspace_id, of.noun)
        return fragment(
            request,
            "analysis/add.html",
            place=f"{_page_of(request, of)}/segments",
            noun=of.noun,
            segments={public("seg", one.segment_id): one.name for one in some if one.definition.active},
        )

    @router.post("")
    async def put(
        request: Request,
        caller: Editor,
        segment_id: Annotated[str, Form()] = "",
        act: Annotated[str, Form()] = "add",
    ) -> Response:
        """In, out, or as the conditions say; answers the card, which closes the drawer."""
        asked = next((one for one in ACTS if one == act), None)
        if asked is None:
            raise Invalid(f"It is one of {', '.join(ACTS)}.", field="act")
        services = request.app.state.services
        async with services.database.transaction() as connection:
            found = await _found(connection, request, caller, of)
            segment = await find_segment(connection, caller.workspace_id, segment_id)
            if segment.kind != of.noun:
                raise Invalid(f"“{segment.name}” is a segment of {segment.kind}s.", field="segment_id")
            await act_by_hand(connection, caller, segment.segment_id, asked, [found], services.clock)
        if not wants_fragment(request):
            return _whole_page(request, of)
        return await _card(request, caller, of, {"HX-Trigger": "drawer-done"})

    return router


lead_router, account_router = _of(LEADS), _of(ACCOUNTS)


async def _card(
    request: Request, caller: Caller, of: Members, headers: dict[str, str] | None = None
) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        found = await _found(connection, request, caller, of)
        segments = await segments_of(connection, caller.workspace_id, of.noun, found)
    return fragment(
        request,
        "analysis/card.html",
        headers=headers,
        place=f"{_page_of(request, of)}/segments",
        segments=segments,
        may_edit=caller.is_at_least("editor"),
    )


async def _found(connection: Connection, request: Request, caller: Caller, of: Members) -> UUID:
    """Where it is shown. Raises NotFound."""
    return await _FIND[of.noun](connection, caller.workspace_id, request.path_params[f"{of.noun}_id"])


def _page_of(request: Request, of: Members) -> str:
    return f"/{of.nouns}/{request.path_params[f'{of.noun}_id']}"


def _whole_page(request: Request, of: Members) -> Response:
    return RedirectResponse(_page_of(request, of), status_code=303)
