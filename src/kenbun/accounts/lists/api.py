"""The API of the list of accounts: found by filters, by a domain, by a name that is nearly theirs; made; archived."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Page, Viewer, errors
from kenbun.accounts.archive import archive_accounts
from kenbun.accounts.lists import RANGES, SORTS, AccountFilters, AccountRow, list_accounts, rows_of
from kenbun.accounts.lists.shapes import Alike, AlikeList, ArchivedShape, NewAccountShape, SomeAccounts
from kenbun.accounts.make import NewAccount, make_account, read_domain
from kenbun.accounts.one import AccountDetail, get_account
from kenbun.accounts.similar_queries import similar
from kenbun.identity.account_queries import accounts_by_alias
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse, public
from kenbun.kit.text import Storable

router = APIRouter(prefix="/api/accounts", tags=["accounts"])

Whole = Annotated[int | None, Query(ge=-(2**62), le=2**62)]


class AccountList(BaseModel):
    accounts: list[AccountRow]
    total: int
    page: int
    limit: int


def filters_of(
    search: Annotated[
        Storable | None, Query(max_length=200, description="Part of a name, of any domain, or of any id.")
    ] = None,
    range: Annotated[  # noqa: A002 - the name in the URL
        str, Query(description="With activity in this time.", json_schema_extra={"enum": list(RANGES)})
    ] = "all",
    level: Annotated[
        list[str] | None, Query(max_length=50, description="Account level by name; can be repeated.")
    ] = None,
    min_score: Whole = None,
    max_score: Whole = None,
    engagement_level: Annotated[
        list[str] | None, Query(max_length=50, description="Level of the account's engagement; likewise.")
    ] = None,
    min_engagement_score: Whole = None,
    max_engagement_score: Whole = None,
    owner: Annotated[
        list[str] | None,
        Query(
            max_length=50,
            description="The owner of the lead with the highest score: a member's id, `me`, or `none`.",
        ),
    ] = None,
    has_leads: Annotated[bool | None, Query(description="With leads, or without.")] = None,
    archived: Annotated[bool, Query(description="The archived ones, which are left out otherwise.")] = False,
    idle_days: Annotated[
        int | None, Query(ge=1, le=3650, description="Without activity for so many days, or ever.")
    ] = None,
    segment: Annotated[
        list[str] | None,
        Query(
            max_length=20,
            examples=[["seg_0192f0c1a5b77e3c8d2e4f6071829304"]],
            description="In this segment, or, of one of leads, with a lead in it; repeated, in each of them.",
        ),
    ] = None,
    not_segment: Annotated[list[str] | None, Query(max_length=20, description="In none of these.")] = None,
    sort: Annotated[
        str,
        Query(
            max_length=300,
            description="A column, or `metadata.` and a field, with - in front for descending: "
            + ", ".join(SORTS)
            + "; `segment_since` is that of the first `segment`.",
        ),
    ] = "-account_score",
) -> AccountFilters:
    return AccountFilters(
        search=search.strip() or None if search else None,
        range=range,
        level=level or (),
        min_score=min_score,
        max_score=max_score,
        engagement_level=engagement_level or (),
        min_engagement_score=min_engagement_score,
        max_engagement_score=max_engagement_score,
        owner=owner or (),
        has_leads=has_leads,
        archived=archived,
        idle_days=idle_days,
        segment=segment or (),
        not_segment=not_segment or (),
        sort=sort,
    )


@router.get("", summary="List accounts", responses=errors())
async def list_all(
    request: Request,
    caller: Viewer,
    filters: Annotated[AccountFilters, Depends(filters_of)],
    paging: Page,
) -> AccountList:
    """The accounts with what they show of their leads, by default the best fit first; `metadata` are their fields."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await list_accounts(connection, caller.workspace_id, filters, paging, caller.user_id)
    return AccountList(accounts=found.rows, total=found.total, page=found.page, limit=found.limit)


@router.post("", status_code=201, summary="Add an account", responses=errors(409))
async def add(request: Request, caller: Editor, new: NewAccountShape) -> AccountDetail:
    """Before any lead of it is known. One whose domain or id is known already is named in the answer, 409."""
    services = request.app.state.services
    given = NewAccount(new.name, new.domain, new.account_id, new.metadata)
    async with services.database.transaction() as connection:
        account_id = await make_account(connection, caller, given, services.clock)
        account = await get_account(connection, caller.workspace_id, account_id)
    assert account is not None
    return account


@router.get("/by-domain", summary="Find an account by its domain", responses=errors(404))
async def by_domain(
    request: Request,
    caller: Viewer,
    domain: Annotated[Storable, Query(max_length=500, examples=["acme.com"])],
) -> AccountRow:
    """By any of its domains; sub-domains are those of the domain that was registered."""
    found = read_domain(domain, "domain")
    async with request.app.state.services.database.snapshot() as connection:
        known = await accounts_by_alias(connection, caller.workspace_id, [("domain", found)])
        if not known:
            raise NotFound(f"No account has the domain {found}.", field="domain")
        [row] = await rows_of(connection, caller.workspace_id, [known["domain", found].root_id])
    return row


@router.get("/fuzzy", summary="Find accounts by a name that is nearly theirs", responses=errors())
async def fuzzy(
    request: Request,
    caller: Viewer,
    name: Annotated[Storable, Query(max_length=200, examples=["Akme Inc"])],
    min_similarity: Annotated[float, Query(ge=0.1, le=1)] = 0.6,
    limit: Annotated[int, Query(ge=1, le=100)] = 5,
) -> AlikeList:
    """The most alike first; archived accounts too. `similarity` is the share of three-letter pieces in common."""
    if not name.strip():
        raise Invalid("Must not be empty.", field="name")
    place = caller.workspace_id
    async with request.app.state.services.database.snapshot() as connection:
        found = dict(await similar(connection, place, name.strip(), min_similarity, limit))
        rows = await rows_of(connection, place, list(found))
    alike = {public("acct", account_id): share for account_id, share in found.items()}
    return AlikeList(accounts=[_alike(row, alike[row.account_id]) for row in rows])


def _alike(row: AccountRow, share: float) -> Alike:
    names = ("account_id", "name", "domain", "account_score", "account_level", "leads")
    return Alike(similarity=round(share, 3), **{name: getattr(row, name) for name in names})


@router.post("/archive", summary="Archive accounts", responses=errors())
async def archive(request: Request, caller: Editor, some: SomeAccounts) -> ArchivedShape:
    """With their leads out of lists until one of them is active. They go on being scored."""
    return await _archive(request, caller, some, archived=True)


@router.post("/unarchive", summary="Take accounts out of the archive", responses=errors())
async def unarchive(request: Request, caller: Editor, some: SomeAccounts) -> ArchivedShape:
    """They and their leads are in lists again."""
    return await _archive(request, caller, some, archived=False)


async def _archive(request: Request, caller: Caller, some: SomeAccounts, *, archived: bool) -> ArchivedShape:
    ids = []
    for place, text in enumerate(some.account_ids):
        if (found := parse("acct", text)) is None:
            raise Invalid("Not the id of an account.", field=f"account_ids[{place}]")
        ids.append(found)
    services = request.app.state.services
    async with services.database.transaction() as connection:
        done = await archive_accounts(connection, caller, ids, services.clock, archived=archived)
    missing = [public("acct", one) for one in done.missing]
    return ArchivedShape(changed=done.changed, unchanged=done.unchanged, missing=missing)
