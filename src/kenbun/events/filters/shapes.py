"""What the API of filters says and takes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from kenbun.events.filters.drafts import EXAMPLE, FilterDraft
from kenbun.events.filters.edit import FilterRow
from kenbun.events.filters.simulate import Simulation
from kenbun.kit.ids import public

_FILTER_ID = "flt_0192f0c1a5b77e3c8d2e4f6071829304"
_JOB_ID = "job_0192f0c1a5b77e3c8d2e4f6071829304"


class CountShape(BaseModel):
    """How many stored events it suppresses, by the day (UTC) on which they happened, today included."""

    total: int
    last_7_days: int
    last_30_days: int


class FilterShape(BaseModel):
    """`count`, `window_seconds` and `keep_first` are a velocity filter's; `conditions` an attribute filter's."""

    id: str = Field(examples=[_FILTER_ID])
    name: str
    kind: Literal["attribute", "velocity"]
    event_type: str | None
    conditions: dict[str, Any] | None
    count: int | None
    window_seconds: int | None
    keep_first: bool | None
    active: bool
    words: str = Field(description="what it suppresses, as a phrase")
    suppressed: CountShape
    created_at: datetime

    @classmethod
    def of(cls, row: FilterRow) -> Self:
        told = ("name", "kind", "event_type", "conditions", "count", "window_seconds", "keep_first", "active")
        return cls(
            id=public("flt", row.filter_id),
            **{name: getattr(row.said, name) for name in told},
            words=row.said.words,
            suppressed=CountShape(
                total=row.total, last_7_days=row.last_7_days, last_30_days=row.last_30_days
            ),
            created_at=row.created_at,
        )


class FilterList(BaseModel):
    filters: list[FilterShape]


class SimulationRequest(FilterDraft):
    """A filter, and over how many of the last days it is tried."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [EXAMPLE | {"days": 7}]}
    )

    days: Annotated[StrictInt, Field(ge=1, le=365)] = 7

    def draft(self) -> FilterDraft:
        return FilterDraft.model_validate(self.model_dump(exclude={"days"}, exclude_unset=True))


class OfTypeShape(BaseModel):
    event_type: str
    events: int
    suppressed: int
    share: float = Field(description="of the type's events, from 0 to 1")


class ExampleShape(BaseModel):
    """An event that would be suppressed; without a lead, where nobody was known who did it."""

    event_id: str = Field(examples=["evt_0192f0c1a5b77e3c8d2e4f6071829304"])
    event_type: str
    lead_id: str | None = Field(examples=["ld_0192f0c1a5b77e3c8d2e4f6071829304"])
    lead_name: str | None
    happened_at: datetime
    reason: Literal["metadata_filter", "inorganic", "inorganic_grouped"]
    metadata: dict[str, Any]


class SimulationShape(BaseModel):
    """Of the `events` since then that the filter is about, how many it alone would have suppressed, and whose.

    Not `complete`: only the latest 200,000 were looked at.
    """

    since: datetime
    events: int
    suppressed: int
    share: float
    leads: int
    by_type: list[OfTypeShape]
    examples: list[ExampleShape] = Field(description="the latest 25")
    complete: bool

    @classmethod
    def of(cls, seen: Simulation) -> Self:
        return cls(
            since=seen.since,
            events=seen.events,
            suppressed=seen.suppressed,
            share=share(seen.suppressed, seen.events),
            leads=seen.leads,
            by_type=[
                OfTypeShape(
                    event_type=one.event_type,
                    events=one.events,
                    suppressed=one.suppressed,
                    share=share(one.suppressed, one.events),
                )
                for one in seen.by_type
            ],
            examples=[
                ExampleShape(
                    event_id=public("evt", one.event_id),
                    event_type=one.event_type,
                    lead_id=public("ld", one.lead_id) if one.lead_id else None,
                    lead_name=one.lead_name,
                    happened_at=one.happened_at,
                    reason=one.reason,
                    metadata=one.metadata,
                )
                for one in seen.examples
            ],
            complete=seen.complete,
        )


class HistoryPreviewShape(BaseModel):
    """How many stored events would be suppressed and freed, and of how many leads."""

    suppressed: int
    freed: int
    leads: int


class HistoryJobShape(BaseModel):
    """`done` of `total` leads, and events without one, have been judged: so many events suppressed and freed so far.

    A job with an `error` is tried again.
    """

    job_id: str = Field(examples=[_JOB_ID])
    state: Literal["running", "done"]
    done: int
    total: int
    suppressed: int
    freed: int
    leads: int
    error: str | None
    opened_at: datetime
    created_by: str
    ended_at: datetime | None

    @classmethod
    def of(cls, row: Any) -> Self:
        values = {name: getattr(row, name) for name in cls.model_fields if name != "job_id"}
        return cls.model_validate({"job_id": public("job", row.job_id), **values})


def share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
