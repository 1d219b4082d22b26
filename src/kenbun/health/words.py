"""Numbers of health as people read them."""

from __future__ import annotations

from kenbun.web.shown import duration, number

_UNITS = ("B", "KB", "MB", "GB", "TB")


def read(name: str, value: str | int | float | None) -> str:
    """By what the name says that it is."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if name.endswith("_bytes"):
        return _bytes(value)
    if name.endswith("_seconds"):
        return duration(value)
    return number(value)


def _bytes(value: float) -> str:
    amount, unit = float(value), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {_UNITS[unit]}" if amount >= 100 or unit == 0 else f"{amount:.1f} {_UNITS[unit]}"
