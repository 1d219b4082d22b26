"""The API of the roles of committees."""

from fastapi import APIRouter, Request

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer, errors
from kenbun.committee import due_queries
from kenbun.committee.edit import put_roles
from kenbun.committee.preview import preview_roles
from kenbun.committee.role_queries import roles_of
from kenbun.committee.shapes import RoleList, RolePreviewShape, RolesDraft, RoleShape, RolesTrial
from kenbun.database import Connection
from kenbun.identity.roots import find_account
from kenbun.kit.paths import inside

router = APIRouter(prefix="/api/committee-roles", tags=["committee"])


@router.get("", summary="List committee roles", responses=errors())
async def list_all(request: Request, caller: Viewer) -> RoleList:
    """With the conditions by which they are detected."""
    async with request.app.state.services.database.snapshot() as connection:
        return await _listed(connection, caller)


@router.put("", summary="Change committee roles", responses=errors(409))
async def put(request: Request, caller: Admin, draft: RolesDraft) -> RoleList:
    """All roles, in their order. Every account is looked at again in the background; nothing set by hand changes."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        with inside("roles"):
            await put_roles(connection, caller, draft.roles, services.clock)
        listed = await _listed(connection, caller)
    services.worker.wake_detector()
    return listed


@router.post("/preview", summary="Preview committee roles", responses=errors(404))
async def preview(request: Request, caller: Admin, trial: RolesTrial) -> RolePreviewShape:
    """Who would get which role, in one account or in all. Changes nothing."""
    services = request.app.state.services
    account_id = None
    if trial.account_id is not None:
        async with services.database.snapshot() as connection:
            account_id = await find_account(connection, caller.workspace_id, trial.account_id)
    with inside("roles"):
        seen = await preview_roles(
            services.database, caller.workspace_id, trial.roles, services.clock, account_id
        )
    return RolePreviewShape.of(seen)


async def _listed(connection: Connection, caller: Caller) -> RoleList:
    roles = await roles_of(connection, caller.workspace_id)
    waiting = await due_queries.how_many_wait(connection, caller.workspace_id)
    return RoleList(roles=[RoleShape.of(role) for role in roles], waiting=waiting)
