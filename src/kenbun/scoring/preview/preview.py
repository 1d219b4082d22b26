"""The preview of a ruleset's draft, whatever its dimension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.scoring.fit.rules import FitRule
from kenbun.scoring.kinds import AnyDraft, AnyRule, Dimension, check_new_rules
from kenbun.scoring.preview import values_queries
from kenbun.scoring.preview.engagement import preview_engagement
from kenbun.scoring.preview.fit import preview_fit
from kenbun.scoring.preview.outcome import Outcome
from kenbun.scoring.rules import Rule
from kenbun.scoring.rulesets import Ruleset, get_ruleset, list_rulesets
from kenbun.subject import Subject

# What publishing goes through in a second on two cores, with room to spare: see benchmarks/README.md.
_EVENTS_PER_SECOND = 250_000
_LEADS_PER_SECOND = 75_000


@dataclass(frozen=True, slots=True)
class Preview:
    dimension: Dimension
    outcome: Outcome
    # of the movers, by id
    names: dict[UUID, str]
    # that publishing is likely to take
    seconds: float
    # whether lists show these scores: those of the primary rulesets
    shown: bool = True


async def preview(
    database: Database,
    workspace_id: UUID,
    ruleset_id: UUID,
    clock: Clock,
    drafts: Sequence[AnyDraft] | None = None,
) -> Preview:
    """Of the ruleset's draft, or of these rules in its place. Raises Invalid naming a rule that cannot be."""
    async with database.snapshot() as connection:
        ruleset = await get_ruleset(connection, workspace_id, ruleset_id)
        rules: Sequence[AnyRule] = ruleset.draft
        if drafts is not None:
            rules = await check_new_rules(connection, workspace_id, ruleset.dimension, drafts)
        return await _told(connection, workspace_id, ruleset, rules, clock)


async def preview_primary(database: Database, workspace_id: UUID, ruleset_id: UUID, clock: Clock) -> Preview:
    """What making this ruleset the primary one would do: as if that one's rules were published in its place."""
    async with database.snapshot() as connection:
        ruleset = await get_ruleset(connection, workspace_id, ruleset_id)
        [primary, *_] = await list_rulesets(connection, workspace_id, ruleset.dimension)
        return await _told(connection, workspace_id, primary, ruleset.published, clock)


async def _told(
    connection: Connection, workspace_id: UUID, ruleset: Ruleset, rules: Sequence[AnyRule], clock: Clock
) -> Preview:
    outcome = await _outcome(connection, workspace_id, ruleset, rules, clock)
    events, leads = await values_queries.count_work(connection, workspace_id)
    movers = [mover.subject_id for mover in outcome.movers]
    subject: Subject = "account" if ruleset.dimension == "account" else "lead"
    names = await values_queries.names(connection, workspace_id, subject, movers)
    seconds = seconds_of(events if ruleset.dimension == "engagement" else 0, leads)
    return Preview(ruleset.dimension, outcome, names, seconds, ruleset.primary)


def seconds_of(events: int, leads: int) -> float:
    """That publishing takes which goes through so many."""
    return round(0.5 + events / _EVENTS_PER_SECOND + leads / _LEADS_PER_SECOND, 1)


async def _outcome(
    connection: Connection, workspace_id: UUID, ruleset: Ruleset, rules: Sequence[AnyRule], clock: Clock
) -> Outcome:
    if ruleset.dimension != "engagement":
        return await preview_fit(
            connection, workspace_id, ruleset, ruleset.dimension, cast("Sequence[FitRule]", rules)
        )
    # no state in the snapshot is of a later time
    at = max(clock(), await ticks.visible(connection, workspace_id))
    return await preview_engagement(connection, workspace_id, ruleset, cast("Sequence[Rule]", rules), at)
