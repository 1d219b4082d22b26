"""The settings there are, and what people may write in them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt

from kenbun.access.workspaces import Workspace
from kenbun.kit.text import is_line

_EXAMPLE: dict[str, Any] = {
    "time_zone": "Europe/Berlin",
    "session_timeout_minutes": 45,
    "negative_scores": True,
}
# Names that systems keep beside the places.
_NO_PLACES = ("Factory", "localtime", "posixrules")


@dataclass(frozen=True, slots=True)
class Settings:
    name: str
    time_zone: str
    session_timeout_minutes: int
    negative_scores: bool
    history_days: int

    @classmethod
    def of(cls, workspace: Workspace) -> Settings:
        return cls(**{name: getattr(workspace, name) for name in cls.__dataclass_fields__})

    def with_changes(self, changes: SettingsPatch) -> Settings:
        return replace(self, **changes.given())

    def moves_scores(self, other: Settings) -> bool:
        return (self.time_zone, self.negative_scores) != (other.time_zone, other.negative_scores)

    def moves_sessions(self, other: Settings) -> bool:
        return self.session_timeout_minutes != other.session_timeout_minutes

    def differences(self, other: Settings) -> tuple[dict[str, Any], dict[str, Any]]:
        """What differs: as it is here, and as it is there."""
        mine, theirs = asdict(self), asdict(other)
        names = [name for name in mine if mine[name] != theirs[name]]
        return {name: mine[name] for name in names}, {name: theirs[name] for name in names}


@cache
def time_zones() -> tuple[str, ...]:
    """Their names, in order."""
    return tuple(sorted(name for name in available_timezones() if name not in _NO_PLACES))


def _known_zone(name: str | None) -> str | None:
    if name is not None and name not in time_zones():
        raise ValueError("is no time zone; write one like Europe/Berlin")
    return name


def _line(value: str | None) -> str | None:
    if value is not None and (not value.strip() or not is_line(value)):
        raise ValueError("must be one line of text, not blank and without control characters")
    return value and value.strip()


class SettingsPatch(BaseModel):
    """What is to be changed; what is left out, or null, stays as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    name: Annotated[str | None, Field(max_length=200), AfterValidator(_line)] = None
    time_zone: Annotated[
        str | None,
        Field(max_length=100, description="An IANA name, like Europe/Berlin."),
        AfterValidator(_known_zone),
    ] = None
    session_timeout_minutes: Annotated[
        StrictInt | None, Field(ge=1, le=1440, description="Activity after a longer pause is a new session.")
    ] = None
    negative_scores: Annotated[
        StrictBool | None, Field(description="Whether scores below 0 show as they are, or as 0.")
    ] = None
    history_days: Annotated[
        StrictInt | None,
        Field(ge=1, le=3650, description="How long scores are kept by the hour; then by the day, for good."),
    ] = None

    def given(self) -> dict[str, Any]:
        return self.model_dump(exclude_none=True)
