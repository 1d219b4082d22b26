"""The API of the team: roles, invitations, links for a new password, members who leave. Of admins."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from kenbun.access import invitations, members, sessions, tokens
from kenbun.access.http import Admin, Page, errors
from kenbun.access.shapes import MemberShape, TokenList, TokenShape, paged
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.owners.assign import find_owner
from kenbun.team import leaving, resets
from kenbun.team.inviting import send_invitation
from kenbun.team.shapes import (
    CreatedInvitation,
    EndedSessions,
    InvitationList,
    InvitationShape,
    NewInvitation,
    PostedShape,
    RemovedMember,
    RoleChange,
)

router = APIRouter(prefix="/api", tags=["access"])

UserId = Annotated[str, Path(examples=["usr_0192f0c1a5b77e3c8d2e4f6071829304"])]
TokenId = Annotated[str, Path(examples=["tok_0192f0c1a5b77e3c8d2e4f6071829304"])]
InvitationId = Annotated[str, Path(examples=["inv_0192f0c1a5b77e3c8d2e4f6071829304"])]
LeadsTo = Annotated[
    str,
    Query(
        max_length=100,
        description="The member who owns their leads from then on; left out: nobody.",
        examples=["usr_0192f0c1a5b77e3c8d2e4f6071829305"],
    ),
]


@router.patch("/members/{user_id}", summary="Change a member's role", responses=errors(404, 409))
async def change_role(request: Request, caller: Admin, user_id: UserId, change: RoleChange) -> MemberShape:
    """Holds from the member's next request on. One admin has to stay."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await members.change_role(connection, caller, _member(user_id), change.role, services.clock())
    return MemberShape.of(found)


@router.delete("/members/{user_id}", summary="Remove a member from the workspace", responses=errors(404, 409))
async def remove_member(
    request: Request, caller: Admin, user_id: UserId, leads_to: LeadsTo = ""
) -> RemovedMember:
    """Out of this workspace at once, with sessions, tokens, views and watch list. One admin has to stay."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        heir = await find_owner(connection, caller.workspace_id, leads_to, "leads_to") if leads_to else None
        left = await leaving.remove(connection, caller, _member(user_id), heir, services.clock)
    services.worker.wake_acts()
    return RemovedMember(leads=left.owned, triggers=left.triggers)


@router.post("/members/{user_id}/sign-out", summary="Sign a member out everywhere", responses=errors(404))
async def sign_out(request: Request, caller: Admin, user_id: UserId) -> EndedSessions:
    """Ends the sessions that the member has in this workspace. Tokens go on."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        ended = await sessions.sign_out_member(connection, caller, _member(user_id), services.clock())
    return EndedSessions(ended=ended)


@router.post(
    "/members/{user_id}/reset-link", summary="Make a link for a new password", responses=errors(404, 409)
)
async def reset_link(request: Request, caller: Admin, user_id: UserId) -> PostedShape:
    """Good for one use, for 24 hours. Mailed to the member where a mail server is set up, and tried for a day.

    The link of a member who is in other workspaces too is never shown: it would open those.
    """
    services = request.app.state.services
    posted = await resets.make_reset(services.database, services.worker.means, caller, _member(user_id))
    return PostedShape.of(posted)


@router.get("/members/{user_id}/tokens", summary="List a member's tokens", responses=errors(404))
async def list_tokens(request: Request, caller: Admin, user_id: UserId, paging: Page) -> TokenList:
    """Those that are not revoked, the latest first. What they are is shown to nobody."""
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await tokens.list_member_tokens(connection, caller, _member(user_id), paging)
    return TokenList(tokens=[TokenShape.of(each) for each in found], **paged(paging, total))


@router.delete(
    "/members/{user_id}/tokens/{token_id}",
    status_code=204,
    summary="Revoke a member's token",
    responses=errors(404),
)
async def revoke_token(request: Request, caller: Admin, user_id: UserId, token_id: TokenId) -> Response:
    """At once: programs that use it are refused."""
    found = parse("tok", token_id)
    if found is None:
        raise NotFound("The member has no such token.", field="token_id")
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await tokens.revoke_member_token(connection, caller, _member(user_id), found, services.clock())
    return Response(status_code=204)


@router.get("/invitations", summary="List invitations", responses=errors())
async def list_invitations(request: Request, caller: Admin, paging: Page) -> InvitationList:
    """Those that can still be followed, the latest first."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        found, total = await invitations.list_invitations(
            connection, caller.workspace_id, services.clock(), paging
        )
    return InvitationList(invitations=[InvitationShape.of(one) for one in found], **paged(paging, total))


@router.post("/invitations", status_code=201, summary="Invite somebody", responses=errors(409))
async def invite(request: Request, caller: Admin, new: NewInvitation) -> CreatedInvitation:
    """By a link that is good for seven days; inviting an address again makes a new one. A mail is tried for a day."""
    made, posted = await send_invitation(request.app.state.services, caller, new.email, new.role)
    return CreatedInvitation.of(made, **PostedShape.of(posted).model_dump())


@router.delete(
    "/invitations/{invitation_id}", status_code=204, summary="Withdraw an invitation", responses=errors(404)
)
async def withdraw(request: Request, caller: Admin, invitation_id: InvitationId) -> Response:
    """Its link leads nowhere from now on."""
    found = parse("inv", invitation_id)
    if found is None:
        raise NotFound("There is no such invitation.", field="invitation_id")
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await invitations.withdraw(connection, caller, found, services.clock())
    return Response(status_code=204)


def _member(text: str) -> UUID:
    found = parse("usr", text)
    if found is None:
        raise NotFound("There is no such member.", field="user_id")
    return found
