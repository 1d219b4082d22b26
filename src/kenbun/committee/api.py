"""The API of buying committees."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Viewer, errors
from kenbun.committee import choose, settle
from kenbun.committee.members import committee_of
from kenbun.committee.shapes import CommitteeShape, MemberChange, NewMember
from kenbun.database import Connection
from kenbun.identity.roots import find_account, find_lead

router = APIRouter(prefix="/api/accounts/{account_id}/buying-committee", tags=["committee"])

AccountId = Annotated[str, Path(examples=["acct_0192f0c1a5b77e3c8d2e4f6071829304"])]
LeadId = Annotated[str, Path(examples=["ld_0192f0c1a5b77e3c8d2e4f6071829304"])]


@router.get("", summary="Read a buying committee", responses=errors(404))
async def read(request: Request, caller: Viewer, account_id: AccountId) -> CommitteeShape:
    """Who plays which part in the purchase, why, and which roles nobody has yet."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        return await _shown(connection, caller, found)


@router.post("", status_code=201, summary="Add a member", responses=errors(404, 409))
async def add(request: Request, caller: Editor, account_id: AccountId, member: NewMember) -> CommitteeShape:
    """A lead of the account, in a role that detection never changes."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        place = await _place(connection, caller, account_id, member.lead_id)
        await choose.add_member(connection, caller, place, member.role, member.notes, services.clock)
        return await _shown(connection, caller, place[0])


@router.post("/refresh", summary="Refresh roles", responses=errors(404))
async def refresh(request: Request, caller: Editor, account_id: AccountId) -> CommitteeShape:
    """Looks at all leads of the account again. What was set or removed by hand stays."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        await settle.refresh(connection, caller.workspace_id, found, services.clock)
        return await _shown(connection, caller, found)


@router.patch("/{lead_id}", summary="Change a member", responses=errors(404))
async def change(
    request: Request, caller: Editor, account_id: AccountId, lead_id: LeadId, change: MemberChange
) -> CommitteeShape:
    """Role, notes, or both. A role that is set here is one set by hand from then on."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        place = await _place(connection, caller, account_id, lead_id)
        await choose.change_member(connection, caller, place, change.role, change.notes, services.clock)
        return await _shown(connection, caller, place[0])


@router.delete("/{lead_id}", summary="Remove a member", responses=errors(404))
async def remove(request: Request, caller: Editor, account_id: AccountId, lead_id: LeadId) -> CommitteeShape:
    """Detection does not bring it back; adding it does."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        place = await _place(connection, caller, account_id, lead_id)
        await choose.remove_member(connection, caller, place, services.clock)
        return await _shown(connection, caller, place[0])


async def _place(connection: Connection, caller: Caller, account_id: str, lead_id: str) -> tuple[UUID, UUID]:
    return (
        await find_account(connection, caller.workspace_id, account_id),
        await find_lead(connection, caller.workspace_id, lead_id),
    )


async def _shown(connection: Connection, caller: Caller, account_id: UUID) -> CommitteeShape:
    return CommitteeShape.of(await committee_of(connection, caller.workspace_id, account_id))
