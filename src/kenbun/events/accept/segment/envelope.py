"""What stands around the messages of a request."""

from typing import Any

from kenbun.kit.errors import Problem, TooLarge

MOST_MESSAGES = 5_000

# What a batch says once for all of its messages.
_SHARED = ("sentAt", "context")


def write_key(body: Any) -> str | None:
    """The key where an SDK puts it into the body: at the top, or into each message."""
    places = [body]
    if isinstance(body, dict) and isinstance(body.get("batch"), list):
        places += body["batch"][:1]
    for place in places:
        if isinstance(place, dict) and isinstance(key := place.get("writeKey"), str):
            return key
    return None


def messages(body: Any, kind: str | None) -> list[Any]:
    """Each message as if it had come alone, with its type; `kind` is None for a batch."""
    if not isinstance(body, dict):
        raise Problem("The body must be an object.", field="body")
    if kind is not None:
        return [_alone(body, {}) | {"type": kind}]
    batch = body.get("batch")
    if not isinstance(batch, list):
        raise Problem("The body must have a list of messages.", field="batch")
    if len(batch) > MOST_MESSAGES:
        raise TooLarge(f"{len(batch):,} messages; a batch holds at most {MOST_MESSAGES:,}.", field="batch")
    shared = {key: body[key] for key in _SHARED if key in body}
    return [_alone(message, shared) if isinstance(message, dict) else message for message in batch]


def _alone(message: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """Without the key, which is nobody's to read among the rejected events."""
    own = shared | message
    own.pop("writeKey", None)
    return own
