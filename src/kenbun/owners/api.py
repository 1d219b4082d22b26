"""The API of owners: who can own leads, and assigning one lead or several."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Page, Viewer, errors
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse
from kenbun.leads.api import LeadId
from kenbun.owners.assign import Assigned, Owner, assign_owner, find_owner, possible_owners
from kenbun.owners.shapes import AssignedShape, LeadOwner, NewOwner, NewOwners, OwnerList, OwnerShape

router = APIRouter(prefix="/api", tags=["leads"])


@router.get("/owners", summary="List possible owners", responses=errors())
async def list_all(request: Request, caller: Viewer, paging: Page) -> OwnerList:
    """The members whom leads can be given to, by name."""
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await possible_owners(connection, caller.workspace_id, paging.limit, paging.offset)
    shown = [OwnerShape.of(each) for each in found]
    return OwnerList(owners=shown, total=total, page=paging.page, limit=paging.limit)


@router.post("/leads/{lead_id}/owner", summary="Assign an owner", responses=errors(404))
async def assign(request: Request, caller: Editor, lead_id: LeadId, new: NewOwner) -> LeadOwner:
    """To a member of the workspace, or to nobody."""
    found = parse("ld", lead_id)
    if found is None:
        raise NotFound("There is no such lead.", field="lead_id")
    assigned, owner = await _assign(request, caller, [found], new.owner_id)
    if assigned.missing:
        raise NotFound("There is no such lead.", field="lead_id")
    return LeadOwner(lead_id=lead_id, owner=OwnerShape.of(owner) if owner else None)


@router.post("/leads/bulk-assign-owner", summary="Assign an owner to several leads", responses=errors())
async def assign_several(request: Request, caller: Editor, new: NewOwners) -> AssignedShape:
    """At most 500 at a time; an id given twice counts once. The page Leads assigns any number."""
    leads: dict[UUID, None] = {}
    for place, text in enumerate(new.lead_ids):
        if (found := parse("ld", text)) is None:
            raise Invalid("Not the id of a lead.", field=f"lead_ids[{place}]")
        leads[found] = None
    return AssignedShape.of((await _assign(request, caller, list(leads), new.owner_id))[0])


async def _assign(
    request: Request, caller: Caller, leads: Sequence[UUID], owner_id: str | None
) -> tuple[Assigned, Owner | None]:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        owner = await find_owner(connection, caller.workspace_id, owner_id) if owner_id is not None else None
        return await assign_owner(connection, caller, leads, owner, services.clock), owner
