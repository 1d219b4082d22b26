"""The API of owners: who can own leads, and assigning one lead or several."""

from uuid import UUID

from fastapi import APIRouter, Request

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Page, Viewer, errors
from kenbun.database import Connection
from kenbun.identity.roots import find_lead
from kenbun.identity.roots_queries import known_leads
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse, public
from kenbun.leads.api import LeadId
from kenbun.owners.assign import Owner, assign_owner, find_owner, possible_owners
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
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        owner = await _owner(connection, caller, new.owner_id)
        await assign_owner(connection, caller, [found], owner, services.clock)
    return LeadOwner(lead_id=public("ld", found), owner=OwnerShape.of(owner) if owner else None)


@router.post("/leads/bulk-assign-owner", summary="Assign an owner to several leads", responses=errors())
async def assign_several(request: Request, caller: Editor, new: NewOwners) -> AssignedShape:
    """At most 500 at a time; an id given twice counts once, and one that is merged is its root. The page Leads assigns
    any number."""
    asked: dict[UUID, None] = {}
    for place, text in enumerate(new.lead_ids):
        if (found := parse("ld", text)) is None:
            raise Invalid("Not the id of a lead.", field=f"lead_ids[{place}]")
        asked[found] = None
    services = request.app.state.services
    async with services.database.transaction() as connection:
        owner = await _owner(connection, caller, new.owner_id)
        roots = await known_leads(connection, caller.workspace_id, list(asked))
        leads = list(dict.fromkeys(roots.get(lead_id, lead_id) for lead_id in asked))
        return AssignedShape.of(await assign_owner(connection, caller, leads, owner, services.clock))


async def _owner(connection: Connection, caller: Caller, owner_id: str | None) -> Owner | None:
    return None if owner_id is None else await find_owner(connection, caller.workspace_id, owner_id)
