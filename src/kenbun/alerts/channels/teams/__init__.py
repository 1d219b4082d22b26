"""Microsoft Teams: a workflow that posts to a channel or a chat when a webhook request is received."""

from kenbun.alerts.channels.kind import Kind
from kenbun.alerts.channels.teams.config import goes_to, read
from kenbun.alerts.channels.teams.send import send

KIND = Kind(
    title="Microsoft Teams",
    icon="brand-teams",
    words="A channel or a chat, by a workflow that takes webhook requests.",
    read=read,
    goes_to=goes_to,
    send=send,
    at_once=2,
    per_second=4,
)
