"""What differs between two configurations, entry by entry."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from kenbun.kit.paths import joined
from kenbun.kit.plain import same

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """`before` is None of what is added, `after` of what is removed."""

    path: str
    kind: Kind
    before: Any
    after: Any


def differences(before: Any, after: Any, path: str = "") -> list[Change]:
    """Of two documents in normal form. Entries of a list that have names of their own are compared by name."""
    return list(_differences(before, after, path))


def _differences(before: Any, after: Any, path: str) -> Iterator[Change]:
    if same(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _of_keys(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        names = _names(before), _names(after)
        if names[0] is not None and names[1] is not None:
            yield from _of_keys(names[0], names[1], path)
        else:
            yield from _of_lists(before, after, path)
    else:
        yield Change(path, "changed", before, after)


def _of_keys(before: dict[str, Any], after: dict[str, Any], path: str) -> Iterator[Change]:
    for key in [*before, *(key for key in after if key not in before)]:
        here = joined([path, key])
        if key not in after:
            yield Change(here, "removed", before[key], None)
        elif key not in before:
            yield Change(here, "added", None, after[key])
        else:
            yield from _differences(before[key], after[key], here)


def _of_lists(before: list[Any], after: list[Any], path: str) -> Iterator[Change]:
    """Entries without names are there or not; if all are there, they stand in another order."""
    was, will = Counter(map(_text, before)), Counter(map(_text, after))
    gone, come = was - will, will - was
    yield from (Change(path, "removed", json.loads(text), None) for text in gone.elements())
    yield from (Change(path, "added", None, json.loads(text)) for text in come.elements())
    if not gone and not come:
        yield Change(path, "changed", before, after)


def _names(entries: list[Any]) -> dict[str, Any] | None:
    """By name, where each has one of its own (an empty list has none that could be missing)."""
    named = {f"[{each['name']}]": each for each in entries if isinstance(each, dict) and "name" in each}
    return named if len(named) == len(entries) else None


def _text(entry: Any) -> str:
    return json.dumps(entry, sort_keys=True)
