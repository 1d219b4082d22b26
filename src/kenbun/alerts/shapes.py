"""Notifications and preferences as the API takes and answers them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kenbun.alerts.notifications import Notification
from kenbun.alerts.preferences import Mailing

KindName = Literal[
    "assignment", "watch_list", "milestone", "sequence", "surge", "segment", "level", "channel"
]
DigestAt = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"), Field(examples=["08:00"])]
Switch = Annotated[bool, Field(strict=True)]


class NotificationList(BaseModel):
    """The latest first. `unread` counts all that are, whatever was asked for."""

    notifications: list[Notification]
    unread: int = Field(examples=[3])
    total: int
    page: int
    limit: int


class ReadShape(BaseModel):
    """How many were unread before."""

    read: int = Field(examples=[3])


class PreferencesShape(BaseModel):
    """`enabled` is the master switch; whatever is left out stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"enabled": True, "kinds": {"assignment": False}, "mail": "digest", "digest_at": "08:00"}
            ]
        },
    )

    enabled: Switch
    kinds: dict[KindName, Switch] = {}
    mail: Mailing | None = Field(
        default=None, description="Whether it is mailed as well: not, at once, or once a day."
    )
    digest_at: DigestAt | None = Field(
        default=None, description="When the daily mail goes out: a time of the workspace's day, HH:MM."
    )
