"""A call that was accepted and failed later, as text: it is tried again as it was accepted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from kenbun.events.accept.call import Call, Kind, Receipt
from kenbun.events.accept.dialect import Dialect
from kenbun.kit.errors import Invalid

NAME = "stored"


class StoredCall(msgspec.Struct):
    """The columns of an inbox row that a call has; the shape that `read` takes back."""

    kind: Kind
    happened_at: datetime
    message_id: str
    aliases: list[tuple[str, str]]
    metadata: dict[str, Any]
    event_type: str | None = None
    lead_id: UUID | None = None
    account_key: str | None = None
    account_name: str | None = None
    channel: str | None = None
    campaign: str | None = None
    traits: dict[str, Any] | None = None
    silent: bool = False


def payload_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a refusal, out of a row of the inbox."""
    found = msgspec.convert({name: row[name] for name in StoredCall.__struct_fields__}, StoredCall)
    return dict(msgspec.to_builtins(found))


def read(payload: Any, _receipt: Receipt) -> Call:
    try:
        stored = msgspec.convert(payload, StoredCall)
    except msgspec.ValidationError as error:
        raise Invalid(f"Not a call as it is stored: {error}.") from None
    return Call(
        kind=stored.kind,
        event_type=stored.event_type,
        message_id=stored.message_id,
        happened_at=stored.happened_at,
        lead_id=stored.lead_id,
        aliases=stored.aliases,
        account_key=stored.account_key,
        account_name=stored.account_name,
        channel=stored.channel,
        campaign=stored.campaign,
        metadata=msgspec.json.encode(stored.metadata),
        traits=None if stored.traits is None else msgspec.json.encode(stored.traits),
        dialect=NAME,
        payload=payload,
        silent=stored.silent,
    )


DIALECT = Dialect(NAME, read)
