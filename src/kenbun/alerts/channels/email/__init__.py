"""E-mail, to people by their addresses: each gets a mail and a delivery of their own."""

from kenbun.alerts.channels.email.config import goes_to, read
from kenbun.alerts.channels.email.send import send
from kenbun.alerts.channels.kind import Kind

KIND = Kind(
    title="E-mail",
    icon="mail",
    words="People by their addresses, in the workspace or not.",
    read=read,
    goes_to=goes_to,
    send=send,
    at_once=4,
    per_second=10,
)
