"""The bell in the frame, the page of all notifications, and Settings, Preferences."""

from datetime import time

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import PageNumber, Viewer
from kenbun.alerts import mailing_queries, notifications, preferences
from kenbun.alerts.kinds import KINDS
from kenbun.alerts.preferences import MAILINGS, Mailing, Preferences
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.kit.paging import Paging
from kenbun.mail import is_set_up
from kenbun.web.links import Links
from kenbun.web.render import fragment, page

router = APIRouter(include_in_schema=False)

_IN_BELL = 8
_ON_PAGE = 50


@router.get("/notifications/count")
async def show_count(request: Request, caller: Viewer) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        unread = await notifications.count_unread(connection, caller)
    return fragment(request, "alerts/count.html", unread=unread)


@router.get("/notifications/latest")
async def show_latest(request: Request, caller: Viewer) -> Response:
    """What the bell opens."""
    async with request.app.state.services.database.snapshot() as connection:
        told = await notifications.list_notifications(connection, caller, Paging(1, _IN_BELL))
    return fragment(request, "alerts/latest.html", told=told, kinds=KINDS)


@router.get("/notifications")
async def show_all(
    request: Request,
    caller: Viewer,
    unread: bool = False,
    number: PageNumber = 1,
) -> Response:
    paging = Paging(number, _ON_PAGE)
    async with request.app.state.services.database.snapshot() as connection:
        told = await notifications.list_notifications(connection, caller, paging, unread=unread)
    return page(
        request,
        "alerts/notifications.html",
        told=told,
        kinds=KINDS,
        only_unread=unread,
        paging=paging,
        links=Links(request),
    )


@router.post("/notifications/read")
async def read_all(request: Request, caller: Viewer) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await notifications.read_all(connection, caller, services.clock())
    return RedirectResponse("/notifications", status_code=303)


@router.post("/notifications/{notification_id}")
async def follow(request: Request, caller: Viewer, notification_id: str) -> Response:
    """Leads to what it is about; it has been read by that."""
    services = request.app.state.services
    found = parse("ntf", notification_id)
    if found is None:
        raise NotFound("You have no such notification.")
    async with services.database.transaction() as connection:
        link = await notifications.open_notification(connection, caller, found, services.clock())
    return RedirectResponse(link, status_code=303)


@router.get("/settings/preferences")
async def show_preferences(request: Request, caller: Viewer, saved: bool = False) -> Response:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        wanted = await preferences.preferences_of(connection, caller)
        box = await mailing_queries.mailbox(connection, caller.workspace_id, caller.member_id)
    return page(
        request,
        "alerts/preferences.html",
        wanted=wanted,
        kinds={name: kind for name, kind in KINDS.items() if caller.role == "admin" or not kind.of_admins},
        mailings=MAILINGS,
        can_mail=is_set_up(services.settings),
        box=box,
        saved=saved,
    )


@router.post("/settings/preferences")
async def save_preferences(request: Request, caller: Viewer) -> Response:
    """A switch that is off is not sent."""
    services = request.app.state.services
    form = await request.form()
    async with services.database.transaction() as connection:
        before = await preferences.preferences_of(connection, caller)
        wanted = Preferences(
            "enabled" in form,
            {
                name: name in form
                for name, kind in KINDS.items()
                if caller.role == "admin" or not kind.of_admins
            },
            _mailing(form.get("mail"), before),
            _time_of_day(form.get("digest_at"), before),
        )
        await preferences.set_preferences(connection, caller, wanted, services.clock())
    return RedirectResponse("/settings/preferences?saved=true", status_code=303)


def _mailing(given: object, before: Preferences) -> Mailing:
    """As it was, where the page did not ask: without a mail server it does not."""
    return next((one for one in MAILINGS if one == given), before.mail)


def _time_of_day(given: object, before: Preferences) -> time:
    try:
        return time.fromisoformat(str(given)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return before.digest_at
