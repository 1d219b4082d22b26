"""Configure, Committee: the roles, the conditions by which each is detected, and who would get which by others."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.activity.lists import event_types
from kenbun.committee import due_queries, forms
from kenbun.committee.edit import put_roles
from kenbun.committee.preview import preview_roles
from kenbun.committee.role_queries import roles_of
from kenbun.committee.roles import Role
from kenbun.identity.roots import find_account
from kenbun.kit.errors import NotFound, Problem
from kenbun.kit.ids import public
from kenbun.mapping.custom_fields import all_fields
from kenbun.web.links import Links
from kenbun.web.render import fragment, page

router = APIRouter(prefix="/committee", include_in_schema=False)

_DONE = {"HX-Trigger": "drawer-done, roles-changed"}


@router.get("")
async def show(request: Request, caller: Viewer) -> Response:
    return page(request, "committee/roles.html", **await _state(request, caller))


@router.get("/parts")
async def show_parts(request: Request, caller: Viewer) -> Response:
    """All that changes when roles do."""
    return fragment(request, "committee/roles_list.html", **await _state(request, caller))


@router.get("/new")
async def show_blank(request: Request, caller: Admin) -> Response:
    return await _form(request, caller, forms.BLANK, "new")


@router.post("/preview")
async def preview(request: Request, caller: Admin) -> Response:
    """Who would get which role by the form, in one account or in all."""
    services = request.app.state.services
    form = await _typed(request)
    try:
        async with services.database.snapshot() as connection:
            roles = await roles_of(connection, caller.workspace_id)
            account = form.account.strip()
            account_id = (
                await find_account(connection, caller.workspace_id, account, "account") if account else None
            )
        drafts = forms.with_form(roles, form)
        seen = await preview_roles(services.database, caller.workspace_id, drafts, services.clock, account_id)
    except (ValidationError, Problem) as error:
        problem = next(iter(forms.errors_of(error).values()))
        return fragment(request, "committee/preview.html", seen=None, problem=problem)
    return fragment(
        request,
        "committee/preview.html",
        seen=seen,
        problem=None,
        order=[draft.name for draft in drafts],
        lead_of=lambda lead_id: public("ld", lead_id),
        account_of=lambda account_id: public("acct", account_id),
    )


@router.get("/{role_id}")
async def show_role(request: Request, caller: Viewer, role_id: str) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        roles = await roles_of(connection, caller.workspace_id)
    return await _form(request, caller, forms.filled(_role(roles, role_id)), role_id)


@router.post("/{role_id}")
async def save(request: Request, caller: Admin, role_id: str) -> Response:
    """One role of all; `new` adds one at the end."""
    services = request.app.state.services
    form = await _typed(request)
    try:
        async with services.database.transaction() as connection:
            roles = await roles_of(connection, caller.workspace_id)
            if role_id != "new":
                _role(roles, role_id)
                form.role_id = role_id
            await put_roles(connection, caller, forms.with_form(roles, form), services.clock)
    except NotFound:
        raise
    except (ValidationError, Problem) as error:
        return await _form(request, caller, form, role_id, forms.errors_of(error))
    services.worker.wake_detector()
    return Response(status_code=204, headers=_DONE)


@router.post("/{role_id}/move/{way}")
async def move(request: Request, caller: Admin, role_id: str, way: str) -> Response:
    """Up or down by one: of conditions of one weight, the role that comes first has it."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        roles = await roles_of(connection, caller.workspace_id)
        drafts = forms.moved(roles, _role(roles, role_id), -1 if way == "up" else 1)
        await put_roles(connection, caller, drafts, services.clock)
    services.worker.wake_detector()
    return Response(status_code=204, headers=_DONE)


@router.post("/{role_id}/remove")
async def remove(request: Request, caller: Admin, role_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        roles = await roles_of(connection, caller.workspace_id)
        gone = _role(roles, role_id)
        drafts = [forms.draft_of(role) for role in roles if role.role_id != gone.role_id]
        await put_roles(connection, caller, drafts, services.clock)
    services.worker.wake_detector()
    return Response(status_code=204, headers=_DONE)


async def _typed(request: Request) -> forms.Form:
    sent = await request.form()
    return forms.typed({key: [str(value) for value in sent.getlist(key)] for key in sent})


def _role(roles: list[Role], role_id: str) -> Role:
    for role in roles:
        if role.role_id and public("role", role.role_id) == role_id:
            return role
    raise NotFound("There is no such role.", field="role_id")


async def _form(
    request: Request,
    caller: Caller,
    form: forms.Form,
    place: str,
    errors: dict[str, str] | None = None,
) -> Response:
    wrong = errors or {}
    async with request.app.state.services.database.snapshot() as connection:
        types = await event_types(connection, caller.workspace_id)
        fields = await all_fields(connection, caller.workspace_id)
    return fragment(
        request,
        "committee/role_form.html",
        status=422 if wrong else 200,
        form=form,
        address=f"/committee/{place}",
        is_new=place == "new",
        may_edit=caller.is_at_least("admin"),
        errors=wrong,
        errors_of=lambda number: json.dumps(forms.errors_within(wrong, number)),
        shown_at=forms.shown_at(wrong),
        vocabulary=forms.vocabulary_of(fields, types),
    )


async def _state(request: Request, caller: Caller) -> dict[str, Any]:
    async with request.app.state.services.database.snapshot() as connection:
        roles = await roles_of(connection, caller.workspace_id)
        waiting = await due_queries.how_many_wait(connection, caller.workspace_id)
    return {
        "links": Links(request, "/committee"),
        "rows": [(public("role", role.role_id), role) for role in roles if role.role_id],
        "waiting": waiting,
        "may_edit": caller.is_at_least("admin"),
    }
