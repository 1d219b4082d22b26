"""A change of the configuration as one line: `~ levels.engagement[Hot].min: 50 → 60`."""

import json
from typing import Any

from kenbun.configuration.differences import Change

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_LONGEST = 200


def sentence(change: Change) -> str:
    if change.kind == "changed":
        told = f"{_short(change.before)} → {_short(change.after)}"
    else:
        told = _short(change.after if change.kind == "added" else change.before)
    return f"{_SIGNS[change.kind]} {change.path}: {told}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
