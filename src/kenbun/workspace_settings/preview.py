"""What other settings would do to scores, levels and sessions, worked out before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import numpy as np

from kenbun.access.queries import ticks
from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.ids import new_id
from kenbun.levels.queries import bands_in_force
from kenbun.scoring import version_queries
from kenbun.scoring.bulk.lead_index import LeadIndex
from kenbun.scoring.fit import version_queries as fit_versions
from kenbun.scoring.fit.rules import FitDimension
from kenbun.scoring.preview import values_queries
from kenbun.scoring.preview.fit import compare_fit
from kenbun.scoring.preview.outcome import Outcome, tell
from kenbun.scoring.preview.preview import seconds_of
from kenbun.scoring.preview.under_settings import Compared, compare_settings
from kenbun.subject import Subject
from kenbun.workspace_settings import queries
from kenbun.workspace_settings.settings import Settings, SettingsPatch

# What weaving sessions again goes through in a second, with room to spare.
_WOVEN_PER_SECOND = 50_000
_FIT: tuple[FitDimension, ...] = ("profile", "account")


@dataclass(frozen=True, slots=True)
class Sessions:
    """How many there would be, and of how many leads they would be others."""

    before: int
    after: int
    leads: int


@dataclass(frozen=True, slots=True)
class SettingsPreview:
    """`outcomes` are of the primary rulesets, by the dimension of levels; of what no setting moves there is none."""

    before: Settings
    after: Settings
    outcomes: dict[str, Outcome]
    names: dict[UUID, str]
    sessions: Sessions | None
    leads: int
    # that following takes
    seconds: float


async def preview_settings(
    database: Database, workspace_id: UUID, patch: SettingsPatch, clock: Clock
) -> SettingsPreview:
    async with database.snapshot() as connection:
        before = Settings.of(await get_workspace(connection, workspace_id))
        after = before.with_changes(patch)
        outcomes: dict[str, Outcome] = {}
        events, leads = await values_queries.count_work(connection, workspace_id)
        seconds = 0.0
        if before.moves_scores(after):
            # no state in the snapshot is of a later time
            at = max(clock(), await ticks.visible(connection, workspace_id))
            outcomes = await _outcomes(connection, workspace_id, after, at)
            rulesets = len(await version_queries.versions_in_force(connection, workspace_id))
            seconds += seconds_of(events * rulesets, leads * rulesets)
        sessions = None
        if before.moves_sessions(after):
            timeouts = (before.session_timeout_minutes, after.session_timeout_minutes)
            counted = await queries.count_sessions(connection, workspace_id, *timeouts)
            sessions = Sessions(int(counted.before), int(counted.after), counted.leads)
            seconds += 0.5 + events / _WOVEN_PER_SECOND
        names = await _names(connection, workspace_id, outcomes)
    return SettingsPreview(before, after, outcomes, names, sessions, leads, round(seconds, 1))


async def _outcomes(
    connection: Connection, workspace_id: UUID, settings: Settings, at: datetime
) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    for version in await version_queries.versions_in_force(connection, workspace_id):
        if version.is_primary:
            other = replace(
                version, version_id=new_id(), zone=settings.time_zone, negative=settings.negative_scores
            )
            compared = await compare_settings(connection, workspace_id, version, other, at)
            bands = await bands_in_force(connection, workspace_id, "engagement")
            outcomes["engagement"] = tell(*compared, bands)
            outcomes["account_engagement"] = await _sums(connection, workspace_id, compared)
    for dimension in _FIT:
        for fit in await fit_versions.versions_in_force(connection, workspace_id, dimension):
            if fit.is_primary:
                tried = replace(
                    fit, version_id=new_id(), zone=settings.time_zone, negative=settings.negative_scores
                )
                bands = await bands_in_force(connection, workspace_id, dimension)
                outcomes[dimension] = await compare_fit(connection, workspace_id, fit, tried, bands)
    return outcomes


async def _sums(connection: Connection, workspace_id: UUID, compared: Compared) -> Outcome:
    """Accounts, each with what its leads add up to."""
    accounts = LeadIndex(await values_queries.read_subjects(connection, workspace_id, "account"))
    lead_ids, account_ids = await values_queries.read_accounts(connection, workspace_id)
    places, homes = LeadIndex(compared.ids).places(lead_ids), accounts.places(account_ids)
    sums = []
    for scores in (compared.before, compared.after):
        total = np.zeros(len(accounts), np.int64)
        np.add.at(total, homes, scores[places])
        sums.append(total)
    bands = await bands_in_force(connection, workspace_id, "account_engagement")
    return tell(accounts.ids, sums[0], sums[1], bands)


async def _names(connection: Connection, workspace_id: UUID, outcomes: dict[str, Outcome]) -> dict[UUID, str]:
    names: dict[UUID, str] = {}
    for dimension, outcome in outcomes.items():
        ids = [mover.subject_id for mover in outcome.movers]
        subject: Subject = "account" if dimension.startswith("account") else "lead"
        names |= await values_queries.names(connection, workspace_id, subject, ids)
    return names
