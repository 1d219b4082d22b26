"""What is done to a ruleset as a whole: named otherwise, copied, made the primary one, removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict
from kenbun.kit.ids import public
from kenbun.scoring import ruleset_queries as queries
from kenbun.scoring import version_queries
from kenbun.scoring.engagement_build import EngagementBuild
from kenbun.scoring.fit import version_queries as fit_versions
from kenbun.scoring.fit.build import FitBuild
from kenbun.scoring.rulesets import Ruleset, add_ruleset, demand_free_name, get_ruleset
from kenbun.stirred import stir_all


async def rename_ruleset(
    connection: Connection, caller: Caller, ruleset_id: UUID, name: str, now: datetime
) -> None:
    ruleset = await get_ruleset(connection, caller.workspace_id, ruleset_id)
    if name == ruleset.name:
        return
    await demand_free_name(connection, caller.workspace_id, ruleset.dimension, name)
    await queries.rename(connection, caller.workspace_id, ruleset_id, name)
    await _audited(connection, caller, "rename", ruleset, {"name": ruleset.name}, {"name": name}, now)


async def copy_ruleset(
    connection: Connection, caller: Caller, ruleset_id: UUID, name: str, now: datetime
) -> UUID:
    """A further ruleset of that name, with the draft's rules as its draft; answers its id."""
    ruleset = await get_ruleset(connection, caller.workspace_id, ruleset_id)
    drafts = [rule.draft for rule in ruleset.draft]
    copy_id = await add_ruleset(connection, caller, ruleset.dimension, name, now, drafts=drafts)
    await _audited(
        connection, caller, "copy", ruleset, None, {"name": name, "to": public("rs", copy_id)}, now
    )
    return copy_id


async def make_primary(connection: Connection, caller: Caller, ruleset_id: UUID, clock: Clock) -> None:
    """Lists, levels and all that follows them go by this ruleset from now on; what was before stays on record.

    As quick as the switch of a publish, since its scores stand beside the primary's all the time.
    """
    now = await tick(connection, caller.workspace_id, clock)
    ruleset = await get_ruleset(connection, caller.workspace_id, ruleset_id)
    if ruleset.primary:
        return
    if ruleset.in_force is None:
        raise Conflict("Nothing of this ruleset is in force: publish it first.")
    if await version_queries.versions_building(connection, caller.workspace_id):
        raise Conflict("A version is being published: wait until it is in force.")
    [before, *_] = await queries.rulesets(connection, caller.workspace_id, ruleset.dimension)
    await queries.make_primary(connection, caller.workspace_id, ruleset.dimension, ruleset_id, now)
    await _show(connection, caller.workspace_id, ruleset, ruleset.in_force.version_id, now)
    await stir_all(connection, caller.workspace_id, "publish")
    was, will = {"primary": before.name}, {"primary": ruleset.name}
    await _audited(connection, caller, "make-primary", ruleset, was, will, now)


async def _show(
    connection: Connection, workspace_id: UUID, ruleset: Ruleset, version_id: UUID, now: datetime
) -> None:
    if ruleset.dimension == "engagement":
        version = await version_queries.read_version(connection, workspace_id, version_id)
        await EngagementBuild(workspace_id, version).show(connection, now)
    else:
        fit_version = await fit_versions.read_version(connection, workspace_id, version_id)
        await FitBuild(workspace_id, fit_version).show(connection, now)


async def remove_ruleset(connection: Connection, caller: Caller, ruleset_id: UUID, clock: Clock) -> None:
    """Its scores go; receipts of the time when it was in force go on telling of it."""
    now = await tick(connection, caller.workspace_id, clock)
    ruleset = await get_ruleset(connection, caller.workspace_id, ruleset_id)
    if ruleset.primary:
        raise Conflict("This is the primary ruleset: make another one primary first.")
    if ruleset.building is not None:
        raise Conflict("A version of this ruleset is being published: wait until it is in force.")
    await queries.remove(connection, caller.workspace_id, ruleset_id, now)
    rules = {"name": ruleset.name, "rules": [rule.draft.document() for rule in ruleset.draft]}
    await _audited(connection, caller, "remove", ruleset, rules, None, now)


async def _audited(
    connection: Connection,
    caller: Caller,
    done: str,
    ruleset: Ruleset,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    now: datetime,
) -> None:
    subject = ("ruleset", public("rs", ruleset.ruleset_id))
    await audit.record(connection, caller, f"ruleset.{done}", subject, before=before, after=after, now=now)
