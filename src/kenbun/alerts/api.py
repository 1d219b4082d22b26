"""The API of what one has been told, and of what one wants to be told."""

from datetime import time
from typing import Annotated, cast

from fastapi import APIRouter, Path, Query, Request, Response

from kenbun.access.http import Page, Viewer, errors
from kenbun.alerts import notifications, preferences
from kenbun.alerts.preferences import Preferences
from kenbun.alerts.shapes import KindName, NotificationList, PreferencesShape, ReadShape
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse

router = APIRouter(prefix="/api", tags=["alerts"])

NotificationId = Annotated[str, Path(examples=["ntf_0192f0c1a5b77e3c8d2e4f6071829304"])]


@router.get("/notifications", summary="List notifications", responses=errors())
async def list_all(
    request: Request,
    caller: Viewer,
    paging: Page,
    unread: Annotated[bool, Query(description="Only those that have not been read.")] = False,
) -> NotificationList:
    """What you have been told in this workspace."""
    async with request.app.state.services.database.snapshot() as connection:
        told = await notifications.list_notifications(connection, caller, paging, unread=unread)
    return NotificationList(
        notifications=told.rows, unread=told.unread, total=told.total, page=paging.page, limit=paging.limit
    )


@router.post("/notifications/read", summary="Mark all as read", responses=errors())
async def read_all(request: Request, caller: Viewer) -> ReadShape:
    """All of yours."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        return ReadShape(read=await notifications.read_all(connection, caller, services.clock()))


@router.post(
    "/notifications/{notification_id}/read",
    status_code=204,
    summary="Mark a notification as read",
    responses=errors(404),
)
async def read_one(request: Request, caller: Viewer, notification_id: NotificationId) -> Response:
    """It is no mistake to do so twice."""
    services = request.app.state.services
    found = parse("ntf", notification_id)
    if found is None:
        raise NotFound("You have no such notification.", field="notification_id")
    async with services.database.transaction() as connection:
        await notifications.open_notification(connection, caller, found, services.clock())
    return Response(status_code=204)


@router.get("/preferences", summary="Read your preferences", responses=errors())
async def read_preferences(request: Request, caller: Viewer) -> PreferencesShape:
    """What you want to be told in this workspace; everything, until you change it."""
    async with request.app.state.services.database.snapshot() as connection:
        return _shown(await preferences.preferences_of(connection, caller))


@router.put("/preferences", summary="Change your preferences", responses=errors())
async def change_preferences(request: Request, caller: Viewer, wanted: PreferencesShape) -> PreferencesShape:
    """Holds for what happens from now on; what waits to be mailed goes by it too."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        before = await preferences.preferences_of(connection, caller)
        asked = Preferences(
            wanted.enabled,
            {str(kind): on for kind, on in wanted.kinds.items()},
            wanted.mail or before.mail,
            time.fromisoformat(wanted.digest_at) if wanted.digest_at else before.digest_at,
        )
        return _shown(await preferences.set_preferences(connection, caller, asked, services.clock()))


def _shown(one: Preferences) -> PreferencesShape:
    return PreferencesShape(
        enabled=one.enabled,
        kinds=cast("dict[KindName, bool]", one.kinds),
        mail=one.mail,
        digest_at=f"{one.digest_at:%H:%M}",
    )
