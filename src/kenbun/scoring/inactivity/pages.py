"""The tab Inactivity of the page Scoring: the draft, its preview, versions."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import ValidationError

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.analysis.foreseen import foresee_preview
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.levels.queries import bands_in_force
from kenbun.scoring.inactivity import decays, set_queries
from kenbun.scoring.inactivity.api import known_rule
from kenbun.scoring.inactivity.differences import differences
from kenbun.scoring.inactivity.publish import start_decays
from kenbun.scoring.inactivity.rules import DecayDraft
from kenbun.scoring.pages import done
from kenbun.scoring.preview.decays import preview_set
from kenbun.web.links import Links
from kenbun.web.render import fragment, page

router = APIRouter(prefix="/scoring/inactivity", include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=1_000_000_000)]

_BLANK = {"name": "", "points": "10", "every_days": "14", "active": True}
_WRONG = {
    "name": "Give it a name, in one line.",
    "points": "A whole number from 1 to 100000.",
    "every_days": "A whole number of days, from 1 to 3650.",
}


@router.get("")
async def show(request: Request, caller: Viewer) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        state = await _state(connection, caller)
    return page(request, "scoring/decays.html", links=Links(request), **state)


@router.get("/rules")
async def show_rules(request: Request, caller: Viewer) -> Response:
    """All that changes when a rule does."""
    return await _parts(request, caller)


@router.get("/publish")
async def show_progress(request: Request, caller: Viewer) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        state = await _state(connection, caller)
    if state["building"] is None:
        return await _parts(request, caller)
    return fragment(request, "scoring/decays_publish.html", **state)


@router.post("/publish")
async def publish(request: Request, caller: Admin) -> Response:
    await start_decays(request.app.state.services, caller)
    return await show_progress(request, caller)


@router.get("/preview")
async def show_preview(request: Request, caller: Admin) -> Response:
    services = request.app.state.services
    found = await preview_set(services.database, caller.workspace_id, services.clock)
    async with services.database.snapshot() as connection:
        bands = (await bands_in_force(connection, caller.workspace_id, "engagement")).bands
        building = (await decays.read_decays(connection, caller.workspace_id)).building
    return fragment(
        request,
        "scoring/decays_preview.html",
        dimension="engagement",
        outcome=found.outcome,
        names=found.names,
        seconds=found.seconds,
        colors={band.name: band.color for band in bands},
        may_publish=building is None,
    )


@router.get("/preview/segments")
async def show_segments(request: Request, caller: Admin) -> Response:
    """Which segments would change, behind the rest of the preview: that takes longer."""
    services = request.app.state.services
    found = await preview_set(services.database, caller.workspace_id, services.clock)
    moved = await foresee_preview(services.database, caller.workspace_id, services.clock, found)
    return fragment(request, "analysis/foreseen.html", foreseen=moved)


@router.get("/versions/{version}")
async def show_version(request: Request, caller: Viewer, version: Number) -> Response:
    """Its rules, and how it differs from what is in force."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await decays.read_decays(connection, caller.workspace_id)
        rules = await decays.rules_of_version(connection, caller.workspace_id, version)
    rows = differences(found.published, rules)
    return fragment(
        request,
        "scoring/decays_version.html",
        version=next(one for one in found.versions if one.number == version),
        rows=rows,
        differs=any(row.change for row in rows),
        in_force=found.in_force,
        may_edit=caller.is_at_least("admin") and found.building is None,
    )


@router.post("/versions/{version}/restore")
async def restore(request: Request, caller: Admin, version: Number) -> Response:
    await start_decays(request.app.state.services, caller, restored=version)
    return done()


@router.get("/new")
async def show_blank(request: Request, caller: Admin) -> Response:
    return _form(request, caller, dict(_BLANK), "new")


@router.post("/new")
async def add(request: Request, caller: Admin) -> Response:
    return await _save(request, caller, None)


@router.get("/{decay_id}")
async def show_rule(request: Request, caller: Viewer, decay_id: str) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        draft = (await decays.read_decays(connection, caller.workspace_id)).rule(known_rule(decay_id)).draft
    form = draft.document() | {"points": -draft.points}
    return _form(request, caller, form, decay_id)


@router.post("/{decay_id}")
async def change(request: Request, caller: Admin, decay_id: str) -> Response:
    return await _save(request, caller, known_rule(decay_id))


@router.post("/{decay_id}/remove")
async def remove(request: Request, caller: Admin, decay_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await decays.remove_rule(connection, caller, known_rule(decay_id), services.clock())
    return done()


async def _save(request: Request, caller: Caller, rule_id: UUID | None) -> Response:
    sent = await request.form()
    typed = {name: str(sent.get(name, "")).strip() for name in ("name", "points", "every_days")}
    try:
        draft = DecayDraft.model_validate(
            {
                "name": typed["name"],
                "points": _negated(typed["points"]),
                "every_days": _whole(typed["every_days"]),
                "active": "active" in sent,
            }
        )
    except ValidationError as error:
        errors = {str(one["loc"][0]): _WRONG[str(one["loc"][0])] for one in error.errors()}
        place = public("rule", rule_id) if rule_id else "new"
        return _form(request, caller, typed | {"active": "active" in sent}, place, errors)
    services = request.app.state.services
    async with services.database.transaction() as connection:
        if rule_id is None:
            await decays.add_rule(connection, caller, draft, services.clock())
        else:
            await decays.change_rule(connection, caller, rule_id, draft, services.clock())
    return done()


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _negated(text: str) -> int | None:
    points = _whole(text)
    return None if points is None else -points


def _form(
    request: Request, caller: Caller, form: dict[str, Any], place: str, errors: dict[str, str] | None = None
) -> Response:
    return fragment(
        request,
        "scoring/decay_form.html",
        status=422 if errors else 200,
        form=form,
        path=f"/scoring/inactivity/{place}",
        is_new=place == "new",
        may_edit=caller.is_at_least("admin"),
        errors=errors or {},
    )


async def _parts(request: Request, caller: Caller) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        state = await _state(connection, caller)
    return fragment(
        request, "scoring/decays_parts.html", links=Links(request, "/scoring/inactivity"), **state
    )


async def _state(connection: Connection, caller: Caller) -> dict[str, Any]:
    found = await decays.read_decays(connection, caller.workspace_id)
    done_leads, total = await set_queries.progress(connection, caller.workspace_id)
    rows = differences(found.published, found.draft)
    latest = found.versions[0] if found.versions else None
    return {
        "dimension": "inactivity",
        "rows": rows,
        "changes": sum(row.change is not None for row in rows),
        "in_force": found.in_force,
        "building": found.building,
        "leads_done": done_leads,
        "leads_total": total,
        "failed": latest if latest and latest.state == "failed" else None,
        "versions": found.versions,
        "may_edit": caller.is_at_least("admin"),
    }
