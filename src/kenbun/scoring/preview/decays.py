"""The preview of the inactivity rules' draft."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.database import Database
from kenbun.kit.clock import Clock
from kenbun.kit.ids import new_id
from kenbun.scoring import version_queries
from kenbun.scoring.inactivity.decays import read_decays
from kenbun.scoring.inactivity.rules import DecayDraft, DecayRule
from kenbun.scoring.preview import values_queries
from kenbun.scoring.preview.engagement import preview_decays
from kenbun.scoring.preview.preview import Preview

# What publishing goes through in a second on two cores: see benchmarks/README.md.
_EVENTS_PER_SECOND = 200_000


async def preview_set(
    database: Database, workspace_id: UUID, clock: Clock, drafts: Sequence[DecayDraft] | None = None
) -> Preview:
    """Of the draft, or of these rules in its place: what publishing would do to the primary ruleset's scores."""
    async with database.snapshot() as connection:
        rules = (await read_decays(connection, workspace_id)).draft
        if drafts is not None:
            rules = tuple(DecayRule(new_id(), draft) for draft in drafts)
        # no state in the snapshot is of a later time
        at = max(clock(), await ticks.visible(connection, workspace_id))
        outcome = await preview_decays(connection, workspace_id, rules, at)
        events, _ = await values_queries.count_work(connection, workspace_id)
        movers = [mover.subject_id for mover in outcome.movers]
        names = await values_queries.names(connection, workspace_id, "lead", movers)
        rulesets = len(await version_queries.versions_in_force(connection, workspace_id))
    return Preview("engagement", outcome, names, round(0.5 + rulesets * events / _EVENTS_PER_SECOND, 1))
