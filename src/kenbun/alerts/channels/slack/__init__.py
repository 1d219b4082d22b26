"""Slack: an incoming webhook, or a bot's token with the channel or the person that it writes to."""

from kenbun.alerts.channels.kind import Kind
from kenbun.alerts.channels.slack.config import goes_to, read
from kenbun.alerts.channels.slack.send import send

KIND = Kind(
    title="Slack",
    icon="brand-slack",
    words="A channel or a person, by an incoming webhook or a bot of yours.",
    read=read,
    goes_to=goes_to,
    send=send,
    # what Slack allows for one channel
    at_once=1,
    per_second=1,
)
