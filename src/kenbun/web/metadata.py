"""An event's metadata in one line, and fields' values as text."""

from collections.abc import Iterator, Mapping
from typing import Any

_SHOWN = 3
_LONGEST = 60
# What says that letters run the other way until further notice; what keeps that to the text in between.
_TURNS = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
_APART = "\u2068{}\u2069"


def summary(metadata: Mapping[str, Any]) -> str:
    """`path: /pricing · plan: pro`: the first few values that say something."""
    pairs = [_apart(f"{key}: {text}") for key, text in _texts(metadata)]
    return " · ".join(pairs[:_SHOWN]) + (f" · +{len(pairs) - _SHOWN}" if len(pairs) > _SHOWN else "")


def _apart(text: str) -> str:
    """Where it turns the direction, so that what stands beside it is read as it is."""
    return _APART.format(text) if _TURNS & set(text) else text


def value(stored: object) -> str:
    if isinstance(stored, bool):
        return "yes" if stored else "no"
    if isinstance(stored, list):
        return ", ".join(value(part) for part in stored)
    return str(stored)


def _texts(metadata: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, stored in metadata.items():
        if stored is None or isinstance(stored, dict) or stored in ("", []):
            continue
        text = value(stored)
        yield key, text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
