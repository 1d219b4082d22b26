"""What conditions of segments can speak of in a workspace, and what people call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from kenbun.conditions import Allowed
from kenbun.conditions.short import SHAPES
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.levels.bands import UNCLASSIFIED
from kenbun.levels.in_force import Levels, levels_in_force
from kenbun.mapping.custom_fields import all_fields
from kenbun.mapping.fields import Fields
from kenbun.segments.evaluation.surroundings import Kind
from kenbun.segments.language import vocabulary_queries as queries
from kenbun.segments.language.vocabulary_queries import Other, Person

_SCORES: dict[Kind, frozenset[str]] = {
    "lead": frozenset({"engagement", "profile", "account"}),
    "account": frozenset({"engagement", "account"}),
}
_OF_LEADS = frozenset({"has_account"})
_OF_ACCOUNTS = frozenset({"leads", "active_leads"})


@dataclass(frozen=True)
class Vocabulary:
    """`segments` are those of the same kind, whose members conditions can ask for."""

    kind: Kind
    fields: Fields
    levels: Levels
    segments: list[Other]
    people: list[Person]
    roles: dict[UUID, str]

    @cached_property
    def allowed(self) -> Allowed:
        lead = {one.name for one in self.fields.of("lead")} | {"status"}
        account = {one.name for one in self.fields.of("account")}
        return _allowed(self.kind, lead, account, names=self._spellings)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """By id, for words."""
        return (
            {public("seg", one.segment_id): one.name for one in self.segments}
            | {public("usr", one.user_id): one.name or one.email for one in self.people}
            | {public("role", role_id): name for role_id, name in self.roles.items()}
        )

    def level_names(self, dimension: str) -> list[str]:
        """From the lowest, and what a score between them is called."""
        of_account = self.kind == "account" and dimension == "engagement"
        bands = getattr(self.levels, "account_engagement" if of_account else dimension).bands
        return [*(band.name for band in bands), UNCLASSIFIED]

    @property
    def _spellings(self) -> dict[str, dict[str, str]]:
        """Whatever can be named is known by its name and by its id, members by their e-mail address as well."""
        found = {
            "segment": _by_name((one.name, public("seg", one.segment_id)) for one in self.segments),
            "member": _by_name(
                (name, public("usr", one.user_id)) for one in self.people for name in (one.name, one.email)
            ),
            "role": _by_name((name, public("role", role_id)) for role_id, name in self.roles.items()),
        }
        for dimension in _SCORES[self.kind]:
            found[f"level.{dimension}"] = _by_name((name, name) for name in self.level_names(dimension))
        return found


def _by_name(known: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The names without case, and the ids."""
    return {spelled: kept for name, kept in known for spelled in (name.casefold(), kept) if spelled}


async def vocabulary(connection: Connection, workspace_id: UUID, kind: Kind) -> Vocabulary:
    return Vocabulary(
        kind,
        await all_fields(connection, workspace_id),
        await levels_in_force(connection, workspace_id),
        await queries.segments_of(connection, workspace_id, kind),
        await queries.people_of(connection, workspace_id),
        await queries.roles_of(connection, workspace_id),
    )


def as_saved(kind: Kind) -> Allowed:
    """For trees that were checked once: what they name may be gone, and is then missing, not an error."""
    return _allowed(kind, set(), set(), any_field=True)


def _allowed(kind: Kind, lead: set[str], account: set[str], **more: Any) -> Allowed:
    short = frozenset(SHAPES) - (_OF_ACCOUNTS if kind == "lead" else _OF_LEADS)
    return Allowed(
        "Segments of leads" if kind == "lead" else "Segments of accounts",
        metadata=False,
        lead=frozenset(lead) if kind == "lead" else frozenset(),
        account=frozenset(account),
        score=_SCORES[kind],
        counts=True,
        short=short,
        sequences=kind == "lead",
        **more,
    )
