"""Rescoring: everything from scratch on demand, a piece at a time. It must change nothing, and says if it did."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Database
from kenbun.kit.clock import Clock
from kenbun.kit.ids import public
from kenbun.scoring import account_sums, fading, from_scratch_queries, states_queries, version_queries
from kenbun.scoring.fit.rescore import rescore
from kenbun.scoring.fit.rules import FitDimension
from kenbun.scoring.rulesets import get_ruleset
from kenbun.subject import Subject

# Few enough that batches hardly wait.
_AT_ONCE = {"engagement": 1_000, "profile": 5_000, "account": 5_000}
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Rescored:
    """How many leads or accounts were scored, and how many scores were others before: 0, if all is well."""

    scored: int
    changed: int


async def rescore_ruleset(database: Database, caller: Caller, ruleset_id: UUID, clock: Clock) -> Rescored:
    """The versions in force of all rulesets of its dimension."""
    async with database.snapshot() as connection:
        ruleset = await get_ruleset(connection, caller.workspace_id, ruleset_id)
    if ruleset.dimension == "engagement":
        done = await _rescore_engagement(database, caller.workspace_id, clock)
    else:
        done = await _rescore_fit(database, caller.workspace_id, ruleset.dimension, clock)
    await _audited(database, caller, ("ruleset", public("rs", ruleset_id)), done, clock)
    return done


async def rescore_accounts(database: Database, caller: Caller, clock: Clock) -> Rescored:
    """The account scores, and the sums of their leads' engagement."""
    fit = await _rescore_fit(database, caller.workspace_id, "account", clock)
    async with database.transaction() as connection:
        now = await tick(connection, caller.workspace_id, clock)
        sums = await account_sums.sum_up(connection, caller.workspace_id, now, "rescore")
    done = Rescored(fit.scored, fit.changed + sums)
    await _audited(database, caller, ("workspace", public("ws", caller.workspace_id)), done, clock)
    return done


async def _rescore_fit(
    database: Database, workspace_id: UUID, dimension: FitDimension, clock: Clock
) -> Rescored:
    subject: Subject = "lead" if dimension == "profile" else "account"
    after, scored, changed = _FIRST, 0, 0
    while True:
        async with database.transaction() as connection:
            now = await tick(connection, workspace_id, clock)
            ids = await from_scratch_queries.next_ids(
                connection, workspace_id, subject, after, _AT_ONCE[dimension]
            )
            changed += await rescore(connection, workspace_id, dimension, ids, now, "rescore")
        if not ids:
            return Rescored(scored, changed)
        after, scored = ids[-1], scored + len(ids)


async def _rescore_engagement(database: Database, workspace_id: UUID, clock: Clock) -> Rescored:
    after, scored, changed = _FIRST, 0, 0
    while True:
        async with database.transaction() as connection:
            now = await tick(connection, workspace_id, clock)
            place = (connection, workspace_id)
            ids = await from_scratch_queries.next_ids(*place, "lead", after, _AT_ONCE["engagement"])
            # what has faded since it was shown has not changed by being worked out again
            await fading.refresh(*place, await from_scratch_queries.shown(*place, ids), now)
            before = await from_scratch_queries.shown(*place, ids)
            for version in await version_queries.versions_in_force(*place):
                await states_queries.rebuild(*place, version, ids, now)
            await fading.refresh(*place, before, now)
            after_all = await from_scratch_queries.shown(*place, ids)
            changed += sum(before[lead_id] != score for lead_id, score in after_all.items())
        if not ids:
            return Rescored(scored, changed)
        after, scored = ids[-1], scored + len(ids)


async def _audited(
    database: Database, caller: Caller, subject: tuple[str, str], done: Rescored, clock: Clock
) -> None:
    counts = {"scored": done.scored, "changed": done.changed}
    async with database.transaction() as connection:
        await audit.record(connection, caller, f"{subject[0]}.rescore", subject, after=counts, now=clock())
