"""Reading a raw value as a field's type. What does not fit is not applied; the event keeps it as it came."""

import math
import re
from typing import Any

from kenbun.mapping.standard import NUMBERS, Subject

_NUMBER = re.compile(r"-?\d{1,300}(\.\d{1,300})?")
_LONGEST = 1000

Value = str | float | int


def read(subject: Subject, field: str, raw: Any) -> Value | None:
    """The value as the field's type, or None where there is none or it does not fit."""
    if (subject, field) in NUMBERS:
        return _number(raw)
    return _text(raw)


def walk(data: dict[str, Any], path: str) -> Any:
    """The value at a dotted path; a literal key with dots comes before walking."""
    if path in data:
        return data[path]
    value: Any = data
    for step in path.split("."):
        if not isinstance(value, dict) or step not in value:
            return None
        value = value[step]
    return value


def _text(raw: Any) -> str | None:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None
    text = str(raw).strip()
    return text if 0 < len(text) <= _LONGEST else None


def _number(raw: Any) -> float | int | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str) and _NUMBER.fullmatch(raw.strip()):
        raw = float(raw) if "." in raw else int(raw)
    if isinstance(raw, int | float) and math.isfinite(raw) and abs(raw) < 1e300:
        return raw
    return None
