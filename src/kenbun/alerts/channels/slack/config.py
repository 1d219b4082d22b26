"""How a Slack channel is set up: either way is as good as a password, so neither is shown again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from kenbun.alerts.channels.kind import Kept
from kenbun.kit.errors import Invalid
from kenbun.kit.text import Storable, line
from kenbun.outgoing import Network, read_url

API = "https://slack.com/api"


class SlackConfig(BaseModel):
    """Either the `url` of an incoming webhook, or the `token` of a bot (`xoxb-…`) and the `channel` it writes to, by
    name or id, or the id of a person. `api_url` is for a Slack elsewhere, as https://slack-gov.com/api."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[Storable, Field(max_length=2000)] | None = None
    token: Annotated[Storable, Field(max_length=500)] | None = None
    channel: Annotated[Storable, Field(max_length=100)] | None = None
    api_url: Annotated[Storable, Field(max_length=2000)] | None = None


def read(given: dict[str, Any], before: Kept | None, allowed: Sequence[Network]) -> Kept:
    config = SlackConfig.model_validate(given)
    if config.url and config.token:
        raise Invalid("Give either the url of an incoming webhook or a bot's token.", field="token")
    if config.url:
        if config.channel or config.api_url:
            raise Invalid("An incoming webhook knows its channel: leave this out.", field="channel")
        return Kept({}, {"url": read_url(config.url, "url", allowed)})
    token = config.token or (before.secrets.get("token") if before else None)
    if not token:
        if before and not config.channel:
            return before
        raise Invalid("Give the url of an incoming webhook, or a bot's token and a channel.", field="url")
    return _of_bot(config, token, allowed)


def goes_to(kept: Kept) -> str:
    return str(kept.config.get("channel") or "incoming webhook")


def _of_bot(config: SlackConfig, token: str, allowed: Sequence[Network]) -> Kept:
    token = line(token, "token", 500)
    if not token.isascii() or " " in token:
        raise Invalid("A bot's token looks like xoxb-1234-5678-abcd.", field="token")
    if not config.channel:
        raise Invalid("Name the channel (#sales), or the id of a channel or a person.", field="channel")
    kept = {"channel": line(config.channel, "channel", 100)}
    if config.api_url:
        kept["api_url"] = read_url(config.api_url.rstrip("/"), "api_url", allowed)
    return Kept(kept, {"token": token})
