"""Firings and simulations as the API answers them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.text import Storable
from kenbun.triggers.drafts import Subject
from kenbun.triggers.held import Decided
from kenbun.triggers.simulate import Simulated

State = Literal["fired", "held_back", "released", "discarded"]
FIRING = "fir_0192f0c1a5b77e3c8d2e4f6071829304"
_CAUSE: dict[str, Any] = {
    "dimension": "engagement",
    "from": 40,
    "to": 55,
    "by": "event",
    "event_id": "evt_0192f0c1a5b77e3c8d2e4f6071829304",
    "event_type": "Demo Request",
}
_Cause = Annotated[
    dict[str, Any],
    Field(examples=[_CAUSE], description="What happened, by the kind of trigger; and how the subject stood."),
]


class Whom(BaseModel):
    """Of a lead `lead_id`, of an account `account_id`: where it is shown by now, if it was merged since."""

    lead_id: str | None = None
    account_id: str | None = None

    @staticmethod
    def of_subject(subject: Subject, subject_id: UUID) -> dict[str, str]:
        return {f"{subject}_id": ROOTED[subject].public(subject_id)}


class FiringShape(Whom):
    """`held_because` says what held it back: publish, import, merge, late, …; `chain` how many acts led to it."""

    id: str = Field(examples=[FIRING])
    trigger_id: str
    trigger: str
    at: datetime
    cause: _Cause
    words: str
    state: State
    held_because: str | None
    chain: int


class FiringList(BaseModel):
    firings: list[FiringShape]
    total: int
    page: int
    limit: int


class Choice(BaseModel):
    """Which of those held back: these `ids`; or all, of a trigger, or held back by one cause; `all` says so."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"because": "publish"}]})

    ids: (
        Annotated[list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=1_000)] | None
    ) = None
    trigger_id: Annotated[str, Field(max_length=100)] | None = None
    because: Annotated[Storable, Field(pattern=r"\S", max_length=100)] | None = None
    all: Literal[True] | None = None

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if not any((self.ids, self.trigger_id, self.because, self.all)):
            raise ValueError("say which: ids, trigger_id, because, or all: true")
        return self


class DecidedShape(BaseModel):
    """`left`: there are more, ask again."""

    released: int
    discarded: int
    left: bool

    @classmethod
    def of(cls, decided: Decided) -> Self:
        return cls(released=decided.released, discarded=decided.discarded, left=decided.left)


class DayShape(BaseModel):
    day: date
    count: int


class SimulatedFiring(Whom):
    at: datetime
    cause: _Cause


class SimulationShape(BaseModel):
    """`count` and `per_day` are of all; `firings` are the latest 1,000, in the order of time. `unlike_live` says in
    sentences where this cannot be what would have been fired: what has been deleted, or was never kept."""

    count: int
    per_day: list[DayShape]
    firings: list[SimulatedFiring]
    unlike_live: list[str]

    @classmethod
    def of(cls, subject: Subject, simulated: Simulated) -> Self:
        return cls(
            count=simulated.count,
            per_day=[DayShape(day=day, count=count) for day, count in simulated.per_day],
            firings=[
                SimulatedFiring(at=one.at, cause=one.cause, **Whom.of_subject(subject, one.subject_id))
                for one in simulated.firings
            ],
            unlike_live=list(simulated.unlike),
        )
