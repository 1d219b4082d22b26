"""Single values of a call, read with their limits."""

from typing import Any
from uuid import UUID

import msgspec

from kenbun.events.types import CHANNELS, fold
from kenbun.kit.errors import Invalid, TooLarge
from kenbun.kit.ids import parse

MAX_JSON = 100_000
MAX_TEXT = 200
MAX_TYPE = 200
# More would not fit into the index by which events of a campaign are found.
MAX_CAMPAIGN = 500


def text(value: Any, field: str, limit: int = MAX_TEXT) -> str | None:
    """Trimmed; whole numbers are read as text, blank text and null as nothing."""
    if value is None:
        return None
    found = str(value) if type(value) is int else value
    if type(found) is not str:
        raise Invalid("Must be text.", field=field)
    found = found.strip()
    if len(found) > limit:
        raise Invalid(f"Must have at most {limit} characters.", field=field)
    return found or None


def event_type(value: Any, field: str) -> str:
    """The name of a type as it was sent."""
    if value is None:
        raise Invalid("Missing. Say what happened, like Page View.", field=field)
    if type(value) is not str:
        raise Invalid("Must be text.", field=field)
    name = value.strip()
    if len(name) > MAX_TYPE:
        raise Invalid(f"Must have at most {MAX_TYPE} characters.", field=field)
    if not fold(name):
        raise Invalid("Must not be empty.", field=field)
    return name


def lead_id(value: Any, field: str) -> UUID | None:
    if value is None:
        return None
    found = parse("ld", value) if type(value) is str else None
    if found is None:
        raise Invalid("Not the id of a lead: they look like ld_… followed by 32 digits.", field=field)
    return found


def json_object(value: Any, field: str) -> dict[str, Any]:
    """The object itself; an empty one for nothing."""
    if type(value) is dict:
        return value
    if value is None:
        return {}
    raise Invalid("Must be an object.", field=field)


def packed(value: dict[str, Any], field: str) -> bytes:
    """As JSON text of at most 100 KB."""
    encoded = msgspec.json.encode(value) if value else b"{}"
    if len(encoded) > MAX_JSON:
        raise TooLarge(f"Larger than {MAX_JSON // 1000} KB. Send less of it.", field=field)
    return encoded


def channel(metadata: dict[str, Any]) -> str | None:
    named = metadata.get("channel")
    return named if type(named) is str and named in CHANNELS else None


def campaign(metadata: dict[str, Any]) -> str | None:
    """The first present of the well-known keys; what is no text, blank or overlong is not present."""
    for key in ("campaign_id", "campaign", "utm_campaign", "context.campaign.name"):
        if key in metadata and (found := _campaign(metadata[key])):
            return found
    context = metadata.get("context")
    inner = context.get("campaign") if type(context) is dict else None
    return _campaign(inner.get("name")) if type(inner) is dict else None


def _campaign(value: Any) -> str | None:
    found = str(value) if type(value) is int else value
    if type(found) is not str or len(found) > MAX_CAMPAIGN:
        return None
    return found.strip() or None
