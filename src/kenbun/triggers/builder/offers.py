"""The ready-made triggers that fit a workspace, and what they say there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kenbun.conditions import ConditionError
from kenbun.database import Connection
from kenbun.segments.language.check import checked
from kenbun.triggers.builder.choices import Choices, choices_of
from kenbun.triggers.builder.starters import STARTERS, Starter
from kenbun.triggers.drafts import Subject
from kenbun.triggers.naming import names_of
from kenbun.triggers.words import does, sentence

_SUBJECTS: tuple[Subject, ...] = ("lead", "account")


@dataclass(frozen=True, slots=True)
class Offer:
    """`document` is as the API takes it, without a name."""

    starter: Starter
    document: dict[str, Any]
    words: str
    does: str


async def starters_of(connection: Connection, workspace_id: UUID) -> list[Offer]:
    """Those whose levels, segments and event types the workspace has."""
    names = await names_of(connection, workspace_id)
    choices = {one: await choices_of(connection, workspace_id, one) for one in _SUBJECTS}
    found = []
    for starter in STARTERS:
        document = _fitted(starter, choices)
        if document is not None:
            words = sentence(document, names)
            found.append(Offer(starter, document, words, does(document["outputs"], names)))
    return found


def _fitted(starter: Starter, choices: Mapping[Subject, Choices]) -> dict[str, Any] | None:
    document = starter.document
    known = choices[starter.subject]
    if starter.segment is not None:
        named = [one for one, name in known.segments.items() if name.casefold() == starter.segment.casefold()]
        return document | {"segment_id": named[0]} if named else None
    if (
        document["kind"] == "level"
        and f"{document['dimension']}:{document['level']}" not in known.level_values
    ):
        return None
    if document["conditions"] is not None:
        try:
            checked(document["conditions"], known.known)
        except ConditionError:
            return None
    return document
