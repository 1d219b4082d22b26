"""By what persons are named, and whether a payload that could not be used names one of them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from kenbun.events.accept.aliases import email, phone
from kenbun.kit.ids import public

# Where the dialects carry ids that mean nothing without their key: "42" may be a user or a quantity.
_KEYS = frozenset(
    "alias raw_value userid user_id anonymousid anonymous_id previousid previous_id lead_id".split()  # noqa: SIM905
)
_ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]{}]+@[^\s<>\"',;:()\[\]{}]+")
_LIKE_PHONE = re.compile(r"[+\d][\d\s().\-/]{6,40}")
# of a number, what stands behind its country's code
_TAIL = 7

Pair = tuple[str, str]
"""Kind and value of an alias."""


@dataclass(frozen=True)
class Names:
    """E-mail addresses and phone numbers as they are stored; all other ids as they are."""

    emails: frozenset[str]
    # without the +
    phones: frozenset[str]
    ids: frozenset[str]

    @classmethod
    def of(cls, pairs: Collection[Pair], lead_ids: Iterable[UUID]) -> Names:
        """`pairs` as `normal` makes them."""
        ids = {value for kind, value in pairs if kind not in ("email", "phone")}
        for lead_id in lead_ids:
            ids |= {public("ld", lead_id), str(lead_id)}
        phones = {value.lstrip("+") for kind, value in pairs if kind == "phone"}
        return cls(
            frozenset(value for kind, value in pairs if kind == "email"), frozenset(phones), frozenset(ids)
        )

    @cached_property
    def _tails(self) -> frozenset[str]:
        return frozenset(number[-_TAIL:] for number in self.phones)

    def are_in(self, payload: str) -> bool:
        """Whether the JSON text names one of them, however it was written."""
        try:
            document = json.loads(payload)
        except (ValueError, RecursionError):
            # cut off, or nested too deep: looked at as text
            return self._addresses(payload) or any(f'"{one}"' in payload for one in self.ids)
        return any(self._names(key, value) for key, value in _values("", document))

    def _names(self, key: str, value: str) -> bool:
        if key in _KEYS and value in self.ids:
            return True
        return self._addresses(value) or self._numbers(value)

    def _addresses(self, text: str) -> bool:
        if "@" not in text or not self.emails:
            return False
        for found in _ADDRESS.findall(text):
            plain = found.strip(".").lower()
            if plain in self.emails or email(plain) in self.emails:
                return True
        return False

    def _numbers(self, text: str) -> bool:
        if not self.phones:
            return False
        for found in _LIKE_PHONE.findall(text):
            # however it is written, with the country's code or without
            digits = re.sub(r"\D", "", found.replace("(0)", "")).removeprefix("00").lstrip("0")
            if digits[-_TAIL:] in self._tails and any(number.endswith(digits) for number in self.phones):
                return True
        return False


def normal(pairs: Iterable[Pair]) -> set[Pair]:
    """Kinds and values as aliases are stored; fields may hold an address or a number as somebody typed it."""
    kept: set[Pair] = set()
    for kind, value in pairs:
        kept.add((kind, value))
        read = email(value) if kind == "email" else phone(value) if kind == "phone" else None
        if read:
            kept.add((kind, read))
    return kept


def _values(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """Each text and whole number, with the key that it stands under. Aliases as they are stored come in pairs."""
    todo = [(key, value)]
    while todo:
        key, value = todo.pop()
        if isinstance(value, dict):
            todo += [(name.lower(), one) for name, one in value.items()]
        elif isinstance(value, list):
            todo += [("alias" if key == "aliases" else key, one) for one in value]
        elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            yield key, str(value)
