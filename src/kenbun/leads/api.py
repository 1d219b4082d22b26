"""The API of leads."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel

from kenbun.access.http import Page, Viewer, errors
from kenbun.events.accept.aliases import KINDS, MAX_LENGTH, normalise
from kenbun.identity.queries import leads_of_aliases
from kenbun.identity.roots import find_lead
from kenbun.kit.errors import NotFound
from kenbun.kit.text import Storable
from kenbun.leads.lists import LAST_ACTIVE, SORTS, LeadFilters, LeadRow, list_leads
from kenbun.leads.lists.filters import UNRESOLVED_WORDS
from kenbun.leads.one import LeadDetail, get_lead

router = APIRouter(prefix="/api", tags=["leads"])

_EXAMPLE = "ld_0192f0c1a5b77e3c8d2e4f6071829304"
LeadId = Annotated[str, Path(examples=[_EXAMPLE])]
Whole = Annotated[int | None, Query(ge=-(2**62), le=2**62)]

_SEGMENT = "seg_0192f0c1a5b77e3c8d2e4f6071829304"
Segments = Annotated[
    list[str] | None,
    Query(
        max_length=20,
        examples=[[_SEGMENT]],
        description="In this segment, or, of one of accounts, of an account in it; repeated, in each of them.",
    ),
]
NotSegments = Annotated[list[str] | None, Query(max_length=20, description="In none of these.")]


class LeadList(BaseModel):
    leads: list[LeadRow]
    total: int
    page: int
    limit: int


def filters_of(
    search: Annotated[
        Storable | None,
        Query(max_length=200, description="Part of a name, e-mail, domain, company or any alias."),
    ] = None,
    level: Annotated[
        list[str] | None, Query(max_length=50, description="Engagement level by name; can be repeated.")
    ] = None,
    min_score: Whole = None,
    max_score: Whole = None,
    profile_level: Annotated[list[str] | None, Query(max_length=50, description="Likewise.")] = None,
    min_profile_score: Whole = None,
    max_profile_score: Whole = None,
    account_level: Annotated[
        list[str] | None, Query(max_length=50, description="Level of the lead's account; likewise.")
    ] = None,
    min_account_score: Whole = None,
    max_account_score: Whole = None,
    last_active: Annotated[str | None, Query(json_schema_extra={"enum": list(LAST_ACTIVE)})] = None,
    watched: Annotated[bool, Query(description="On the watch list of whose token it is.")] = False,
    owner: Annotated[
        list[str] | None,
        Query(max_length=50, description="A member's id, `me`, or `none`; can be repeated for any of them."),
    ] = None,
    account_id: Annotated[list[str] | None, Query(max_length=50, description="Likewise.")] = None,
    where: Annotated[
        list[Storable] | None,
        Query(
            max_length=20,
            description="A field, an operator and a value: `title contains vp`, `account.plan one_of pro|team`, "
            "`city is_empty`; repeated, all must hold.",
        ),
    ] = None,
    event_type: Annotated[
        list[Storable] | None,
        Query(max_length=20, description="What the lead has done at some time; repeated, all of them."),
    ] = None,
    unresolved: Annotated[
        list[str] | None,
        Query(
            max_length=10,
            json_schema_extra={"items": {"type": "string", "enum": list(UNRESOLVED_WORDS)}},
            description="Without an account, for any of these reasons; `open` is all but dismissed.",
        ),
    ] = None,
    archived: Annotated[bool, Query(description="Of archived accounts, whom the list leaves out.")] = False,
    segment: Segments = None,
    not_segment: NotSegments = None,
    sort: Annotated[
        str,
        Query(
            description="A column, with - in front for descending; `segment_since` is that of the first `segment`.",
            json_schema_extra={"enum": [sign + column for column in SORTS for sign in ("", "-")]},
        ),
    ] = "-engagement_score",
) -> LeadFilters:
    return LeadFilters(
        search=search.strip() or None if search else None,
        level=level or (),
        min_score=min_score,
        max_score=max_score,
        profile_level=profile_level or (),
        min_profile_score=min_profile_score,
        max_profile_score=max_profile_score,
        account_level=account_level or (),
        min_account_score=min_account_score,
        max_account_score=max_account_score,
        last_active=last_active,
        watched=watched,
        owner=owner or (),
        account_id=account_id or (),
        where=where or (),
        event_type=event_type or (),
        unresolved=unresolved or (),
        archived=archived,
        segment=segment or (),
        not_segment=not_segment or (),
        sort=sort,
    )


@router.get("/leads", summary="List leads", responses=errors())
async def list_all(
    request: Request, caller: Viewer, filters: Annotated[LeadFilters, Depends(filters_of)], paging: Page
) -> LeadList:
    """The leads with their scores, by default the highest first. `scored_at` is the time a score is for."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await list_leads(connection, caller.workspace_id, filters, paging, caller.user_id)
    return LeadList(leads=found.rows, total=found.total, page=found.page, limit=found.limit)


@router.get("/lead/by-alias", summary="Find a lead by an alias", responses=errors(404))
async def by_alias(
    request: Request,
    caller: Viewer,
    alias_kind: Annotated[str, Query(max_length=20, json_schema_extra={"enum": list(KINDS)})],
    alias: Annotated[Storable, Query(max_length=MAX_LENGTH, examples=["ada@acme.com"])],
) -> LeadDetail:
    """By any of its aliases, however written; answers with the lead in which it is shown."""
    wanted = normalise(alias_kind, alias, "alias_kind", "alias")
    async with request.app.state.services.database.snapshot() as connection:
        known, roots = await leads_of_aliases(connection, caller.workspace_id, [wanted])
        own = known.get(wanted)
        lead = await get_lead(connection, caller.workspace_id, roots.get(own, own)) if own else None
    if lead is None:
        raise NotFound("No lead is known by this alias.", field="alias")
    return lead


@router.get("/lead/{lead_id}", summary="Read a lead", responses=errors(404))
async def one(request: Request, caller: Viewer, lead_id: LeadId) -> LeadDetail:
    """A lead with its fields, where each value came from, and why it has no account if it has none.

    One that is merged into another is answered for by that one.
    """
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        lead = await get_lead(connection, caller.workspace_id, found)
    if lead is None:
        raise NotFound("There is no such lead.", field="lead_id")
    return lead
