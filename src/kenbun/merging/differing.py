"""Fields in which those that are to be merged differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kenbun.mapping.shown import FieldValue


@dataclass(frozen=True, slots=True)
class Differing:
    """A field with more than one value: by the id of whose it is, and what would be shown."""

    field: str
    values: Mapping[UUID, FieldValue]
    shown: Any


def differing(values: Mapping[UUID, Sequence[FieldValue]], shown: Mapping[str, Any]) -> list[Differing]:
    by_field: dict[str, dict[UUID, FieldValue]] = {}
    for identifier, own in values.items():
        for one in own:
            by_field.setdefault(one.field, {})[identifier] = one
    return [
        Differing(name, own, shown.get(name))
        for name, own in sorted(by_field.items())
        if len({repr(one.value) for one in own.values()}) > 1
    ]
