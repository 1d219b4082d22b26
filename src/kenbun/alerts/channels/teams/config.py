"""How a Teams channel is set up: the workflow's address lets in whoever knows it, so it is not shown again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from kenbun.alerts.channels.kind import Kept
from kenbun.kit.errors import Invalid
from kenbun.kit.text import Storable
from kenbun.outgoing import Network, read_url


class TeamsConfig(BaseModel):
    """The `url` that the workflow shows."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[Storable, Field(max_length=2000)] | None = None


def read(given: dict[str, Any], before: Kept | None, allowed: Sequence[Network]) -> Kept:
    config = TeamsConfig.model_validate(given)
    if config.url:
        return Kept({}, {"url": read_url(config.url, "url", allowed)})
    if before is None:
        raise Invalid("Give the address of a workflow: Teams, Workflows, “webhook request”.", field="url")
    return before


def goes_to(_: Kept) -> str:
    return "workflow"
