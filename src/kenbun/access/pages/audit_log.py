"""Settings, Audit log: who did what, with filters, what was otherwise before, and the file. Of admins."""

from fastapi import APIRouter, Request, Response

from kenbun.access.audit import AuditFilters, list_audit
from kenbun.access.audit.listing import actions, names
from kenbun.access.audit.words import differences, link_of, name_of, thing, title
from kenbun.access.audit_api import as_file
from kenbun.access.http import Admin, PageNumber
from kenbun.kit.errors import Invalid
from kenbun.kit.paging import Paging
from kenbun.web.links import Links
from kenbun.web.render import page

router = APIRouter(prefix="/settings/audit")

_LIMIT = 50


@router.get("")
async def show(request: Request, caller: Admin, number: PageNumber = 1) -> Response:
    given, problem = request.query_params, None
    try:
        filters = AuditFilters.read(given)
    except Invalid as wrong:
        filters, problem = AuditFilters(), wrong
    paging = Paging(number, _LIMIT)
    async with request.app.state.services.database.snapshot() as connection:
        entries, total = await list_audit(connection, caller.workspace_id, paging, filters, caller.time_zone)
        known = await actions(connection, caller.workspace_id)
        called = await names(connection, caller.workspace_id, entries)
    return page(
        request,
        "access/audit.html",
        status=problem.status if problem else 200,
        rows=[
            (one, title(one.action), name_of(one, called), link_of(one), differences(one)) for one in entries
        ],
        total=total,
        paging=paging,
        filters=filters,
        given={name: given.get(name, "") for name in ("actor", "action", "subject", "address", "from", "to")},
        actions=_by_first_word(known),
        links=Links(request),
        problem=problem,
    )


@router.get("/export")
async def export(request: Request, caller: Admin) -> Response:
    """All that the filters find."""
    return await as_file(request.app.state.services, caller, AuditFilters.read(request.query_params))


def _by_first_word(known: list[str]) -> list[tuple[str, str, dict[str, str]]]:
    """The actions of one thing together: its word, as people write it, and each with how it reads."""
    grouped: dict[str, dict[str, str]] = {}
    for action in known:
        grouped.setdefault(action.partition(".")[0], {})[action] = title(action)
    return [(what, thing(what), some) for what, some in grouped.items()]
