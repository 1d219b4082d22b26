"""A column of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kenbun.kit.errors import Invalid
from kenbun.levels.in_force import Levels

Read = Callable[[Any, Levels], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """`read` takes the value from a row of the statement."""

    name: str
    label: str
    read: Read
    by_default: bool = False


def plain(attribute: str) -> Read:
    return lambda row, _levels: getattr(row, attribute)


def field(name: str) -> Read:
    return lambda row, _levels: row.fields.get(name)


def segment_names(row: Any, _levels: Levels) -> str:
    return "; ".join(row.segments or ())


def named(names: Sequence[str], every: Sequence[Column]) -> list[Column]:
    """In the order asked for; none named: those by default. Raises Invalid."""
    by_name = {column.name: column for column in every}
    if unknown := [name for name in names if name not in by_name]:
        known = ", ".join(by_name)
        raise Invalid(f"There is no column “{unknown[0][:100]}”; there are: {known}.", field="columns")
    if not names:
        return [column for column in every if column.by_default]
    return [by_name[name] for name in dict.fromkeys(names)]
