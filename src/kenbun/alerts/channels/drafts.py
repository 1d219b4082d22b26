"""What people say of a channel, as it is sent."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from kenbun.alerts.channels.kinds import KindName
from kenbun.kit.text import Storable

LONGEST_NAME = 100

EXAMPLE: dict[str, Any] = {
    "name": "Sales room",
    "kind": "webhook",
    "config": {"url": "https://hooks.example.com/kenbun"},
}
_Name = Annotated[Storable, Field(max_length=LONGEST_NAME)]
_Config = Annotated[
    dict[str, Any],
    Field(
        description='Of a webhook `{"url", "per_second"}`; of email `{"to": [addresses]}`; of slack `{"url"}` or '
        '`{"token", "channel"}`; of teams `{"url"}`. Tokens, and the urls of slack and teams, are never answered again.'
    ),
]


class ChannelDraft(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    name: _Name
    kind: KindName
    config: _Config
    active: StrictBool = True


class ChannelChange(BaseModel):
    """What is left out stays; `config` is given as a whole, but what is secret in it may be left out."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Sales room"}]})

    name: _Name | None = None
    config: _Config | None = None
    active: StrictBool | None = None


class Rotation(BaseModel):
    """For how long messages are signed with the former key, too: until every receiver knows the new one."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"old_key_holds_hours": 24}]})

    old_key_holds_hours: Annotated[StrictInt, Field(ge=0, le=168)] = 24
