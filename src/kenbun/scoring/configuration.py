"""Rulesets in the file of the configuration: by dimension and name, which is primary, and the rules in force.

An import writes drafts. What puts them in force, makes another ruleset primary or removes one waits for publishing,
so that without it no score changes.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StrictBool, TypeAdapter

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import new_id, public
from kenbun.kit.paths import inside
from kenbun.kit.plain import same
from kenbun.scoring.fit.rules import FitDraft, FitRule
from kenbun.scoring.kinds import AnyRule, Dimension, check_rule
from kenbun.scoring.publish import publish_now
from kenbun.scoring.rules import Line, Rule, RuleDraft
from kenbun.scoring.ruleset_edits import make_primary, remove_ruleset
from kenbun.scoring.rulesets import (
    MOST_RULES,
    MOST_RULESETS,
    Ruleset,
    add_ruleset,
    get_ruleset,
    list_rulesets,
    replace_draft,
)

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
_UNMADE = UUID(int=0)
# what a rule need not say, and does not where it says nothing
_OPTIONAL = ("from", "to", "cap", "conditions", "value")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    primary: StrictBool = False
    rules: list[dict[str, Any]]


_SECTION = TypeAdapter(dict[Dimension, dict[Line, _Entry]])


class _Step(Protocol):
    @property
    def what(self) -> str: ...

    async def publish(self, database: Database, caller: Caller, clock: Clock) -> str: ...


class _Rulesets:
    """`engagement: {Standard: {primary: true, rules: […]}}`; rules in the order of their names, which means nothing."""

    name = "rulesets"

    def read(self, given: Any) -> dict[str, Any]:
        section = _SECTION.validate_python(given)
        if set(section) != set(DIMENSIONS):
            raise Invalid(f"Give the rulesets of each of {', '.join(DIMENSIONS)}.")
        found: dict[str, Any] = {}
        for dimension in DIMENSIONS:
            entries = section[dimension]
            with inside(dimension):
                if len(entries) > MOST_RULESETS:
                    raise Invalid(f"There are more than {MOST_RULESETS} rulesets.")
                if len(entries) != len(given[dimension]):
                    raise Invalid("Two rulesets have the same name.")
                if entries and sum(entry.primary for entry in entries.values()) != 1:
                    raise Invalid("Exactly one ruleset is the primary one: say `primary: true` of it.")
            found[dimension] = {
                name: {"primary": entries[name].primary, "rules": _read_rules(dimension, name, entries[name])}
                for name in sorted(entries)
            }
        return found

    async def document(self, connection: Connection, workspace_id: UUID) -> dict[str, Any]:
        rulesets = await list_rulesets(connection, workspace_id)
        return {
            dimension: {
                one.name: {"primary": one.primary, "rules": _shown(one.published)}
                for one in sorted(rulesets, key=lambda one: one.name)
                if one.dimension == dimension
            }
            for dimension in DIMENSIONS
        }

    async def apply(
        self, connection: Connection, caller: Caller, section: dict[str, Any], clock: Clock
    ) -> list[_Step]:
        steps: list[_Step] = []
        for dimension in DIMENSIONS:
            there = await list_rulesets(connection, caller.workspace_id, dimension)
            known = {one.name: one for one in there}
            for name, entry in section[dimension].items():
                with inside(dimension, name):
                    steps += await _draft(connection, caller, dimension, name, entry, known, clock())
            steps += [_Removal(one) for name, one in known.items() if name not in section[dimension]]
        # whatever is to be primary is in force by then, and what is removed no longer primary
        return sorted(steps, key=lambda step: _ORDER.index(type(step)))


async def _draft(
    connection: Connection,
    caller: Caller,
    dimension: Dimension,
    name: str,
    entry: dict[str, Any],
    known: dict[str, Ruleset],
    now: datetime,
) -> list[_Step]:
    """Makes the entry's rules the draft, unless they are in force; answers what is left to be done."""
    ruleset = known.get(name)
    if ruleset is None:
        first = entry["primary"] and not any(one.primary for one in known.values())
        ruleset_id = await add_ruleset(connection, caller, dimension, name, now, primary=first)
        ruleset = await get_ruleset(connection, caller.workspace_id, ruleset_id)
    steps: list[_Step] = []
    if not same(_shown(ruleset.published), entry["rules"]):
        await _replace(connection, caller, ruleset, entry["rules"], now)
        steps.append(_Publishing(ruleset))
    elif entry["primary"] and ruleset.in_force is None:
        steps.append(_Publishing(ruleset))
    if entry["primary"] and not ruleset.primary:
        steps.append(_Choice(ruleset))
    return steps


