"""Settings, Members: who is here, in which role; who is invited; and all that an admin can do for one of them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access import invitations, members, sessions, tokens
from kenbun.access.callers import Caller
from kenbun.access.http import Admin, PageNumber
from kenbun.kit.errors import Conflict, Invalid, NotFound, Problem
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.owners.assign import find_owner
from kenbun.owners.choices import choices
from kenbun.team import leaving, resets
from kenbun.team.inviting import send_invitation
from kenbun.web.render import page

router = APIRouter(prefix="/settings/members", include_in_schema=False)

ROLES = {
    "viewer": "Reads and exports; own watch list, preferences and tokens.",
    "editor": "Changes leads and accounts: merges, imports, deletions, owners, members of segments, views.",
    "admin": "Everything, as well under Configure (rules, segments, triggers) and Settings.",
}
_LIMIT = 50
_MOST_INVITED = 100
_MOST_TOKENS = 100
_DONE = {
    "role": "The role is changed: it holds from the next request on.",
    "withdrawn": "The invitation is withdrawn: its link leads nowhere from now on.",
    "signed-out": "Signed out everywhere in this workspace.",
    "token-revoked": "The token is revoked: programs that use it are refused from now on.",
    "removed": "Removed.",
}


@router.get("")
async def show(
    request: Request,
    caller: Admin,
    number: PageNumber = 1,
    done: str = "",
    leads: int = 0,
) -> Response:
    return await _list(request, caller, number, done=_DONE.get(done), leads=max(0, min(leads, 10**9)))


@router.post("/invite")
async def invite(
    request: Request,
    caller: Admin,
    email: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "viewer",
) -> Response:
    """The answer to the form itself shows the link, where it was not mailed: nothing keeps it."""
    form = {"email": email, "role": role}
    try:
        wanted = members.read_role(role)
        made, posted = await send_invitation(request.app.state.services, caller, email, wanted)
    except (Invalid, Conflict) as problem:
        return await _list(request, caller, form=form, problem=problem)
    return await _list(request, caller, made=made, posted=posted)


@router.post("/invitations/{invitation_id}/withdraw")
async def withdraw(request: Request, caller: Admin, invitation_id: str) -> Response:
    found = parse("inv", invitation_id)
    if found is None:
        raise NotFound("There is no such invitation.")
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await invitations.withdraw(connection, caller, found, services.clock())
    return RedirectResponse("/settings/members?done=withdrawn", status_code=303)


@router.get("/{user_id}")
async def show_one(request: Request, caller: Admin, user_id: str, done: str = "") -> Response:
    return await _one(request, caller, _known(user_id), done=_DONE.get(done))


@router.post("/{user_id}/role")
async def change_role(
    request: Request, caller: Admin, user_id: str, role: Annotated[str, Form()] = ""
) -> Response:
    services, found = request.app.state.services, _known(user_id)
    try:
        async with services.database.transaction() as connection:
            wanted = members.read_role(role)
            await members.change_role(connection, caller, found, wanted, services.clock())
    except (Invalid, Conflict) as problem:
        return await _one(request, caller, found, problem=problem)
    return RedirectResponse(f"/settings/members/{user_id}?done=role", status_code=303)


@router.post("/{user_id}/reset-link")
async def reset_link(request: Request, caller: Admin, user_id: str) -> Response:
    """The answer to the form itself shows the link, where it was not mailed."""
    services, found = request.app.state.services, _known(user_id)
    try:
        posted = await resets.make_reset(services.database, services.worker.means, caller, found)
    except Conflict as problem:
        return await _one(request, caller, found, problem=problem)
    return await _one(request, caller, found, posted=posted)


@router.post("/{user_id}/sign-out")
async def sign_out(request: Request, caller: Admin, user_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await sessions.sign_out_member(connection, caller, _known(user_id), services.clock())
    return RedirectResponse(f"/settings/members/{user_id}?done=signed-out", status_code=303)


@router.post("/{user_id}/tokens/{token_id}/revoke")
async def revoke_token(request: Request, caller: Admin, user_id: str, token_id: str) -> Response:
    found = parse("tok", token_id)
    if found is None:
        raise NotFound("The member has no such token.")
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await tokens.revoke_member_token(connection, caller, _known(user_id), found, services.clock())
    return RedirectResponse(f"/settings/members/{user_id}?done=token-revoked", status_code=303)


@router.post("/{user_id}/remove")
async def remove(
    request: Request, caller: Admin, user_id: str, leads_to: Annotated[str, Form()] = ""
) -> Response:
    services, found = request.app.state.services, _known(user_id)
    try:
        async with services.database.transaction() as connection:
            heir = (
                await find_owner(connection, caller.workspace_id, leads_to, "leads_to") if leads_to else None
            )
            left = await leaving.remove(connection, caller, found, heir, services.clock)
    except (Invalid, Conflict) as problem:
        return await _one(request, caller, found, problem=problem)
    services.worker.wake_acts()
    return RedirectResponse(f"/settings/members?done=removed&leads={left.owned}", status_code=303)


async def _list(
    request: Request,
    caller: Caller,
    number: int = 1,
    *,
    problem: Problem | None = None,
    form: dict[str, str] | None = None,
    **shown: Any,
) -> Response:
    services, paging = request.app.state.services, Paging(number, _LIMIT)
    async with services.database.snapshot() as connection:
        found, total = await members.list_members(connection, caller.workspace_id, paging)
        waiting, invited = await invitations.list_invitations(
            connection, caller.workspace_id, services.clock(), Paging(1, _MOST_INVITED)
        )
    context = {"done": None, "leads": 0, "made": None, "posted": None} | shown
    return page(
        request,
        "team/members.html",
        status=problem.status if problem else 200,
        members=[(public("usr", one.user_id), one) for one in found],
        total=total,
        paging=paging,
        invitations=[(public("inv", one.link_id), one) for one in waiting],
        invited=invited,
        roles=ROLES,
        form=form or {"email": "", "role": "viewer"},
        problem=problem,
        **context,
    )


async def _one(
    request: Request, caller: Caller, user_id: UUID, *, problem: Problem | None = None, **shown: Any
) -> Response:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        found = await leaving.look_at(connection, caller.workspace_id, user_id, services.clock())
        owners = await choices(connection, caller.workspace_id) if found.owned else {}
        held, _ = await tokens.list_member_tokens(connection, caller, user_id, Paging(1, _MOST_TOKENS))
    context = {"done": None, "posted": None} | shown
    return page(
        request,
        "team/member.html",
        status=problem.status if problem else 200,
        user_id=public("usr", user_id),
        member=found.member,
        leaving=found,
        tokens=[(public("tok", each.token_id), each) for each in held],
        heirs={key: name for key, name in owners.items() if key != public("usr", user_id)},
        roles=ROLES,
        problem=problem,
        **context,
    )


def _known(text: str) -> UUID:
    found = parse("usr", text)
    if found is None:
        raise NotFound("There is no such member.")
    return found
