"""A call as every dialect reads it: one event, or one message that sets fields or joins aliases."""

from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec

Kind = Literal["event", "identify", "group", "alias"]


class Call(msgspec.Struct):
    """Checked and normalised: whatever is in here can be stored.

    `event_type` is None but for events. `message_id` is None where the sender gave none. `metadata` and
    `traits` are JSON text, `aliases` pairs of kind and normalised value in the order in which they came;
    either there is one or there is a `lead_id`. `payload` is what was sent, for the rejected events.
    """

    kind: Kind
    event_type: str | None
    message_id: str | None
    happened_at: datetime
    lead_id: UUID | None
    aliases: list[tuple[str, str]]
    account_key: str | None
    account_name: str | None
    channel: str | None
    campaign: str | None
    metadata: bytes
    traits: bytes | None
    dialect: str
    payload: Any
    # moves scores, and nobody is told: a file that is taken in
    silent: bool = False


class Receipt(NamedTuple):
    """When a call came in, and the present: they differ only where a rejected call is tried again."""

    received_at: datetime
    now: datetime

    @classmethod
    def at(cls, now: datetime) -> "Receipt":
        return cls(now, now)


class Refusal(msgspec.Struct, frozen=True):
    """A call that cannot be taken in: what was sent (or what could be read of it) and why not."""

    index: int
    dialect: str
    payload: Any
    reason: str
    field: str | None
