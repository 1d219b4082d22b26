"""What was held back is let go, or discarded: picked, or all of a trigger or a cause, said in numbers first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from kenbun.access.http import Admin
from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse
from kenbun.triggers.builder.shown_queries import Asked, count
from kenbun.triggers.definitions import find_trigger
from kenbun.triggers.held import MOST_AT_ONCE, Chosen, discard, release
from kenbun.triggers.told import because_of
from kenbun.web.render import fragment

router = APIRouter(prefix="/configure/triggers/firings", include_in_schema=False)

_ACTS: dict[str, tuple[Literal["release", "discard"], bool]] = {
    "release": ("release", False),
    "discard": ("discard", False),
    "release_all": ("release", True),
    "discard_all": ("discard", True),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with which: those with `ids`, else all of the trigger and the cause."""

    act: Literal["release", "discard"]
    chosen: Chosen
    trigger_id: str
    because: str
    ids: tuple[str, ...]


@router.post("/confirm")
async def confirm(request: Request, caller: Admin) -> Response:
    """In the drawer: how many that would be."""
    sent = await request.form()
    async with request.app.state.services.database.snapshot() as connection:
        wish = await _wish(connection, caller.workspace_id, sent)
        number = len(wish.ids)
        if wish.chosen.firing_ids is None:
            asked = Asked(caller.workspace_id, wish.chosen.trigger_id, "held_back", wish.chosen.because)
            number = await count(connection, asked)
    return fragment(
        request,
        "triggers/configure/decide.html",
        wish=wish,
        number=min(number, MOST_AT_ONCE),
        left=max(number - MOST_AT_ONCE, 0),
        because=because_of(wish.because),
    )


@router.post("/decide")
async def decide(request: Request, caller: Admin) -> Response:
    """Leads back to what is still held back, with what was done."""
    services = request.app.state.services
    sent = await request.form()
    async with services.database.transaction() as connection:
        wish = await _wish(connection, caller.workspace_id, sent)
        act = release if wish.act == "release" else discard
        done = await act(connection, caller, wish.chosen, services.clock)
    told = {"released": done.released, "discarded": done.discarded}
    place = "/configure/triggers/held?"
    if wish.trigger_id:
        place = f"/configure/triggers/{wish.trigger_id}?state=held_back&"
    return Response(status_code=204, headers={"HX-Redirect": f"{place}{urlencode(told)}"})


async def _wish(connection: Connection, workspace_id: UUID, sent: Any) -> Wish:
    """Raises Invalid, NotFound."""
    named = _ACTS.get(str(sent.get("act", "")))
    if named is None:
        raise Invalid(f"Give one of {', '.join(_ACTS)}.", field="act")
    act, of_all = named
    trigger_id, because = str(sent.get("trigger_id", "")), str(sent.get("because", ""))
    found = (await find_trigger(connection, workspace_id, trigger_id)).trigger_id if trigger_id else None
    if of_all:
        return Wish(act, Chosen(None, found, because or None), trigger_id, because, ())
    ids = tuple(str(one) for one in sent.getlist("firing"))
    known = [one for text in ids if (one := parse("fir", text))]
    if not known or len(known) < len(ids):
        raise Invalid("Pick some that are held back.", field="firing")
    return Wish(act, Chosen(known), trigger_id, because, ids)
