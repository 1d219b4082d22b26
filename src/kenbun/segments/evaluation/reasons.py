"""Why somebody is in a segment."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple, Self

Why = list[dict[str, Any]]
"""`{"path": "all[0].any[1]", "leaf": {…}}` for each leaf that holds, and for each “none of” that does."""


class Reason(NamedTuple):
    """With its JSON, in the one spelling in which reasons are compared, and a number that stands for that."""

    why: Why
    text: str
    key: int

    @classmethod
    def of(cls, why: Why) -> Self:
        text = json.dumps(why, sort_keys=True)
        return cls(why, text, key_of(text))


@lru_cache(maxsize=20_000)
def key_of(text: str) -> int:
    """Two reasons have the same key if they are the same, but for one case in 2⁶⁴."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
