"""The API of trying a trigger: each thing that it does, once, so that nobody else is told and nothing is changed."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from kenbun.access.http import Admin, errors
from kenbun.alerts.deliveries.shapes import DeliveryShape
from kenbun.triggers.api import TriggerId
from kenbun.triggers.definitions import find_trigger
from kenbun.triggers.trial import Tried, try_trigger

router = APIRouter(prefix="/api/triggers", tags=["triggers"])


class TriedShape(BaseModel):
    output: dict[str, Any] = Field(examples=[{"act": "notify", "members": "admins"}])
    words: str = Field(examples=["tells all admins"])
    works: bool = Field(description="It arrived, or could be done.")
    answer: str = Field(examples=["You were told, under the bell, and nobody else."])
    deliveries: list[DeliveryShape] = Field(description="Of a channel: one, or one for each person.")

    @classmethod
    def of(cls, tried: Tried) -> "TriedShape":
        deliveries = [DeliveryShape.of(row) for row in tried.deliveries]
        return cls(
            output=tried.output,
            words=tried.words,
            works=tried.works,
            answer=tried.answer,
            deliveries=deliveries,
        )


class TriggerTrialShape(BaseModel):
    """`works` if each of its outputs does."""

    works: bool
    outputs: list[TriedShape]


@router.post("/{trigger_id}/test", summary="Try what a trigger does", responses=errors(404))
async def test(request: Request, caller: Admin, trigger_id: TriggerId) -> TriggerTrialShape:
    """Channels get a message that says that it is a test; what members would be told comes to you; what else it does
    within kenbun is said, and not done. Answers after some 15 seconds at most."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        trigger = await find_trigger(connection, caller.workspace_id, trigger_id)
    tried = await try_trigger(services.database, services.worker.means, caller, trigger)
    return TriggerTrialShape(
        works=all(one.works for one in tried), outputs=[TriedShape.of(one) for one in tried]
    )
