"""What a trigger names that is not there any more: it waits for that in vain, or tells nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from kenbun.conditions.to_words.said import Names
from kenbun.database import Connection
from kenbun.levels.bands import UNCLASSIFIED
from kenbun.levels.queries import all_bands_in_force
from kenbun.triggers.definitions import Trigger
from kenbun.triggers.outputs import Output

Levels = Mapping[str, Collection[str]]
"""The names of the levels there are, by dimension."""


async def levels_there(connection: Connection, workspace_id: UUID) -> Levels:
    found = await all_bands_in_force(connection, workspace_id)
    return {name: {UNCLASSIFIED, *(band.name for band in bands.bands)} for name, bands in found.items()}


def gone(trigger: Trigger, names: Names, levels: Levels) -> str:
    """In a sentence, blank where all is there."""
    of_kind = trigger.definition.of_kind
    if trigger.kind == "level" and of_kind["level"] not in levels.get(of_kind["dimension"], ()):
        return f"There is no level “{of_kind['level']}” any more: it waits in vain."
    if trigger.kind == "segment" and of_kind["segment_id"] not in names:
        return "Its segment is gone: it waits in vain."
    if any(one not in names for output in trigger.definition.outputs for one in _named(output)):
        return "Somebody, or something, that it names is not here any more."
    return ""


def _named(output: Output) -> Iterator[str]:
    """The ids in it."""
    yield from (output[key] for key in ("channel_id", "segment_id") if key in output)
    for key in ("members", "owners"):
        if isinstance(output.get(key), list):
            yield from output[key]
