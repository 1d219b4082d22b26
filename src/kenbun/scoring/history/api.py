"""The API of history: scores over time, and why one went from here to there."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import BeforeValidator

from kenbun.access.callers import Caller
from kenbun.access.http import Viewer, errors
from kenbun.access.queries.ticks import visible
from kenbun.database import Connection
from kenbun.identity.roots import find_account, find_lead
from kenbun.kit.errors import Invalid, NotFound
from kenbun.scoring.history import queries
from kenbun.scoring.history.change import Change, explain_change
from kenbun.scoring.history.change import Dimension as LeadDimension
from kenbun.scoring.history.queries import Subject
from kenbun.scoring.history.read import History, history
from kenbun.scoring.history.shapes import ChangeShape, HistoryShape
from kenbun.scoring.history.trend import WINDOW
from kenbun.scoring.receipt_queries import Known
from kenbun.scoring.settled import settle
from kenbun.services import Services

router = APIRouter(prefix="/api", tags=["scoring"])

Dimension = Literal["engagement", "profile", "account"]


def _written(at: object) -> object:
    """No bare number, which would be read as seconds since 1970: more likely it is a day, or a slip."""
    if isinstance(at, str) and not at.lstrip("-+").replace(".", "", 1).isdecimal():
        return at
    raise ValueError("write the time as RFC 3339 with its offset, like 2026-11-22T04:31:00Z")


Moment = Annotated[datetime, BeforeValidator(_written)]
_WHEN = "RFC 3339, with an offset"


@router.get("/score/history", summary="Read a score's history", responses=errors(404))
async def read_history(
    request: Request,
    caller: Viewer,
    lead_id: Annotated[str | None, Query(examples=["ld_0192f0c1a5b77e3c8d2e4f6071829304"])] = None,
    account_id: Annotated[str | None, Query(examples=["acct_0192f0c1a5b77e3c8d2e4f6071829304"])] = None,
    dimension: Annotated[
        Dimension, Query(description="Of a lead not account, of an account not profile.")
    ] = ("engagement"),
    start: Annotated[
        Moment | None, Query(alias="from", description=f"{_WHEN}; from the beginning if left out.")
    ] = None,
    end: Annotated[Moment | None, Query(alias="to", description=f"{_WHEN}; to now if left out.")] = None,
) -> HistoryShape:
    """Of a lead or an account: a point for each hour in which the score changed, for older times each day.

    Before the first recorded point the score is worked out for each day, and marked so.
    """
    first, last = (aware(one, name) if one else None for one, name in ((start, "from"), (end, "to")))
    if first and last and first > last:
        raise Invalid("The end lies before the start.", field="to")
    async with request.app.state.services.database.snapshot() as connection:
        of = await _subject(connection, caller.workspace_id, lead_id, account_id, dimension)
        if await queries.shown_score(connection, caller.workspace_id, of) is None:
            raise NotFound(f"There is no such {of.kind}.", field=f"{of.kind}_id")
        now = await visible(connection, caller.workspace_id)
        found: History = await history(
            connection, caller.workspace_id, of, caller.time_zone, now, first, last
        )
    return HistoryShape.of(found)


@router.get("/lead/{lead_id}/score/change", summary="Explain a change", responses=errors(404))
async def read_change(
    request: Request,
    caller: Viewer,
    lead_id: Annotated[str, Path(examples=["ld_0192f0c1a5b77e3c8d2e4f6071829304"])],
    start: Annotated[
        Moment | None, Query(alias="from", description=f"{_WHEN}; seven days before the end if left out.")
    ] = None,
    end: Annotated[Moment | None, Query(alias="to", description=f"{_WHEN}; now if left out.")] = None,
    dimension: LeadDimension = "engagement",
    known: Annotated[Known, Query(description="As for the receipts of both times.")] = "then",
) -> ChangeShape:
    """Why a score went from one number to another: the receipts of both times, subtracted rule by rule.

    The `change`s sum to the difference of the scores to the last digit.
    """
    services = request.app.state.services
    until = aware(end, "to") if end else services.clock()
    since = aware(start, "from") if start else until - WINDOW
    change = await change_of(services, caller, lead_id, dimension, since, until, known)
    return ChangeShape.of(change)


async def change_of(
    services: Services,
    caller: Caller,
    lead_id: str,
    dimension: LeadDimension,
    start: datetime,
    end: datetime,
    known: Known = "then",
) -> Change:
    """For the API and the drawer alike."""
    if start > end:
        raise Invalid("The end lies before the start.", field="to")
    async with services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
    await settle(services.database, caller.workspace_id, end, services.clock)
    async with services.database.snapshot() as connection:
        return await explain_change(connection, caller.workspace_id, found, dimension, start, end, known)


async def _subject(
    connection: Connection,
    workspace_id: UUID,
    lead_id: str | None,
    account_id: str | None,
    dimension: Dimension,
) -> Subject:
    if (lead_id is None) == (account_id is None):
        raise Invalid("Give a lead_id or an account_id: one of the two.", field="lead_id")
    kind, text = ("lead", lead_id) if lead_id is not None else ("account", account_id)
    if dimension == ("account" if kind == "lead" else "profile"):
        other = "an account" if kind == "lead" else "a lead"
        raise Invalid(f"A score of the dimension {dimension} has only {other}.", field="dimension")
    if kind == "lead":
        return Subject(kind, await find_lead(connection, workspace_id, text or ""), dimension)
    return Subject(kind, await find_account(connection, workspace_id, text or ""), dimension)


def aware(at: datetime, field: str) -> datetime:
    """In UTC, and so far from either end of the calendar that the days around it are there in any zone."""
    if at.tzinfo is None:
        raise Invalid("Give the offset too, as in 2026-11-22T04:31:00Z.", field=field)
    if not MINYEAR < at.year < MAXYEAR:
        raise Invalid(f"Give a time from the year {MINYEAR + 1} to {MAXYEAR - 1}.", field=field)
    return at.astimezone(UTC)
