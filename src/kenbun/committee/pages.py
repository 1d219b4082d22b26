"""The committee on the page of an account: who is in it, who joins it, in which role, and who leaves."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter, ValidationError

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Viewer
from kenbun.committee import choice_queries, choose, settle
from kenbun.committee.members import committee_of
from kenbun.committee.role_queries import roles_of
from kenbun.committee.shapes import Notes
from kenbun.database import Connection
from kenbun.identity.roots import find_account, find_lead
from kenbun.kit.errors import Invalid, NotFound, Problem
from kenbun.kit.ids import public
from kenbun.levels.in_force import levels_in_force
from kenbun.web.render import fragment

router = APIRouter(prefix="/accounts/{account_id}/committee", include_in_schema=False)

_DONE = {"HX-Trigger": "drawer-done, committee-changed"}
_CANDIDATES = 20
_NOTES = TypeAdapter(Notes)


async def panel_of(connection: Connection, caller: Caller, account_id: UUID) -> dict[str, Any]:
    """The context of `committee/panel.html`."""
    levels = await levels_in_force(connection, caller.workspace_id)
    return {
        "account_id": public("acct", account_id),
        "committee": await committee_of(connection, caller.workspace_id, account_id),
        "lead_of": lambda lead_id: public("ld", lead_id),
        "colors": levels.colors,
        "may_edit": caller.is_at_least("editor"),
    }


@router.get("")
async def show(request: Request, caller: Viewer, account_id: str) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        return fragment(request, "committee/panel.html", **await panel_of(connection, caller, found))


@router.post("/refresh")
async def refresh(request: Request, caller: Editor, account_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        await settle.refresh(connection, caller.workspace_id, found, services.clock)
        context = await panel_of(connection, caller, found)
    return fragment(request, "committee/panel.html", **context, refreshed=True)


@router.get("/add")
async def show_add(
    request: Request,
    caller: Editor,
    account_id: str,
    search: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """In the drawer: leads of the account that are no members, as typing finds them."""
    context = await _candidates(request, caller, account_id, search)
    return fragment(request, "committee/add.html", **context)


@router.get("/candidates")
async def show_candidates(
    request: Request,
    caller: Editor,
    account_id: str,
    search: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    context = await _candidates(request, caller, account_id, search)
    return fragment(request, "committee/candidates.html", **context)


@router.post("")
async def add(request: Request, caller: Editor, account_id: str) -> Response:
    services = request.app.state.services
    form = {name: str(value) for name, value in (await request.form()).items()}
    try:
        notes = _notes(form) or None
        async with services.database.transaction() as connection:
            place = await _place(connection, caller, account_id, form.get("lead_id", ""))
            await choose.add_member(connection, caller, place, form.get("role", ""), notes, services.clock)
    except Problem as problem:
        if isinstance(problem, NotFound) and problem.field == "account_id":
            raise
        context = await _candidates(request, caller, account_id, form.get("search", "")[:200])
        return fragment(
            request, "committee/add.html", status=422, **context | {"problem": problem.detail, "form": form}
        )
    return Response(status_code=204, headers=_DONE)


@router.get("/{lead_id}")
async def show_member(request: Request, caller: Viewer, account_id: str, lead_id: str) -> Response:
    """In the drawer: the role, why, and the notes."""
    async with request.app.state.services.database.snapshot() as connection:
        place = await _place(connection, caller, account_id, lead_id)
        context = await panel_of(connection, caller, place[0])
    member = next((one for one in context["committee"].members if one.lead_id == place[1]), None)
    if member is None:
        raise NotFound("This lead is not in the committee.", field="lead_id")
    return fragment(request, "committee/member.html", member=member, problem=None, **context)


@router.post("/{lead_id}")
async def change(request: Request, caller: Editor, account_id: str, lead_id: str) -> Response:
    """A role that stays as it was goes on being detected; notes are no decision about it."""
    services = request.app.state.services
    form = {name: str(value) for name, value in (await request.form()).items()}
    async with services.database.transaction() as connection:
        place = await _place(connection, caller, account_id, lead_id)
        members = (await committee_of(connection, caller.workspace_id, place[0])).members
        before = next((one for one in members if one.lead_id == place[1]), None)
        role = form.get("role") or None
        role = None if before and role == before.role and not form.get("keep") else role
        typed = _notes(form)
        notes = None if before and typed == (before.notes or "") else typed
        if role is not None or notes is not None:
            await choose.change_member(connection, caller, place, role, notes, services.clock)
    return Response(status_code=204, headers=_DONE)


@router.post("/{lead_id}/remove")
async def remove(request: Request, caller: Editor, account_id: str, lead_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        place = await _place(connection, caller, account_id, lead_id)
        await choose.remove_member(connection, caller, place, services.clock)
    return Response(status_code=204, headers=_DONE)


async def _place(connection: Connection, caller: Caller, account_id: str, lead_id: str) -> tuple[UUID, UUID]:
    account = await find_account(connection, caller.workspace_id, account_id)
    return account, await find_lead(connection, caller.workspace_id, lead_id)


def _notes(form: dict[str, str]) -> str:
    try:
        return _NOTES.validate_python(form.get("notes", "").replace("\r\n", "\n"))
    except ValidationError:
        raise Invalid("Notes hold at most 2,000 characters.", field="notes") from None


async def _candidates(request: Request, caller: Caller, account_id: str, search: str) -> dict[str, Any]:
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        workspace_id = caller.workspace_id
        others = await choice_queries.others(
            connection, workspace_id, found, search.strip().replace("\0", ""), _CANDIDATES
        )
        roles = await roles_of(connection, workspace_id)
    return {
        "account_id": public("acct", found),
        "others": [(public("ld", row.lead_id), row) for row in others],
        "roles": roles,
        "search": search,
        "most": _CANDIDATES,
        "problem": None,
        "form": {},
    }
