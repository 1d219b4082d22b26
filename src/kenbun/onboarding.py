"""What a new workspace starts with: mappings, bands for each dimension, and rulesets that are in force at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.committee.defaults import DEFAULT_ROLES
from kenbun.committee.due_queries import mark_all
from kenbun.committee.role_queries import add_roles, without_roles
from kenbun.conversions.definitions import DEFAULT_DEFINITIONS
from kenbun.conversions.queries import add_definitions
from kenbun.database import Connection, Database
from kenbun.events.type_queries import ensure_types
from kenbun.kit.clock import Clock
from kenbun.kit.ids import new_id
from kenbun.levels.defaults import DIMENSIONS, default_bands
from kenbun.levels.queries import add_bands
from kenbun.mapping.mapping_queries import add_mappings
from kenbun.mapping.standard import STANDARD_MAPPINGS
from kenbun.scoring.defaults import DEFAULT_RULES
from kenbun.scoring.fit.defaults import DEFAULT_FIT_RULES
from kenbun.scoring.fit.rules import FitDraft
from kenbun.scoring.kinds import Dimension
from kenbun.scoring.publish_queries import put_in_force
from kenbun.scoring.rules import RuleDraft
from kenbun.scoring.rulesets import add_ruleset


async def furnish(connection: Connection, workspace_id: UUID, now: datetime) -> None:
    """For a workspace without any event: the first version needs no building."""
    caller = Caller.system(workspace_id, "kenbun")
    await add_mappings(connection, workspace_id, STANDARD_MAPPINGS, now)
    for dimension in DIMENSIONS:
        await add_bands(connection, workspace_id, dimension, default_bands(dimension), now)
    await add_definitions(connection, workspace_id, DEFAULT_DEFINITIONS, now)
    await add_roles(connection, workspace_id, DEFAULT_ROLES)
    await ensure_types(connection, workspace_id, [rule.event_type for rule in DEFAULT_RULES], now)
    await _put_in_force(connection, caller, "engagement", DEFAULT_RULES, now)
    for fit_dimension, rules in DEFAULT_FIT_RULES.items():
        await _put_in_force(connection, caller, fit_dimension, rules, now)


async def furnish_older(database: Database, clock: Clock) -> int:
    """Gives workspaces that were made before there were committees the roles that others begin with; answers how many.
    Where roles were ever changed, or all of them taken away, they stay as they are."""
    given = 0
    async with database.snapshot() as connection:
        without = await without_roles(connection)
    for workspace_id in without:
        async with database.transaction() as connection:
            # another process may have meanwhile
            await tick(connection, workspace_id, clock)
            if workspace_id in await without_roles(connection):
                await add_roles(connection, workspace_id, DEFAULT_ROLES)
                await mark_all(connection, workspace_id)
                given += 1
    return given


async def _put_in_force(
    connection: Connection,
    caller: Caller,
    dimension: Dimension,
    rules: Sequence[RuleDraft | FitDraft],
    now: datetime,
) -> None:
    ruleset_id = await add_ruleset(connection, caller, dimension, "Standard", now, primary=True, drafts=rules)
    await put_in_force(connection, caller.workspace_id, ruleset_id, new_id(), now, by=caller.name)
