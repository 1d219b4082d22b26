"""A webhook: the message as JSON, signed by the scheme of Standard Webhooks (https://www.standardwebhooks.com)."""

from kenbun.alerts.channels.kind import Kind
from kenbun.alerts.channels.webhook.config import goes_to, read
from kenbun.alerts.channels.webhook.send import send

KIND = Kind(
    title="Webhook",
    icon="webhook",
    words="Your own server, or any service that takes webhooks.",
    read=read,
    goes_to=goes_to,
    send=send,
    at_once=16,
)
