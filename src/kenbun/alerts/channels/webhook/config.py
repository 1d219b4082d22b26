"""Where a webhook goes, and how fast it may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from kenbun.alerts.channels.kind import Kept
from kenbun.alerts.channels.webhook.keys import first_keys
from kenbun.kit.text import Storable
from kenbun.outgoing import Network, read_url


class WebhookConfig(BaseModel):
    """`per_second`: at most so many messages a second; null: as fast as it answers."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[Storable, Field(min_length=1, max_length=2000)]
    per_second: Annotated[StrictInt, Field(ge=1, le=1000)] | None = None


def read(given: dict[str, Any], before: Kept | None, allowed: Sequence[Network]) -> Kept:
    """The first time it gets a key of its own."""
    config = WebhookConfig.model_validate(given)
    url = read_url(config.url, "url", allowed)
    secrets = before.secrets if before else first_keys()
    return Kept({"url": url, "per_second": config.per_second}, secrets)


def goes_to(kept: Kept) -> str:
    parts = urlsplit(kept.config["url"])
    return f"{parts.netloc}{parts.path if parts.path != '/' else ''}"
