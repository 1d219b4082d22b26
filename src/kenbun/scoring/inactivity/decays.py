"""The inactivity rules of a workspace: a draft that people edit, and versions. Every change is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.scoring import ruleset_queries
from kenbun.scoring.inactivity import set_queries
from kenbun.scoring.inactivity.rules import DecayDraft, DecayRule
from kenbun.scoring.rulesets import VersionSummary
from kenbun.scoring.versions import read_rules

MOST_RULES = 20


@dataclass(frozen=True, slots=True)
class DecaySet:
    """`published` are the rules of the version in force, `versions` the latest first."""

    draft: tuple[DecayRule, ...] = ()
    published: tuple[DecayRule, ...] = ()
    versions: tuple[VersionSummary, ...] = ()

    @property
    def in_force(self) -> VersionSummary | None:
        return next((version for version in self.versions if version.state == "in_force"), None)

    @property
    def building(self) -> VersionSummary | None:
        return next((version for version in self.versions if version.state == "building"), None)

    @property
    def has_changes(self) -> bool:
        """Whether publishing would make a difference."""
        return self.draft != self.published

    def rule(self, rule_id: UUID) -> DecayRule:
        for rule in self.draft:
            if rule.rule_id == rule_id:
                return rule
        raise NotFound("There is no such rule in the draft.", field="decay_id")


async def read_decays(connection: Connection, workspace_id: UUID) -> DecaySet:
    ruleset_id = await set_queries.find_set(connection, workspace_id)
    if ruleset_id is None:
        return DecaySet()
    place = (connection, workspace_id, ruleset_id)
    drafts = await ruleset_queries.draft_rules_of(*place)
    published = await ruleset_queries.published_rules(*place)
    versions = await ruleset_queries.versions_of(*place)
    return DecaySet(
        tuple(DecayRule.from_document(rule_id, document) for rule_id, document in drafts),
        read_rules(published, DecayRule.from_document),
        tuple(VersionSummary(**version) for version in versions),
    )


async def rules_of_version(connection: Connection, workspace_id: UUID, number: int) -> tuple[DecayRule, ...]:
    ruleset_id = await set_queries.find_set(connection, workspace_id)
    document = None
    if ruleset_id is not None:
        document = await ruleset_queries.rules_of_version(connection, workspace_id, ruleset_id, number)
    if document is None:
        raise NotFound(f"There is no version {number} of the inactivity rules.", field="number")
    return read_rules(document, DecayRule.from_document)


async def add_rule(connection: Connection, caller: Caller, draft: DecayDraft, now: datetime) -> DecayRule:
    """Into the draft; scores change when it is published."""
    if len((await read_decays(connection, caller.workspace_id)).draft) >= MOST_RULES:
        raise Invalid(f"There are at most {MOST_RULES} inactivity rules: remove one first.", field="rules")
    rule = DecayRule(new_id(), draft)
    await _save(connection, caller.workspace_id, [rule], now)
    await _audited(connection, caller, "decay.add", rule.rule_id, None, draft, now)
    return rule


async def change_rule(
    connection: Connection, caller: Caller, rule_id: UUID, draft: DecayDraft, now: datetime
) -> DecayRule:
    before = (await read_decays(connection, caller.workspace_id)).rule(rule_id)
    rule = DecayRule(rule_id, draft)
    await _save(connection, caller.workspace_id, [rule], now)
    await _audited(connection, caller, "decay.change", rule_id, before.draft, draft, now)
    return rule


async def remove_rule(connection: Connection, caller: Caller, rule_id: UUID, now: datetime) -> None:
    before = (await read_decays(connection, caller.workspace_id)).rule(rule_id)
    ruleset_id = await set_queries.ensure_set(connection, caller.workspace_id, now)
    await ruleset_queries.remove_rule(connection, caller.workspace_id, ruleset_id, rule_id)
    await _audited(connection, caller, "decay.remove", rule_id, before.draft, None, now)


async def replace_draft(
    connection: Connection, workspace_id: UUID, rules: tuple[DecayRule, ...], now: datetime
) -> None:
    ruleset_id = await set_queries.ensure_set(connection, workspace_id, now)
    kept = {rule.rule_id for rule in rules}
    for rule in (await read_decays(connection, workspace_id)).draft:
        if rule.rule_id not in kept:
            await ruleset_queries.remove_rule(connection, workspace_id, ruleset_id, rule.rule_id)
    await _save(connection, workspace_id, rules, now)


async def import_draft(
    connection: Connection, caller: Caller, rules: tuple[DecayRule, ...], now: datetime
) -> None:
    """Makes these the draft, in this order."""
    before = (await read_decays(connection, caller.workspace_id)).draft
    await replace_draft(connection, caller.workspace_id, rules, now)
    ruleset_id = await set_queries.ensure_set(connection, caller.workspace_id, now)
    subject = ("ruleset", public("rs", ruleset_id))
    was, will = ({"rules": [rule.draft.document() for rule in some]} for some in (before, rules))
    await audit.record(connection, caller, "decays.import", subject, before=was, after=will, now=now)


async def _save(
    connection: Connection, workspace_id: UUID, rules: Sequence[DecayRule], now: datetime
) -> None:
    ruleset_id = await set_queries.ensure_set(connection, workspace_id, now)
    documents = {rule.rule_id: rule.draft.document() for rule in rules}
    await ruleset_queries.save_rules(connection, workspace_id, ruleset_id, documents, now)


async def _audited(
    connection: Connection,
    caller: Caller,
    action: str,
    rule_id: UUID,
    before: DecayDraft | None,
    after: DecayDraft | None,
    now: datetime,
) -> None:
    def document(draft: DecayDraft | None) -> dict[str, Any] | None:
        return draft.document() if draft else None

    subject = ("rule", public("rule", rule_id))
    await audit.record(
        connection, caller, action, subject, before=document(before), after=document(after), now=now
    )
