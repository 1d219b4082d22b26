"""Which addresses may be called: those of the internet, and what `KENBUN_DELIVER_TO` lets in beside.

Whoever sets up a webhook names a host; were any address called, that one could look around behind the firewall, or ask
a cloud's metadata service for its keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = ip_network("64:ff9b::/96")


class Refused(Exception):
    """An address that may not be called; the message says which, and what would let it in."""


def networks(text: str) -> tuple[Network, ...]:
    """`10.0.0.0/8, 192.168.1.7`. Raises ValueError."""
    return tuple(ip_network(one.strip(), strict=False) for one in text.split(",") if one.strip())


def check(address: str, allowed: Sequence[Network]) -> None:
    """Raises Refused."""
    # a link-local one may name its network card
    read = ip_address(address.partition("%")[0])
    if any(each in network for each in (read, *_within(read)) for network in allowed):
        return
    if not all(_is_public(each) for each in (read, *_within(read))):
        raise Refused(f"{address} is no public address: KENBUN_DELIVER_TO could allow it.")


def _is_public(address: Address) -> bool:
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    )


def _within(address: Address) -> list[Address]:
    """The IPv4 address that one of IPv6 stands for: a gateway, or the system, would call that."""
    if isinstance(address, IPv4Address):
        return []
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped or address in _NAT64 or int(address) >> 32 == 0:
        return [last]
    if address.sixtofour:
        return [address.sixtofour]
    return [*address.teredo] if address.teredo else []
