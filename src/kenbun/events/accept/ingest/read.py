"""kenbun's own dialect: one object per event, as product.md's "Taking in events" and the docs describe it."""

from typing import Any

from kenbun.events.accept import texts
from kenbun.events.accept.aliases import normalise
from kenbun.events.accept.call import Call, Receipt
from kenbun.events.accept.dialect import Dialect
from kenbun.events.accept.times import happened_at
from kenbun.kit.errors import Invalid

NAME = "ingest"
MAX_ALIASES = 20

_FIELDS = {
    "lead_id",
    "aliases",
    "alias_kind",
    "alias",
    "event_type",
    "timestamp",
    "metadata",
    "account_id",
    "account_name",
    "company_name",
    "message_id",
}


def read(payload: Any, receipt: Receipt) -> Call:
    """Raises `Problem` naming the field. Texts, depth and numbers have been inspected before."""
    if type(payload) is not dict:
        raise Invalid("An event must be an object.")
    get = payload.get
    name = texts.event_type(get("event_type"), "event_type")
    lead_id = texts.lead_id(get("lead_id"), "lead_id")
    aliases = _aliases(payload)
    if lead_id is None and not aliases:
        raise Invalid("Say who did it: by lead_id, by aliases, or by alias_kind and alias.", field="aliases")
    metadata = texts.json_object(get("metadata"), "metadata")
    if not payload.keys() <= _FIELDS:
        # A field that means nothing here is still something that was sent: kept, visible, usable in rules.
        metadata = {key: payload[key] for key in payload if key not in _FIELDS} | metadata
    account_key, account_name = _account(payload, metadata)
    return Call(
        kind="event",
        event_type=name,
        message_id=texts.text(get("message_id"), "message_id"),
        happened_at=happened_at(get("timestamp"), "timestamp", receipt),
        lead_id=lead_id,
        aliases=aliases,
        account_key=account_key,
        account_name=account_name,
        channel=texts.channel(metadata),
        campaign=texts.campaign(metadata),
        metadata=texts.packed(metadata, "metadata"),
        traits=None,
        dialect=NAME,
        payload=payload,
    )


def _aliases(payload: dict[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if payload.get("alias") is not None or payload.get("alias_kind") is not None:
        found.append(normalise(payload.get("alias_kind"), payload.get("alias"), "alias_kind", "alias"))
    listed = payload.get("aliases")
    if listed is None:
        return found
    if type(listed) is not list:
        raise Invalid("Must be a list of objects with alias_kind and raw_value.", field="aliases")
    if len(listed) > MAX_ALIASES:
        raise Invalid(f"An event names at most {MAX_ALIASES} aliases.", field="aliases")
    for index, each in enumerate(listed):
        here = f"aliases[{index}]"
        if type(each) is not dict:
            raise Invalid("Must be an object with alias_kind and raw_value.", field=here)
        pair = normalise(
            each.get("alias_kind"), each.get("raw_value"), f"{here}.alias_kind", f"{here}.raw_value"
        )
        if pair not in found:
            found.append(pair)
    return found


def _account(payload: dict[str, Any], metadata: dict[str, Any]) -> tuple[str | None, str | None]:
    """Key and name of the company. What stands at the top comes before what stands in the metadata."""
    key = texts.text(payload.get("account_id"), "account_id")
    name = _name(payload, "")
    if key is None and _plain(metadata.get("account_id")):
        key = texts.text(metadata["account_id"], "metadata.account_id")
    return key, name or _name(metadata, "metadata.")


def _name(values: dict[str, Any], prefix: str) -> str | None:
    for field in ("account_name", "company_name"):
        value = values.get(field)
        if value is None or (prefix and not _plain(value)):
            continue
        if found := texts.text(value, prefix + field):
            return found
    return None


def _plain(value: Any) -> bool:
    """In metadata a key may mean something else: an object there is no mistake."""
    return type(value) is str or type(value) is int


DIALECT = Dialect(NAME, read)