async def _replace(
    connection: Connection, caller: Caller, ruleset: Ruleset, entries: Sequence[dict[str, Any]], now: datetime
) -> None:
    """A rule of the same name is the same rule, changed."""
    before = _shown(ruleset.draft)
    if same(before, list(entries)):
        return
    spare: dict[str, list[UUID]] = defaultdict(list)
    for rule in {rule.rule_id: rule for rule in (*ruleset.published, *ruleset.draft)}.values():
        spare[rule.draft.name].append(rule.rule_id)
    rules = []
    for number, entry in enumerate(entries):
        draft = _drafted(ruleset.dimension, entry)
        rule_id = spare[draft.name].pop(0) if spare[draft.name] else new_id()
        with inside("rules", number):
            rules.append(await check_rule(connection, caller.workspace_id, ruleset.dimension, rule_id, draft))
    await replace_draft(connection, caller.workspace_id, ruleset, tuple(rules), now)
    subject = ("ruleset", public("rs", ruleset.ruleset_id))
    was, will = {"rules": before}, {"rules": entries}
    await audit.record(connection, caller, "ruleset.import", subject, before=was, after=will, now=now)


@dataclass(frozen=True, slots=True)
class _Publishing:
    ruleset: Ruleset

    @property
    def what(self) -> str:
        return f"rules of {_named(self.ruleset)}"

    async def publish(self, database: Database, caller: Caller, clock: Clock) -> str:
        return await publish_now(database, caller, self.ruleset.ruleset_id, clock)


@dataclass(frozen=True, slots=True)
class _Choice:
    ruleset: Ruleset

    @property
    def what(self) -> str:
        return f"{_named(self.ruleset)} as the primary one"

    async def publish(self, database: Database, caller: Caller, clock: Clock) -> str:
        async with database.transaction() as connection:
            await make_primary(connection, caller, self.ruleset.ruleset_id, clock)
        return "in_force"


@dataclass(frozen=True, slots=True)
class _Removal:
    ruleset: Ruleset

    @property
    def what(self) -> str:
        return f"removal of {_named(self.ruleset)}"

    async def publish(self, database: Database, caller: Caller, clock: Clock) -> str:
        async with database.transaction() as connection:
            await remove_ruleset(connection, caller, self.ruleset.ruleset_id, clock)
        return "in_force"


_ORDER: list[type] = [_Publishing, _Choice, _Removal]


def _named(ruleset: Ruleset) -> str:
    return f"the {ruleset.dimension} ruleset “{ruleset.name}”"


def _read_rules(dimension: Dimension, name: str, entry: _Entry) -> list[dict[str, Any]]:
    if len(entry.rules) > MOST_RULES:
        raise Invalid(f"A ruleset has at most {MOST_RULES} rules.", field=f"{dimension}.{name}.rules")
    rules: list[AnyRule] = []
    for number, one in enumerate(entry.rules):
        with inside(dimension, name, "rules", number):
            draft = _drafted(dimension, one)
            if isinstance(draft, RuleDraft):
                rules.append(Rule.read(_UNMADE, draft))
            elif dimension != "engagement":
                rules.append(FitRule.read(_UNMADE, draft, dimension))
    return _shown(rules)


def _drafted(dimension: Dimension, entry: dict[str, Any]) -> RuleDraft | FitDraft:
    kind: type[RuleDraft] | type[FitDraft] = RuleDraft if dimension == "engagement" else FitDraft
    return kind.model_validate(entry)


def _shown(rules: Iterable[AnyRule]) -> list[dict[str, Any]]:
    documents = (rule.draft.document() for rule in rules)
    entries = [
        {key: value for key, value in document.items() if value is not None or key not in _OPTIONAL}
        for document in documents
    ]
    return sorted(entries, key=lambda entry: (entry["name"], json.dumps(entry, sort_keys=True)))


RULESETS = _Rulesets()
