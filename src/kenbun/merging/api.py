"""The API of merging leads."""

from fastapi import APIRouter, Request, Response

from kenbun.access.http import Editor, Page, Viewer, errors
from kenbun.identity.roots import find_lead
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.leads.api import LeadId
from kenbun.merging.duplicates import duplicates, not_a_duplicate
from kenbun.merging.history import merge_history
from kenbun.merging.merge import merge_leads, unmerge
from kenbun.merging.preview import preview
from kenbun.merging.shapes import (
    DuplicateList,
    DuplicatePair,
    MergeDone,
    MergeEntry,
    MergeHistory,
    MergePreview,
    MergeWish,
    NotDuplicates,
    UnmergeDone,
    UnmergeWish,
)

router = APIRouter(prefix="/api/leads", tags=["merging"])


@router.post("/merge/preview", summary="Preview a merge", responses=errors(404, 409))
async def try_out(request: Request, caller: Editor, wish: MergeWish) -> MergePreview:
    """What would come to the target, its score then, and where the leads differ. Changes nothing."""
    services = request.app.state.services
    return MergePreview.of(await preview(services.database, caller, wish.wish(), services.clock))


@router.post("/merge", summary="Merge leads", responses=errors(404, 409))
async def merge(request: Request, caller: Editor, wish: MergeWish) -> MergeDone:
    """Shows the sources in the target from now on: their ids answer with it, and all that they did counts for it.

    Nothing fires, and each merge can be taken back.
    """
    services = request.app.state.services
    async with services.database.transaction() as connection:
        merge_ids = await merge_leads(connection, caller, wish.wish(), services.clock)
    return MergeDone(merge_ids=[public("mrg", one) for one in merge_ids])


@router.post("/unmerge", summary="Take a merge back", responses=errors(404, 409))
async def take_back(request: Request, caller: Editor, wish: UnmergeWish) -> UnmergeDone:
    """Restores both sides as if that merge had never been, whatever has been merged before or since.

    What came by the target's id since, or was set on it by hand, stays with the target and is named.
    """
    services = request.app.state.services
    merge_id = parse("mrg", wish.merge_id)
    if merge_id is None:
        raise NotFound("There is no such merge.", field="merge_id")
    async with services.database.transaction() as connection:
        return UnmergeDone.of(await unmerge(connection, caller, merge_id, services.clock))


@router.get("/duplicates", summary="List likely duplicates", responses=errors())
async def list_duplicates(request: Request, caller: Viewer, paging: Page) -> DuplicateList:
    """Pairs of leads that look like one person, with the reasons; those suggested last first."""
    async with request.app.state.services.database.snapshot() as connection:
        pairs, total = await duplicates(connection, caller.workspace_id, paging)
    shown = [DuplicatePair.of(one) for one in pairs]
    return DuplicateList(duplicates=shown, total=total, page=paging.page, limit=paging.limit)


@router.post(
    "/duplicates/dismiss",
    status_code=204,
    summary="Say that two leads are no duplicates",
    responses=errors(404),
)
async def dismiss(request: Request, caller: Editor, pair: NotDuplicates) -> Response:
    """For good: the pair is not suggested again, and no event merges the two by itself."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await not_a_duplicate(connection, caller, *pair.pair(), services.clock)
    return Response(status_code=204)


@router.get("/{lead_id}/merge-history", summary="List a lead's merges", responses=errors(404))
async def list_merges(request: Request, caller: Viewer, lead_id: LeadId) -> MergeHistory:
    """Whom the lead absorbed, and into whom it was merged itself; those that were undone, too."""
    async with request.app.state.services.database.snapshot() as connection:
        root_id = await find_lead(connection, caller.workspace_id, lead_id)
        asked = parse("ld", lead_id) or root_id
        found = await merge_history(connection, caller.workspace_id, asked)
    return MergeHistory(merges=[MergeEntry.of(one) for one in found])
