"""The API of channels: destinations that admins set up."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from kenbun.access.http import Admin, errors
from kenbun.alerts.channels import channels, edit
from kenbun.alerts.channels.drafts import ChannelChange, ChannelDraft, Rotation
from kenbun.alerts.channels.shapes import CHANNEL_ID, ChannelList, ChannelShape, NewChannel
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse

router = APIRouter(prefix="/api/channels", tags=["channels"])

ChannelId = Annotated[str, Path(examples=[CHANNEL_ID])]


@router.get("", summary="List channels", responses=errors())
async def list_all(request: Request, caller: Admin) -> ChannelList:
    """By name."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await channels.list_channels(connection, caller.workspace_id)
    return ChannelList(channels=[ChannelShape.of(one) for one in found])


@router.post("", status_code=201, summary="Add a channel", responses=errors(409))
async def add(request: Request, caller: Admin, draft: ChannelDraft) -> NewChannel:
    """A webhook is answered with the key that its messages are signed with: it is shown this once."""
    services = request.app.state.services
    allowed = services.worker.means.outgoing.allowed
    async with services.database.transaction() as connection:
        made = await edit.add_channel(connection, caller, draft, allowed, services.clock())
    return NewChannel.of(made, signing_key=edit.signing_key(made))


@router.get("/{channel_id}", summary="Get a channel", responses=errors(404))
async def get(request: Request, caller: Admin, channel_id: ChannelId) -> ChannelShape:
    """How it is set up, and whether anything arrives there."""
    known = parse_channel(channel_id)
    async with request.app.state.services.database.snapshot() as connection:
        return ChannelShape.of(await channels.get_channel(connection, caller.workspace_id, known))


@router.patch("/{channel_id}", summary="Change a channel", responses=errors(404, 409))
async def change(
    request: Request, caller: Admin, channel_id: ChannelId, asked: ChannelChange
) -> ChannelShape:
    """What is left out stays, and so does what is secret in `config` and left out of it."""
    services = request.app.state.services
    known = parse_channel(channel_id)
    allowed = services.worker.means.outgoing.allowed
    async with services.database.transaction() as connection:
        made = await edit.change_channel(connection, caller, known, asked, allowed, services.clock())
    services.worker.wake_deliverer()
    return ChannelShape.of(made)


@router.post("/{channel_id}/key", summary="Change a webhook's key", responses=errors(404))
async def rotate(request: Request, caller: Admin, channel_id: ChannelId, asked: Rotation) -> NewChannel:
    """Messages are signed with the new key from now on, and for a while with the former one, too."""
    services = request.app.state.services
    known = parse_channel(channel_id)
    async with services.database.transaction() as connection:
        keep = timedelta(hours=asked.old_key_holds_hours)
        made = await edit.rotate_key(connection, caller, known, keep, services.clock())
    return NewChannel.of(made, signing_key=edit.signing_key(made))


@router.delete("/{channel_id}", status_code=204, summary="Delete a channel", responses=errors(404, 409))
async def remove(request: Request, caller: Admin, channel_id: ChannelId) -> Response:
    """What waits for it is cancelled. One that a trigger tells cannot be deleted."""
    services = request.app.state.services
    known = parse_channel(channel_id)
    async with services.database.transaction() as connection:
        await edit.remove_channel(connection, caller, known, services.clock())
    return Response(status_code=204)


def parse_channel(text: str) -> UUID:
    found = parse("chn", text)
    if found is None:
        raise NotFound("There is no such channel.", field="channel_id")
    return found
