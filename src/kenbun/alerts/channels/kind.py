"""What every kind of channel is: how it is set up, what is shown of it, and how something is sent there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from kenbun.kit.clock import Clock
from kenbun.outgoing import Network, Outgoing
from kenbun.settings import Settings


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of how a channel is set up. `secrets` are never answered again."""

    config: dict[str, Any]
    secrets: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to send: `body` is a message (`alerts.message`) as it is stored, `recipient` one of several people."""

    delivery_id: UUID
    kept: Kept
    body: dict[str, Any]
    recipient: str | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What sending needs."""

    outgoing: Outgoing
    settings: Settings
    clock: Clock


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went, in a line. Where it did not arrive: `lasting`, if another attempt would be of no use;
    `gone`, if the destination says that it takes nothing until somebody sees to it; `retry_after`, if it says when."""

    arrived: bool
    answer: str
    status: int | None = None
    retry_after: timedelta | None = None
    lasting: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """`read` takes what was sent for `config`, what is kept so far if it is a change, and the networks that may be
    called; it raises Invalid by the name of the field. `at_once` and `per_second` bound what one channel is sent."""

    title: str
    icon: str
    words: str
    read: Callable[[dict[str, Any], Kept | None, Sequence[Network]], Kept]
    goes_to: Callable[[Kept], str]
    send: Callable[[Parcel, Means], Awaitable[Outcome]]
    at_once: int
    per_second: float | None = None
