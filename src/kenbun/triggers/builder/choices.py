"""What can be chosen in the form of a trigger: scores, levels, segments, types of events, and what it may do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from kenbun.activity.lists import event_types
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.levels.dimensions import SCORED
from kenbun.owners.choices import choices as owner_choices
from kenbun.segments.language.vocabulary import Vocabulary, vocabulary
from kenbun.triggers.drafts import Subject
from kenbun.triggers.naming_queries import channel_names
from kenbun.triggers.outputs import ACTS


@dataclass(frozen=True)
class Choices:
    """`event_types` by name; `channels`, `members` by their public ids."""

    known: Vocabulary
    event_types: Sequence[str]
    channels: Mapping[str, str]
    members: Mapping[str, str]

    @property
    def subject(self) -> Subject:
        return self.known.kind

    @cached_property
    def dimensions(self) -> dict[str, str]:
        return {
            name: scored.title.removeprefix("Account ").capitalize()
            for name, scored in SCORED.items()
            if scored.subject == self.subject
        }

    @cached_property
    def segments(self) -> dict[str, str]:
        return {public("seg", one.segment_id): one.name for one in self.known.segments}

    @cached_property
    def levels(self) -> dict[str, dict[str, str]]:
        """By what their score is called, the names by `dimension:name`, from the lowest; scores without levels are
        left out."""
        found: dict[str, dict[str, str]] = {}
        for dimension, title in self.dimensions.items():
            bands = getattr(self.known.levels, dimension).bands
            if bands:
                found[title] = {f"{dimension}:{band.name}": band.name for band in bands}
        return found

    @cached_property
    def level_values(self) -> frozenset[str]:
        return frozenset(value for levels in self.levels.values() for value in levels)

    @property
    def offers(self) -> str:
        """For `js/trigger/outputs.js`."""
        # an account has the owner of its first lead
        acts = [act for act in ACTS if act != "assign" or self.subject == "lead"]
        members = list(self.members.items())
        fields: list[dict[str, Any]] = [
            {"name": one.name, "words": one.label, "type": one.compares_as}
            for one in self.known.fields.of(self.subject)
        ]
        return json.dumps(
            {
                "acts": ["notify_owner", *(act for act in acts if act != "notify_owner"), "channel"],
                "channels": list(self.channels.items()),
                "members": members,
                "owners": members,
                "segments": list(self.segments.items()),
                "fields": fields,
            }
        )


async def choices_of(connection: Connection, workspace_id: UUID, subject: Subject) -> Choices:
    types = await event_types(connection, workspace_id)
    return Choices(
        await vocabulary(connection, workspace_id, subject),
        [one.name for one in types],
        await channel_names(connection, workspace_id),
        await owner_choices(connection, workspace_id),
    )
