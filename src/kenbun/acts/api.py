"""The API of acts on many accounts, in the background."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from kenbun.access.http import Editor, Viewer, errors
from kenbun.accounts.lists import Selection
from kenbun.accounts.lists.shapes import Bulk, BulkShape
from kenbun.acts import queries
from kenbun.acts.begin import begin
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public

router = APIRouter(prefix="/api/accounts/bulk", tags=["accounts"])


@router.post("", status_code=202, summary="Act on many accounts", responses=errors(409))
async def start(request: Request, caller: Editor, bulk: Bulk) -> BulkShape:
    """Archives, unarchives, or deletes with their leads those that there are by now; answers before it is done."""
    services = request.app.state.services
    selection = Selection.read(bulk.account_ids, bulk.query, caller.user_id)
    async with services.database.transaction() as connection:
        act_id = await begin(connection, caller, bulk.action, selection, services.clock)
        act = await queries.one_of(connection, caller.workspace_id, caller.member_id, act_id)
    services.worker.wake_acts()
    return BulkShape.of(public("act", act_id), act)


@router.get("/{act_id}", summary="Read how far an act on accounts is", responses=errors(404))
async def progress(
    request: Request,
    caller: Viewer,
    act_id: Annotated[str, Path(examples=["act_0192f0c1a5b77e3c8d2e4f6071829304"])],
) -> BulkShape:
    """One's own."""
    found = parse("act", act_id)
    act = None
    if found is not None:
        async with request.app.state.services.database.snapshot() as connection:
            act = await queries.one_of(connection, caller.workspace_id, caller.member_id, found)
    if act is None or act.subject != "account":
        raise NotFound("You have no such act.", field="act_id")
    return BulkShape.of(act_id, act)
