"""The messages as OpenAPI tells them; what holds is in read.py."""

from typing import Any

_TEXT = {"type": "string"}
_TIME = {"type": "string", "format": "date-time"}
_OBJECT = {"type": "object"}

_WHO: dict[str, Any] = {
    "userId": _TEXT,
    "anonymousId": _TEXT,
    "messageId": _TEXT,
    "timestamp": _TIME,
    "originalTimestamp": _TIME,
    "sentAt": _TIME,
    "context": _OBJECT,
    "writeKey": _TEXT | {"description": "Where it is not sent by Basic auth or X-Write-Key."},
}

# Of each type: what it has besides, what it cannot do without, and an example.
_MESSAGES: dict[str, tuple[dict[str, Any], list[str], dict[str, Any]]] = {
    "track": (
        {"event": _TEXT, "properties": _OBJECT},
        ["event"],
        {"event": "Signed Up", "properties": {"plan": "team"}},
    ),
    "identify": ({"traits": _OBJECT}, [], {"traits": {"email": "ada@example.com", "title": "CTO"}}),
    "page": (
        {"name": _TEXT, "category": _TEXT, "properties": _OBJECT},
        [],
        {"name": "Pricing", "properties": {"url": "https://www.example.com/pricing"}},
    ),
    "screen": ({"name": _TEXT, "category": _TEXT, "properties": _OBJECT}, [], {"name": "Invoices"}),
    "group": (
        {"groupId": _TEXT, "traits": _OBJECT},
        ["groupId"],
        {"groupId": "acme", "traits": {"name": "Acme", "employees": 120}},
    ),
    "alias": ({"previousId": _TEXT}, ["previousId", "userId"], {"previousId": "visitor-1"}),
}


def _schema(kind: str) -> dict[str, Any]:
    fields, required, _ = _MESSAGES[kind]
    schema: dict[str, Any] = {"type": "object", "properties": fields | _WHO}
    return schema | {"required": required} if required else schema


def _body(schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    return {
        "required": True,
        "description": "At most 10 MB unpacked; gzip and deflate are understood; any Content-Type.",
        "content": {"application/json": {"schema": schema, "example": example}},
    }


MESSAGE_BODIES = {
    kind: _body(_schema(kind), {"userId": "u-1", **example}) for kind, (_, _, example) in _MESSAGES.items()
}

_ANY_MESSAGE = {
    "type": "object",
    "required": ["type"],
    "properties": {"type": {"type": "string", "enum": list(_MESSAGES)}} | _WHO,
}

BATCH_BODY = _body(
    {
        "type": "object",
        "required": ["batch"],
        "properties": {
            "batch": {"type": "array", "maxItems": 5_000, "items": _ANY_MESSAGE},
            "sentAt": _TIME,
            "context": _OBJECT,
            "writeKey": _TEXT,
        },
    },
    {"batch": [{"type": "track", "userId": "u-1", "event": "Signed Up"}], "sentAt": "2026-01-31T09:30:00Z"},
)
