"""Configure, Channels: destinations of alerts, set up, tried and taken away. Of admins."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.callers import Caller
from kenbun.access.http import Admin
from kenbun.alerts.channels import channel_queries, edit, figures_queries, forms
from kenbun.alerts.channels.api import parse_channel
from kenbun.alerts.channels.channels import get_channel, list_channels
from kenbun.alerts.channels.drafts import ChannelChange, ChannelDraft
from kenbun.alerts.channels.kinds import KINDS, KindName
from kenbun.alerts.deliveries import listing, replay
from kenbun.alerts.deliveries.trial import try_channel
from kenbun.kit.errors import Conflict, Invalid, Problem
from kenbun.kit.ids import public
from kenbun.mail import is_set_up
from kenbun.web.render import fragment, page

router = APIRouter(prefix="/configure/channels", include_in_schema=False)

_WEEK = timedelta(days=7)
_KEEP = {"24": "for a day", "168": "for a week", "0": "not at all"}


@router.get("")
async def show(request: Request, caller: Admin) -> Response:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        found = await list_channels(connection, caller.workspace_id)
        counts = await figures_queries.counts(connection, caller.workspace_id, services.clock() - _WEEK)
    rows = [(public("chn", one.channel_id), one, counts.get(one.channel_id, {})) for one in found]
    return page(request, "alerts/channels/list.html", rows=rows, kinds=KINDS)


@router.get("/new")
async def new(request: Request, caller: Admin, kind: KindName = "webhook") -> Response:
    return _new(request, kind, forms.blank(kind), {})


@router.post("/new")
async def create(request: Request, caller: Admin, kind: Annotated[KindName, Form()]) -> Response:
    """A webhook's key is shown by the answer itself: nothing keeps it, so no other page could."""
    services = request.app.state.services
    form = forms.sent(kind, await request.form())
    try:
        draft = _draft(kind, form)
        allowed = services.worker.means.outgoing.allowed
        async with services.database.transaction() as connection:
            made = await edit.add_channel(connection, caller, draft, allowed, services.clock())
    except Problem as problem:
        return _new(request, kind, form, forms.errors_of(problem.field, problem.detail))
    channel_id = public("chn", made.channel_id)
    if key := edit.signing_key(made):
        return await _one(request, caller, channel_id, key=key)
    return RedirectResponse(f"/configure/channels/{channel_id}?saved=true", status_code=303)


@router.get("/{channel_id}")
async def one(request: Request, caller: Admin, channel_id: str, saved: bool = False) -> Response:
    return await _one(request, caller, channel_id, saved=saved)


@router.post("/{channel_id}")
async def save(request: Request, caller: Admin, channel_id: str) -> Response:
    services = request.app.state.services
    known = parse_channel(channel_id)
    sent = await request.form()
    async with services.database.snapshot() as connection:
        kind = (await get_channel(connection, caller.workspace_id, known)).kind_name
    form = forms.sent(kind, sent)
    try:
        draft = _draft(kind, form)
        change = ChannelChange(name=draft.name, config=draft.config, active="active" in sent)
        allowed = services.worker.means.outgoing.allowed
        async with services.database.transaction() as connection:
            await edit.change_channel(connection, caller, known, change, allowed, services.clock())
    except Problem as problem:
        errors = forms.errors_of(problem.field, problem.detail)
        return await _one(request, caller, channel_id, form=form, errors=errors)
    services.worker.wake_deliverer()
    return RedirectResponse(f"/configure/channels/{channel_id}?saved=true", status_code=303)


@router.post("/{channel_id}/test")
async def test(request: Request, caller: Admin, channel_id: str) -> Response:
    services = request.app.state.services
    known = parse_channel(channel_id)
    made = await try_channel(services.database, caller, known, services.worker.means)
    async with services.database.snapshot() as connection:
        tried = [await listing.get_delivery(connection, caller.workspace_id, one) for one in made]
    return fragment(request, "alerts/channels/tried.html", tried=tried)


@router.post("/{channel_id}/key")
async def rotate(
    request: Request, caller: Admin, channel_id: str, hours: Annotated[int, Form(ge=0, le=168)] = 24
) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        known, keep = parse_channel(channel_id), timedelta(hours=hours)
        made = await edit.rotate_key(connection, caller, known, keep, services.clock())
    return await _one(request, caller, channel_id, key=edit.signing_key(made))


@router.post("/{channel_id}/retry")
async def retry(request: Request, caller: Admin, channel_id: str) -> Response:
    """Switches it on, and sends what it has missed."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await replay.try_again(connection, caller, parse_channel(channel_id), services.clock())
    services.worker.wake_deliverer()
    return RedirectResponse(f"/configure/deliveries?channel={channel_id}", status_code=303)


@router.post("/{channel_id}/delete")
async def delete(request: Request, caller: Admin, channel_id: str) -> Response:
    services = request.app.state.services
    try:
        async with services.database.transaction() as connection:
            await edit.remove_channel(connection, caller, parse_channel(channel_id), services.clock())
    except Conflict as problem:
        return await _one(request, caller, channel_id, errors={"": problem.detail})
    return RedirectResponse("/configure/channels", status_code=303)


def _draft(kind: KindName, form: dict[str, str]) -> ChannelDraft:
    if len(form["name"]) > 100:
        raise Invalid("Must have at most 100 characters.", field="name")
    return ChannelDraft(name=form["name"], kind=kind, config=forms.config_of(kind, form))


def _new(request: Request, kind: KindName, form: dict[str, str], errors: dict[str, str]) -> Response:
    return page(
        request,
        "alerts/channels/new.html",
        status=422 if errors else 200,
        kind=kind,
        kinds=KINDS,
        form=form,
        errors=errors,
        is_new=True,
        has_mail=is_set_up(request.app.state.services.settings),
    )


async def _one(
    request: Request,
    caller: Caller,
    channel_id: str,
    *,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    services = request.app.state.services
    known = parse_channel(channel_id)
    async with services.database.snapshot() as connection:
        channel = await get_channel(connection, caller.workspace_id, known)
        missed = await replay.missed(connection, caller.workspace_id, known)
        using = await channel_queries.triggers_using(connection, caller.workspace_id, channel_id)
        counts = await figures_queries.counts(connection, caller.workspace_id, services.clock() - _WEEK)
    context = {"key": None, "saved": False, **more}
    return page(
        request,
        "alerts/channels/one.html",
        status=422 if errors else 200,
        id=channel_id,
        channel=channel,
        kind=channel.kind_name,
        kinds=KINDS,
        missed=missed,
        using=using,
        counts=counts.get(known, {}),
        keep=_KEEP,
        form=form or forms.form_of(channel),
        errors=errors or {},
        is_new=False,
        has_mail=is_set_up(services.settings),
        **context,
    )
