"""The API of versions: what stood in each, what differs between two, and the way back."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from kenbun.access.http import Admin, Viewer, errors
from kenbun.kit.errors import NotFound
from kenbun.scoring.api import BUILT, RulesetId, Wait, job_of, known_ruleset
from kenbun.scoring.drafted import differences
from kenbun.scoring.publish import start_publish
from kenbun.scoring.rulesets import get_ruleset, rules_of_version
from kenbun.scoring.shapes import Comparison, Job, RulesetShape, VersionList, VersionRules

router = APIRouter(prefix="/api/rulesets/{ruleset_id}/versions", tags=["scoring"])

Number = Annotated[str, Path(examples=["3"])]
GivenNumber = Annotated[int | None, Query(ge=1, le=1_000_000_000, examples=[2])]


@router.get("", summary="List versions", responses=errors(404))
async def list_all(request: Request, caller: Viewer, ruleset_id: RulesetId) -> VersionList:
    """The latest first, at most a hundred."""
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await get_ruleset(connection, caller.workspace_id, known_ruleset(ruleset_id))
    return VersionList(versions=RulesetShape.of(ruleset).versions)


@router.get("/compare", summary="Compare two versions", responses=errors(404))
async def compare(
    request: Request,
    caller: Viewer,
    ruleset_id: RulesetId,
    first: Annotated[GivenNumber, Query(alias="from", description="Left out: the one before `to`.")] = None,
    second: Annotated[GivenNumber, Query(alias="to", description="Left out: the one in force.")] = None,
) -> Comparison:
    """Rules that came, went or changed from the one to the other; a changed one with what it was before."""
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await get_ruleset(connection, caller.workspace_id, known_ruleset(ruleset_id))
        second = second or (ruleset.in_force.number if ruleset.in_force else 1)
        first = first or max(1, second - 1)
        before = await rules_of_version(connection, caller.workspace_id, ruleset, first)
        after = await rules_of_version(connection, caller.workspace_id, ruleset, second)
    return Comparison.of(first, second, before, differences(before, after))


@router.get("/{number}", summary="Read a version", responses=errors(404))
async def one(request: Request, caller: Viewer, ruleset_id: RulesetId, number: Number) -> VersionRules:
    """Its rules as they were published."""
    async with request.app.state.services.database.snapshot() as connection:
        ruleset = await get_ruleset(connection, caller.workspace_id, known_ruleset(ruleset_id))
        rules = await rules_of_version(connection, caller.workspace_id, ruleset, _known(number))
    return VersionRules.of(_known(number), rules)


@router.post("/{number}/restore", status_code=202, responses=BUILT | errors(404, 409))
async def restore(
    request: Request,
    caller: Admin,
    ruleset_id: RulesetId,
    number: Number,
    response: Response,
    wait: Wait = False,
) -> Job:
    """Publishes the rules of a past version as a new one. A draft with changes of its own is left as it is."""
    services = request.app.state.services
    version_id = await start_publish(services, caller, known_ruleset(ruleset_id), restored=_known(number))
    return await job_of(services, caller, version_id, response, wait=wait)


def _known(number: str) -> int:
    """Whatever is no number of a version is that of none."""
    if len(number) < 10 and number.isascii() and number.isdecimal():
        return int(number)
    raise NotFound("There is no such version of this ruleset.", field="number")
