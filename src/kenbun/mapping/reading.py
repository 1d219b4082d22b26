"""Reading a raw value as a field's type. What does not fit is not applied; the event keeps it as it came."""

import re
from typing import Any

from kenbun.conditions.values import WHITE_SPACE, is_day, is_moment
from kenbun.mapping.fields import FieldType

_NUMBER = re.compile(r"-?\d{1,300}(\.\d{1,300})?")
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
_LONGEST = 1000
_HUGE = 1e300

Value = str | float | int | bool


def read(kind: FieldType, raw: Any) -> Value | None:
    """The value as that type, or None where there is none or it does not fit.

    Numbers and truths may be written as text (`250`, `yes`); dates are RFC 3339 or YYYY-MM-DD and stay as written.
    """
    match kind:
        case "text":
            return _text(raw)
        case "number":
            return _number(raw)
        case "boolean":
            return _truth(raw)
        case "date":
            return _date(raw)


def is_missing(raw: Any) -> bool:
    """Nothing that could fit or not: absent, null or blank."""
    return raw is None or (isinstance(raw, str) and not raw.strip(WHITE_SPACE))


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
    if not isinstance(raw, str) and not abs(raw) < _HUGE:
        return None
    text = str(raw).strip()
    return text if 0 < len(text) <= _LONGEST else None


def _number(raw: Any) -> float | int | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str) and _NUMBER.fullmatch(raw.strip()):
        raw = float(raw) if "." in raw else int(raw)
    # false for NaN as well
    return raw if isinstance(raw, int | float) and abs(raw) < _HUGE else None


def _truth(raw: Any) -> bool | None:
    if isinstance(raw, str):
        return _TRUTHS.get(raw.strip().casefold())
    return raw if isinstance(raw, bool) else None


def _date(raw: Any) -> str | None:
    if not isinstance(raw, str):
        return None
    text = raw.strip()
    return text if len(text) <= _LONGEST and (is_day(text) or is_moment(text)) else None
