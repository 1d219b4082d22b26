"""What is in force of a ruleset; before its first version that is one without rules, under the settings of now."""

from __future__ import annotations

from uuid import UUID

from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection
from kenbun.kit.ids import new_id
from kenbun.scoring import version_queries
from kenbun.scoring.fit import version_queries as fit_versions
from kenbun.scoring.fit.rules import FitDimension
from kenbun.scoring.fit.versions import FitVersion
from kenbun.scoring.inactivity.decays import read_decays
from kenbun.scoring.rulesets import Ruleset
from kenbun.scoring.versions import Version


async def version_of(connection: Connection, workspace_id: UUID, ruleset: Ruleset) -> Version:
    """Of an engagement ruleset."""
    found = await version_queries.version_in_force(connection, workspace_id, ruleset.ruleset_id)
    if found is not None:
        return found
    here = await get_workspace(connection, workspace_id)
    place = (new_id(), ruleset.ruleset_id, 0, ruleset.primary, here.time_zone)
    published = (await read_decays(connection, workspace_id)).published
    decays = tuple(rule for rule in published if rule.draft.active)
    return Version(*place, (), {}, negative=here.negative_scores, decays=decays)


async def fit_version_of(
    connection: Connection, workspace_id: UUID, ruleset: Ruleset, dimension: FitDimension
) -> FitVersion:
    """Of a profile or account ruleset."""
    for found in await fit_versions.versions_in_force(connection, workspace_id, dimension):
        if found.ruleset_id == ruleset.ruleset_id:
            return found
    here = await get_workspace(connection, workspace_id)
    place = (new_id(), ruleset.ruleset_id, dimension, ruleset.primary, here.time_zone)
    return FitVersion(*place, (), negative=here.negative_scores)
