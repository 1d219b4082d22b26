"""The keys that messages are signed with. After a rotation the former one signs, too, until receivers know the new."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta
from typing import Any

_BYTES = 32


def new_key() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(_BYTES)).decode()}"


def first_keys() -> dict[str, Any]:
    return {"keys": [{"key": new_key(), "until": None}]}


def rotated(kept: dict[str, Any], now: datetime, keep_former: timedelta) -> dict[str, Any]:
    """With a new key in front; the one before it holds so much longer, older ones are gone."""
    former = {"key": kept["keys"][0]["key"], "until": (now + keep_former).isoformat()}
    return {"keys": [{"key": new_key(), "until": None}, *([former] if keep_former else [])]}


def signing(kept: dict[str, Any], now: datetime) -> list[str]:
    """Those that hold now, the newest first."""
    return [
        one["key"]
        for one in kept["keys"]
        if one["until"] is None or datetime.fromisoformat(one["until"]) > now
    ]
