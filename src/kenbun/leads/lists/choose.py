"""What a person asks for as statements take it: levels become ranges of scores, windows the time they begin at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection
from kenbun.events.type_queries import find_types
from kenbun.events.types import fold
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse
from kenbun.leads.lists.archived_queries import any_archived
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.lists.company_queries import with_few_companies
from kenbun.leads.lists.filters import LAST_ACTIVE, LeadFilters
from kenbun.leads.lists.known_queries import with_known_keys
from kenbun.leads.lists.where import Where
from kenbun.levels.in_force import Levels
from kenbun.lists.people import asking_member, owners_of
from kenbun.lists.ranges import ranges_of
from kenbun.lists.segments import segments_of
from kenbun.mapping.custom_fields import all_fields


async def choose(
    connection: Connection, workspace_id: UUID, filters: LeadFilters, levels: Levels, member_id: UUID | None
) -> Chosen:
    """`member_id` is whose watch list counts, and who `me` is. Raises Invalid naming the filter that asks for what
    there is not."""
    chosen = Chosen(
        workspace_id=workspace_id,
        search=filters.search,
        score_ranges=ranges_of(
            levels.engagement, filters.level, (filters.min_score, filters.max_score), "level"
        ),
        profile_ranges=ranges_of(
            levels.profile,
            filters.profile_level,
            (filters.min_profile_score, filters.max_profile_score),
            "profile_level",
        ),
        account_ranges=ranges_of(
            levels.account,
            filters.account_level,
            (filters.min_account_score, filters.max_account_score),
            "account_level",
        ),
        last_active=filters.last_active,
        active_since=await _since(connection, workspace_id, filters),
        watched_by=asking_member(member_id, "watched") if filters.watched else None,
        owners=owners_of(filters.owner, member_id),
        accounts=_accounts(filters.account_id),
        unresolved=tuple(filters.unresolved),
        done=await _types(connection, workspace_id, filters.event_type),
        archived=await _archived(connection, workspace_id, filters),
        segments=await segments_of(connection, workspace_id, filters.segment, filters.not_segment, "lead"),
        **await _conditions(connection, workspace_id, filters.where),
    )
    return await with_few_companies(connection, await with_known_keys(connection, chosen))


async def _archived(connection: Connection, workspace_id: UUID, filters: LeadFilters) -> bool | None:
    """Lists leave those of archived accounts out; not the list of an account by its id. Where no account is archived,
    nobody has to be looked at."""
    if filters.archived:
        return True
    if filters.account_id or not await any_archived(connection, workspace_id):
        return None
    return False


async def _conditions(connection: Connection, workspace_id: UUID, where: Sequence[str]) -> dict[str, Any]:
    if not where:
        return {}
    fields = await all_fields(connection, workspace_id)
    conditions = tuple(Where.read(text, fields).leaf for text in where)
    if not any(leaf.compares_dates for leaf in conditions):
        return {"conditions": conditions}
    zone = (await get_workspace(connection, workspace_id)).time_zone
    return {"conditions": conditions, "zone": zone, "now": await visible(connection, workspace_id)}


async def _types(connection: Connection, workspace_id: UUID, names: Sequence[str]) -> tuple[int, ...]:
    """A name that no event has had yet is a type that nobody has done."""
    if not names:
        return ()
    keys = list(dict.fromkeys(fold(name) for name in names))
    known = await find_types(connection, workspace_id, keys)
    return tuple(known[key].type_id if key in known else 0 for key in keys)


def _accounts(accounts: Sequence[str]) -> tuple[UUID, ...] | None:
    if not accounts:
        return None
    found = [parse("acct", text) for text in accounts]
    if not all(found):
        raise Invalid("Give the id of an account (acct_…).", field="account_id")
    return tuple(one for one in found if one)


async def _since(connection: Connection, workspace_id: UUID, filters: LeadFilters) -> datetime | None:
    """Windows end at the last tick, the time that the scores beside them are for."""
    if filters.last_active is None:
        return None
    return await visible(connection, workspace_id) - LAST_ACTIVE[filters.last_active]
