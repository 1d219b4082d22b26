"""The API of what Analyze > Segments shows beside the members."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict

from kenbun.access.http import Viewer, errors
from kenbun.analysis.days import MOST, USUAL, Day, days_of
from kenbun.analysis.looked_at import LookedAt, look_at
from kenbun.analysis.now import Numbers, numbers_of

router = APIRouter(prefix="/api/segments", tags=["segments"])

_EXAMPLE: dict[str, Any] = {
    "segment_id": "seg_0192f0c1a5b77e3c8d2e4f6071829304",
    "kind": "lead",
    "name": "Hot and unowned",
    "members": 3,
    "active_members": 2,
    "average": {"engagement": 58.3, "profile": 40.0},
    "levels": {"Cold": 0, "Warm": 1, "Hot": 2, "Very Hot": 0},
    "days": [
        {
            "day": "2026-11-22",
            "events": 12,
            "active_members": 2,
            "entered": 1,
            "left": 0,
            "members": 3,
            "average": {"engagement": 58.3, "profile": 40.0},
            "levels": {"Cold": 0, "Warm": 1, "Hot": 2, "Very Hot": 0},
        }
    ],
}


class DayShape(BaseModel):
    """What the members of now did on the day, and how they stood as it ended; `members` is how many there were then."""

    day: date
    events: int
    active_members: int
    entered: int
    left: int
    members: int
    average: dict[str, float | None]
    levels: dict[str, int]

    @classmethod
    def of(cls, one: Day) -> "DayShape":
        return cls(
            day=one.day,
            events=one.events,
            active_members=one.active,
            entered=one.entered,
            left=one.left,
            members=one.members,
            average=dict(one.average),
            levels=dict(one.levels),
        )


class EngagementShape(BaseModel):
    """`active_members` of now had activity within 30 days; `average` by score, null where nobody is in."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    segment_id: str
    kind: str
    name: str
    members: int
    active_members: int
    average: dict[str, float | None]
    levels: dict[str, int]
    days: list[DayShape]

    @classmethod
    def of(cls, segment: LookedAt, now: Numbers, days: list[Day]) -> "EngagementShape":
        return cls(
            segment_id=segment.public_id,
            kind=segment.of.noun,
            name=segment.segment.name,
            members=now.members,
            active_members=now.active,
            average=dict(now.average),
            levels=dict(now.levels),
            days=[DayShape.of(one) for one in days],
        )


@router.get("/{segment_id}/engagement", summary="Read a segment's engagement", responses=errors(404))
async def engagement(
    request: Request,
    caller: Viewer,
    segment_id: Annotated[str, Path(examples=["seg_0192f0c1a5b77e3c8d2e4f6071829304"])],
    days: Annotated[int, Query(ge=1, le=MOST, description="The last so many, today included.")] = USUAL,
) -> EngagementShape:
    """The numbers of its members, of now and day by day; each is that of a list that can be asked for."""
    async with request.app.state.services.database.snapshot() as connection:
        segment = await look_at(connection, caller.workspace_id, segment_id)
        now = await numbers_of(connection, segment)
        found = await days_of(connection, segment, now, days)
    return EngagementShape.of(segment, now, found)
