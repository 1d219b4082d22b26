"""Notifications and preferences as the API takes and answers them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kenbun.alerts.notifications import Notification

KindName = Literal["assignment", "watch_list"]
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
    """`enabled` is the master switch; kinds that are left out stay as they are."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"enabled": True, "kinds": {"assignment": False}}]}
    )

    enabled: Switch
    kinds: dict[KindName, Switch] = {}
