"""A draft of a profile or account ruleset: what its rules make of the fields as they are now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.ids import new_id
from kenbun.levels.bands import Bands
from kenbun.levels.queries import bands_in_force
from kenbun.scoring.bulk.lead_index import LeadIndex
from kenbun.scoring.fit.rules import FitDimension, FitRule
from kenbun.scoring.fit.versions import FitVersion
from kenbun.scoring.in_force import fit_version_of
from kenbun.scoring.preview import values_queries
from kenbun.scoring.preview.outcome import Outcome, tell
from kenbun.scoring.rulesets import Ruleset


async def preview_fit(
    connection: Connection,
    workspace_id: UUID,
    ruleset: Ruleset,
    dimension: FitDimension,
    rules: Iterable[FitRule],
) -> Outcome:
    """`connection` is a snapshot, so that all is of one moment."""
    version = await fit_version_of(connection, workspace_id, ruleset, dimension)
    drafted = replace(version, version_id=new_id(), rules=tuple(rules))
    # levels follow the primary ruleset alone
    bands = await bands_in_force(connection, workspace_id, dimension) if ruleset.primary else Bands(())
    return await compare_fit(connection, workspace_id, version, drafted, bands)


async def compare_fit(
    connection: Connection, workspace_id: UUID, version: FitVersion, drafted: FitVersion, bands: Bands
) -> Outcome:
    """What lists would show by the draft, where now it is by the version."""
    subjects = LeadIndex(await values_queries.read_subjects(connection, workspace_id, version.subject))
    before = await values_queries.read_fit(connection, workspace_id, version, subjects)
    after = await values_queries.read_fit(connection, workspace_id, drafted, subjects)
    return tell(subjects.ids, before, after, bands)
