"""Who a message is about, and what it says of that person."""

import re
from typing import Any

from kenbun.events.accept import texts
from kenbun.events.accept.aliases import email, normalise
from kenbun.kit.errors import Invalid

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)

Pairs = list[tuple[str, str]]


def aliases(payload: dict[str, Any]) -> Pairs:
    """The strongest first: user id, e-mail addresses, anonymous id."""
    found: Pairs = []
    _add_user(found, payload.get("userId"), "userId")
    _add_email(found, _own(payload, "traits").get("email"))
    _add_email(found, _own(_own(payload, "context"), "traits").get("email"))
    _add(found, "cookie", payload.get("anonymousId"), "anonymousId")
    if not any(kind in ("external_id", "cookie") for kind, _ in found):
        raise Invalid("Say who did it: by userId or anonymousId.", field="userId")
    return found


def joined(payload: dict[str, Any]) -> Pairs:
    """The two ids of an alias call.

    What was there before may have been an anonymous id or a user id. It is taken for the first where it
    says so or is written as a UUID, as the SDKs make them; for the second where it is an address; where
    nothing tells, for both, so that the person is found either way.
    """
    found: Pairs = []
    _add_user(found, payload.get("userId"), "userId")
    if not found:
        raise Invalid("Missing. Say who the person is now.", field="userId")
    previous = texts.text(payload.get("previousId"), "previousId", 500)
    if previous is None:
        raise Invalid("Missing. Say by which id the person was known before.", field="previousId")
    if previous == payload.get("anonymousId") or _UUID.fullmatch(previous):
        _add(found, "cookie", previous, "previousId")
        return found
    _add_user(found, previous, "previousId")
    if email(previous) is None:
        _add(found, "cookie", previous, "previousId")
    return found


def person(payload: dict[str, Any]) -> dict[str, Any] | None:
    """Traits from both places; those at the top level come first."""
    context = texts.json_object(payload.get("context"), "context")
    around = texts.json_object(context.get("traits"), "context.traits")
    top = texts.json_object(payload.get("traits"), "traits")
    return (around | top if around and top else around or top) or None


def _add_user(found: Pairs, value: Any, field: str) -> None:
    _add(found, "external_id", value, field)
    _add_email(found, value)


def _add(found: Pairs, kind: str, value: Any, field: str) -> None:
    """SDKs send null and empty text where they know of no id."""
    if value is None or value == "":
        return
    pair = normalise(kind, value, field, field)
    if pair not in found:
        found.append(pair)


def _add_email(found: Pairs, value: Any) -> None:
    """A trait that is no address is no mistake: it stays a trait."""
    if type(value) is not str or "@" not in value or len(value) > 500:
        return
    address = email(value)
    if address is not None and ("email", address) not in found:
        found.append(("email", address))


def _own(value: dict[str, Any], key: str) -> dict[str, Any]:
    found = value.get(key)
    return found if type(found) is dict else {}
