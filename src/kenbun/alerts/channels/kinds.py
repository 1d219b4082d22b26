"""The kinds of channels: a folder each, and a line here."""

from __future__ import annotations

from typing import Literal

from kenbun.alerts.channels import email, slack, teams, webhook
from kenbun.alerts.channels.kind import Kind

KindName = Literal["webhook", "email", "slack", "teams"]

KINDS: dict[KindName, Kind] = {
    "webhook": webhook.KIND,
    "email": email.KIND,
    "slack": slack.KIND,
    "teams": teams.KIND,
}
