"""The page Scoring: a ruleset, its draft and its versions; of each dimension the primary one first."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.database import Connection
from kenbun.kit import ids
from kenbun.kit.errors import NotFound
from kenbun.scoring import drafted, rulesets
from kenbun.scoring.from_scratch import rescore_accounts, rescore_ruleset
from kenbun.scoring.kinds import Dimension
from kenbun.scoring.publish import open_publish
from kenbun.scoring.rulesets import Ruleset
from kenbun.web.links import Links
from kenbun.web.render import fragment, page

router = APIRouter(prefix="/scoring", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Place:
    dimension: Dimension
    ruleset: str | None


def _read_place(dimension: Dimension = "engagement", ruleset: str | None = None) -> Place:
    return Place(dimension, ruleset)


At = Annotated[Place, Depends(_read_place)]
"""Which ruleset an address is about."""


@router.get("")
async def show(request: Request, caller: Viewer, at: At) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await chosen(connection, caller, at)
        siblings = await rulesets.list_rulesets(connection, caller.workspace_id, ruleset.dimension)
    return page(
        request,
        "scoring/scoring.html",
        links=Links(request),
        siblings=[(place_of(one), one) for one in siblings],
        ruleset_id=ids.public("rs", ruleset.ruleset_id),
        **_state(ruleset, caller),
    )


@router.get("/rules")
async def show_rules(request: Request, caller: Viewer, at: At) -> Response:
    """All that changes when a rule does."""
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await chosen(connection, caller, at)
    return fragment(
        request, "scoring/parts.html", links=Links(request, "/scoring"), **_state(ruleset, caller)
    )


@router.get("/publish")
async def show_progress(request: Request, caller: Viewer, at: At) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await chosen(connection, caller, at)
    if ruleset.building is None:
        return fragment(
            request, "scoring/parts.html", links=Links(request, "/scoring"), **_state(ruleset, caller)
        )
    return fragment(request, "scoring/publish.html", **_state(ruleset, caller))


@router.post("/publish")
async def publish(request: Request, caller: Admin, at: At) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        ruleset = await chosen(connection, caller, at)
        await open_publish(connection, caller, ruleset.ruleset_id, services.clock)
    services.worker.wake_builder()
    return await show_progress(request, caller, at)


@router.post("/rescore")
async def rescore(request: Request, caller: Admin, at: At) -> Response:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        ruleset = await chosen(connection, caller, at)
    if ruleset.dimension == "account":
        done = await rescore_accounts(services.database, caller, services.clock)
    else:
        done = await rescore_ruleset(services.database, caller, ruleset.ruleset_id, services.clock)
    return fragment(request, "scoring/rescored.html", done=done, dimension=ruleset.dimension)


def done() -> Response:
    """Closes the drawer and fetches the rules anew."""
    return Response(status_code=204, headers={"HX-Trigger": "drawer-done, rules-changed"})


async def chosen(connection: Connection, caller: Caller, at: Place) -> Ruleset:
    """The ruleset that the address names, or the primary one of the dimension."""
    if at.ruleset is not None:
        ruleset_id = ids.parse("rs", at.ruleset)
        if ruleset_id is None:
            raise NotFound("There is no such ruleset.")
        return await rulesets.get_ruleset(connection, caller.workspace_id, ruleset_id)
    found = await rulesets.list_rulesets(connection, caller.workspace_id, at.dimension)
    if not found:
        raise NotFound(f"This workspace has no {at.dimension} ruleset.")
    return found[0]


def place_of(ruleset: Ruleset) -> str:
    """The query by which this ruleset is found again: the primary one by its dimension."""
    if ruleset.primary:
        return f"dimension={ruleset.dimension}"
    return f"ruleset={ids.public('rs', ruleset.ruleset_id)}"


def _state(ruleset: Ruleset, caller: Caller) -> dict[str, Any]:
    rows = drafted.compare(ruleset)
    latest = ruleset.versions[0] if ruleset.versions else None
    return {
        "ruleset": ruleset,
        "place": place_of(ruleset),
        "dimension": ruleset.dimension,
        "rows": rows,
        "changes": sum(row.change is not None for row in rows),
        "told": drafted.told(rows),
        "in_force": ruleset.in_force,
        "building": ruleset.building,
        "failed": latest if latest and latest.state == "failed" else None,
        "versions": ruleset.versions,
        "may_edit": caller.is_at_least("admin"),
    }
