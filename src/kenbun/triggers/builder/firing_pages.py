"""What triggers have fired: of one on its page, of all what is held back, and each with what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from kenbun.access.http import PageNumber, Viewer
from kenbun.kit.clock import day_of, midnight
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse
from kenbun.kit.paging import Paging
from kenbun.triggers.builder.list_queries import by_day
from kenbun.triggers.builder.listing import rows_of
from kenbun.triggers.builder.shown import shown_deliveries, shown_firings
from kenbun.triggers.builder.shown_queries import Asked, held_by_cause
from kenbun.triggers.builder.simulated import drawn
from kenbun.triggers.builder.titles import TITLES
from kenbun.triggers.definitions import find_trigger
from kenbun.triggers.naming import names_of
from kenbun.triggers.told import HELD
from kenbun.web.links import Links
from kenbun.web.render import fragment, page

router = APIRouter(prefix="/configure/triggers", include_in_schema=False)

PAGE_SIZE = 50
STATES = ("", "fired", "held_back", "released", "discarded")
_TOLD = {"yes": "Saved."}

Because = Annotated[str, Query(max_length=100)]
Many = Annotated[int, Query(ge=0, le=1_000_000_000)]


@router.get("/held")
async def show_held(
    request: Request,
    caller: Viewer,
    because: Because = "",
    number: PageNumber = 1,
    released: Many = 0,
    discarded: Many = 0,
) -> Response:
    """Of all triggers."""
    paging = Paging(number, PAGE_SIZE)
    asked = Asked(caller.workspace_id, state="held_back", because=because or None)
    async with request.app.state.services.database.snapshot() as connection:
        shown = await shown_firings(connection, asked, paging)
        causes = await held_by_cause(connection, caller.workspace_id)
    context: dict[str, Any] = {
        "shown": shown,
        "causes": causes,
        "because": because,
        "held_words": HELD,
        "of_all": True,
        "told": _decided(released, discarded),
        "id": None,
        "state": "held_back",
        "paging": paging,
        "links": Links(request),
        "may_configure": caller.is_at_least("admin"),
    }
    return page(request, "triggers/configure/held.html", **context)


@router.get("/firings/{firing_id}")
async def show_firing(request: Request, caller: Viewer, firing_id: str) -> Response:
    found = parse("fir", firing_id)
    async with request.app.state.services.database.snapshot() as connection:
        asked = Asked(caller.workspace_id, firing_id=found)
        rows = (await shown_firings(connection, asked, Paging(1, 1))).rows if found else []
        if not rows or found is None:
            raise NotFound("There is no such firing.", field="firing_id")
        names = await names_of(connection, caller.workspace_id)
        deliveries = await shown_deliveries(connection, caller.workspace_id, found, names)
    return fragment(
        request,
        "triggers/configure/firing.html",
        one=rows[0],
        deliveries=deliveries,
        may_configure=caller.is_at_least("admin"),
    )


@router.get("/{trigger_id}")
async def show_trigger(
    request: Request,
    caller: Viewer,
    trigger_id: str,
    state: str = "",
    saved: str = "",
    number: PageNumber = 1,
    released: Many = 0,
    discarded: Many = 0,
) -> Response:
    if state not in STATES:
        raise Invalid(f"Give one of {', '.join(STATES[1:])}.", field="state")
    services, paging = request.app.state.services, Paging(number, PAGE_SIZE)
    now = services.clock()
    async with services.database.snapshot() as connection:
        trigger = await find_trigger(connection, caller.workspace_id, trigger_id)
        [row] = await rows_of(connection, caller.workspace_id, [trigger], now)
        asked = Asked(caller.workspace_id, trigger.trigger_id, state or None)
        shown = await shown_firings(connection, asked, paging)
        today = day_of(now, caller.time_zone)
        days = [today - timedelta(days=ago) for ago in reversed(range(30))]
        since = midnight(days[0], caller.time_zone)
        place = (caller.workspace_id, trigger.trigger_id, since, caller.time_zone)
        counts = await by_day(connection, *place)
    context: dict[str, Any] = {
        "trigger": trigger,
        "row": row,
        "id": row.id,
        "chart": drawn([(day, counts.get(day, 0)) for day in days]),
        "shown": shown,
        "because": "",
        "of_all": False,
        "state": state,
        "told": _TOLD.get(saved) or _decided(released, discarded),
        "titles": TITLES,
        "paging": paging,
        "links": Links(request),
        "may_configure": caller.is_at_least("admin"),
    }
    return page(request, "triggers/configure/detail.html", **context)


def _decided(released: int, discarded: int) -> str | None:
    """What was done with what was held back."""
    said = [
        f"{number:,} {what}" for number, what in ((released, "released"), (discarded, "discarded")) if number
    ]
    return f"{' and '.join(said).capitalize()}." if said else None
