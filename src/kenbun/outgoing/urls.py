"""An address as people type it in, as it is called: plain ASCII, without a name and password in it."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urlsplit

from kenbun.kit.errors import Invalid
from kenbun.outgoing.addresses import Network, Refused, check

_LONGEST = 2000
_REMEDY = "Write it as https://hooks.example.com/kenbun."


def read_url(text: str, field: str, allowed: Sequence[Network]) -> str:
    """Raises Invalid. Names are looked up when they are called; an address that may not be is refused here."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except ValueError:
        raise Invalid(f"This is no address of the web. {_REMEDY}", field=field) from None
    if parts.scheme not in ("http", "https") or not host or port == 0 or not _is_plain(host):
        raise Invalid(f"This is no address of the web. {_REMEDY}", field=field)
    if parts.username is not None or parts.password is not None:
        raise Invalid("Leave name and password out of the address.", field=field)
    _check_literal(host, field, allowed)
    url = _written(parts, host, port)
    if len(url) > _LONGEST:
        raise Invalid(f"At most {_LONGEST:,} characters.", field=field)
    return url


def _is_plain(host: str) -> bool:
    """Of a name or an address; a colon stands in addresses alone, whose brackets are off by now."""
    return any(map(str.isalnum, host)) and all(char.isalnum() or char in "-._:%" for char in host)


def _check_literal(host: str, field: str, allowed: Sequence[Network]) -> None:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return
    try:
        check(host, allowed)
    except Refused as refused:
        raise Invalid(str(refused), field=field) from None


def _written(parts: SplitResult, host: str, port: int | None) -> str:
    named = f"[{host}]" if ":" in host else host
    place = named if port is None else f"{named}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{parts.scheme}://{place}{path}" + (f"?{query}" if query else "")
