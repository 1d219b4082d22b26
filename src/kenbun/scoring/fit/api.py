"""The API of account scores: why an account has its scores, and all of them from scratch."""

from datetime import datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BeforeValidator

from kenbun.access.http import Editor, Viewer, errors
from kenbun.identity.roots import find_account
from kenbun.kit.ids import parse
from kenbun.kit.moments import written
from kenbun.scoring import from_scratch
from kenbun.scoring.fit.account_receipt import AccountReceipt, explain_account, settle_account
from kenbun.scoring.receipt_api import aware
from kenbun.scoring.receipt_queries import Known
from kenbun.scoring.settled import settle
from kenbun.scoring.shapes import RescoredShape

router = APIRouter(prefix="/api/accounts", tags=["scoring"])


@router.post("/rescore", summary="Rescore all accounts", responses=errors())
async def rescore(request: Request, caller: Editor) -> RescoredShape:
    """Works out every account's scores from scratch, which changes nothing that was right."""
    services = request.app.state.services
    done = await from_scratch.rescore_accounts(services.database, caller, services.clock)
    return RescoredShape(scored=done.scored, changed=done.changed)


@router.get(
    "/{account_id}/score/explain",
    summary="Explain an account's scores",
    response_model=AccountReceipt,
    responses=errors(404),
)
async def explain_score(
    request: Request,
    caller: Viewer,
    account_id: Annotated[str, Path(examples=["acct_0192f0c1a5b77e3c8d2e4f6071829304"])],
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
    """Its own score by rule, and its engagement by lead. The `value`s sum to `score` to the last digit."""
    services = request.app.state.services
    moment = aware(at) if at else None
    async with services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
    if moment is None:
        moment = await settle_account(services.database, caller.workspace_id, found, services.clock)
    else:
        await settle(services.database, caller.workspace_id, moment, services.clock)
    async with services.database.snapshot() as connection:
        asked = parse("acct", account_id) or found
        receipt = await explain_account(connection, caller.workspace_id, asked, moment, known)
    return Response(msgspec.json.encode(receipt), media_type="application/json")
