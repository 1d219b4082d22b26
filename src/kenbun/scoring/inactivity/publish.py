"""Publishing inactivity rules: every engagement ruleset in force is built with them, and all are switched to at once.

The protocol is that of `scoring/publish.py`; a version of the set itself is among those built, and holds no results.
"""

from __future__ import annotations

from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict
from kenbun.kit.ids import new_id, public
from kenbun.scoring import publish_queries, version_queries
from kenbun.scoring.inactivity import set_queries
from kenbun.scoring.inactivity.decays import read_decays, replace_draft, rules_of_version
from kenbun.scoring.publish import build_opened, wait_for
from kenbun.scoring.versions import rules_document
from kenbun.services import Services

# Seconds that an import waits for another process to build.
_PATIENCE = 600.0


async def open_decays(
    connection: Connection, caller: Caller, clock: Clock, *, restored: int | None = None
) -> UUID:
    """Makes a version of the draft, or of the rules of a past version, to be built; answers its id.

    One publish at a time per workspace. A draft without changes follows what is restored; another is left alone.
    """
    now = await tick(connection, caller.workspace_id, clock)
    if await version_queries.versions_building(connection, caller.workspace_id):
        raise Conflict("Another version is being published: wait until it is in force.")
    decays = await read_decays(connection, caller.workspace_id)
    rules = decays.draft
    if restored is not None:
        rules = await rules_of_version(connection, caller.workspace_id, restored)
        if not decays.has_changes:
            await replace_draft(connection, caller.workspace_id, rules, now)
    ruleset_id = await set_queries.ensure_set(connection, caller.workspace_id, now)
    version_id = new_id()
    document = rules_document([(rule.rule_id, rule.draft.document()) for rule in rules])
    place = (connection, caller.workspace_id)
    number = await publish_queries.open_version(
        *place, ruleset_id, version_id, now, by=caller.name, rules=document
    )
    await set_queries.open_rulesets(*place, document, number, now, by=caller.name)
    subject, were = ("ruleset", public("rs", ruleset_id)), decays.in_force
    before = {"version": were.number if were else None, "rules": len(decays.published)}
    after = {"version": number, "rules": len(rules)} | ({} if restored is None else {"restored": restored})
    await audit.record(connection, caller, "decays.publish", subject, before=before, after=after, now=now)
    return version_id


async def publish_decays_now(database: Database, caller: Caller, clock: Clock) -> str:
    """The draft in force when this ends: built right here, unless another process is at it. Answers the state."""
    async with database.transaction() as connection:
        version_id = await open_decays(connection, caller, clock)
    await build_opened(database, caller.workspace_id, clock)
    return (await wait_for(database, caller.workspace_id, version_id, _PATIENCE)).state


async def start_decays(services: Services, caller: Caller, *, restored: int | None = None) -> UUID:
    """Opens a version of the draft, or of a past version, and has the worker build it; answers its id."""
    async with services.database.transaction() as connection:
        version_id = await open_decays(connection, caller, services.clock, restored=restored)
    services.worker.wake_builder()
    return version_id
