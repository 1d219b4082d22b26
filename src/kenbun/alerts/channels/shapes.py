"""Channels as the API answers them: what is secret is left out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from kenbun.alerts.channels.channels import Channel
from kenbun.alerts.channels.kinds import KindName
from kenbun.kit.ids import public

CHANNEL_ID = "chn_0192f0c1a5b77e3c8d2e4f6071829304"


class ChannelShape(BaseModel):
    """`switched_off_because` says why kenbun switched it off; `failing_since`, since when nothing has arrived."""

    id: str = Field(examples=[CHANNEL_ID])
    name: str
    kind: KindName
    config: dict[str, Any] = Field(examples=[{"url": "https://hooks.example.com/kenbun", "per_second": None}])
    active: bool
    switched_off_because: str | None
    failing_since: datetime | None
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, channel: Channel, **more: Any) -> Self:
        return cls(
            id=public("chn", channel.channel_id),
            name=channel.name,
            kind=channel.kind_name,
            config=channel.kept.config,
            active=channel.active,
            switched_off_because=channel.switched_off_because,
            failing_since=channel.failing_since,
            created_at=channel.created_at,
            changed_at=channel.changed_at,
            **more,
        )


class NewChannel(ChannelShape):
    """`signing_key` is what a webhook's messages are signed with: shown this once."""

    signing_key: str | None = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


class ChannelList(BaseModel):
    channels: list[ChannelShape]
