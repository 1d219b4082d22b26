"""The acts on selected leads: what each would do, in numbers, before it is begun; and how far it has come."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Viewer
from kenbun.acts import queries
from kenbun.acts.begin import LEAST_ROLE, Kind, begin, read_kind, stop
from kenbun.database import Connection
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.leads.lists import Selection, count_selected
from kenbun.leads.lists.selection import events_of_selected
from kenbun.owners.assign import find_owner
from kenbun.owners.choices import choices
from kenbun.watching.queries import count_watches
from kenbun.watching.watch import MOST
from kenbun.web.render import fragment

router = APIRouter(prefix="/lead-acts", include_in_schema=False)

# so long an act that is over is still told of
_SHOWN_FOR = timedelta(minutes=10)
_MOST_SHOWN = 5
# within this time the page that looks on fetches its list anew
_JUST = timedelta(seconds=3)


@router.get("")
async def show_recent(request: Request, caller: Viewer) -> Response:
    """One's own acts that are on their way, or just over."""
    services = request.app.state.services
    since = services.clock() - _SHOWN_FOR
    async with services.database.snapshot() as connection:
        rows = await queries.recent_of(connection, caller.workspace_id, caller.member_id, since, _MOST_SHOWN)
    just_over = any(row.ended_at and row.ended_at > services.clock() - _JUST for row in rows)
    return fragment(
        request,
        "acts/recent.html",
        headers={"HX-Trigger": "columns-changed"} if just_over else None,
        acts=[(public("act", row.act_id), row) for row in rows],
    )


@router.post("/{kind}/confirm")
async def confirm(request: Request, caller: Viewer, kind: str) -> Response:
    """In the drawer: how many leads it is about, and what it will do."""
    known = read_kind(kind)
    caller.demand(LEAST_ROLE[known])
    selection = Selection.of_form(await request.form(), caller.user_id)
    async with request.app.state.services.database.snapshot() as connection:
        context = await _stated(connection, caller, known, selection)
    return fragment(request, f"acts/{known}.html", given=_given(selection), **context)


@router.post("/{kind}")
async def start(
    request: Request, caller: Viewer, kind: str, owner_id: Annotated[str, Form()] = ""
) -> Response:
    known = read_kind(kind)
    services = request.app.state.services
    selection = Selection.of_form(await request.form(), caller.user_id)
    async with services.database.transaction() as connection:
        owner = await find_owner(connection, caller.workspace_id, owner_id) if owner_id else None
        act_id = await begin(connection, caller, known, selection, services.clock, owner)
    services.worker.wake_acts()
    return await _progress(request, caller, act_id, headers={"HX-Trigger": "selection-done, act-begun"})


@router.get("/{act_id}/progress")
async def show_progress(request: Request, caller: Viewer, act_id: str) -> Response:
    return await _progress(request, caller, _known(act_id))


@router.post("/{act_id}/stop")
async def stop_it(request: Request, caller: Viewer, act_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await stop(connection, caller, _known(act_id), services.clock)
    return await _progress(request, caller, _known(act_id))


async def _progress(
    request: Request, caller: Caller, act_id: UUID, headers: dict[str, str] | None = None
) -> Response:
    """Once it is over the list is fetched anew."""
    async with request.app.state.services.database.snapshot() as connection:
        act = await queries.one_of(connection, caller.workspace_id, caller.member_id, act_id)
    if act is None:
        raise NotFound("You have no such act.")
    if act.state != "running":
        headers = {"HX-Trigger": "selection-done, columns-changed"}
    return fragment(request, "acts/progress.html", headers=headers, act=act, act_id=public("act", act_id))


async def _stated(connection: Connection, caller: Caller, kind: Kind, selection: Selection) -> dict[str, Any]:
    place = (connection, caller.workspace_id)
    count = await count_selected(*place, selection)
    if kind == "assign":
        return {"count": count, "owners": await choices(*place)}
    if kind == "watch":
        room = MOST - await count_watches(*place, caller.member_id)
        return {"count": count, "room": room, "most": MOST}
    return {"count": count, "events": await events_of_selected(*place, selection)}


def _given(selection: Selection) -> tuple[str, str]:
    """The field by which the form says the same again."""
    document = selection.document()
    if selection.filters is not None:
        return "query", document["query"]
    return "lead_ids", ",".join(document["lead_ids"])


def _known(text: str) -> UUID:
    found = parse("act", text)
    if found is None:
        raise NotFound("You have no such act.")
    return found
