"""A draft of an engagement ruleset: what rules that differ would add and take, on top of what stands.

Sums are linear in the rules, so only events of the types of rules that differ are looked at.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kenbun.database import Connection
from kenbun.events.type_queries import find_types
from kenbun.kit.ids import new_id
from kenbun.levels.bands import Bands
from kenbun.levels.queries import bands_in_force
from kenbun.scoring import scores_queries, version_queries
from kenbun.scoring.bulk import facts_queries
from kenbun.scoring.bulk.facts import Ids
from kenbun.scoring.bulk.lead_index import LeadIndex
from kenbun.scoring.in_force import version_of
from kenbun.scoring.inactivity.rules import DecayRule
from kenbun.scoring.preview import inactive
from kenbun.scoring.preview.inactive import Worth
from kenbun.scoring.preview.outcome import Outcome, tell
from kenbun.scoring.rules import Rule
from kenbun.scoring.rulesets import Ruleset
from kenbun.scoring.versions import Version


async def preview_engagement(
    connection: Connection, workspace_id: UUID, ruleset: Ruleset, rules: Iterable[Rule], at: datetime
) -> Outcome:
    """`connection` is a snapshot, so that all is of one moment; `at` is not before its last tick."""
    version = await version_of(connection, workspace_id, ruleset)
    drafted = await _drafted(connection, workspace_id, version, tuple(rules))
    leads = LeadIndex(await facts_queries.read_lead_ids(connection, workspace_id))
    now = await inactive.standing(connection, workspace_id, version, leads, at)
    removed, added = differing(version.active, drafted.active)
    # both at once: of a rule that was changed the events are read once
    change = replace(
        drafted,
        rules=(*added, *map(_taken_back, removed)),
        type_ids=version.type_ids | drafted.type_ids,
    )
    if version.decays:
        whom = np.arange(len(leads))
        if ruleset.in_force:
            whom = await inactive.whom_rules_match(connection, workspace_id, change, leads, at)
        will = (now[0].copy(), now[1].copy())
        will[0][whom], will[1][whom] = await inactive.from_scratch(
            connection, workspace_id, drafted, leads, at, whom
        )
    else:
        more = await worth_of(connection, workspace_id, change, leads, at)
        will = (now[0] + more[0], now[1] + more[1])
    return await _outcome(connection, workspace_id, (version, now), (drafted, will), leads, at)


async def preview_decays(
    connection: Connection, workspace_id: UUID, decays: Iterable[DecayRule], at: datetime
) -> Outcome:
    """Of the primary ruleset in force with these rules of inactivity in place of those it has."""
    leads = LeadIndex(await facts_queries.read_lead_ids(connection, workspace_id))
    versions = await version_queries.versions_in_force(connection, workspace_id)
    version = next((version for version in versions if version.is_primary), None)
    if version is None:
        nothing = np.zeros(len(leads), np.int64)
        return tell(leads.ids, nothing, nothing, Bands(()))
    active = tuple(rule for rule in decays if rule.draft.active)
    drafted = replace(version, version_id=new_id(), decays=active)
    now = await inactive.standing(connection, workspace_id, version, leads, at)
    everybody = np.arange(len(leads))
    will = await inactive.from_scratch(connection, workspace_id, drafted, leads, at, everybody)
    return await _outcome(connection, workspace_id, (version, now), (drafted, will), leads, at)


async def _outcome(
    connection: Connection,
    workspace_id: UUID,
    now: tuple[Version, Worth],
    will: tuple[Version, Worth],
    leads: LeadIndex,
    at: datetime,
) -> Outcome:
    before = await scores_of(connection, workspace_id, *now, leads.ids, at)
    after = await scores_of(connection, workspace_id, *will, leads.ids, at)
    # levels follow the primary ruleset alone
    is_primary = will[0].is_primary
    bands = await bands_in_force(connection, workspace_id, "engagement") if is_primary else Bands(())
    return tell(leads.ids, before, after, bands)


def differing(before: Iterable[Rule], after: Iterable[Rule]) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules that only the one has, and those that only the other has; names make no difference."""
    one, other = _by_meaning(before), _by_meaning(after)
    return _left(one, other), _left(other, one)


def _by_meaning(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        document: dict[str, Any] = rule.draft.document() | {"name": "", "event_type": rule.type_key}
        found[json.dumps(document, sort_keys=True)].append(rule)
    return found


def _left(one: dict[str, list[Rule]], other: dict[str, list[Rule]]) -> tuple[Rule, ...]:
    spare = Counter({meaning: len(rules) for meaning, rules in other.items()})
    return tuple(rule for meaning, rules in one.items() for rule in rules[spare[meaning] :])


def _taken_back(rule: Rule) -> Rule:
    """What the rule gave, it takes."""
    return replace(rule, draft=rule.draft.model_copy(update={"points": -rule.draft.points}))


async def _drafted(
    connection: Connection, workspace_id: UUID, version: Version, rules: tuple[Rule, ...]
) -> Version:
    types = await find_types(connection, workspace_id, (rule.type_key for rule in rules))
    type_ids = {key: event_type.type_id for key, event_type in types.items()}
    return replace(version, version_id=new_id(), rules=rules, type_ids=type_ids)


async def worth_of(
    connection: Connection, workspace_id: UUID, version: Version, leads: LeadIndex, at: datetime
) -> Worth:
    """By the rules of this version alone; its events are read type by type."""
    total, lines = np.zeros(len(leads)), np.zeros(len(leads), np.int64)
    of_type: dict[str, list[Rule]] = defaultdict(list)
    for rule in version.active:
        if rule.type_key in version.type_ids:
            of_type[rule.type_key].append(rule)
    for rules in of_type.values():
        part = replace(version, rules=tuple(rules))
        sums = await inactive.sums_of(connection, workspace_id, part, leads, at)
        total += sum(sums.sums)
        lines += sums.fading_lines
    return total, lines


async def scores_of(
    connection: Connection, workspace_id: UUID, version: Version, worth: Worth, ids: Ids, at: datetime
) -> NDArray[np.int64]:
    """The scores shown: where sums cannot tell the whole number, the receipts' lines do, as in `scores_queries`."""
    value, lines = worth
    shifted = value + 0.5
    scores = (np.sign(value) * np.floor(np.abs(value) + 0.5)).astype(np.int64)
    near = (lines > 0) & (np.abs(shifted - np.round(shifted)) <= scores_queries.tolerance(lines))
    if not version.negative:
        scores = np.maximum(0, scores)
        near &= value > -1.0
    close = {ids[place]: place for place in np.flatnonzero(near).tolist()}
    exact = await scores_queries.exact_scores(connection, workspace_id, version, close, at)
    for lead_id, place in close.items():
        scores[place] = exact.get(lead_id, 0)
    return scores
