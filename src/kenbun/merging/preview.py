"""What a merge would do: it is done, looked at and taken back before anybody sees it, so the preview is what comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.leads.lists import LeadRow, rows_of
from kenbun.mapping.shown import fields_of
from kenbun.merging import link_queries, preview_queries
from kenbun.merging.apart import demand_apart
from kenbun.merging.choices import choose
from kenbun.merging.differing import Differing, differing
from kenbun.merging.link_queries import Came
from kenbun.merging.merge import merge_all
from kenbun.merging.wish import Wish


@dataclass(frozen=True, slots=True)
class DuplicateAliases:
    """Of a kind that both sides have: the one that stays the first of its kind is the target's."""

    kind: str
    kept: str
    others: list[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """The leads as they are, the target first; what would come to the target; and the target as it would be."""

    leads: list[LeadRow]
    came: Came
    duplicate_aliases: list[DuplicateAliases]
    fields: list[Differing]
    merged: LeadRow

    @property
    def accounts(self) -> list[dict[str, Any]]:
        """Those of the leads, each once."""
        return list({one.account["account_id"]: one.account for one in self.leads if one.account}.values())

    @property
    def account_conflict(self) -> bool:
        return len(self.accounts) > 1


async def preview(database: Database, caller: Caller, wish: Wish, clock: Clock) -> Preview:
    """Raises what merging raises. Nothing is kept of it."""
    async with database.transaction() as connection:
        savepoint = await connection.begin_nested()
        seen = await _try(connection, caller, wish, clock)
        await savepoint.rollback()
    return seen


async def _try(connection: Connection, caller: Caller, wish: Wish, clock: Clock) -> Preview:
    place = (connection, caller.workspace_id)
    now = await tick(*place, clock)
    target_id = await demand_apart(*place, wish.target_id, wish.source_ids)
    choices = await choose(*place, target_id, wish)
    ids = [target_id, *wish.source_ids]
    leads = await rows_of(*place, ids)
    came = await link_queries.how_much(*place, wish.source_ids)
    aliases = await preview_queries.aliases_of(*place, ids)
    values = {lead_id: await fields_of(*place, "lead", lead_id) for lead_id in ids}
    await merge_all(connection, caller, target_id, wish.source_ids, choices, now)
    [merged] = await rows_of(*place, [target_id])
    shown = {one.field: one.value for one in await fields_of(*place, "lead", target_id)}
    total = Came(*(sum(column) for column in zip(*came.values(), strict=True)))
    return Preview(leads, total, _twice(target_id, aliases), differing(values, shown), merged)


def _twice(target_id: UUID, aliases: Mapping[UUID, Sequence[tuple[str, str]]]) -> list[DuplicateAliases]:
    """By kind the target's first alias, and those of the others."""
    found: dict[str, DuplicateAliases] = {}
    for kind, value in aliases.get(target_id, ()):
        found.setdefault(kind, DuplicateAliases(kind, value, []))
    for lead_id, own in aliases.items():
        for kind, value in own:
            if lead_id != target_id and kind in found:
                found[kind].others.append(value)
    return [one for one in found.values() if one.others]
