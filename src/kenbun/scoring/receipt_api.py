"""The API of receipts: why a lead has the score it has, now and as of any time."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BeforeValidator

from kenbun.access.http import Viewer, errors
from kenbun.identity.roots import find_lead
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse
from kenbun.kit.moments import written
from kenbun.scoring.fit.receipt import LeadReceipt, explain_lead
from kenbun.scoring.receipt_queries import Known
from kenbun.scoring.settled import settle, settle_present

router = APIRouter(prefix="/api", tags=["scoring"])


@router.get("/lead/{lead_id}/score/explain", response_model=LeadReceipt, responses=errors(404))
async def explain_score(
    request: Request,
    caller: Viewer,
    lead_id: Annotated[str, Path(examples=["ld_0192f0c1a5b77e3c8d2e4f6071829304"])],
    at: Annotated[
        datetime | None,
        BeforeValidator(written),
        Query(description="As of this time (RFC 3339, with an offset); the present if left out."),
    ] = None,
    known: Annotated[
        Known,
        Query(
            description="then: what was known and in force at that moment; now: by today's knowledge and rules."
        ),
    ] = "then",
) -> Response:
    """Every contribution as a line. The `value`s sum to `score` to the last digit.

    The engagement and the profile of the lead, and the account score of its account. A lead that is merged into another
    (with `then`: was, at that time) is answered for by that one.
    """
    services = request.app.state.services
    moment = aware(at) if at else None
    async with services.database.snapshot() as connection:
        root_id = await find_lead(connection, caller.workspace_id, lead_id)
    if moment is None:
        moment = await settle_present(services.database, caller.workspace_id, root_id, services.clock)
    else:
        await settle(services.database, caller.workspace_id, moment, services.clock)
    async with services.database.snapshot() as connection:
        asked = parse("ld", lead_id) or root_id
        receipt = await explain_lead(connection, caller.workspace_id, asked, moment, known)
    # Thousands of lines: encoded as they are, without a second check.
    return Response(msgspec.json.encode(receipt), media_type="application/json")


def aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise Invalid("Give the offset too, as in 2026-11-22T04:31:00Z.", field="at")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise Invalid("The time is out of range.", field="at") from None
