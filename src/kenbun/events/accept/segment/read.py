"""A message of the Segment protocol as a call.

Events are track, page and screen; identify, group and alias set fields and join aliases. What a message
says of its surroundings is kept with the event under `metadata.context`, without the address of the sender.
"""

from collections.abc import Callable
from typing import Any

from kenbun.events.accept import texts
from kenbun.events.accept.call import Call, Kind, Receipt
from kenbun.events.accept.dialect import Dialect
from kenbun.events.accept.segment.people import aliases, joined, person
from kenbun.events.accept.segment.skew import happened_at
from kenbun.kit.errors import Invalid

NAME = "segment"

_CONTEXT = {
    "app",
    "browser",
    "campaign",
    "device",
    "library",
    "locale",
    "os",
    "page",
    "referrer",
    "screen",
    "timezone",
    "userAgent",
}


def read(payload: Any, receipt: Receipt) -> Call:
    """Raises `Problem` naming the field. Texts, depth and numbers have been inspected before."""
    if type(payload) is not dict:
        raise Invalid("A message must be an object.")
    kind = payload.get("type")
    reader = _READERS.get(kind) if type(kind) is str else None
    if reader is None:
        raise Invalid(f"Unknown type of message. It is one of {', '.join(_READERS)}.", field="type")
    return reader(payload, receipt)


def _track(payload: dict[str, Any], receipt: Receipt) -> Call:
    return _event(payload, receipt, texts.event_type(payload.get("event"), "event"), {})


def _page(payload: dict[str, Any], receipt: Receipt) -> Call:
    return _event(payload, receipt, "Page View", _titles(payload))


def _screen(payload: dict[str, Any], receipt: Receipt) -> Call:
    return _event(payload, receipt, "Screen View", _titles(payload))


def _event(payload: dict[str, Any], receipt: Receipt, name: str, titles: dict[str, Any]) -> Call:
    metadata = titles | texts.json_object(payload.get("properties"), "properties")
    if "context" not in metadata and (around := _surroundings(payload)):
        metadata["context"] = around
    return _call(payload, receipt, "event", name=name, metadata=metadata, traits=person(payload))


def _identify(payload: dict[str, Any], receipt: Receipt) -> Call:
    return _call(payload, receipt, "identify", traits=person(payload))


def _group(payload: dict[str, Any], receipt: Receipt) -> Call:
    if texts.text(payload.get("groupId"), "groupId") is None:
        raise Invalid("Missing. Say which account the person belongs to.", field="groupId")
    return _call(payload, receipt, "group", traits=texts.json_object(payload.get("traits"), "traits"))


def _alias(payload: dict[str, Any], receipt: Receipt) -> Call:
    return _call(payload, receipt, "alias", pairs=joined(payload))


_READERS: dict[str, Callable[[dict[str, Any], Receipt], Call]] = {
    "track": _track,
    "identify": _identify,
    "page": _page,
    "screen": _screen,
    "group": _group,
    "alias": _alias,
}
TYPES = tuple(_READERS)


def _call(
    payload: dict[str, Any],
    receipt: Receipt,
    kind: Kind,
    *,
    name: str | None = None,
    metadata: dict[str, Any] | None = None,
    traits: dict[str, Any] | None = None,
    pairs: list[tuple[str, str]] | None = None,
) -> Call:
    metadata = metadata or {}
    key, company = _company(payload, kind, traits or {}, metadata)
    return Call(
        kind=kind,
        event_type=name,
        message_id=texts.text(payload.get("messageId"), "messageId"),
        happened_at=happened_at(payload, receipt),
        lead_id=None,
        aliases=aliases(payload) if pairs is None else pairs,
        account_key=key,
        account_name=company,
        channel=texts.channel(metadata),
        campaign=texts.campaign(metadata),
        metadata=texts.packed(metadata, "properties"),
        traits=texts.packed(traits, "traits") if traits else None,
        dialect=NAME,
        payload=payload,
    )


def _company(
    payload: dict[str, Any], kind: Kind, traits: dict[str, Any], properties: dict[str, Any]
) -> tuple[str | None, str | None]:
    """The account that a message names: a group call by its id, any other by the group in its context, else by
    the `account_id` of its properties."""
    if kind == "group":
        name = traits.get("name")
        return (
            texts.text(payload.get("groupId"), "groupId"),
            texts.text(name, "traits.name") if type(name) is str else None,
        )
    context = payload.get("context")
    group = context.get("groupId") if type(context) is dict else None
    if group is None and type(properties.get("account_id")) in (str, int):
        return texts.text(properties["account_id"], "properties.account_id"), None
    return texts.text(group, "context.groupId"), None


def _titles(payload: dict[str, Any]) -> dict[str, Any]:
    return {key: payload[key] for key in ("name", "category") if type(payload.get(key)) is str}


def _surroundings(payload: dict[str, Any]) -> dict[str, Any]:
    context = payload.get("context")
    if type(context) is not dict:
        return {}
    return {key: context[key] for key in context if key in _CONTEXT}


DIALECT = Dialect(NAME, read)
