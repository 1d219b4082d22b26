"""The API of surges: those of an account, and the numbers of the rule."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from kenbun.access.http import Admin, Viewer, errors
from kenbun.analysis.foreseen_surges import foresee_surges
from kenbun.identity.roots import find_account
from kenbun.surge.change import change_numbers
from kenbun.surge.preview import preview_numbers
from kenbun.surge.read import surges_of
from kenbun.surge.settings import NumbersPatch
from kenbun.surge.settings_queries import numbers_of
from kenbun.surge.shapes import NumbersShape, PreviewShape, SurgeList, SurgeShape
from kenbun.surge.state_queries import how_many_wait

router = APIRouter(tags=["surges"])

AccountId = Annotated[str, Path(examples=["acct_0192f0c1a5b77e3c8d2e4f6071829304"])]


@router.get("/api/accounts/{account_id}/surges", summary="List an account's surges", responses=errors(404))
async def list_surges(request: Request, caller: Viewer, account_id: AccountId) -> SurgeList:
    """Times in which it was far more active than it used to be; without an end: it is."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        surges, _ = await surges_of(connection, caller.workspace_id, found, services.clock)
    return SurgeList(surges=[SurgeShape.of(one) for one in surges])


@router.get("/api/surge-settings", summary="Read surge settings", responses=errors())
async def read(request: Request, caller: Viewer) -> NumbersShape:
    """When an account surges."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        numbers = await numbers_of(connection, caller.workspace_id)
        waiting = await how_many_wait(connection, caller.workspace_id, services.clock())
    return NumbersShape.of(numbers, waiting)


@router.patch("/api/surge-settings", summary="Change surge settings", responses=errors())
async def change(request: Request, caller: Admin, patch: NumbersPatch) -> NumbersShape:
    """In force at once: the surges of all accounts are worked out anew behind that, the past ones too."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        numbers = await change_numbers(connection, caller, patch, services.clock)
        waiting = await how_many_wait(connection, caller.workspace_id, services.clock())
    return NumbersShape.of(numbers, waiting)


@router.post("/api/surge-settings/preview", summary="Preview surge settings", responses=errors())
async def preview(request: Request, caller: Admin, patch: NumbersPatch) -> PreviewShape:
    """Who would surge by other numbers, now and within the last 90 days; which segments would change by it, and which
    triggers have fired. Changes nothing."""
    services = request.app.state.services
    place = (services.database, caller.workspace_id)
    seen = await preview_numbers(*place, patch, services.clock)
    return PreviewShape.of(seen, *await foresee_surges(*place, services.clock, seen))
