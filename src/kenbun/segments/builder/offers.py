"""The templates that fit a workspace, and what conditions say there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kenbun.conditions import ConditionError, to_sentence
from kenbun.database import Connection
from kenbun.segments.builder.starters import STARTERS, Starter
from kenbun.segments.evaluation import Kind
from kenbun.segments.language.check import checked, read_stored
from kenbun.segments.language.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Offer:
    starter: Starter
    words: str


async def starters_of(connection: Connection, workspace_id: UUID, kind: Kind) -> list[Offer]:
    """Those whose levels, roles and fields the workspace has."""
    known = await vocabulary(connection, workspace_id, kind)
    found = []
    for one in STARTERS:
        if one.kind != kind:
            continue
        try:
            tree = checked(one.conditions, known)
        except ConditionError:
            continue
        found.append(Offer(one, to_sentence(tree, known.names, kind)))
    return found


async def words_in(
    connection: Connection, workspace_id: UUID, kind: Kind, stored: Sequence[dict[str, Any] | None]
) -> list[str | None]:
    """What conditions that were saved say in the names of today; None where there are none."""
    known = await vocabulary(connection, workspace_id, kind)
    return [None if one is None else to_sentence(read_stored(kind, one), known.names, kind) for one in stored]
