"""Inactivity rules in the file of the configuration: those in force, in their order.

An import writes the draft; what puts it in force waits for publishing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from kenbun.access.callers import Caller
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import new_id
from kenbun.kit.paths import inside
from kenbun.scoring.inactivity.decays import MOST_RULES, import_draft, read_decays
from kenbun.scoring.inactivity.publish import publish_decays_now
from kenbun.scoring.inactivity.rules import DecayDraft, DecayRule

_ENTRIES = TypeAdapter(list[dict[str, Any]])


class _Decays:
    name = "decays"

    def read(self, given: Any) -> list[dict[str, Any]]:
        entries = _ENTRIES.validate_python(given)
        if len(entries) > MOST_RULES:
            raise Invalid(f"There are at most {MOST_RULES} inactivity rules.")
        found = []
        for number, entry in enumerate(entries):
            with inside(number):
                found.append(DecayDraft.model_validate(entry).document())
        return found

    async def document(self, connection: Connection, workspace_id: UUID) -> list[dict[str, Any]]:
        return _shown((await read_decays(connection, workspace_id)).published)

    async def apply(
        self, connection: Connection, caller: Caller, section: list[dict[str, Any]], clock: Clock
    ) -> list["_Publishing"]:
        decays = await read_decays(connection, caller.workspace_id)
        if _shown(decays.published) == section:
            return []
        if _shown(decays.draft) != section:
            await import_draft(connection, caller, _named_alike(decays.draft, section), clock())
        return [_Publishing()]


def _named_alike(draft: Sequence[DecayRule], section: list[dict[str, Any]]) -> tuple[DecayRule, ...]:
    """A rule of the same name is the same rule, changed. Rules stand in the order in which they were made, so from the
    first that is new on all are."""
    spare = list(draft)
    rules = []
    for entry in section:
        place = next((place for place, one in enumerate(spare) if one.draft.name == entry["name"]), None)
        rule_id = new_id() if place is None else spare[place].rule_id
        spare = [] if place is None else spare[place + 1 :]
        rules.append(DecayRule(rule_id, DecayDraft.model_validate(entry)))
    return tuple(rules)


@dataclass(frozen=True, slots=True)
class _Publishing:
    @property
    def what(self) -> str:
        return "the inactivity rules"

    async def publish(self, database: Database, caller: Caller, clock: Clock) -> str:
        return await publish_decays_now(database, caller, clock)


def _shown(rules: Iterable[DecayRule]) -> list[dict[str, Any]]:
    return [rule.draft.document() for rule in rules]


DECAYS = _Decays()
