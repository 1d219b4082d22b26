"""What a list is filtered by, in words: a chip for each filter, which knows what to leave out of the URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.ids import parse
from kenbun.lists import people_queries
from kenbun.lists.people import owner_in_words
from kenbun.lists.ranges import in_words


@dataclass(frozen=True, slots=True)
class Chip:
    """Taking it away takes away these parameters; where one has several values, only this one."""

    words: str
    names: tuple[str, ...]
    value: str | None = None


def of_levels(filters: object, labels: Mapping[str, str]) -> list[Chip]:
    """By the name of the filter, what stands before the names of its levels."""
    return [
        Chip(f"{label}: {', '.join(chosen)}", (name,))
        for name, label in labels.items()
        if (chosen := getattr(filters, name))
    ]


def of_scores(filters: object, labels: Mapping[str, str]) -> list[Chip]:
    """By the name of a score that can be bounded by `min_` and `max_` of it."""
    found = []
    for name, label in labels.items():
        low, high = getattr(filters, f"min_{name}"), getattr(filters, f"max_{name}")
        if low is not None or high is not None:
            found.append(Chip(f"{label}: {in_words(low, high)}", (f"min_{name}", f"max_{name}")))
    return found


async def of_owners(connection: Connection, workspace_id: UUID, owners: Sequence[str]) -> list[Chip]:
    ids = [one for text in owners if (one := parse("usr", text))]
    names = await people_queries.members(connection, workspace_id, ids) if ids else {}
    return [Chip(f"Owner: {owner_in_words(text, names)}", ("owner",), text) for text in owners]
