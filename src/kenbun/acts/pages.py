"""The acts on those selected: what each would do, in numbers, before it is begun; and how far it has come."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Viewer
from kenbun.accounts.lists import size_of
from kenbun.acts import queries
from kenbun.acts.begin import begin, stop
from kenbun.acts.kinds import ACCOUNTS, LEADS, OF_SEGMENTS, Selection, Subject
from kenbun.acts.on_segments import stated
from kenbun.database import Connection
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.leads.lists import count_selected
from kenbun.leads.lists.selection import events_of_selected
from kenbun.owners.assign import find_owner
from kenbun.owners.choices import choices
from kenbun.watching.queries import count_watches
from kenbun.watching.watch import MOST
from kenbun.web.render import fragment

router = APIRouter(prefix="/acts", include_in_schema=False)

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


@router.get("/{act_id}/progress")
async def show_progress(request: Request, caller: Viewer, act_id: str) -> Response:
    return await _progress(request, caller, _known(act_id))


@router.post("/{act_id}/stop")
async def stop_it(request: Request, caller: Viewer, act_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await stop(connection, caller, _known(act_id), services.clock)
    return await _progress(request, caller, _known(act_id))


def _of(subject: Subject) -> APIRouter:
    beginning = APIRouter(prefix=f"/{subject.noun}-acts", include_in_schema=False)

    @beginning.post("/{kind}/confirm")
    async def confirm(request: Request, caller: Viewer, kind: str) -> Response:
        """In the drawer: how many it is about, and what it will do."""
        selection = await _asked(request, caller, subject, kind)
        async with request.app.state.services.database.snapshot() as connection:
            if kind in OF_SEGMENTS:
                asked = request.query_params.get("segment")
                context = await stated(connection, caller.workspace_id, selection, asked)
            else:
                context = await _stated(connection, caller, kind, selection)
        template = f"acts/{'segments' if kind in OF_SEGMENTS else subject.nouns}/{kind}.html"
        return fragment(request, template, subject=subject, given=selection.given(), **context)

    @beginning.post("/{kind}")
    async def start(
        request: Request,
        caller: Viewer,
        kind: str,
        owner_id: Annotated[str, Form()] = "",
        account_id: Annotated[str, Form()] = "",
        segment_id: Annotated[str, Form()] = "",
    ) -> Response:
        services = request.app.state.services
        selection = await _asked(request, caller, subject, kind)
        async with services.database.transaction() as connection:
            owner = await find_owner(connection, caller.workspace_id, owner_id) if owner_id else None
            account = parse("acct", account_id)
            act_id = await begin(
                connection, caller, kind, selection, services.clock, owner, account, segment_id
            )
        services.worker.wake_acts()
        return await _progress(request, caller, act_id, headers={"HX-Trigger": "selection-done, act-begun"})

    return beginning


lead_router, account_router = _of(LEADS), _of(ACCOUNTS)


async def _asked(request: Request, caller: Caller, subject: Subject, kind: str) -> Selection:
    """What is selected, where the caller may do this with it."""
    caller.demand(min(subject.kinds.values(), key=("viewer", "editor", "admin").index))
    caller.demand(subject.kinds[subject.read_kind(kind)])
    form: Mapping[str, object] = await request.form()
    selection: Selection = subject.selection.of_form(form, caller.user_id)
    return selection


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


async def _stated(connection: Connection, caller: Caller, kind: str, selection: Any) -> dict[str, Any]:
    place = (connection, caller.workspace_id)
    if selection.NOUN == "account":
        size = await size_of(*place, selection)
        return {"count": size.accounts, "leads": size.leads}
    count = await count_selected(*place, selection)
    if kind == "assign":
        return {"count": count, "owners": await choices(*place)}
    if kind in ("assign_account", "create_accounts", "dismiss", "undismiss"):
        return {"count": count}
    if kind == "watch":
        room = MOST - await count_watches(*place, caller.member_id)
        return {"count": count, "room": room, "most": MOST}
    return {"count": count, "events": await events_of_selected(*place, selection)}


def _known(text: str) -> UUID:
    found = parse("act", text)
    if found is None:
        raise NotFound("You have no such act.")
    return found
