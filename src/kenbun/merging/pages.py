"""Merging on the page of a lead or an account, in the drawer."""

from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import Editor
from kenbun.identity.roots import find_account
from kenbun.kit.ids import public
from kenbun.merging.kinds import MERGED_ACCOUNTS, MERGED_LEADS
from kenbun.merging.pick_pages import Sources, picking
from kenbun.merging.undo_pages import undoing

router = APIRouter(include_in_schema=False)


@router.get("/accounts/merge")
async def begin(request: Request, caller: Editor, target: str = "", source: Sources = None) -> Response:
    """From the list, where two were picked: the preview of merging them, else the search for duplicates of one."""
    async with request.app.state.services.database.snapshot() as connection:
        found = public("acct", await find_account(connection, caller.workspace_id, target, "target"))
    drawer = f"/accounts/{found}/merge"
    if source:
        drawer += f"/preview?{urlencode({'source': source}, doseq=True)}"
    return RedirectResponse(f"/accounts/{found}?open={quote(drawer, safe='/')}", status_code=303)


for _kind in (MERGED_LEADS, MERGED_ACCOUNTS):
    router.include_router(picking(_kind))
    router.include_router(undoing(_kind))
