"""What is done to a ruleset as a whole, in the drawer of the page Scoring."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from pydantic import TypeAdapter, ValidationError

from kenbun.access.http import Admin
from kenbun.analysis.foreseen import foresee_preview
from kenbun.kit import ids
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.levels.queries import bands_in_force
from kenbun.scoring import ruleset_edits as edits
from kenbun.scoring.kinds import Dimension
from kenbun.scoring.pages import place_of
from kenbun.scoring.preview.preview import preview_primary
from kenbun.scoring.rules import Line
from kenbun.scoring.rulesets import Ruleset, add_ruleset, get_ruleset
from kenbun.web.render import fragment

router = APIRouter(prefix="/scoring/rulesets", include_in_schema=False)

Name = Annotated[str, Form()]
_LINE = TypeAdapter(Line)


@router.get("/new")
async def show_blank(request: Request, caller: Admin, dimension: Dimension = "engagement") -> Response:
    return _blank(request, dimension, "", None)


@router.post("/new")
async def add(
    request: Request, caller: Admin, name: Name = "", dimension: Dimension = "engagement"
) -> Response:
    services = request.app.state.services
    try:
        async with services.database.transaction() as connection:
            made = await add_ruleset(connection, caller, dimension, _read(name), services.clock())
    except (Invalid, Conflict) as problem:
        return _blank(request, dimension, name, problem.detail)
    return _leads_to(ids.public("rs", made))


@router.get("/{ruleset_id}")
async def show(request: Request, caller: Admin, ruleset_id: str) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await get_ruleset(connection, caller.workspace_id, _known(ruleset_id))
    return _drawer(request, ruleset)


@router.post("/{ruleset_id}/rename")
async def rename(request: Request, caller: Admin, ruleset_id: str, name: Name = "") -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        ruleset = await get_ruleset(connection, caller.workspace_id, _known(ruleset_id))
        try:
            await edits.rename_ruleset(connection, caller, ruleset.ruleset_id, _read(name), services.clock())
        except Invalid as problem:
            return _drawer(request, ruleset, rename=(name, problem.detail))
    return _leads_to(ruleset_id)


@router.post("/{ruleset_id}/copy")
async def copy(request: Request, caller: Admin, ruleset_id: str, name: Name = "") -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        ruleset = await get_ruleset(connection, caller.workspace_id, _known(ruleset_id))
        try:
            made = await edits.copy_ruleset(
                connection, caller, ruleset.ruleset_id, _read(name), services.clock()
            )
        except (Invalid, Conflict) as problem:
            return _drawer(request, ruleset, copy=(name, problem.detail))
    return _leads_to(ids.public("rs", made))


@router.post("/{ruleset_id}/remove")
async def remove(request: Request, caller: Admin, ruleset_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        ruleset = await get_ruleset(connection, caller.workspace_id, _known(ruleset_id))
        await edits.remove_ruleset(connection, caller, ruleset.ruleset_id, services.clock)
    services.worker.wake_builder()  # which drops its scores
    return Response(status_code=204, headers={"HX-Redirect": f"/scoring?dimension={ruleset.dimension}"})


@router.get("/{ruleset_id}/primary")
async def show_preview(request: Request, caller: Admin, ruleset_id: str) -> Response:
    """What would be otherwise if it were the primary one."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        ruleset = await get_ruleset(connection, caller.workspace_id, _known(ruleset_id))
        bands = (await bands_in_force(connection, caller.workspace_id, ruleset.dimension)).bands
    found = await preview_primary(services.database, caller.workspace_id, ruleset.ruleset_id, services.clock)
    moved = await foresee_preview(services.database, caller.workspace_id, services.clock, found)
    return fragment(
        request,
        "scoring/primary.html",
        ruleset_id=ruleset_id,
        ruleset=ruleset,
        dimension=ruleset.dimension,
        outcome=found.outcome,
        foreseen=moved,
        names=found.names,
        colors={band.name: band.color for band in bands},
    )


@router.post("/{ruleset_id}/primary")
async def make_primary(request: Request, caller: Admin, ruleset_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await edits.make_primary(connection, caller, _known(ruleset_id), services.clock)
    return _leads_to(ruleset_id)


def _blank(request: Request, dimension: Dimension, name: str, error: str | None) -> Response:
    return fragment(
        request,
        "scoring/ruleset_new.html",
        status=422 if error else 200,
        dimension=dimension,
        name=name,
        error=error,
    )


def _drawer(
    request: Request,
    ruleset: Ruleset,
    rename: tuple[str, str] | None = None,
    copy: tuple[str, str] | None = None,
) -> Response:
    """`rename` and `copy`: the name that was typed, and what is wrong with it."""
    return fragment(
        request,
        "scoring/ruleset.html",
        status=422 if rename or copy else 200,
        ruleset=ruleset,
        ruleset_id=ids.public("rs", ruleset.ruleset_id),
        place=place_of(ruleset),
        dimension=ruleset.dimension,
        rename=rename or (ruleset.name, ""),
        copy=copy or (f"Copy of {ruleset.name}"[:200], ""),
    )


def _leads_to(ruleset_id: str) -> Response:
    return Response(status_code=204, headers={"HX-Redirect": f"/scoring?ruleset={ruleset_id}"})


def _read(name: str) -> str:
    try:
        return _LINE.validate_python(name)
    except ValidationError:
        raise Invalid("Give a name of one line, with at most 200 characters.", field="name") from None


def _known(ruleset_id: str) -> UUID:
    found = ids.parse("rs", ruleset_id)
    if found is None:
        raise NotFound("There is no such ruleset.")
    return found
