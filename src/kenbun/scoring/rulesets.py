"""Rulesets: drafts that people edit, versions that are in force. Every change of a draft is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.scoring import ruleset_queries as queries
from kenbun.scoring.fit.rules import FitDraft
from kenbun.scoring.kinds import AnyRule, Dimension, check_new_rules, check_rule, read_rule
from kenbun.scoring.rules import RuleDraft
from kenbun.scoring.versions import read_rules

MOST_RULES = 200
# each of a dimension is worked out for every event
MOST_RULESETS = 20


@dataclass(frozen=True, slots=True)
class VersionSummary:
    version_id: UUID
    number: int
    state: str
    leads_done: int
    leads_total: int | None
    changed: int | None
    error: str | None
    created_at: datetime
    created_by: str
    in_force_from: datetime | None
    in_force_to: datetime | None
    time_zone: str
    negative_scores: bool
    setting_version: int | None
    decay_version: int | None


@dataclass(frozen=True, slots=True)
class Ruleset:
    ruleset_id: UUID
    dimension: Dimension
    name: str
    primary: bool
    created_at: datetime
    draft: tuple[AnyRule, ...]
    # the rules of the version in force
    published: tuple[AnyRule, ...]
    versions: tuple[VersionSummary, ...]

    @property
    def in_force(self) -> VersionSummary | None:
        return next((version for version in self.versions if version.state == "in_force"), None)

    @property
    def building(self) -> VersionSummary | None:
        return next((version for version in self.versions if version.state == "building"), None)

    @property
    def has_changes(self) -> bool:
        """Whether publishing would make a difference."""
        return {rule.rule_id: rule.draft for rule in self.draft} != {
            rule.rule_id: rule.draft for rule in self.published
        }

    def draft_rule(self, rule_id: UUID) -> AnyRule:
        for rule in self.draft:
            if rule.rule_id == rule_id:
                return rule
        raise NotFound("There is no such rule in this ruleset's draft.")


async def list_rulesets(
    connection: Connection, workspace_id: UUID, dimension: str | None = None
) -> list[Ruleset]:
    rows = await queries.rulesets(connection, workspace_id, dimension)
    return [await _whole(connection, workspace_id, row) for row in rows]


async def get_ruleset(connection: Connection, workspace_id: UUID, ruleset_id: UUID) -> Ruleset:
    row = await queries.ruleset(connection, workspace_id, ruleset_id)
    if row is None:
        raise NotFound("There is no such ruleset.")
    return await _whole(connection, workspace_id, row)


async def _whole(connection: Connection, workspace_id: UUID, row: Any) -> Ruleset:
    drafts = await queries.draft_rules_of(connection, workspace_id, row.ruleset_id)
    versions = await queries.versions_of(connection, workspace_id, row.ruleset_id)
    published = await queries.published_rules(connection, workspace_id, row.ruleset_id)
    return Ruleset(
        ruleset_id=row.ruleset_id,
        dimension=row.dimension,
        name=row.name,
        primary=row.is_primary,
        created_at=row.created_at,
        draft=tuple(read_rule(row.dimension, rule_id, document) for rule_id, document in drafts),
        published=read_rules(published, partial(read_rule, row.dimension)),
        versions=tuple(VersionSummary(**version) for version in versions),
    )


async def rules_of_version(
    connection: Connection, workspace_id: UUID, ruleset: Ruleset, number: int
) -> tuple[AnyRule, ...]:
    document = await queries.rules_of_version(connection, workspace_id, ruleset.ruleset_id, number)
    if document is None:
        raise NotFound(f"This ruleset has no version {number}.", field="number")
    return read_rules(document, partial(read_rule, ruleset.dimension))


async def replace_draft(
    connection: Connection, workspace_id: UUID, ruleset: Ruleset, rules: tuple[AnyRule, ...], now: datetime
) -> None:
    kept = {rule.rule_id for rule in rules}
    for rule in ruleset.draft:
        if rule.rule_id not in kept:
            await queries.remove_rule(connection, workspace_id, ruleset.ruleset_id, rule.rule_id)
    await _save(connection, workspace_id, ruleset.ruleset_id, rules, now)


async def add_rule(
    connection: Connection, caller: Caller, ruleset_id: UUID, draft: RuleDraft | FitDraft, now: datetime
) -> AnyRule:
    """Into the draft; scores change when it is published."""
    ruleset = await get_ruleset(connection, caller.workspace_id, ruleset_id)
    if len(ruleset.draft) >= MOST_RULES:
        raise Invalid(f"A ruleset has at most {MOST_RULES} rules: remove one first.", field="rules")
    rule = await check_rule(connection, caller.workspace_id, ruleset.dimension, new_id(), draft)
    await _save(connection, caller.workspace_id, ruleset_id, [rule], now)
    await _audited(connection, caller, "rule.add", rule.rule_id, None, rule.draft, now)
    return rule


async def change_rule(
    connection: Connection,
    caller: Caller,
    ruleset_id: UUID,
    rule_id: UUID,
    draft: RuleDraft | FitDraft,
    now: datetime,
) -> AnyRule:
    ruleset = await get_ruleset(connection, caller.workspace_id, ruleset_id)
    before = ruleset.draft_rule(rule_id)
    rule = await check_rule(connection, caller.workspace_id, ruleset.dimension, rule_id, draft)
    await _save(connection, caller.workspace_id, ruleset_id, [rule], now)
    await _audited(connection, caller, "rule.change", rule_id, before.draft, rule.draft, now)
    return rule


async def _save(
    connection: Connection, workspace_id: UUID, ruleset_id: UUID, rules: Sequence[AnyRule], now: datetime
) -> None:
    documents = {rule.rule_id: rule.draft.document() for rule in rules}
    await queries.save_rules(connection, workspace_id, ruleset_id, documents, now)


async def remove_rule(
    connection: Connection, caller: Caller, ruleset_id: UUID, rule_id: UUID, now: datetime
) -> None:
    ruleset = await get_ruleset(connection, caller.workspace_id, ruleset_id)
    before = ruleset.draft_rule(rule_id)
    await queries.remove_rule(connection, caller.workspace_id, ruleset_id, rule_id)
    await _audited(connection, caller, "rule.remove", rule_id, before.draft, None, now)


async def add_ruleset(
    connection: Connection,
    caller: Caller,
    dimension: Dimension,
    name: str,
    now: datetime,
    *,
    primary: bool = False,
    drafts: Sequence[RuleDraft | FitDraft] = (),
) -> UUID:
    """With these rules as its draft; it scores nothing until its first version is published."""
    await demand_free_name(connection, caller.workspace_id, dimension, name)
    if await queries.count_rulesets(connection, caller.workspace_id, dimension) >= MOST_RULESETS:
        raise Conflict(
            f"There are {MOST_RULESETS} {dimension} rulesets, which is the most: remove one first."
        )
    ruleset_id = new_id()
    await queries.add_ruleset(
        connection, caller.workspace_id, ruleset_id, dimension, name, now, primary=primary
    )
    rules = await check_new_rules(connection, caller.workspace_id, dimension, drafts)
    await _save(connection, caller.workspace_id, ruleset_id, rules, now)
    after = {"name": name, "dimension": dimension, "rules": [rule.draft.document() for rule in rules]}
    subject = ("ruleset", public("rs", ruleset_id))
    await audit.record(connection, caller, "ruleset.add", subject, after=after, now=now)
    return ruleset_id


async def demand_free_name(
    connection: Connection, workspace_id: UUID, dimension: Dimension, name: str
) -> None:
    if await queries.ruleset_named(connection, workspace_id, dimension, name):
        raise Invalid(f"There is a ruleset “{name}” already: choose another name.", field="name")


async def _audited(
    connection: Connection,
    caller: Caller,
    action: str,
    rule_id: UUID,
    before: RuleDraft | FitDraft | None,
    after: RuleDraft | FitDraft | None,
    now: datetime,
) -> None:
    await audit.record(
        connection,
        caller,
        action,
        ("rule", public("rule", rule_id)),
        before=before.document() if before else None,
        after=after.document() if after else None,
        now=now,
    )
