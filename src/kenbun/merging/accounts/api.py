"""The API of merging accounts."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from kenbun.access.http import Editor, Page, Viewer, errors
from kenbun.identity.rooted_queries import ACCOUNTS
from kenbun.identity.roots import find_account
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.merging.accounts.merge import merge_accounts, unmerge
from kenbun.merging.accounts.preview import preview
from kenbun.merging.accounts.shapes import (
    AccountMergeDone,
    AccountMergeEntry,
    AccountMergeHistory,
    AccountMergePreview,
    AccountMergeWish,
    AccountPair,
    AccountPairList,
    AccountUnmergeDone,
    AccountUnmergeWish,
    NotAccountPair,
)
from kenbun.merging.duplicates import duplicates, not_a_duplicate
from kenbun.merging.history import merge_history

router = APIRouter(prefix="/api/accounts", tags=["merging"])

AccountId = Annotated[str, Path(examples=["acct_0192f0c1a5b77e3c8d2e4f6071829304"])]


@router.post("/merge/preview", summary="Preview a merge of accounts", responses=errors(404, 409))
async def try_out(request: Request, caller: Editor, wish: AccountMergeWish) -> AccountMergePreview:
    """What would come to the target, the target as it would be, and where the accounts differ. Changes nothing."""
    services = request.app.state.services
    return AccountMergePreview.of(await preview(services.database, caller, wish.wish(), services.clock))


@router.post("/merge", summary="Merge accounts", responses=errors(404, 409))
async def merge(request: Request, caller: Editor, wish: AccountMergeWish) -> AccountMergeDone:
    """Shows the sources in the target from now on: their ids answer with it, and their leads, domains and ids are its.

    Nothing fires, and each merge can be taken back.
    """
    services = request.app.state.services
    async with services.database.transaction() as connection:
        merge_ids = await merge_accounts(connection, caller, wish.wish(), services.clock)
    return AccountMergeDone(merge_ids=[public("mrg", one) for one in merge_ids])


@router.post("/unmerge", summary="Take a merge of accounts back", responses=errors(404, 409))
async def take_back(request: Request, caller: Editor, wish: AccountUnmergeWish) -> AccountUnmergeDone:
    """Restores both sides as if that merge had never been, whatever has been merged before or since.

    Leads that came by the source's domains and ids since go with it; what was set on the target by hand since stays.
    """
    services = request.app.state.services
    merge_id = parse("mrg", wish.merge_id)
    if merge_id is None:
        raise NotFound("There is no such merge.", field="merge_id")
    async with services.database.transaction() as connection:
        return AccountUnmergeDone.of(await unmerge(connection, caller, merge_id, services.clock))


@router.get("/duplicates", summary="List likely duplicates of accounts", responses=errors())
async def list_duplicates(request: Request, caller: Viewer, paging: Page) -> AccountPairList:
    """Pairs of accounts that look like one company, with the reasons; those suggested last first."""
    async with request.app.state.services.database.snapshot() as connection:
        pairs, total = await duplicates(connection, caller.workspace_id, paging, ACCOUNTS)
    shown = [AccountPair.of(one) for one in pairs]
    return AccountPairList(duplicates=shown, total=total, page=paging.page, limit=paging.limit)


@router.post(
    "/duplicates/dismiss",
    status_code=204,
    summary="Say that two accounts are no duplicates",
    responses=errors(404),
)
async def dismiss(request: Request, caller: Editor, pair: NotAccountPair) -> Response:
    """For good: the pair is not suggested again."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await not_a_duplicate(connection, caller, *pair.pair(), services.clock, ACCOUNTS)
    return Response(status_code=204)


@router.get("/{account_id}/merge-history", summary="List an account's merges", responses=errors(404))
async def list_merges(request: Request, caller: Viewer, account_id: AccountId) -> AccountMergeHistory:
    """What the account absorbed, and into which it was merged itself; those that were undone, too."""
    async with request.app.state.services.database.snapshot() as connection:
        root_id = await find_account(connection, caller.workspace_id, account_id)
        asked = parse("acct", account_id) or root_id
        found = await merge_history(connection, caller.workspace_id, asked, ACCOUNTS)
    return AccountMergeHistory(merges=[AccountMergeEntry.of(one) for one in found])
