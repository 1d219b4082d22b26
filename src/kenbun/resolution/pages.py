"""The tab Unresolved Leads of the page Accounts: who has no account, why, and which may be theirs."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from kenbun.access.http import Editor, Viewer
from kenbun.access.queries import ticks
from kenbun.accounts.lists.pages import TABS
from kenbun.identity.roots import find_lead
from kenbun.kit.paging import Paging
from kenbun.leads.lists.url import read, written
from kenbun.levels.in_force import levels_in_force
from kenbun.resolution.dismiss import dismiss
from kenbun.resolution.unresolved import REASONS, list_unresolved, open_ones
from kenbun.web.links import Links
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50
# what the tab can be narrowed to, in its order
SHOWN = {"": "All", **REASONS, "dismissed": "Dismissed"}


@router.get("/accounts/unresolved")
async def show_list(request: Request, caller: Viewer) -> Response:
    filters = open_ones(read(request.query_params.multi_items()))
    number = request.query_params.get("page", "1")
    paging = Paging(int(number) if number.isdecimal() else 1, PAGE_SIZE)
    async with request.app.state.services.database.snapshot() as connection:
        tick = await ticks.visible(connection, caller.workspace_id)
        found = await list_unresolved(connection, caller.workspace_id, filters, paging, caller.user_id)
        levels = await levels_in_force(connection, caller.workspace_id)
    chosen = filters.unresolved[0] if len(filters.unresolved) == 1 else ""
    context: dict[str, Any] = {
        "found": found,
        "filters": filters,
        "query": written(filters),
        "reasons": REASONS,
        "shown": SHOWN,
        "chosen": "" if chosen == "open" else chosen,
        "paging": paging,
        "links": Links(request),
        "colors": levels.colors,
        "tick": tick.isoformat(),
        "tabs": TABS,
        "tab": "Unresolved Leads",
        "may_edit": caller.is_at_least("editor"),
    }
    if wants_fragment(request):
        return fragment(request, "resolution/table.html", **context)
    return page(request, "resolution/unresolved.html", **context)


@router.post("/leads/{lead_id}/dismiss")
async def dismiss_one(request: Request, caller: Editor, lead_id: str, back: bool = False) -> Response:
    """Out of the list of unresolved leads, or back into it; the list is fetched anew."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        await dismiss(connection, caller, [found], services.clock, back=back)
    return Response(status_code=204, headers={"HX-Trigger": "columns-changed"})
