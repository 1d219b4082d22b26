"""Settings as the API answers them."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from kenbun.levels.shapes import HeldBackShape, SegmentMoveShape
from kenbun.scoring.kinds import Dimension
from kenbun.scoring.preview.outcome import Outcome
from kenbun.scoring.preview.preview import Preview
from kenbun.scoring.preview.shapes import PreviewShape
from kenbun.workspace_settings.preview import SettingsPreview
from kenbun.workspace_settings.reading import Change, Reading

_SETTINGS: dict[str, Any] = {
    "name": "Acme",
    "time_zone": "Europe/Berlin",
    "session_timeout_minutes": 30,
    "negative_scores": False,
    "history_days": 90,
}


class SettingVersionShape(BaseModel):
    """The settings that alter results, as they were for a time.

    While it is `building` (scores) or `weaving` (sessions), `done` of `total` leads or accounts follow it already.
    """

    number: int = Field(examples=[2])
    time_zone: str
    session_timeout_minutes: int
    negative_scores: bool
    state: Literal["building", "weaving", "in_force", "past", "failed"]
    done: int
    total: int | None
    error: str | None
    created_at: datetime
    created_by: str
    in_force_from: datetime | None
    in_force_to: datetime | None

    @classmethod
    def of(cls, change: Change) -> Self:
        return cls.model_validate(asdict(change))


class SettingsShape(BaseModel):
    """What holds now; `change` is what results do not follow in full yet."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SETTINGS | {"change": None}]})

    name: str
    time_zone: str
    session_timeout_minutes: int
    negative_scores: bool
    history_days: int
    change: SettingVersionShape | None

    @classmethod
    def of(cls, reading: Reading) -> Self:
        change = SettingVersionShape.of(reading.change) if reading.change else None
        return cls(**asdict(reading.settings), change=change)


class SettingVersionList(BaseModel):
    versions: list[SettingVersionShape]


class SessionsShape(BaseModel):
    """How many sessions there are and would be; `leads` have others."""

    before: int
    after: int
    leads: int


class SettingsPreviewShape(PreviewShape):
    """Of the engagement scores of leads; the other scores beside it, null where the change moves none of that kind."""

    profile: PreviewShape | None
    account: PreviewShape | None
    account_engagement: PreviewShape | None
    sessions: SessionsShape | None

    @classmethod
    def made(
        cls, preview: SettingsPreview, segments: Iterable[Any] = (), triggers: Iterable[Any] = ()
    ) -> Self:
        def shape(dimension: str) -> PreviewShape | None:
            outcome = preview.outcomes.get(dimension)
            of: Dimension = "account" if dimension.startswith("account") else "engagement"
            if outcome is None:
                return None
            return PreviewShape.of(Preview(of, outcome, preview.names, preview.seconds))

        unmoved = PreviewShape.of(
            Preview("engagement", Outcome(preview.leads, 0, 0, 0, 0.0, (), ()), {}, preview.seconds)
        )
        engagement = (shape("engagement") or unmoved).model_dump(by_alias=True)
        engagement["segments"] = [
            SegmentMoveShape.model_validate(one, from_attributes=True) for one in segments
        ]
        engagement["triggers"] = [HeldBackShape.model_validate(one, from_attributes=True) for one in triggers]
        others = {name: shape(name) for name in ("profile", "account", "account_engagement")}
        sessions = SessionsShape(**asdict(preview.sessions)) if preview.sessions else None
        return cls(**engagement, **others, sessions=sessions)
