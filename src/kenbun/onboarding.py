"""What a new workspace starts with: bands for each dimension, and a ruleset that is in force at once."""

from datetime import datetime
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.events.type_queries import ensure_types
from kenbun.kit.ids import new_id
from kenbun.levels.defaults import DIMENSIONS, default_bands
from kenbun.levels.queries import add_bands
from kenbun.scoring.defaults import DEFAULT_RULES
from kenbun.scoring.publish_queries import put_in_force
from kenbun.scoring.rulesets import add_rule, add_ruleset


async def furnish(connection: Connection, workspace_id: UUID, now: datetime) -> None:
    """For a workspace without any event: the first version needs no building."""
    caller = Caller.system(workspace_id, "kenbun")
    for dimension in DIMENSIONS:
        await add_bands(connection, workspace_id, dimension, default_bands(dimension), now)
    await ensure_types(connection, workspace_id, [rule.event_type for rule in DEFAULT_RULES], now)
    ruleset_id = await add_ruleset(connection, caller, "engagement", "Standard", now, primary=True)
    for rule in DEFAULT_RULES:
        await add_rule(connection, caller, ruleset_id, rule, now)
    version_id = new_id()
    await put_in_force(connection, workspace_id, ruleset_id, version_id, now, by=caller.name)
